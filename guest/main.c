// SPDX-License-Identifier: GPL-2.0-only
#include "boot.h"
#include "executor.h"
#include "paging.h"
#include "run.h"
#include "segments.h"
#include "serve.h"

/* From start.S: what the boot loader left, or zeros from privbench's own monitor. */
void flat_main(__u32 magic, __u32 info);
void flat_main(__u32 magic, __u32 info)
{
	char command_line[COMMAND_LINE_MAX];

	segments_setup();
	executor_setup();
	paging_setup();
	if (!info)
		serve_mailbox();
	boot_command_line(magic, info, command_line);
	run_alone(command_line);
}

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BOOT_H
#define BOOT_H

#include <linux/types.h>

#define COMMAND_LINE_MAX 512

/*
 * Copy the command line that the boot loader left for us; `magic` and `info`
 * are the eax and ebx it called us with.  Empty if there is none.
 */
void boot_command_line(__u32 magic, __u32 info, char line[COMMAND_LINE_MAX]);

#endif

// SPDX-License-Identifier: GPL-2.0-only
#include "cpu.h"
#include "flat.h"
#include "pc.h"

#define PVH_MAGIC 0x336ec578
#define MULTIBOOT2_MAGIC 0x36d76289
enum { TAG_END, TAG_COMMAND_LINE };

/* Xen's public/arch-x86/hvm/start_info.h */
struct hvm_start_info {
	__u32 magic, version, flags, modules;
	__u64 module_list, command_line;
};

/* Multiboot2 specification, "Boot information format". */
struct tag {
	__u32 type, size;
	char text[];
};

static const void *at(__u64 address)
{
	return (const void *)address;
}

static const char *by_multiboot2(__u32 info)
{
	const struct tag *t;

	for (t = at(info + 8); t->type != TAG_END; t = at(((__u64)t + t->size + 7) & ~7ULL))
		if (t->type == TAG_COMMAND_LINE)
			return t->text;
	return "";
}

static const char *by_pvh(__u32 info)
{
	const struct hvm_start_info *s = at(info);

	return s->magic == PVH_MAGIC && s->command_line ? at(s->command_line) : "";
}

/* For privbench's own monitor: bench/mailbox.h. */
__attribute__((noreturn)) static void serve(void)
{
	mailbox.version = PB_ABI_VERSION;
	mailbox.benches = pb_bench_count;
	for (;;) {
		out32(PB_MAILBOX_PORT, (__u32)(__u64)&mailbox);
		executor_answer();
	}
}

/* From start.S: eax and ebx of the boot loader; the monitor leaves 0 in ebx. */
void flat_main(__u32 magic, __u32 info);
void flat_main(__u32 magic, __u32 info)
{
	segments_setup();
	executor_setup();
	if (!info)
		serve();
	platform_setup();
	platform_end(plan_run(magic == MULTIBOOT2_MAGIC ? by_multiboot2(info) : by_pvh(info)));
}

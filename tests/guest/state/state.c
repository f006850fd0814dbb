// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test only: /proc/cpu-state shows what a bench might leave behind, so that a
 * test can compare before and after: flags, control and debug registers,
 * descriptor tables with what they hold, and every MSR that bodies or entry
 * code rely on.
 */
#include <linux/crc32.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/msr.h>

static const u32 msrs[] = {
	0x1b, 0x48, 0x174, 0x175, 0x176, 0x1d9, 0x277, 0x6e1, 0xc0000080, 0xc0000081,
	0xc0000082, 0xc0000083, 0xc0000084, 0xc0000101, 0xc0000102, 0xc0000103,
};

static void show_table(struct seq_file *m, const char *name, const struct desc_ptr *table)
{
	seq_printf(m, "%s %lx %x crc %08x\n", name, table->address, table->size,
		   crc32(0, (void *)table->address, table->size + 1));
}

static void show_registers(struct seq_file *m)
{
	unsigned long dr6, dr7;
	u16 tr, ldt;

	get_debugreg(dr6, 6);
	get_debugreg(dr7, 7);
	asm("str %0" : "=rm" (tr));
	asm("sldt %0" : "=rm" (ldt));
	seq_printf(m, "flags %lx\n", native_save_fl() & ~0x8d5UL);	/* without the arithmetic ones */
	seq_printf(m, "cr0 %lx cr4 %lx\n", read_cr0(), __read_cr4());
	seq_printf(m, "dr6 %lx dr7 %lx\n", dr6, dr7);
	seq_printf(m, "tr %x ldtr %x\n", tr, ldt);
}

static int show(struct seq_file *m, void *v)
{
	struct desc_ptr gdt, idt;
	u64 value;
	int i;

	show_registers(m);
	native_store_gdt(&gdt);
	store_idt(&idt);
	show_table(m, "idt", &idt);
	seq_printf(m, "gdt %lx %x\n", gdt.address, gdt.size);
	for (i = 0; i < ARRAY_SIZE(msrs); i++)
		if (!rdmsrl_safe(msrs[i], &value))
			seq_printf(m, "msr %x %llx\n", msrs[i], value);
	return 0;
}

static int __init start(void)
{
	return proc_create_single("cpu-state", 0400, NULL, show) ? 0 : -ENOMEM;
}

static void __exit stop(void)
{
	remove_proc_entry("cpu-state", NULL);
}

module_init(start);
module_exit(stop);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("privbench's tests: the CPU's state, to compare");

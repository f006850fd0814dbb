// SPDX-License-Identifier: GPL-2.0-only
#include "cpu.h"
#include "flat.h"
#include "selectors.h"

#define STACK_SIZE 4096
#define GATE_INTERRUPT 0x8e
#define GATE_USER 0xee
#define GATE_CALL 0xec

struct gate {
	__u16 low, selector;
	__u8 ist, type;
	__u16 middle;
	__u32 high, reserved;
};

struct tss tss = { .io_bitmap = sizeof(tss) };

static __u64 gdt[TSS_SELECTOR / 8 + 2] = {
	[KERNEL_CS / 8] = 0x00af9b000000ffff,
	[KERNEL_DS / 8] = 0x00cf93000000ffff,
	[USER32_CS / 8] = 0x00cffb000000ffff,
	[USER_DS / 8] = 0x00cff3000000ffff,
	[USER_CS / 8] = 0x00affb000000ffff,
	[SYSEXIT_SS / 8] = 0x00cff3000000ffff,
	[CPU_NODE / 8] = 0x0040f50000000000,	/* the limit: CPU 0 of node 0 */
};

static struct gate idt[VECTORS];

/* An NMI, a double fault and a machine check may find the stack unusable; one more is spare. */
static const __u8 on_stack_of_its_own[] = { VECTOR_DF, VECTOR_NMI, VECTOR_MC };
#define IST_SPARE (sizeof(on_stack_of_its_own) + 1)
static __u8 stacks[IST_SPARE][STACK_SIZE] __attribute__((aligned(64)));

/* The call gate's descriptor, an IDT gate's but for the type. */
static struct gate *call_gate(void)
{
	return (struct gate *)&gdt[CALL_GATE / 8];
}

static struct gate gate(const void *handler, __u8 type, __u8 ist)
{
	__u64 address = (__u64)handler;

	return (struct gate){
		.low = (__u16)address,
		.selector = KERNEL_CS,
		.ist = ist,
		.type = type,
		.middle = (__u16)(address >> 16),
		.high = (__u32)(address >> 32),
	};
}

static int ist_of(unsigned int vector)
{
	unsigned int i;

	for (i = 0; i < sizeof(on_stack_of_its_own); i++)
		if (on_stack_of_its_own[i] == vector)
			return (int)i + 1;
	return 0;
}

void segments_set_gate(unsigned int vector, const void *handler, int ist)
{
	if (ist)		/* an NMI's stack tells by a word that none is executing */
		memset(stacks[IST_SPARE - 1], 0, STACK_SIZE);
	idt[vector] = gate(handler, GATE_USER, ist ? IST_SPARE : 0);
}

void segments_reset_gate(unsigned int vector)
{
	idt[vector] = gate(trap_entries + vector * TRAP_ENTRY_SIZE, GATE_INTERRUPT,
			   (__u8)ist_of(vector));
}

void segments_set_call_gate(const void *handler)
{
	*call_gate() = gate(handler, GATE_CALL, 0);
}

void segments_reset_call_gate(void)
{
	*call_gate() = (struct gate){ 0 };
}

__u64 segments_spare_stack(void)
{
	return tss.ist[IST_SPARE - 1];
}

static __u64 sum_of(const void *table, size_t bytes)
{
	const __u8 *byte = table;
	__u64 sum = 0;
	size_t i;

	for (i = 0; i < bytes; i++)
		sum = sum * 31 + byte[i];
	return sum;
}

__u64 segments_sum(void)
{
	return sum_of(idt, sizeof(idt)) ^ sum_of(gdt, sizeof(gdt));
}

static void fill_idt(void)
{
	unsigned int i;

	for (i = 0; i < VECTORS; i++)
		segments_reset_gate(i);
	for (i = 0; i < IST_SPARE; i++)
		tss.ist[i] = (__u64)stacks[i + 1];
}

static void fill_gdt(void)
{
	__u64 base = (__u64)&tss, limit = sizeof(tss) - 1;

	gdt[TSS_SELECTOR / 8] = limit | (base & 0xffffff) << 16 | 0x89ULL << 40 |
				(base >> 24 & 0xff) << 56;
	gdt[TSS_SELECTOR / 8 + 1] = base >> 32;
}

/* Null data segments: 64-bit mode ignores them, and IRET to ring 3 would null them anyway. */
static void load_selectors(void)
{
	asm volatile("push %0; lea 1f(%%rip), %%rax; push %%rax; lretq; 1:\n"
		     "mov %1, %%ss\n"
		     "mov %2, %%ds; mov %2, %%es; mov %2, %%fs; mov %2, %%gs\n"
		     "ltr %w3"
		     : : "i"(KERNEL_CS), "r"(KERNEL_DS), "r"(0), "r"(TSS_SELECTOR)
		     : "rax", "memory");
}

void segments_setup(void)
{
	const struct table gdtr = { sizeof(gdt) - 1, (__u64)gdt };
	const struct table idtr = { sizeof(idt) - 1, (__u64)idt };

	fill_gdt();
	fill_idt();
	asm volatile("lgdt %0" : : "m"(gdtr));
	load_selectors();
	asm volatile("lidt %0" : : "m"(idtr));
}

// SPDX-License-Identifier: GPL-2.0-only
#include <asm/processor-flags.h>

#include "flat.h"
#include "measure.h"
#include "selectors.h"

/* As traps.S pushes them. */
struct registers {
	__u64 r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
	__u64 vector, error;
	__u64 rip, cs, rflags, rsp, ss;
};

volatile __u32 trap_interrupts, trap_nmis;
struct pb_frame trap_frame;

/* Go on in ring 0 when the trap returns. */
static void resume(struct registers *r, const void *rip, __u64 rsp)
{
	r->rip = (__u64)rip;
	r->cs = KERNEL_CS;
	r->rflags = X86_EFLAGS_FIXED;
	r->rsp = rsp;
	r->ss = KERNEL_DS;
}

static void dump(const struct registers *r)
{
	__u64 cr2;

	asm volatile("mov %%cr2, %0" : "=r"(cr2));
	console_print("\nprivbench: exception %llu, error code 0x%llx\n", r->vector, r->error);
	console_print("rip %llx cs %llx rflags %llx rsp %llx cr2 %llx\n",
		      r->rip, r->cs, r->rflags, r->rsp, cr2);
	console_print("rax %llx rbx %llx rcx %llx rdx %llx rsi %llx rdi %llx rbp %llx\n",
		      r->rax, r->rbx, r->rcx, r->rdx, r->rsi, r->rdi, r->rbp);
	console_print("r8 %llx r9 %llx r10 %llx r11 %llx r12 %llx r13 %llx r14 %llx r15 %llx\n",
		      r->r8, r->r9, r->r10, r->r11, r->r12, r->r13, r->r14, r->r15);
}

/* The dump, too, may fault. */
__attribute__((noreturn)) static void die(const struct registers *r)
{
	static int dying;

	if (!dying++) {
		world_abort();
		dump(r);
	}
	platform_end(FAILED);
}

static void unforeseen(struct registers *r)
{
	features_abort();
	if (r->vector == VECTOR_DF || r->vector == VECTOR_MC)	/* no bench's, and no way back */
		die(r);
	if (trap_frame.rsp) {
		trap_frame.vector = r->vector;
		resume(r, pb_leave, trap_frame.rsp);
	} else if (r->cs & 3) {
		r->rax = r->vector;
		resume(r, ring3_leave, ring3_stack);
	} else {
		die(r);
	}
}

/* From traps.S. */
void trap(struct registers *r);
void trap(struct registers *r)
{
	struct pb_context c = { &r->rip, &r->rax, &r->rdx, &r->r8 };

	if (r->vector == VECTOR_NMI)
		trap_nmis++;
	else if (r->vector >= FIRST_INTERRUPT)
		trap_interrupts++;
	else if (!pb_fixup(&c, (__u32)r->vector))
		unforeseen(r);
}

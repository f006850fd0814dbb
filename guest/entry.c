// SPDX-License-Identifier: GPL-2.0-only
#include <asm/processor-flags.h>

#include "cpu.h"
#include "flat.h"
#include "ring0.h"
#include "selectors.h"

#define EFER_SCE 1
/* Of what Linux masks. */
#define FLAGS_MASKED (X86_EFLAGS_AC | X86_EFLAGS_NT | X86_EFLAGS_IOPL | X86_EFLAGS_DF | \
		      X86_EFLAGS_IF | X86_EFLAGS_TF)

/* FRED specification, revision 5.0; the names are Linux's. */
#define MSR_FRED_RSP0 0x1cc
#define MSR_FRED_STKLVLS 0x1d0
#define MSR_FRED_CONFIG 0x1d4

_Static_assert(USER_CS == PB_USER_CS && USER_DS == PB_USER_DS, "bench/entry.c returns there");

extern const char fred_entry[];	/* fred.S: a page for IA32_FRED_CONFIG */

static const __u32 changed[] = { PB_MSR_LSTAR, PB_MSR_GS_BASE, PB_MSR_KERNEL_GS_BASE };
#define CHANGED (sizeof(changed) / sizeof(changed[0]))

/*
 * ring3.S: call fn(arg) in ring 3, interrupts off.  VECTOR_RING3_DONE, with what it
 * returned in *result, or the vector of the exception that ended it.
 */
__u64 ring3_call(__u64 (*fn)(__u64), __u64 arg, __u64 *result);
extern const char ring3_done[];

/* How it gets there: with FRED on, IRET cannot. */
extern const char ring3_by_iret[], ring3_by_eretu[];
extern const char *ring3_enter;

static __u64 before[CHANGED];
static pb_fn *timed;

void entry_setup(void)
{
	__u64 efer;

	segments_set_gate(VECTOR_RING3_DONE, ring3_done, 0);
	if (pb_read_msr(PB_MSR_EFER, &efer) || pb_write_msr(PB_MSR_EFER, efer | EFER_SCE))
		return;		/* SYSCALL will raise #UD */
	pb_write_msr(PB_MSR_STAR, (__u64)USER32_CS << 48 | (__u64)KERNEL_CS << 32);
	pb_write_msr(PB_MSR_SFMASK, FLAGS_MASKED);
}

/* All events on stack level 0: the present stack in ring 0, another from ring 3. */
static void fred_on(void)
{
	pb_write_msr(MSR_FRED_RSP0, segments_spare_stack());
	pb_write_msr(MSR_FRED_STKLVLS, 0);
	pb_write_msr(MSR_FRED_CONFIG, (__u64)fred_entry);
	write_cr4(read_cr4() | PB_CR4_FRED);
	ring3_enter = ring3_by_eretu;
}

static void fred_off(void)
{
	ring3_enter = ring3_by_iret;
	write_cr4(read_cr4() & ~PB_CR4_FRED);
}

static __u64 call_timed(__u64 frame)
{
	timed((struct pb_frame *)frame);
	return 0;
}

static void in_ring3(struct pb_frame *frame)
{
	__u64 nothing, vector = ring3_call(call_timed, (__u64)frame, &nothing);

	if (vector != VECTOR_RING3_DONE)
		frame->vector = vector;
}

/* The GS base of ring 0, and of ring 3: the one that is not in use is in KERNEL_GS_BASE. */
static void set_gs(int in_ring0)
{
	__u64 kernel = (__u64)pb_entry_cpu;

	pb_write_msr(PB_MSR_GS_BASE, in_ring0 ? kernel : 0);
	pb_write_msr(PB_MSR_KERNEL_GS_BASE, in_ring0 ? 0 : kernel);
}

pb_fn *entry_begin(const struct pb_bench *bench, pb_fn *fn)
{
	unsigned int i;

	if (!bench->vector)
		return fn;
	for (i = 0; i < CHANGED; i++)
		pb_read_msr(changed[i], &before[i]);
	set_gs(!(bench->flags & PB_FROM_RING3) || bench->vector == PB_VIA_FRED);
	if (bench->vector == PB_VIA_FRED)
		fred_on();
	else if (bench->vector == PB_VIA_SYSCALL)
		pb_write_msr(PB_MSR_LSTAR, (__u64)bench->handler);
	else
		segments_set_gate(bench->vector, bench->handler, bench->ist);
	timed = fn;
	return bench->flags & PB_FROM_RING3 ? in_ring3 : fn;
}

void entry_end(const struct pb_bench *bench)
{
	unsigned int i;

	if (!bench->vector)
		return;
	if (bench->vector == PB_VIA_FRED)
		fred_off();
	else if (bench->vector != PB_VIA_SYSCALL)
		segments_reset_gate(bench->vector);
	for (i = 0; i < CHANGED; i++)
		pb_write_msr(changed[i], before[i]);
}

__u64 entry_state(void)
{
	__u64 sum = segments_sum() ^ read_cr4(), value;
	unsigned int i;

	for (i = 0; i < CHANGED; i++) {
		pb_read_msr(changed[i], &value);
		sum = sum * 31 + value;
	}
	return sum;
}

static __u64 ring_plus(__u64 n)
{
	__u64 cs;

	asm volatile("mov %%cs, %0" : "=r"(cs));
	return (cs & 3) + n;
}

static __u64 forbidden(__u64 n)
{
	asm volatile("cli");
	return n;
}

const char *entry_test(void)
{
	__u64 result = 0;

	if (ring3_call(ring_plus, 39, &result) != VECTOR_RING3_DONE || result != 42)
		return "a function called in ring 3 did not come back";
	if (ring3_call(forbidden, 0, &result) != VECTOR_GP)
		return "CLI did not fault in ring 3";
	return NULL;
}

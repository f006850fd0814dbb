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

_Static_assert(USER_CS == PB_USER_CS && USER_DS == PB_USER_DS && KERNEL_CS == PB_KERNEL_CS &&
	       CPU_NODE == PB_CPU_NODE && CALL_GATE == PB_CALL_GATE, "bench/ has the same");

/* fred.S: pages for IA32_FRED_CONFIG, one for each of these vectors. */
extern const char fred_pages[][4096];
static const __u8 fred_vectors[] = {
	PB_VECTOR_INT, PB_VECTOR_SYSCALL, PB_VECTOR_BP, PB_VECTOR_UD, PB_VECTOR_GP, PB_VECTOR_PF,
};

static const __u32 changed[] = {
	PB_MSR_LSTAR, PB_MSR_SYSENTER_CS, PB_MSR_SYSENTER_ESP, PB_MSR_SYSENTER_EIP,
	PB_MSR_GS_BASE, PB_MSR_KERNEL_GS_BASE,
};
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
extern __u64 ring3_flags;

static __u64 before[CHANGED], cr3_before, dr6_before;
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

static int is_fred(const struct pb_bench *bench)
{
	return bench->vector >= PB_VIA_FRED(0);
}

static int enters(const struct pb_bench *bench)
{
	return bench->vector || bench->flags & PB_FROM_RING3;
}

static const char *fred_page(unsigned int vector)
{
	unsigned int i = 0;

	while (i < sizeof(fred_vectors) - 1 && fred_vectors[i] != vector)
		i++;
	return fred_pages[i];
}

/* All events on stack level 0: the present stack in ring 0, another from ring 3. */
static void fred_on(unsigned int vector)
{
	pb_write_msr(MSR_FRED_RSP0, segments_spare_stack());
	pb_write_msr(MSR_FRED_STKLVLS, 0);
	pb_write_msr(MSR_FRED_CONFIG, (__u64)fred_page(vector));
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

/*
 * The GS base of ring 0, and of ring 3: the one that is not in use is in KERNEL_GS_BASE.  By its
 * sign a handler tells one from the other.
 */
static void set_gs(int in_ring0)
{
	__u64 kernel = (__u64)pb_entry_cpu, user = -4096ULL;

	pb_write_msr(PB_MSR_GS_BASE, in_ring0 ? kernel : user);
	pb_write_msr(PB_MSR_KERNEL_GS_BASE, in_ring0 ? user : kernel);
}

static void sysenter_on(const void *handler)
{
	pb_write_msr(PB_MSR_SYSENTER_CS, KERNEL_CS);
	pb_write_msr(PB_MSR_SYSENTER_ESP, segments_spare_stack());
	pb_write_msr(PB_MSR_SYSENTER_EIP, (__u64)handler);
}

/* Lead what `bench` raises to its handler ... */
static void open_way(const struct pb_bench *bench)
{
	if (!bench->vector)
		return;
	if (is_fred(bench))
		fred_on((__u8)bench->vector);
	else if (bench->vector == PB_VIA_SYSCALL)
		pb_write_msr(PB_MSR_LSTAR, (__u64)bench->handler);
	else if (bench->vector == PB_VIA_SYSENTER)
		sysenter_on(bench->handler);
	else if (bench->vector == PB_VIA_CALL_GATE)
		segments_set_call_gate(bench->handler);
	else
		segments_set_gate(bench->vector, bench->handler, bench->ist);
}

/* ... and no longer. */
static void close_way(const struct pb_bench *bench)
{
	if (!bench->vector)
		return;
	if (is_fred(bench))
		fred_off();
	else if (bench->vector == PB_VIA_CALL_GATE)
		segments_reset_call_gate();
	else if (bench->vector < VECTORS)
		segments_reset_gate(bench->vector);
}

pb_fn *entry_begin(const struct pb_bench *bench, pb_fn *fn)
{
	unsigned int i;

	if (!enters(bench))
		return fn;
	for (i = 0; i < CHANGED; i++)
		pb_read_msr(changed[i], &before[i]);
	cr3_before = read_cr3();
	dr6_before = read_dr6();
	set_gs(!(bench->flags & PB_FROM_RING3) || is_fred(bench));
	open_way(bench);
	if (bench->flags & PB_USER_CR3)
		write_cr3(cr3_before | PB_CR3_USER);
	ring3_flags = X86_EFLAGS_FIXED | (bench->flags & PB_START_IF ? X86_EFLAGS_IF : 0);
	timed = fn;
	return bench->flags & PB_FROM_RING3 ? in_ring3 : fn;
}

void entry_end(const struct pb_bench *bench)
{
	unsigned int i;

	if (!enters(bench))
		return;
	if (read_cr3() != cr3_before)
		write_cr3(cr3_before);
	write_dr6(dr6_before);
	close_way(bench);
	for (i = 0; i < CHANGED; i++)
		pb_write_msr(changed[i], before[i]);
}

__u64 entry_state(void)
{
	__u64 sum = segments_sum() ^ read_cr4() ^ features_state() ^ world_state(), value;
	unsigned int i;

	sum = ((sum * 31 + read_cr3()) * 31 + read_dr6()) * 31 + apic_state();
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
	return resume_flag_test();
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the instructions of bench/features.c want: control-flow enforcement (Intel SDM 1, "Shadow
 * Stacks"), user interrupts (SDM 3A), USER_MSR (ISE).
 */
#include "cpu.h"
#include "flat.h"
#include "ring0.h"

/* Older headers do not know these. */
#define CR4_CET (1 << 23)
#define CR4_UINTR (1 << 25)
#define MSR_USER_MSR_CTL 0x1c
#define MSR_PL0_SSP 0x6a4
#define MSR_UINTR_TT 0x98a
#define ENABLED 1
#define CET_SHADOW_STACK 1
#define CET_WRITE 2			/* WRSS */
#define TOKEN_64 1			/* RSTORSSP's, of 64-bit mode */
#define TOUCHED (PAGE_ACCESSED | PAGE_DIRTY)
#define SHADOW_PAGE (PAGE_PRESENT | TOUCHED)	/* dirty, and not writable */

extern __u64 pb_shadow_user[], pb_shadow_restore[], pb_shadow_kernel[], pb_shadow_busy[];
#define SHADOW_USER_TOP (pb_shadow_user + 512)

/* What SENDUIPI finds: the target table, and a posting descriptor (Intel SDM 3A). */
#define UPID_SUPPRESSED 2
static __u64 upid[2] __attribute__((aligned(64))) = { UPID_SUPPRESSED };
static __u64 targets[2] __attribute__((aligned(16))) = { ENABLED, (__u64)upid };

/* A bit for each of 4000H MSRs that may be read, then for those that may be written. */
#define WRITABLE 2048
#define MSR_BIT(msr) (1 << (msr) % 8)
static __u8 user_msrs[4096] __attribute__((aligned(4096))) = {
	[PB_MSR_SYSENTER_ESP / 8] = MSR_BIT(PB_MSR_SYSENTER_ESP),
	[WRITABLE + PB_MSR_UARCH_MISC_CTL / 8] = MSR_BIT(PB_MSR_UARCH_MISC_CTL),
};

/* In effect once CR4 says so, if it has a bit; S_CET not before a bench is called. */
static const struct setting {
	__u64 need, cr4;
	__u32 msr;
	__u64 value;
} settings[] = {
	{ PB_SHSTK, CR4_CET, PB_MSR_S_CET, 0 },
	{ PB_SHSTK, CR4_CET, MSR_PL0_SSP, (__u64)pb_shadow_busy },
	{ PB_SHSTK, CR4_CET, PB_MSR_U_CET, CET_SHADOW_STACK | CET_WRITE },
	{ PB_SHSTK, CR4_CET, PB_MSR_PL3_SSP, (__u64)SHADOW_USER_TOP },
	{ PB_UINTR, CR4_UINTR, MSR_UINTR_TT, (__u64)targets + ENABLED },
	{ PB_USER_MSR, 0, MSR_USER_MSR_CTL, (__u64)user_msrs + ENABLED },
};
#define SETTINGS (sizeof(settings) / sizeof(settings[0]))
#define FEATURES (PB_SHSTK | PB_UINTR | PB_USER_MSR)
#define CLUI ".byte 0xf3, 0x0f, 0x01, 0xee"	/* STUI and UIRET set UIF */

static __u64 before[SETTINGS], cr4_before, user_page_before, kernel_page_before;
static pb_fn *timed __attribute__((used));

void features_setup(void)
{
	paging_split(pb_shadow_user, 2 * 4096);
}

/*
 * Call the timed function on ring 0's shadow stack.  SETSSBSY leaves SSP at the token; two entries
 * back, what CALL pushes is next to it.
 */
#define WRITE_S_CET(value) \
	"mov $" PB_STR(PB_MSR_S_CET) ", %ecx; mov $" PB_STR(value) ", %eax; xor %edx, %edx; wrmsr\n"
asm(".text\n"
    "on_shadow_stack:\n"
    "	sub	$8, %rsp\n" WRITE_S_CET(CET_SHADOW_STACK)
    "	setssbsy\n"
    "	mov	$2, %eax\n"
    "	incsspq	%rax\n"
    "	call	*timed(%rip)\n" WRITE_S_CET(0)
    "	add	$8, %rsp\n"
    "	ret\n");
pb_fn on_shadow_stack;

/* Tokens, while ordinary stores still can write them. */
static void shadow_stacks_on(void)
{
	pb_shadow_restore[0] = (__u64)&pb_shadow_restore[1] + TOKEN_64;
	pb_shadow_busy[0] = (__u64)pb_shadow_busy;
	user_page_before = paging_set_flags(pb_shadow_user, SHADOW_PAGE | PAGE_USER);
	kernel_page_before = paging_set_flags(pb_shadow_kernel, SHADOW_PAGE);
}

static void shadow_stacks_off(void)
{
	paging_set_flags(pb_shadow_user, user_page_before);
	paging_set_flags(pb_shadow_kernel, kernel_page_before);
}

pb_fn *features_on(const struct pb_bench *bench, pb_fn *fn)
{
	unsigned int i;
	int error = 0;
	__u64 cr4;

	if (!(bench->needs & FEATURES))
		return fn;
	if (bench->needs & PB_SHSTK)
		shadow_stacks_on();
	cr4 = cr4_before = read_cr4();
	for (i = 0; i < SETTINGS; i++)
		if (bench->needs & settings[i].need) {
			error |= pb_read_msr(settings[i].msr, &before[i]);
			error |= pb_write_msr(settings[i].msr, settings[i].value);
			cr4 |= settings[i].cr4;
		}
	write_cr4(cr4);
	if (error || !(bench->needs & PB_SHSTK) || bench->flags & PB_FROM_RING3)
		return fn;
	timed = fn;
	return on_shadow_stack;
}

void features_off(const struct pb_bench *bench)
{
	unsigned int i;

	if (!(bench->needs & FEATURES))
		return;
	if (bench->needs & PB_UINTR)
		asm volatile(CLUI);
	write_cr4(cr4_before);
	for (i = 0; i < SETTINGS; i++)
		if (bench->needs & settings[i].need)
			pb_write_msr(settings[i].msr, before[i]);
	if (bench->needs & PB_SHSTK)
		shadow_stacks_off();
}

void features_abort(void)
{
	if (read_cr4() & CR4_CET)
		pb_write_msr(PB_MSR_S_CET, 0);
}

__u64 features_state(void)
{
	__u64 flags = paging_flags(pb_shadow_user) << 12 | paging_flags(pb_shadow_kernel);
	__u64 sum = flags & ~(TOUCHED << 12 | TOUCHED), has = pb_cpu_has(), value;
	unsigned int i;

	for (i = 0; i < SETTINGS; i++)
		if (has & settings[i].need && !pb_read_msr(settings[i].msr, &value))
			sum = sum * 31 + value;
	return sum;
}

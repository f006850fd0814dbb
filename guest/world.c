// SPDX-License-Identifier: GPL-2.0-only
/* Guests of ours for one burst, by SVM or VMX. */
#include "world.h"

#include "cpu.h"
#include "ring0.h"

#define WORLDS (PB_SVM | PB_VMX)

static __u64 dr7_before;

const char *world_why(const char *fmt, ...)
{
	static char why[PB_REASON_MAX];
	struct text t = { why, sizeof(why) - 1, 0 };
	va_list args;

	memset(why, 0, sizeof(why));
	va_start(args, fmt);
	text_vprint(&t, fmt, args);
	va_end(args);
	return why;
}

const char *world_begin(const struct pb_bench *bench)
{
	if (!(bench->needs & WORLDS))
		return NULL;
	dr7_before = read_dr7();
	return bench->needs & PB_SVM ? svm_begin(bench) : vmx_begin(bench);
}

const char *world_end(const struct pb_bench *bench)
{
	const char *reason;

	if (!(bench->needs & WORLDS))
		return NULL;
	reason = bench->needs & PB_SVM ? svm_end() : vmx_end();
	write_dr7(dr7_before);		/* an exit has turned breakpoints off */
	return reason;
}

void world_abort(void)
{
	vmx_abort();
	svm_abort();
}

__u64 world_locked(__u64 needs)
{
	return (needs & PB_SVM && svm_is_locked() ? PB_SVM : 0) |
	       (needs & PB_VMX && vmx_is_locked() ? PB_VMX : 0);
}

const char *world_lacks(const struct pb_bench *bench)
{
	if (!(bench->needs & WORLDS))
		return NULL;
	return bench->needs & PB_SVM ? svm_lacks(bench) : vmx_lacks(bench);
}

__u64 world_state(void)
{
	static const struct {
		__u64 need;
		__u32 msr;
	} msrs[] = {
		{ 0, PB_MSR_EFER }, { PB_SVM, PB_MSR_VM_HSAVE_PA }, { PB_VMX, PB_MSR_DEBUGCTL },
	};
	__u64 sum = read_dr7() << 32 | (__u64)read_gdtr().limit << 16 | read_idtr().limit;
	__u64 has = pb_cpu_has(), value;
	unsigned int i;

	for (i = 0; i < sizeof(msrs) / sizeof(msrs[0]); i++)
		if (!(msrs[i].need & ~has) && !pb_read_msr(msrs[i].msr, &value))
			sum = sum * 31 + value;
	return sum;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <asm/asm.h>
#include <asm/msr.h>

#include "bench.h"
#include "privbench.h"

/*
 * Writes that ought to raise #GP.  Which one does depends on CPU and
 * hypervisor: QEMU's TCG ignores unknown MSRs and takes non-canonical bases.
 */
static const struct pb_msr_value candidates[] = {
	{ 0x6e1, 1ULL << 32 },				/* PKRS: reserved bit */
	{ PB_MSR_KERNEL_GS_BASE, 1ULL << 63 },		/* not canonical */
};

static struct pb_msr_value faulting;

/* By hand: names and arguments of the kernel's accessors change with its version. */
static int read_safe(u32 msr, u64 *value)
{
	u32 lo = 0, hi = 0;
	int err = 0;

	asm volatile("1: rdmsr\n2:\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_RDMSR_SAFE, %k[err])
		     : [err] "+r" (err), "=a" (lo), "=d" (hi) : "c" (msr));
	*value = (u64)hi << 32 | lo;
	return err;
}

static int write_safe(u32 msr, u64 value)
{
	int err = 0;

	asm volatile("1: wrmsr\n2:\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_WRMSR_SAFE, %k[err])
		     : [err] "+r" (err)
		     : "c" (msr), "a" ((u32)value), "d" ((u32)(value >> 32)) : "memory");
	return err;
}

static bool faults(const struct pb_msr_value *v)
{
	unsigned long flags;
	u64 old = 0;
	int unreadable, err;

	local_irq_save(flags);
	unreadable = read_safe(v->msr, &old);
	err = write_safe(v->msr, v->value);
	if (!err && !unreadable)
		write_safe(v->msr, old);
	local_irq_restore(flags);
	return err;
}

void pb_msr_find_faulting(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(candidates) && !faulting.msr; i++)
		if (faults(&candidates[i]))
			faulting = candidates[i];
}

bool pb_msr_faulting_known(void)
{
	return faulting.msr;
}

int pb_msr_read(u32 msr, struct pb_msr_value *v)
{
	if (msr == PB_MSR_FAULTING) {
		*v = faulting;
		return 0;
	}
	v->msr = msr;
	return msr ? read_safe(msr, &v->value) : 0;
}

void pb_msr_restore(const struct pb_msr_value *v)
{
	u64 now;

	if (!v->msr || (v->msr == faulting.msr && v->value == faulting.value))
		return;
	if (!read_safe(v->msr, &now) && now != v->value)
		write_safe(v->msr, v->value);
}

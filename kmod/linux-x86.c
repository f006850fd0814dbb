// SPDX-License-Identifier: GPL-2.0-only
/* The primitives that are of ring 0, or that the kernel patched when the module was loaded. */
#include <linux/kernel.h>
#include <linux/pgtable.h>
#include <asm/alternative.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/special_insns.h>

#include "compat.h"
#include "linux.h"

/* Operands that the compiler cannot foresee, or it would bring them where they go once for all. */
#define MSR u32 msr = PB_MSR_KERNEL_GS_BASE; u64 x = f->rbx;
#define HIDE_MSR OPTIMIZER_HIDE_VAR(msr);
#define HIDE HIDE_MSR OPTIMIZER_HIDE_VAR(x);

LINUX(linux_wrmsr, MSR, HIDE wrmsrq(msr, x););
LINUX(linux_wrmsr_safe, MSR, HIDE wrmsrq_safe(msr, x););
LINUX(linux_rdmsr, MSR, HIDE_MSR rdmsrq(msr, x); WANT;);
LINUX(linux_rdmsr_safe, MSR, HIDE_MSR rdmsrq_safe(msr, &x); WANT;);

LINUX(linux_read_cr2, unsigned long x;, x = read_cr2(); WANT;);
LINUX(linux_read_cr3, unsigned long x;, x = __read_cr3(); WANT;);
LINUX(linux_mov64, u64 pte = f->rbx; u64 x;,
	OPTIMIZER_HIDE_VAR(pte); x = pte_val(native_make_pte(pte)); WANT;);

LINUX(linux_alternative, , alternative("call pb_nop", "", X86_FEATURE_ALWAYS););
LINUX(linux_cpu_feature_enabled, , if (cpu_feature_enabled(X86_FEATURE_XENPV)) NOTHING;);

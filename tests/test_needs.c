// SPDX-License-Identifier: GPL-2.0-only
/* What is withheld where the machine lacks it, and in which words. */
#include <check.h>

#include "bench.h"
#include "suites.h"

#define CR4_PCIDE (1ULL << 17)
#define CR4_FRED (1ULL << 32)
#define MODULE (PB_RING0 | PB_LINUX | PB_OWN_CR)
#define FLAT (PB_RING0 | PB_OWN_MACHINE | PB_OWN_CR)

static const struct {
	const char *name;
	__u64 have;
	__u64 cr4;
	const char *lacks;		/* NULL: it runs */
} cases[] = {
	{ "swapgs-swapgs", MODULE, 0, NULL },
	{ "swapgs-swapgs", MODULE, CR4_FRED, "CR4.FRED is on, and SWAPGS raises #UD there" },
	{ "swapgs-swapgs-pv-direct", MODULE, CR4_FRED, "CR4.FRED is on, and SWAPGS raises #UD there" },
	{ "swapgs-swapgs-pv-retpoline", MODULE, CR4_FRED, "CR4.FRED is on, and SWAPGS raises #UD there" },
	{ "swapgs-swapgs", PB_RING0, CR4_FRED, "under Xen PV control registers, SYSCALL's MSRs and SWAPGS are the hypervisor's" },
	{ "write-cr3-noflush", MODULE, CR4_PCIDE | CR4_FRED, NULL },
	{ "write-cr3-noflush", MODULE, 0, "CR4.PCIDE is off: no PCID in this CPU (CPUID.1:ECX[17]) or none in use" },
	{ "kernel-irq-restore-if-1-1", MODULE | PB_IRQS_UNCHECKED, 0, NULL },
	{ "kernel-irq-restore-if-1-1", MODULE, 0,
	  "CONFIG_DEBUG_IRQFLAGS: this kernel warns where IF is restored that is set" },
	{ "kernel-irq-restore-if-0-0", MODULE, 0, NULL },
	{ "clgi-stgi", PB_OWN_MACHINE | PB_SVM, 0, NULL },
	{ "clgi-stgi", PB_OWN_MACHINE | PB_VMX, 0,
	  "this CPU has no SVM (CPUID.80000001H:ECX[2]) or firmware locked it (VM_CR[4])" },
	{ "vmread", PB_OWN_MACHINE | PB_SVM, 0,
	  "this CPU has no VMX (CPUID.1:ECX[5]) or firmware locked it (IA32_FEATURE_CONTROL[2])" },
	{ "vmread", MODULE | PB_VMX, 0, "needs the flat guest (--on kvm or nested or qemu-flat)" },
	{ "vmcall", PB_RING0 | PB_INTEL, 0, "not in a guest of KVM" },
	{ "vmcall", PB_RING0 | PB_AMD | PB_KVM, 0, "only Intel CPUs have it" },
	{ "vmcall", PB_RING0 | PB_INTEL | PB_KVM, 0, NULL },
	{ "out-elcr", FLAT, 0, "there are no interrupt controllers and no timer of a PC" },
	{ "out-elcr", FLAT | PB_PIC, 0, NULL },
	{ "mmio-write", FLAT | PB_PIC, 0, "needs privbench's own monitor (--on kvm or nested)" },
	{ "mmio-write", FLAT | PB_OWN_MONITOR, 0, NULL },
	{ "mmio-ioeventfd", FLAT | PB_OWN_MONITOR, 0, "needs the ioeventfds of privbench's own monitor (--on kvm or nested)" },
	{ "touch-4k", FLAT, 0, NULL },
	{ "touch-2m", FLAT, 0, "the host has no transparent huge pages: /sys/kernel/mm/transparent_hugepage/enabled" },
	{ "invd", FLAT | PB_KVM, 0, "needs privbench's own monitor (--on kvm or nested)" },
};

START_TEST(lacks)
{
	const struct pb_bench *bench = pb_find(cases[_i].name);

	ck_assert_ptr_nonnull(bench);
	ck_assert_pstr_eq(pb_lacks(bench, cases[_i].have | pb_cr4_has(cases[_i].cr4)), cases[_i].lacks);
}
END_TEST

Suite *needs_suite(void)
{
	Suite *suite = suite_create("needs");
	TCase *tcase = tcase_create("needs");

	tcase_add_loop_test(tcase, lacks, 0, sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "questions.h"

#include <string.h>

#define LORE "https://lore.kernel.org/lkml/"

const struct pb_mail pb_luto_2015 = {
	"Lutomirski", "2015-08-19", "LKML",
	"Re: [tip:x86/asm] x86/asm/entry/64: Migrate error and IRQ exit work to C and remove old "
	"assembly code",
	LORE "?q=f%3ALutomirski+s%3AMigrate+d%3A20150819..20150820",
};

/* As the mail above quotes it. */
const struct pb_mail pb_weisbecker_2015 = {
	"Weisbecker", "2015-08-19", "LKML",
	"Re: [tip:x86/asm] x86/asm/entry/64: Migrate error and IRQ exit work to C and remove old "
	"assembly code",
	LORE "?q=f%3AWeisbecker+s%3AMigrate+d%3A20150819..20150820",
};

const struct pb_mail pb_sysret_2014 = {
	"Lutomirski", "2014-07-22", "Linux commit 2a23c6b8a9c4",
	"x86_64, entry: Use sysret to return to userspace when possible",
	"https://git.kernel.org/linus/2a23c6b8a9c4",
};

const struct pb_mail pb_luto_2016 = {
	"Lutomirski", "2016-03-14", "LKML",
	"Re: [PATCH v4 2/5] x86/msr: Carry on after a non-\"safe\" MSR access fails without "
	"!panic_on_oops",
	LORE "?q=f%3ALutomirski+s%3Amsr+d%3A20160314..20160315",
};

const struct pb_mail pb_torvalds_2016 = {
	"Torvalds", "2016-03-14", "LKML",
	"Re: [PATCH v4 2/5] x86/msr: Carry on after a non-\"safe\" MSR access fails without "
	"!panic_on_oops",
	LORE "?q=f%3ATorvalds+s%3Amsr+d%3A20160314..20160315",
};

const struct pb_mail pb_popf_vlasenko_2016 = {
	"Vlasenko", "2016-08-17", "LKML", "RFC: Petition Intel/AMD to add POPF_IF insn",
	LORE "?q=f%3AVlasenko+s%3APOPF_IF+d%3A20160817..20160818",
};

const struct pb_mail pb_popf_torvalds_2016 = {
	"Torvalds, as told by Vlasenko", "2016-08-17", "LKML",
	"RFC: Petition Intel/AMD to add POPF_IF insn",
	LORE "?q=f%3AVlasenko+s%3APOPF_IF+d%3A20160817..20160818",
};

const struct pb_mail pb_luto_2020 = {
	"Lutomirski", "2020-11-13", "LKML",
	"Re: WARNING: can't access registers at asm_common_interrupt",
	LORE "CALCETrXcTKB_j9MQC1mcZobKGt_cZ5ivDPjU3zwRBmj7DAUCsA@mail.gmail.com/",
};

const struct pb_mail pb_gross_2021 = {
	"Gross", "2021-01-20", "LKML",
	"[PATCH v4 06/15] x86: rework arch_local_irq_restore() to not use popf",
	LORE "20210120135555.32594-7-jgross@suse.com/",
};

const struct pb_mail pb_fred_2023 = {
	"Xin Li", "2023-03-07", "LKML", "[PATCH v5 00/34] x86: enable FRED for x86-64",
	LORE "20230307023946.14516-1-xin3.li@intel.com/",
};

const struct pb_mail pb_jiangshan_2023 = {
	"Lai Jiangshan", "2023-04-03", "LKML",
	"[RFC PATCH 0/7] x86/entry: Atomic statck switching for IST",
	LORE "20230403140605.540512-1-jiangshanlai@gmail.com/",
};

#define WRMSRNS_SUBJECT "Re: [PATCH v10 03/38] x86/msr: Add the WRMSRNS instruction support"

const struct pb_mail pb_cooper_2023 = {
	"Cooper", "2023-09-14", "LKML", WRMSRNS_SUBJECT,
	LORE "6f5678ff-f8b1-9ada-c8c7-f32cfb77263a@citrix.com/",
};

const struct pb_mail pb_gleixner_2023 = {
	"Gleixner", "2023-09-14", "LKML", WRMSRNS_SUBJECT, LORE "87y1h81ht4.ffs@tglx/",
};

const struct pb_mail pb_anvin_2023 = {
	"Anvin", "2023-09-14", "LKML", WRMSRNS_SUBJECT,
	LORE "B93766B5-563E-401D-A1EF-579077CAEE82@zytor.com/",
};

/* To Gleixner. */
const struct pb_mail pb_cooper_reply_2023 = {
	"Cooper", "2023-09-14", "LKML", WRMSRNS_SUBJECT,
	LORE "7ba4ae3e-f75d-66a8-7669-b6eb17c1aa1c@citrix.com/",
};

const char *const pb_front[PB_FRONT] = {
	"irq-restore", "irq-off-on", "msr-fault", "msr-write", "entry-return", "entry-ist",
};

const struct pb_question pb_questions[] = {
	{ "calibrate", "Does the method find what is known?", NULL,
	  { "empty", "nop", "add-chain", "imul-chain" } },
	{ "msr-write", "WRMSR, or WRMSRNS where nothing needs serialising?", &pb_cooper_2023,
	  { "wrmsr-sysenter-esp", "wrmsrns-sysenter-esp", "wrmsr-sysenter-esp-8",
	    "wrmsrns-sysenter-esp-8-serialize", "wrmsr-sysenter-esp-overlap-99",
	    "wrmsrns-sysenter-esp-overlap-99", "wrmsr-nop", "wrmsr-cs" } },
	{ "msr-call", "What does a paravirt call add to WRMSR?", &pb_gleixner_2023,
	  { "wrmsr-native", "wrmsr-pv-direct", "wrmsr-pv-rethunk", "wrmsr-pv-prologue",
	    "wrmsr-marshal", "kernel-wrmsr" } },
	{ "msr-fault", "An exception table, or an error code and a branch?", &pb_luto_2016,
	  { "wrmsr-extable", "wrmsr-error-branch", "wrmsr-asm-goto", "wrmsr-check-first",
	    "wrmsr-extable-faults", "wrmsr-error-branch-faults", "switch-extable",
	    "switch-error-branch" } },
	{ "irq-off-on", "CLI, STI, or nothing: inline, or by a call?", &pb_gleixner_2023,
	  { "cli-sti", "cli-sti-pv-direct", "cli", "cli-pv-direct", "irq-nop", "nop-pv-direct",
	    "kernel-irq-off-on" } },
	{ "irq-save", "PUSHF and POP, or a call of them?", &pb_luto_2020,
	  { "pushf-pop", "save-pv-direct", "kernel-save-flags" } },
	{ "irq-restore", "POPF, or a test and STI?", &pb_luto_2020,
	  { "popf-if-0-1", "test-sti-if-0-1", "popf-if-0-0", "test-sti-if-0-0", "popf-if-1-1",
	    "test-sti-if-1-1", "kernel-irq-restore-if-0-1", "kernel-irq-restore-if-0-0" } },
	{ "irq-pair", "What does a save and restore of IF cost?", &pb_luto_2020,
	  { "pair-popf-if-1", "pair-sti-if-1", "pair-popf-if-0", "pair-sti-if-0",
	    "kernel-irq-save-restore-if-1", "kernel-irq-save-restore-if-0" } },
	{ "dispatch", "Dispatch: a patched site, a flag, or a call?", &pb_luto_2020,
	  { "dispatch-nop5", "dispatch-test", "dispatch-direct", "dispatch-indirect",
	    "kernel-alternative", "kernel-cpu-feature-enabled", "kernel-boot-cpu-has",
	    "kernel-static-call" } },
	{ "pv-read-cr2", "Reading CR2: inline, or by a call?", &pb_luto_2020,
	  { "read-cr2", "read-cr2-pv-direct", "read-cr2-pv-indirect", "kernel-read-cr2" } },
	{ "pv-read-cr3", "Reading CR3: inline, or by a call?", &pb_luto_2020,
	  { "read-cr3", "read-cr3-pv-direct", "read-cr3-pv-indirect", "kernel-read-cr3" } },
	{ "pv-write-cr3", "Is writing CR3 too slow for a call to matter?", &pb_luto_2020,
	  { "write-cr3", "write-cr3-pv-direct", "write-cr3-noflush",
	    "write-cr3-noflush-pv-direct" } },
	{ "pv-swapgs", "SWAPGS: inline, or by a call?", &pb_luto_2020,
	  { "swapgs-swapgs", "swapgs-swapgs-pv-direct", "swapgs-swapgs-pv-indirect" } },
	{ "pv-mov64", "A page-table entry as it is: a move, or a call?", &pb_luto_2020,
	  { "mov64", "mov64-pv-direct", "mov64-pv-indirect", "kernel-mov64" } },
	{ "pv-wbinvd", "Is WBINVD too slow for a call to matter?", &pb_luto_2020,
	  { "wbinvd", "wbinvd-pv-direct", "wbinvd-pv-indirect" } },
	{ "entry", "What does an exception cost, there and back?", &pb_fred_2023,
	  { "entry-int", "entry-ud2", "entry-gp", "entry-pf", "entry-int-fred",
	    "entry-int-user", "entry-pf-user" } },
	{ "entry-ist", "An exception's own stack: by IST, or by software?", &pb_jiangshan_2023,
	  { "stack-ist", "stack-software", "stack-ist-saved", "stack-atomic-ist", "stack-ordinary",
	    "stack-nmi", "entry-int-fred" } },
	{ "entry-return", "Back to a context with IF clear: IRET, or RET?", &pb_luto_2015,
	  { "return-iret", "return-popf-ret", "return-ret" } },
	{ "entry-swapgs", "SWAPGS at every entry, or a branch that decides?", &pb_luto_2015,
	  { "swapgs-none", "swapgs-always", "swapgs-branch", "swapgs-none-user",
	    "swapgs-always-user", "swapgs-branch-user" } },
	{ "entry-slow-path", "What does an entry's untaken slow path cost?", &pb_weisbecker_2015,
	  { "slow-path-none", "slow-path-key-off", "slow-path-flag-off", "slow-path-always" } },
	{ "entry-context", "What does telling RCU that ring 3 was left cost?", &pb_luto_2015,
	  { "context-none", "context-irq-4-2", "context-user-4-3", "context-both-4-3",
	    "context-irq-6-1", "context-user-6-1" } },
	{ "entry-handler", "Exit work: in assembly, or in C?", &pb_luto_2015,
	  { "handler-asm-saved", "handler-compiled", "handler-asm-cleared",
	    "handler-compiled-cleared" } },
	{ "syscall", "Leaving a system call: SYSRET, or IRET?", &pb_sysret_2014,
	  { "syscall-sysret", "syscall-iret", "syscall-bare", "syscall-fred" } },
	{ "usergs-sysret64", "SWAPGS and SYSRET: inline, or through a pointer?", &pb_luto_2020,
	  { "usergs-sysret64-native", "usergs-sysret64-pv-indirect",
	    "usergs-sysret64-frame-xen", "usergs-sysret64-frame-dropped" } },

	{ "entry-paranoid", "What does paranoid entry add to an exception?", &pb_jiangshan_2023,
	  { "entry-paranoid-none", "entry-paranoid-rdmsr", "entry-paranoid-fsgsbase",
	    "entry-paranoid-cr3-user", "entry-paranoid-cr3-user-noflush", "entry-paranoid-ibrs",
	    "entry-paranoid-all-rdmsr", "entry-paranoid-all-fsgsbase" } },
	{ "entry-irq", "What does a real interrupt cost, with its EOI?", NULL,
	  { "xapic-self-ipi", "xapic-self-ipi-user", "xapic-hlt-pending", "x2apic-self-ipi",
	    "x2apic-icr-self", "x2apic-icr-self-fenced", "x2apic-hlt-pending" } },
	{ "entry-return-user", "Back to ring 3: IRET, or a far RET?", NULL,
	  { "return-iret-user", "return-lret-user", "return-popf-lret-user" } },
	{ "entry-return-self", "A far return to the same place: IRET or RET?", NULL,
	  { "iret-self", "return-lret-self", "return-ljmp-self" } },
	{ "entry-pti", "What does page-table isolation add to an entry?", NULL,
	  { "pti-int-none", "pti-int", "pti-int-noflush", "pti-syscall-none", "pti-syscall",
	    "pti-syscall-noflush" } },
	{ "entry-mitigations", "What does each mitigation add to an entry?", NULL,
	  { "mitigations-none", "mitigations-verw", "mitigations-rsb-fill",
	    "mitigations-bhb-clear", "mitigations-untrain-ret", "mitigations-ibrs",
	    "mitigations-ibpb" } },

	/* Beyond the threads: every privileged instruction (docs/instructions.md) */
	{ "tlb", "What does each way to invalidate the TLB cost?", NULL,
	  { "invlpg", "invpcid-0", "invpcid-1", "invpcid-2", "invpcid-3", "write-cr3",
	    "cr4-pge-toggle", "cr3-switch-noflush" } },
	{ "tlb-reload", "What does a TLB flush cost with the page walks?", NULL,
	  { "tlb-load-16", "invlpg-reload-16", "write-cr3-reload-16",
	    "write-cr3-noflush-reload-16", "invpcid-2-reload-16", "tlb-load-256",
	    "invlpg-reload-256", "write-cr3-reload-256" } },
	{ "serialize", "SERIALIZE, CPUID, IRET or a fence?", NULL,
	  { "serialize", "cpuid-leaf-1", "iret-self", "mfence-lfence", "lfence", "mfence",
	    "lock-add" } },
	{ "time", "What does reading the time in order cost?", NULL,
	  { "lfence-rdtsc", "rdtscp-lfence", "mfence-rdtsc", "rdpid", "lsl-cpu" } },
	{ "cache", "What does writing back a cache line cost?", NULL,
	  { "clflush", "clflushopt", "clwb", "clflush-dirty", "clflushopt-dirty", "clwb-dirty",
	    "clflush-16", "clflushopt-16-sfence" } },
	{ "control-registers", "What do CR0, CR2, CR4 and CR8 cost?", NULL,
	  { "read-cr0", "write-cr0", "read-cr4", "write-cr4", "read-cr8", "write-cr8", "clts" } },
	{ "debug-registers", "What do the debug registers cost?", NULL,
	  { "read-dr6", "write-dr6", "read-dr7", "write-dr7" } },
	{ "descriptor-tables", "What do segments and descriptor tables cost?", NULL,
	  { "sgdt", "sgdt-lgdt", "sidt-lidt", "sldt-lldt", "str-ltr", "load-ds", "load-ss" } },
	{ "gs-base", "GS for user space: two SWAPGS, or LKGS?", NULL,
	  { "load-gs-swapgs", "lkgs", "rdgsbase" } },
	{ "extended-state", "Saving extended state: which XSAVE form?", NULL,
	  { "fxsave-fxrstor", "xsave-xrstor", "xsaves-xrstors", "xsave", "xsaveopt", "xsavec",
	    "xsaves" } },
	{ "access-rights", "What do STAC and CLAC, or protection keys, cost?", NULL,
	  { "stac-clac", "clac", "stac-lfence-clac", "rdpkru", "rdpkru-wrpkru" } },
	{ "mitigations", "What does each barrier to speculation cost?", NULL,
	  { "ibrs-on-off", "stibp-on-off", "ibpb", "l1d-flush", "verw-mem", "verw-reg" } },
	{ "msr-read", "What does reading each MSR cost?", NULL,
	  { "rdmsr-efer", "rdmsr-gs-base", "rdmsr-tsc-aux", "rdmsr-spec-ctrl", "rdmsr-tsc",
	    "rdmsr-apic-base" } },
	{ "msr-write-each", "What does writing each MSR cost?", NULL,
	  { "wrmsr-efer", "wrmsr-star", "wrmsr-lstar", "wrmsr-debugctl", "wrmsr-xss",
	    "wrmsr-gs-base" } },
	{ "msr-list", "MSRs one by one, or by RDMSRLIST?", NULL,
	  { "rdmsr-8", "rdmsrlist-8", "rdmsr-wrmsr-8", "rdmsrlist-wrmsrlist-8" } },
	{ "io", "What do IN and OUT cost?", NULL,
	  { "out-0x80", "in-0x80", "outsb", "insb" } },
	{ "idle", "What does a wait cost that ends at once?", NULL,
	  { "pause", "monitor", "tpause-past", "umwait-past", "mwaitx-timer" } },
	{ "apic", "The APIC: in memory, or by MSRs?", NULL,
	  { "xapic-eoi", "x2apic-eoi", "xapic-read-tpr", "x2apic-read-tpr" } },
	{ "hypercall", "What does a hypercall cost?", NULL, { "vmcall", "vmmcall" } },
	{ "vm-exit", "What does each way to leave a guest cost?", NULL,
	  { "cpuid", "out-elcr", "out-ioeventfd", "out-0x80", "mmio-ioeventfd", "mmio-write",
	    "touch-4k", "cr0-wp-toggle" } },
	{ "control-flow", "What do ENDBR64 and RDSSP cost with CET off?", NULL,
	  { "endbr64", "rdssp", "call-ret", "ptwrite" } },
	{ "shadow-stack", "What do a shadow stack and its switch cost?", NULL,
	  { "call-ret-user", "call-ret-shadow-stack", "incssp", "rstorssp-saveprevssp", "wrss",
	    "wruss", "clrssbsy-setssbsy" } },
	{ "user-interrupts", "What do user interrupts' instructions cost?", NULL,
	  { "clui-stui", "testui", "senduipi-suppressed", "uiret" } },
	{ "world-switch", "What of leaving a guest is the CPU's own cost?", NULL,
	  { "vmrun-vmmcall", "vmrun-vmmcall-npt", "vmrun-as-kvm", "vmsave-vmload", "clgi-stgi",
	    "vmresume-vmcall", "vmresume-vmcall-ept", "vmread" } },
};

const unsigned int pb_question_count = sizeof(pb_questions) / sizeof(pb_questions[0]);

const struct pb_question *pb_question(const char *id)
{
	for (unsigned int i = 0; i < pb_question_count; i++)
		if (!strcmp(pb_questions[i].id, id))
			return &pb_questions[i];
	return NULL;
}

const char *pb_question_title(const char *id)
{
	const struct pb_question *question = pb_question(id);

	return question ? question->title : id;
}

int pb_question_leads(const struct pb_question *question, const char *bench)
{
	for (int i = 0; question && i < PB_HEADLINE && question->headline[i]; i++)
		if (!strcmp(question->headline[i], bench))
			return 1;
	return 0;
}

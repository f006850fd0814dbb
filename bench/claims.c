// SPDX-License-Identifier: GPL-2.0-only
#include "claims.h"

#include <string.h>

#include "questions.h"

#define SAID(who) .mail = &pb_##who, .standing = PB_SAID
#define IMPLIED(who) .mail = &pb_##who, .standing = PB_IMPLIED
#define OPEN(who) .mail = &pb_##who, .standing = PB_OPEN
#define OURS .standing = PB_OURS

/*
 * Margins of our own, in core cycles.  2 % of a WRMSR or of a way into ring 0 is several cycles,
 * more than what is added: an instruction takes a slot of five or six in a cycle, and nobody calls
 * less than a cycle a cost.
 */
#define A_SLOT .delta = .2
#define A_CYCLE .delta = 1

#define TIME(a_, expect_, b_) .about = PB_CYCLES, .a = (a_), .b = (b_), .expect = PB_##expect_
#define PATH(a_, expect_, b_) .about = PB_PATH, .a = (a_), .b = (b_), .expect = PB_##expect_
#define SIZE(a_, expect_, b_) .about = PB_BYTES, .a = (a_), .b = (b_), .expect = PB_##expect_

/* What leaves a guest is compared: where nothing does, neither side tells. */
#define EXITS .exits = 1

const struct pb_claim pb_claims[] = {
#define ASKED .question = "irq-restore"
	{ .id = "sti-beats-popf", ASKED, SAID(luto_2020),
	  .text = "turning interrupts back on costs less by a test and STI than by POPF",
	  TIME("test-sti-if-0-1", BELOW, "popf-if-0-1") },
	{ .id = "sti-beats-popf-nested", ASKED, IMPLIED(luto_2020),
	  .text = "leaving interrupts off costs less by a test and a jump than by POPF",
	  TIME("test-sti-if-0-0", BELOW, "popf-if-0-0") },
	{ .id = "sti-beats-popf-unchanged", ASKED, IMPLIED(popf_vlasenko_2016),
	  .text = "even where interrupts are on already, a test and STI cost less than POPF",
	  TIME("test-sti-if-1-1", BELOW, "popf-if-1-1") },
	{ .id = "sti-beats-popf-random", ASKED, OURS,
	  .text = "even where IF cannot be foreseen, a test and STI cost less than POPF and the "
		  "flags made up for it",
	  TIME("test-sti-random", BELOW, "popf-random") },
	{ .id = "debug-check-cheap", ASKED, OURS,
	  .text = "with a debugging check of IF, restoring by a test still costs less than by POPF",
	  TIME("test-sti-debug-if-0-0", BELOW, "popf-if-0-0") },
	{ .id = "sti-overlaps-more", ASKED, OURS,
	  .text = "beside 99 cycles of independent work, STI costs less than POPF; IF stays set",
	  TIME("sti-overlap-99", BELOW, "popf-overlap-99") },
	{ .id = "popf-unchanged-below-changed", ASKED, IMPLIED(popf_torvalds_2016),
	  .text = "two POPFs that leave IF as it is cost less than two that change it",
	  TIME("popf-popf-if-1-1-1", BELOW, "popf-popf-if-1-0-1") },
	{ .id = "popf-unchanged-above-pop", ASKED, SAID(popf_vlasenko_2016),
	  .text = "POPF that changes nothing costs more than POP",
	  TIME("popf-if-1-1", ABOVE, "push-pop") },
	{ .id = "kernel-restore-beats-popf-on", ASKED, IMPLIED(gross_2021),
	  .text = "the running kernel turns interrupts back on at less cost than POPF",
	  TIME("kernel-irq-restore-if-0-1", BELOW, "popf-if-0-1") },
	{ .id = "kernel-restore-beats-popf", ASKED, IMPLIED(gross_2021),
	  .text = "the running kernel restores interrupts that are on at less cost than POPF",
	  TIME("kernel-irq-restore-if-1-1", BELOW, "popf-if-1-1") },
	{ .id = "kernel-restore-beats-popf-nested", ASKED, IMPLIED(gross_2021),
	  .text = "the running kernel leaves interrupts off at less cost than POPF",
	  TIME("kernel-irq-restore-if-0-0", BELOW, "popf-if-0-0") },
	{ .id = "popf-smaller", ASKED, SAID(popf_torvalds_2016),
	  .text = "POPF is smaller than a test and STI",
	  SIZE("popf-if-1-1", BELOW, "test-sti-if-1-1") },
#undef ASKED
#define ASKED .question = "irq-pair"
	{ .id = "pair-sti-beats-popf", ASKED, IMPLIED(luto_2020),
	  .text = "a whole save and restore costs less with STI than with POPF",
	  TIME("pair-sti-if-1", BELOW, "pair-popf-if-1") },
#undef ASKED
#define ASKED .question = "irq-off-on"
	{ .id = "pv-cli-sillier", ASKED, IMPLIED(gleixner_2023),
	  .text = "a paravirt call multiplies the cost of CLI by more than that of WRMSR",
	  TIME("cli-pv-direct", ABOVE, "wrmsr-pv-direct"), .a_of = "cli", .b_of = "wrmsr-native" },
	{ .id = "pv-sti-sillier", ASKED, IMPLIED(gleixner_2023),
	  .text = "a paravirt call multiplies the cost of STI by more than that of WRMSR",
	  TIME("sti-pv-direct", ABOVE, "wrmsr-pv-direct"), .a_of = "sti", .b_of = "wrmsr-native" },
	{ .id = "pv-nop-silliest", ASKED, IMPLIED(gleixner_2023),
	  .text = "a paravirt call of nothing costs a greater multiple of a NOP than one of CLI "
		  "of CLI",
	  TIME("nop-pv-direct", ABOVE, "cli-pv-direct"), .a_of = "irq-nop", .b_of = "cli" },
	/* A patched site keeps a NOP after each instruction. */
	{ .id = "kernel-cli-sti-inline", ASKED, OPEN(cooper_reply_2023),
	  .text = "the running kernel turns interrupts off and on inline, at the cost of CLI and "
		  "STI",
	  TIME("kernel-irq-off-on", NOT_ABOVE, "cli-sti"), A_CYCLE },
	{ .id = "callee-save-costs-more", ASKED, OURS,
	  .text = "where eight registers are live, a thunk that saves them costs more than saving "
		  "them around the call",
	  TIME("cli-pv-callee-save", ABOVE, "cli-pv-spill") },
	{ .id = "callee-save-smaller", ASKED, OURS,
	  .text = "where eight registers are live, a thunk that saves them makes the site smaller",
	  SIZE("cli-pv-callee-save", BELOW, "cli-pv-spill") },
	{ .id = "cli-overlaps", ASKED, OURS,
	  .text = "99 cycles of independent work take no longer with CLI beside them; IF stays "
		  "clear",
	  TIME("cli-overlap-99", NOT_ABOVE, "work-99"), A_CYCLE },
	{ .id = "sti-overlaps", ASKED, OURS,
	  .text = "99 cycles of independent work take no longer with STI beside them; IF stays set",
	  TIME("sti-overlap-99", NOT_ABOVE, "work-99"), A_CYCLE },
#undef ASKED
#define ASKED .question = "irq-save"
	{ .id = "kernel-save-inline", ASKED, IMPLIED(luto_2020),
	  .text = "with an ALTERNATIVE, the running kernel saves flags at the cost of PUSHF and "
		  "POP",
	  TIME("kernel-save-flags", NOT_ABOVE, "pushf-pop"), A_CYCLE },
#undef ASKED
#define ASKED .question = "dispatch"
	{ .id = "alternative-below-call", ASKED, OURS,
	  .text = "a patched site costs less than a direct call of nothing",
	  TIME("dispatch-nop5", BELOW, "dispatch-direct") },
	{ .id = "feature-patched", ASKED, OURS,
	  .text = "the running kernel's cpu_feature_enabled costs less than testing the bit in "
		  "memory",
	  TIME("kernel-cpu-feature-enabled", BELOW, "kernel-boot-cpu-has") },
	{ .id = "feature-patched-executes-less", ASKED, OURS,
	  .text = "cpu_feature_enabled executes fewer instructions than testing the bit in memory",
	  PATH("kernel-cpu-feature-enabled", BELOW, "kernel-boot-cpu-has") },
	{ .id = "static-call-direct", ASKED, OURS,
	  .text = "a static call of the running kernel executes what a direct call does",
	  PATH("kernel-static-call", EQUAL, "dispatch-direct") },
#undef ASKED
#define ASKED .question = "pv-read-cr2"
	{ .id = "kernel-read-cr2-inline", ASKED, IMPLIED(luto_2020),
	  .text = "with an ALTERNATIVE, the running kernel reads CR2 at the cost of a MOV",
	  TIME("kernel-read-cr2", NOT_ABOVE, "read-cr2"), A_CYCLE },
#undef ASKED
#define ASKED .question = "pv-read-cr3"
	{ .id = "kernel-read-cr3-inline", ASKED, IMPLIED(luto_2020),
	  .text = "with an ALTERNATIVE, the running kernel reads CR3 at the cost of a MOV",
	  TIME("kernel-read-cr3", NOT_ABOVE, "read-cr3"), A_CYCLE },
#undef ASKED
#define ASKED .question = "pv-write-cr3"
	{ .id = "write-cr3-slow", ASKED, SAID(luto_2020),
	  .text = "writing CR3 costs so much that a paravirt call around it makes no difference",
	  TIME("write-cr3-pv-direct", EQUAL, "write-cr3") },
	{ .id = "write-cr3-noflush-slow", ASKED, OURS,
	  .text = "even where the TLB is kept, a paravirt call around writing CR3 makes no "
		  "difference",
	  TIME("write-cr3-noflush-pv-direct", EQUAL, "write-cr3-noflush") },
#undef ASKED
#define ASKED .question = "pv-mov64"
	{ .id = "pv-mov64-sillier", ASKED, IMPLIED(gleixner_2023),
	  .text = "a paravirt call multiplies the cost of a move by more than that of WRMSR",
	  TIME("mov64-pv-direct", ABOVE, "wrmsr-pv-direct"),
	  .a_of = "mov64", .b_of = "wrmsr-native" },
	{ .id = "kernel-mov64-inline", ASKED, IMPLIED(luto_2020),
	  .text = "with an ALTERNATIVE, the running kernel has a page-table entry's value at the "
		  "cost of a MOV",
	  TIME("kernel-mov64", NOT_ABOVE, "mov64"), A_CYCLE },
#undef ASKED
#define ASKED .question = "pv-wbinvd"
	{ .id = "wbinvd-slow", ASKED, SAID(luto_2020),
	  .text = "WBINVD costs so much that even an indirect call around it makes no difference",
	  TIME("wbinvd-pv-indirect", EQUAL, "wbinvd") },
	{ .id = "wbinvd-static-call", ASKED, SAID(luto_2020),
	  .text = "WBINVD costs so much that a direct call, as a static call is, makes no "
		  "difference",
	  TIME("wbinvd-pv-direct", EQUAL, "wbinvd") },
#undef ASKED
#define ASKED .question = "msr-call"
	{ .id = "pv-wrmsr-costs-more", ASKED, SAID(gleixner_2023),
	  .text = "WRMSR by a paravirt call costs more than inline",
	  TIME("wrmsr-pv-direct", ABOVE, "wrmsr-native"), A_SLOT },
	{ .id = "pv-wrmsr-executes-more", ASKED, SAID(gleixner_2023),
	  .text = "WRMSR by a paravirt call executes more instructions than inline",
	  PATH("wrmsr-pv-direct", ABOVE, "wrmsr-native") },
	{ .id = "kernel-wrmsr-costs-more", ASKED, IMPLIED(gleixner_2023),
	  .text = "the running kernel's own wrmsr costs more than WRMSR inline",
	  TIME("kernel-wrmsr", ABOVE, "wrmsr-native"), A_SLOT },
	/* Under Xen PV the call spares the trap. */
	{ .id = "kernel-wrmsr-executes-more", ASKED, IMPLIED(gleixner_2023),
	  .text = "the running kernel's own wrmsr executes more instructions than WRMSR inline",
	  PATH("kernel-wrmsr", ABOVE, "wrmsr-native") },
	{ .id = "pv-wrmsr-rethunk", ASKED, SAID(gleixner_2023),
	  .text = "with the return thunk, WRMSR by a paravirt call costs more still",
	  TIME("wrmsr-pv-rethunk", ABOVE, "wrmsr-pv-direct"), A_SLOT },
	{ .id = "pv-wrmsr-srso", ASKED, IMPLIED(gleixner_2023),
	  .text = "with SRSO's return thunk, WRMSR by a paravirt call costs more than with a "
		  "plain RET",
	  TIME("wrmsr-pv-srso", ABOVE, "wrmsr-pv-direct"), A_SLOT },
	{ .id = "pv-wrmsr-callthunk", ASKED, IMPLIED(gleixner_2023),
	  .text = "with call depth tracking, WRMSR by a paravirt call costs more than with a "
		  "plain RET",
	  TIME("wrmsr-pv-callthunk", ABOVE, "wrmsr-pv-direct"), A_SLOT },
	{ .id = "pv-wrmsr-its", ASKED, IMPLIED(gleixner_2023),
	  .text = "with the ITS-safe thunk, WRMSR by a paravirt call costs more than with a "
		  "plain RET",
	  TIME("wrmsr-pv-its", ABOVE, "wrmsr-pv-direct"), A_SLOT },
	{ .id = "pv-wrmsr-prologue", ASKED, SAID(gleixner_2023),
	  .text = "with a function prologue, WRMSR by a paravirt call costs more still",
	  TIME("wrmsr-pv-prologue", ABOVE, "wrmsr-pv-direct"), A_SLOT },
	/* What he would have native and HVM execute is wrmsr-native. */
	{ .id = "marshalling-costs-more", ASKED, IMPLIED(anvin_2023),
	  .text = "with the native ABI, PV guests pay more: a stub that marshals and keeps all "
		  "registers costs more than today's call, which clobbers them",
	  TIME("wrmsr-marshal", ABOVE, "wrmsr-pv-direct"), A_SLOT },
	{ .id = "live-registers-matter", ASKED, OURS,
	  .text = "where nine registers are live, a paravirt call multiplies the cost of WRMSR by "
		  "more than where none is",
	  TIME("wrmsr-pv-spill", ABOVE, "wrmsr-pv-direct"),
	  .a_of = "wrmsr-native-spill", .b_of = "wrmsr-native" },
#undef ASKED
#define ASKED .question = "msr-write"
	/* This one serialises on every CPU; KERNEL_GS_BASE does not on some of AMD's. */
	{ .id = "wrmsrns-gains", ASKED, SAID(gleixner_2023),
	  .text = "where nothing needs serialising, WRMSRNS costs less than WRMSR (SYSENTER_ESP)",
	  TIME("wrmsrns-sysenter-esp", BELOW, "wrmsr-sysenter-esp") },
	{ .id = "wrmsrns-gains-overlap", ASKED, OURS,
	  .text = "beside 99 cycles of independent work, WRMSRNS costs less than WRMSR "
		  "(SYSENTER_ESP)",
	  TIME("wrmsrns-sysenter-esp-overlap-99", BELOW, "wrmsr-sysenter-esp-overlap-99") },
	{ .id = "wrmsrns-gains-batch", ASKED, OURS,
	  .text = "eight WRMSRNS and one SERIALIZE cost less than eight WRMSR (SYSENTER_ESP)",
	  TIME("wrmsrns-sysenter-esp-8-serialize", BELOW, "wrmsr-sysenter-esp-8") },
	{ .id = "wrmsrns-longer", ASKED, SAID(cooper_2023),
	  .text = "WRMSRNS is longer than WRMSR",
	  SIZE("wrmsrns", ABOVE, "wrmsr") },
	{ .id = "prefix-fills", ASKED, SAID(cooper_2023),
	  .text = "with a redundant CS prefix, WRMSR is as long as WRMSRNS",
	  SIZE("wrmsr-cs", EQUAL, "wrmsrns") },
	{ .id = "prefix-spares-nop", ASKED, SAID(cooper_2023),
	  .text = "padding WRMSR with a prefix avoids a trailing NOP",
	  PATH("wrmsr-cs", BELOW, "wrmsr-nop") },
	{ .id = "prefix-costs-no-more", ASKED, IMPLIED(cooper_2023),
	  .text = "padding WRMSR with a redundant CS prefix costs no more than with a NOP",
	  TIME("wrmsr-cs", NOT_ABOVE, "wrmsr-nop"), A_CYCLE },
#undef ASKED
#define ASKED .question = "msr-fault"
	{ .id = "error-branch-costs-more", ASKED, IMPLIED(luto_2016),
	  .text = "an error code, tested in line, costs more on the fast path than the exception "
		  "table",
	  TIME("wrmsr-error-branch", ABOVE, "wrmsr-extable"), A_SLOT },
	{ .id = "exception-table-buys-nothing", ASKED, IMPLIED(torvalds_2016),
	  .text = "WARN_ON_ONCE(wrmsr_safe()) costs no more than handling the fault out of line",
	  TIME("wrmsr-error-branch", NOT_ABOVE, "wrmsr-extable"), A_SLOT },
	{ .id = "error-branch-executes-more", ASKED, SAID(luto_2016),
	  .text = "an error code, tested in line, puts more instructions on the fast path",
	  PATH("wrmsr-error-branch", ABOVE, "wrmsr-extable") },
	{ .id = "error-branch-size", ASKED, SAID(luto_2016),
	  .text = "an error code, tested in line, takes more code than the exception table",
	  SIZE("wrmsr-error-branch", ABOVE, "wrmsr-extable") },
	{ .id = "switch-error-branch-costs-more", ASKED, IMPLIED(luto_2016),
	  .text = "in a context switch's pair of writes, error codes cost more than the exception "
		  "table",
	  TIME("switch-error-branch", ABOVE, "switch-extable"), A_SLOT },
	{ .id = "guest-switch-error-branch-costs-more", ASKED, IMPLIED(luto_2016),
	  .text = "in the four writes of a guest switch, error codes cost more than the exception "
		  "table",
	  TIME("switch-guest-error-branch", ABOVE, "switch-guest-extable"), A_SLOT },
	{ .id = "safe-extable-smaller", ASKED, SAID(luto_2016),
	  .text = "wrmsr_safe by the exception table alone is smaller than by a fixup stub",
	  SIZE("wrmsr-error-branch", BELOW, "wrmsr-fixup-stub") },
	{ .id = "rdmsr-error-branch-costs-more", ASKED, IMPLIED(luto_2016),
	  .text = "RDMSR with an error code costs more than with the exception table",
	  TIME("rdmsr-error-branch", ABOVE, "rdmsr-extable"), A_SLOT },
	{ .id = "asm-goto-below-branch", ASKED, OURS,
	  .text = "going straight to the error label costs less than an error code tested in line",
	  TIME("wrmsr-asm-goto", BELOW, "wrmsr-error-branch"), A_SLOT },
	{ .id = "check-first-costs-more", ASKED, OURS,
	  .text = "a flag tested before the write costs more than the exception table",
	  TIME("wrmsr-check-first", ABOVE, "wrmsr-extable"), A_SLOT },
#undef ASKED
#define ASKED .question = "entry-return"
	{ .id = "ret-beats-iret", ASKED, IMPLIED(luto_2015),
	  .text = "returning to a context with IF clear costs less by POPF and RET, which lose RF, "
		  "than by IRET",
	  TIME("return-popf-ret", BELOW, "return-iret"), A_CYCLE },
	{ .id = "ret-beats-iret-no-flags", ASKED, IMPLIED(luto_2015),
	  .text = "returning to a context with IF clear costs less by RET alone, which restores no "
		  "flags, than by IRET",
	  TIME("return-ret", BELOW, "return-iret"), A_CYCLE },
#undef ASKED
#define ASKED .question = "syscall"
	{ .id = "sysret-beats-iret", ASKED, SAID(sysret_2014),
	  .text = "leaving a system call costs less by SYSRET than by IRET",
	  TIME("syscall-sysret", BELOW, "syscall-iret"), A_CYCLE },
#undef ASKED
#define ASKED .question = "usergs-sysret64"
	{ .id = "usergs-pointer-costs-more", ASKED, OURS,
	  .text = "SWAPGS and SYSRET through a pointer cost more than inline",
	  TIME("usergs-sysret64-pv-indirect", ABOVE, "usergs-sysret64-native"),
	  .base = "syscall-bare" },
	{ .id = "usergs-dropped-gains", ASKED, IMPLIED(luto_2020),
	  .text = "without usergs_sysret64, Xen PV returns at less cost: its frame is built once, "
		  "not twice (IRET in the place of the hypercall)",
	  TIME("usergs-sysret64-frame-dropped", BELOW, "usergs-sysret64-frame-xen"), A_CYCLE },
#undef ASKED
#define ASKED .question = "entry-slow-path"
	{ .id = "static-key-below-flag", ASKED, IMPLIED(weisbecker_2015),
	  .text = "a slow path behind a static key that is off costs less than behind a flag",
	  TIME("slow-path-key-off", BELOW, "slow-path-flag-off"), .base = "slow-path-none" },
	{ .id = "static-key-below-always", ASKED, SAID(weisbecker_2015),
	  .text = "a slow path behind a static key that is off costs less than one always taken",
	  TIME("slow-path-key-off", BELOW, "slow-path-always"), .base = "slow-path-none" },
	{ .id = "static-key-free", ASKED, IMPLIED(weisbecker_2015),
	  .text = "a slow path behind a static key that is off costs no more than none",
	  TIME("slow-path-key-off", NOT_ABOVE, "slow-path-none"), A_CYCLE },
#undef ASKED
#define ASKED .question = "entry-context"
	{ .id = "nested-irq-enter-adds", ASKED, IMPLIED(luto_2015),
	  .text = "rcu_irq_enter and rcu_irq_exit, not needed within user_exit and user_enter, add "
		  "to the cost",
	  TIME("context-both-4-3", ABOVE, "context-user-4-3"), .base = "context-none" },
	{ .id = "nested-irq-enter-executes-more", ASKED, SAID(luto_2015),
	  .text = "rcu_irq_enter and rcu_irq_exit, not needed within user_exit and user_enter, are "
		  "more instructions",
	  PATH("context-both-4-3", ABOVE, "context-user-4-3"), .base = "context-none" },
	{ .id = "user-exit-above-irq-enter", ASKED, OPEN(luto_2015),
	  .text = "user_exit and user_enter cost more than rcu_irq_enter and rcu_irq_exit; whether "
		  "much more, the effect says",
	  TIME("context-user-4-3", ABOVE, "context-irq-4-2"),
	  .base = "context-none" },
#undef ASKED
#define ASKED .question = "entry-handler"
	{ .id = "c-exit-work-costs-no-more", ASKED, IMPLIED(luto_2015),
	  .text = "exit work tested in C costs no more than in assembly, all registers saved in "
		  "both",
	  TIME("handler-compiled", NOT_ABOVE, "handler-asm-saved"), .base = "entry-int-user",
	  A_CYCLE },
#undef ASKED
#define ASKED .question = "entry-ist"
	{ .id = "ist-costs-no-more", ASKED, OURS,
	  .text = "an IST gate costs no more than an ordinary one",
	  TIME("stack-ist", NOT_ABOVE, "stack-ordinary"), A_CYCLE },
	{ .id = "ist-costs-no-more-user", ASKED, OURS,
	  .text = "from ring 3, an IST gate costs no more than an ordinary one",
	  TIME("stack-ist-user", NOT_ABOVE, "stack-ordinary-user"), A_CYCLE },
	/* "Overall", so with the usual margin, of the whole way there and back. */
	{ .id = "atomic-ist-costs-no-more", ASKED, SAID(jiangshan_2023),
	  .text = "an IST gate whose stack is switched atomically in C costs no more than an IST "
		  "gate, all registers saved in both",
	  TIME("stack-atomic-ist", NOT_ABOVE, "stack-ist-saved") },
	{ .id = "fred-beats-ist", ASKED, OURS,
	  .text = "FRED event delivery and ERETS cost less than an IST gate and IRET",
	  TIME("entry-int-fred", BELOW, "stack-ist"), A_CYCLE },
#undef ASKED
#define ASKED .question = "entry-paranoid"
	{ .id = "paranoid-costs-more", ASKED, OURS,
	  .text = "an IST gate's entry that finds out whose GS and CR3 it has costs more than one "
		  "that does not, all registers saved in both",
	  TIME("entry-paranoid-all-rdmsr", ABOVE, "stack-ist-saved"), A_CYCLE },
	{ .id = "paranoid-fsgsbase-gains", ASKED, OURS,
	  .text = "paranoid entry costs less with RDGSBASE and WRGSBASE than with RDMSR and LFENCE",
	  TIME("entry-paranoid-all-fsgsbase", BELOW, "entry-paranoid-all-rdmsr"), A_CYCLE },
#undef ASKED
#define ASKED .question = "entry"
	{ .id = "fred-cheaper", ASKED, SAID(fred_2023),
	  .text = "FRED event delivery and ERETS cost less than an IDT gate and IRET",
	  TIME("entry-int-fred", BELOW, "entry-int"), A_CYCLE },
#undef ASKED
#define ASKED .question = "vm-exit"
	{ .id = "exit-to-user-costs-more", ASKED, OURS,
	  .text = "an OUT that user space answers costs more than one that KVM answers",
	  TIME("out-0x80", ABOVE, "out-elcr"), EXITS },
	{ .id = "exit-to-user-executes-more", ASKED, OURS,
	  .text = "an OUT that user space answers has a longer path than one that KVM answers",
	  PATH("out-0x80", ABOVE, "out-elcr"), EXITS },
	{ .id = "ioeventfd-gains", ASKED, OURS,
	  .text = "a store to an ioeventfd costs less than one that user space answers",
	  TIME("mmio-ioeventfd", BELOW, "mmio-write"), EXITS },
	{ .id = "ioeventfd-executes-less", ASKED, OURS,
	  .text = "a store to an ioeventfd has a shorter path than one that user space answers",
	  PATH("mmio-ioeventfd", BELOW, "mmio-write"), EXITS },
};

const unsigned int pb_claim_count = sizeof(pb_claims) / sizeof(pb_claims[0]);

static int names(const struct pb_claim *claim, const char *bench)
{
	const char *const all[] = { claim->a, claim->b, claim->base, claim->a_of, claim->b_of };

	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] && !strcmp(all[i], bench))
			return 1;
	return 0;
}

int pb_question_needs(const struct pb_question *question, const char *bench)
{
	if (pb_question_leads(question, bench))
		return 1;
	for (unsigned int i = 0; i < pb_claim_count; i++)
		if (!strcmp(pb_claims[i].question, question->id) && names(&pb_claims[i], bench))
			return 1;
	return 0;
}

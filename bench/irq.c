// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupt flags: Lutomirski's list of paravirt sites (2020-11-13) and his
 * "POPF is slooooow".  POPF and STI are not one cost each: every transition of
 * IF is a bench, and one that must come back to where it started says how.
 */
#include "bench.h"
#include "callee.h"
#include "overlap.h"

/* irq-off-on */

#define OFF_ON .question = "irq-off-on", .needs = PB_RING0

BENCH(cli, "cli",
	.name = "cli", OFF_ON, .insns = 1,
	.what = "CLI with IF clear already: the site of irq.irq_disable, 1 byte");

BENCH(sti, "sti",
	.name = "sti", OFF_ON, .insns = 1, .flags = PB_START_IF,
	.what = "STI with IF set already: the site of irq.irq_enable, 1 byte");

BENCH(cli_sti, "cli; sti",
	.name = "cli-sti", OFF_ON, .insns = 2, .flags = PB_START_IF,
	.what = "off and on again, native");

/*
 * An instruction that changes IF needs another that changes it back.  A third changes nothing, and
 * its difference to the pair is known from a row of its own.
 */
BENCH(sti_cli, "sti; cli",
	.name = "sti-cli", OFF_ON, .insns = 2,
	.what = "on and off again, from IF clear; CLI is in STI's shadow");

BENCH(sti_nop_cli, "sti; nop; cli",
	.name = "sti-nop-cli", OFF_ON, .insns = 3,
	.what = "on, a nop in STI's shadow, and off again: from IF clear");

BENCH(cli_cli_sti, "cli; cli; sti",
	.name = "cli-cli-sti", OFF_ON, .insns = 3, .flags = PB_START_IF,
	.what = "off, CLI with IF clear, on again: from IF set");

BENCH(cli_sti_sti, "cli; sti; sti",
	.name = "cli-sti-sti", OFF_ON, .insns = 3, .flags = PB_START_IF,
	.what = "off, on again, STI with IF set: from IF set");

BENCH(sti_sti_cli, "sti; sti; cli",
	.name = "sti-sti-cli", OFF_ON, .insns = 3,
	.what = "on, STI with IF set, off again: from IF clear");

BENCH(sti_cli_cli, "sti; cli; cli",
	.name = "sti-cli-cli", OFF_ON, .insns = 3,
	.what = "on, off again, CLI with IF clear: from IF clear");

BENCH(irq_nop, "nop",
	.name = "irq-nop", .question = "irq-off-on", .insns = 1,
	.what = "a nop in the place of CLI or STI");

#define PV_CLI pv_cli, "pv pb_cli", "cli", "CLI ", 1, 1, OFF_ON
#define PV_STI pv_sti, "pv pb_sti", "sti", "STI ", 1, 1, OFF_ON, .flags = PB_START_IF
APPLY(PV, PV_CLI);
APPLY(PV_CALLEE_SAVE, PV_CLI);
APPLY(PV, PV_STI);
APPLY(PV_CALLEE_SAVE, PV_STI);
/* What callee-save spares: a C function may clobber these, and RAX, which nobody keeps. */
BENCH(pv_cli_spill, SPILL(rcx, rdx, rsi, rdi, r8, r9, r10, r11) "call pb_cli\n"
	FILL(r11, r10, r9, r8, rdi, rsi, rdx, rcx),
	.name = "cli-pv-spill", OFF_ON, .insns = 1 + CALL_DIRECT_INSNS + 16,
	.what = "CLI by a direct call, eight caller-saved registers live: pushed and popped");

#define PV_CLI_STI pv_cli_sti, "pv pb_cli; pv pb_sti", "cli-sti", "CLI and STI, each ", 2, 2, \
	OFF_ON, .flags = PB_START_IF
#define PV_NOP pv_nop, "pv pb_nop", "nop", "nothing ", 0, 1, .question = "irq-off-on"
APPLY(PV, PV_CLI_STI);
APPLY(PV_THUNKS, PV_CLI_STI);
APPLY(PV, PV_NOP);
APPLY(PV_THUNKS, PV_NOP);

OVERLAPS(cli_overlap, "cli-overlap", "cli", 1, "CLI, IF clear already, with ", OFF_ON);
OVERLAPS(sti_overlap, "sti-overlap", "sti", 1, "STI, IF set already, with ", OFF_ON,
	.flags = PB_START_IF);

BENCH_LINUX(linux_irq_off_on,
	.name = "kernel-irq-off-on", .question = "irq-off-on", .flags = PB_START_IF,
	.what = "the running kernel's local_irq_disable, local_irq_enable");

/* irq-save */

#define SAVE .question = "irq-save", .needs = PB_RING0

BENCH(pushf_pop, "pushf; pop %rax",
	.name = "pushf-pop", .question = "irq-save", .insns = 2,
	.what = "save_fl, native: the site of irq.save_fl, 2 bytes");

BENCH(pushf_pop_cli, "pushf; pop %rax; cli",
	.name = "pushf-pop-cli", SAVE, .insns = 3,
	.what = "local_irq_save, native");

#define PV_SAVE pv_save, "pv pb_save_fl", "save", "save_fl ", 2, 1, .question = "irq-save"
APPLY(PV, PV_SAVE);
APPLY(PV_THUNKS, PV_SAVE);
APPLY(PV_CALLEE_SAVE, PV_SAVE);

BENCH_LINUX(linux_save_flags,
	.name = "kernel-save-flags", .question = "irq-save",
	.what = "the running kernel's local_save_flags");

BENCH_LINUX(linux_irq_save,
	.name = "kernel-irq-save", .question = "irq-save",
	.what = "the running kernel's local_irq_save, IF clear already");

/*
 * irq-restore.  The two ways differ in what they mean: a conditional STI sets IF or leaves it, POPF
 * clears it as well.
 */

#define RESTORE .question = "irq-restore", .needs = PB_RING0
#define STI_IF(flags) "test $0x200, " flags "; jz 1f; sti; 1:\n"

BENCH(popf_0_0, "push %r12; popf",
	.name = "popf-if-0-0", RESTORE | PB_REAL_IF, .insns = 2,
	.what = "POPF, IF stays clear");

/* The one that ring 3 allows: it cannot change IF. */
BENCH(popf_1_1, "push %r12; popf",
	.name = "popf-if-1-1", .question = "irq-restore", .insns = 2,
	.flags = PB_START_IF | PB_RESTORE_IF,
	.what = "POPF, IF stays set");

BENCH(restore_native, "push %rdi; popf",
	.name = "restore-native", RESTORE | PB_REAL_IF, .insns = 2,
	.what = "POPF, IF stays clear: the site of irq.restore_fl, 2 bytes");

BENCH(popf_0_1, "push %r12; popf; cli",
	.name = "popf-if-0-1", RESTORE | PB_REAL_IF, .insns = 3, .flags = PB_RESTORE_IF,
	.what = "POPF sets IF, then CLI to come back");

BENCH(popf_1_0, "push %r12; popf; sti",
	.name = "popf-if-1-0", RESTORE | PB_REAL_IF, .insns = 3, .flags = PB_START_IF,
	.what = "POPF clears IF, then STI to come back");

/* Whether IF changes is the only difference: both immediates have 4 bytes. */
#define IF_SET		"push $0x282; popf\n"
#define IF_CLEAR	"push $0x82; popf\n"

BENCH(popf_popf_1_1_1, IF_SET IF_SET,
	.name = "popf-popf-if-1-1-1", RESTORE | PB_REAL_IF, .insns = 4, .flags = PB_START_IF,
	.what = "two POPFs, IF stays set");

BENCH(popf_popf_1_0_1, IF_CLEAR IF_SET,
	.name = "popf-popf-if-1-0-1", RESTORE | PB_REAL_IF, .insns = 4, .flags = PB_START_IF,
	.what = "two POPFs, the first clears IF, the second sets it");

BENCH(push_pop, "push %r12; pop %r8",
	.name = "push-pop", .question = "irq-restore", .insns = 2,
	.what = "POP of a register in the place of POPF");

BENCH(test_sti_0_0, STI_IF("%r12d"),
	.name = "test-sti-if-0-0", RESTORE, .insns = 2,
	.what = "test, jump over STI: IF stays clear (it would stay set, where POPF clears it)");

BENCH(test_sti_1_1, STI_IF("%r12d"),
	.name = "test-sti-if-1-1", RESTORE, .insns = 3, .flags = PB_START_IF | PB_RESTORE_IF,
	.what = "test, STI: IF stays set");

BENCH(test_sti_0_1, STI_IF("%r12d") "cli",
	.name = "test-sti-if-0-1", RESTORE, .insns = 4, .flags = PB_RESTORE_IF,
	.what = "test, STI sets IF, then CLI to come back");

/* Lutomirski's "some debugging option": IF must be clear if the flags say so. */
BENCH(test_sti_debug,
	"test $0x200, %r12d; jz 1f; sti; jmp 2f\n"
	"1: pushf; pop %rax; test $0x200, %eax; jnz 3f; 2:\n"
	"cold; 3: movb $1, pb_warned(%rip); jmp 2b; .popsection",
	.name = "test-sti-debug-if-0-0", RESTORE | PB_REAL_IF, .insns = 6,
	.what = "the same with the debugging check, IF stays clear");

/*
 * One repetition restores twice, by a bit and by its complement: exactly one
 * of the two STIs is executed, and which one cannot be foreseen (random) or
 * is always the same (steady).
 */
#define RESTORE_TWICE(flags)							\
	"cli; crc32q %r12, %rsi\n"						\
	"test $0x200, " flags "; jz 1f; sti; 1: cli\n"				\
	"test $0x200, " flags "; jnz 1f; sti; 1:\n"

BENCH(test_sti_steady, RESTORE_TWICE("%r12d"),
	.name = "test-sti-steady", RESTORE | PB_CRC32, .insns = 8, .flags = PB_RESTORE_IF | PB_RANDOM,
	.what = "two conditional STIs, predictable: always the first");

BENCH(test_sti_random, RESTORE_TWICE("%esi"),
	.name = "test-sti-random", RESTORE | PB_CRC32, .insns = 8, .flags = PB_RESTORE_IF | PB_RANDOM,
	.what = "two conditional STIs, one of them taken at random");

#define POPF_TWICE(flags)							\
	"cli; crc32q %r12, %rsi\n"						\
	"mov " flags ", %eax; and $0x200, %eax; or $2, %eax; push %rax; popf; cli\n" \
	"xor $0x200, %eax; push %rax; popf\n"

BENCH(popf_random, POPF_TWICE("%esi"),
	.name = "popf-random", RESTORE | PB_REAL_IF | PB_CRC32, .insns = 11,
	.flags = PB_RESTORE_IF | PB_RANDOM,
	.what = "two POPFs, one of them sets IF, at random");

/* As ring 3 allows it. */
OVERLAPS(popf_overlap, "popf-overlap", "push %r12; popf", 2, "POPF, IF stays set, with ",
	.question = "irq-restore", .flags = PB_START_IF | PB_RESTORE_IF);

#define PV_RESTORE pv_restore, "mov %r12, %rdi; pv pb_restore_fl", "restore",	\
	"POPF, IF stays clear, ", 3, 1, RESTORE | PB_REAL_IF
APPLY(PV, PV_RESTORE);
APPLY(PV_THUNKS, PV_RESTORE);
APPLY(PV_CALLEE_SAVE, PV_RESTORE);

BENCH_LINUX(linux_irq_restore,
	.name = "kernel-irq-restore-if-0-0", .question = "irq-restore",
	.what = "the running kernel's local_irq_restore, IF stays clear");

BENCH_LINUX_NEEDS(linux_irq_restore_on, PB_IRQS_UNCHECKED,
	.name = "kernel-irq-restore-if-1-1", .question = "irq-restore",
	.flags = PB_START_IF | PB_RESTORE_IF,
	.what = "the running kernel's local_irq_restore, IF stays set");

BENCH_LINUX(linux_irq_restore_0_1,
	.name = "kernel-irq-restore-if-0-1", .question = "irq-restore", .flags = PB_RESTORE_IF,
	.what = "the running kernel's local_irq_restore sets IF, then raw_local_irq_disable to come back");

BENCH_LINUX_NEEDS(linux_irq_restore_1_0, PB_IRQS_UNCHECKED,
	.name = "kernel-irq-restore-if-1-0", .question = "irq-restore", .flags = PB_START_IF,
	.what = "its local_irq_restore of a clear IF (since 5.12 IF stays set), raw_local_irq_enable");

BENCH_LINUX(linux_raw_enable_disable,
	.name = "kernel-irq-on-off", .question = "irq-restore",
	.what = "raw_local_irq_enable, raw_local_irq_disable: what comes back alone, from IF clear");

BENCH_LINUX(linux_raw_enable,
	.name = "kernel-irq-enable-if-1-1", .question = "irq-restore", .flags = PB_START_IF,
	.what = "raw_local_irq_enable, IF set already: what comes back alone");

/* irq-pair: a whole critical section, entered with IF set or, nested, clear */

#define PAIR .question = "irq-pair", .needs = PB_RING0 | PB_REAL_IF
#define SAVE_CLI "pushf; pop %rdi; cli\n"

BENCH(pair_popf_1, SAVE_CLI "push %rdi; popf",
	.name = "pair-popf-if-1", PAIR, .insns = 5, .flags = PB_START_IF,
	.what = "save, CLI, POPF: from IF set");

BENCH(pair_sti_1, SAVE_CLI STI_IF("%edi"),
	.name = "pair-sti-if-1", PAIR, .insns = 6, .flags = PB_START_IF,
	.what = "save, CLI, test, STI: from IF set");

BENCH(pair_popf_0, SAVE_CLI "push %rdi; popf",
	.name = "pair-popf-if-0", PAIR, .insns = 5,
	.what = "save, CLI, POPF: nested, IF clear");

BENCH(pair_sti_0, SAVE_CLI STI_IF("%edi"),
	.name = "pair-sti-if-0", PAIR, .insns = 5,
	.what = "save, CLI, test, no STI: nested, IF clear");

PV(pair_pv, "pv pb_save_fl; mov %rax, %rdi; pv pb_cli; pv pb_restore_fl",
	"pair", "save, CLI, POPF from IF set, each ", 6, 3, PAIR, .flags = PB_START_IF);

BENCH_LINUX(linux_irq_save_restore,
	.name = "kernel-irq-save-restore-if-1", .question = "irq-pair", .flags = PB_START_IF,
	.what = "the running kernel's local_irq_save, local_irq_restore: from IF set");

BENCH_LINUX(linux_irq_save_restore_nested,
	.name = "kernel-irq-save-restore-if-0", .question = "irq-pair",
	.what = "the same, nested: IF clear");

// SPDX-License-Identifier: GPL-2.0-only
#include "claims.h"

#define LUTOMIRSKI_2016 "Lutomirski, LKML 2016-03-14"
#define LUTOMIRSKI_2020 "Lutomirski, LKML 2020-11-13"
#define TORVALDS_2016 "Torvalds, LKML 2016-08, as told by Vlasenko"
#define COOPER_2023 "Cooper, LKML 2023-09-14"
#define GLEIXNER_2023 "Gleixner, LKML 2023-09-14"
#define ANVIN_2023 "Anvin, LKML 2023-09-14"

const struct pb_claim pb_claims[] = {
	/* Interrupt flags */
	{ "sti-beats-popf", LUTOMIRSKI_2020,
	  "turning interrupts back on by a test and STI takes fewer cycles than by POPF",
	  PB_CYCLES, "test-sti-if-0-1", "popf-if-0-1", 0, PB_BELOW, 0 },
	{ "sti-beats-popf-path", LUTOMIRSKI_2020,
	  "turning interrupts back on by a test and STI takes no more instructions than by POPF",
	  PB_PATH, "test-sti-if-0-1", "popf-if-0-1", 0, PB_NOT_ABOVE, 0 },
	{ "sti-beats-popf-nested", LUTOMIRSKI_2020,
	  "leaving interrupts off by a test and a jump takes fewer cycles than by POPF",
	  PB_CYCLES, "test-sti-if-0-0", "popf-if-0-0", 0, PB_BELOW, 0 },
	{ "sti-beats-popf-random", LUTOMIRSKI_2020,
	  "even where IF cannot be foreseen, a test and STI take fewer cycles than POPF",
	  PB_CYCLES, "test-sti-random", "popf-random", 0, PB_BELOW, 0 },
	{ "pair-sti-beats-popf", LUTOMIRSKI_2020,
	  "a whole save and restore takes fewer cycles with STI than with POPF",
	  PB_CYCLES, "pair-sti-if-1", "pair-popf-if-1", 0, PB_BELOW, 0 },
	{ "popf-unchanged-fast", TORVALDS_2016,
	  "POPF takes fewer cycles where IF does not change than POPF and CLI where it does",
	  PB_CYCLES, "popf-if-1-1", "popf-if-0-1", 0, PB_BELOW, 0 },
	{ "debug-check-cheap", LUTOMIRSKI_2020,
	  "the debugging check keeps restoring by STI below POPF in cycles",
	  PB_CYCLES, "test-sti-debug-if-0-0", "popf-if-0-0", 0, PB_BELOW, 0 },
	{ "pv-cli-multiple", GLEIXNER_2023,
	  "a paravirt call around CLI takes at least twice the cycles of CLI",
	  PB_CYCLES, "cli-pv-direct", "cli", 0, PB_ABOVE, 2 },
	{ "pv-cli-multiple-path", GLEIXNER_2023,
	  "a paravirt call around CLI takes at least twice the instructions of CLI",
	  PB_PATH, "cli-pv-direct", "cli", 0, PB_ABOVE, 2 },
	{ "pv-sti-multiple", GLEIXNER_2023,
	  "a paravirt call around STI takes at least twice the cycles of STI",
	  PB_CYCLES, "sti-pv-direct", "sti", 0, PB_ABOVE, 2 },
	{ "pv-cli-bytes", GLEIXNER_2023,
	  "a paravirt call site is larger than CLI",
	  PB_BYTES, "cli-pv-direct", "cli", 0, PB_ABOVE, 0 },
	{ "pv-nop-worst", GLEIXNER_2023,
	  "calling paravirt_nop takes at least twice the cycles of a nop",
	  PB_CYCLES, "nop-pv-direct", "irq-nop", 0, PB_ABOVE, 2 },

	/* Calls around WRMSR */
	{ "pv-wrmsr-dearer", GLEIXNER_2023,
	  "WRMSR by a paravirt call takes more cycles than inline",
	  PB_CYCLES, "wrmsr-pv-direct", "wrmsr-native", 0, PB_ABOVE, 0 },
	{ "pv-wrmsr-dearer-path", GLEIXNER_2023,
	  "WRMSR by a paravirt call takes more instructions than inline",
	  PB_PATH, "wrmsr-pv-direct", "wrmsr-native", 0, PB_ABOVE, 0 },
	{ "pv-wrmsr-rethunk", GLEIXNER_2023,
	  "the return thunk makes the paravirt call dearer still, in cycles",
	  PB_CYCLES, "wrmsr-pv-rethunk", "wrmsr-pv-direct", 0, PB_ABOVE, 0 },
	{ "native-abi-recovers", ANVIN_2023,
	  "a stub with the instruction's own registers recovers most of the cycles of the paravirt call",
	  PB_CYCLES, "wrmsr-native-abi", "wrmsr-pv-direct", "wrmsr-native", PB_BELOW, .5 },
	{ "native-abi-recovers-path", ANVIN_2023,
	  "a stub with the instruction's own registers recovers most of the instructions of the paravirt call",
	  PB_PATH, "wrmsr-native-abi", "wrmsr-pv-direct", "wrmsr-native", PB_BELOW, .5 },

	/* WRMSRNS and padding */
	{ "wrmsrns-cheaper", COOPER_2023 "; Gleixner",
	  "WRMSRNS takes fewer cycles than WRMSR where nothing needs serialising",
	  PB_CYCLES, "wrmsrns", "wrmsr", 0, PB_BELOW, 0 },
	{ "wrmsrns-overlaps", COOPER_2023 "; Gleixner",
	  "amid 99 cycles of independent work WRMSRNS takes fewer cycles than WRMSR",
	  PB_CYCLES, "wrmsrns-amid-99", "wrmsr-amid-99", 0, PB_BELOW, 0 },
	{ "prefix-no-dearer", COOPER_2023,
	  "padding WRMSR with a redundant CS prefix takes no more cycles than with a nop",
	  PB_CYCLES, "wrmsr-cs", "wrmsr-nop", 0, PB_NOT_ABOVE, 0 },
	{ "prefix-no-dearer-path", COOPER_2023,
	  "padding WRMSR with a redundant CS prefix takes no more instructions than with a nop",
	  PB_PATH, "wrmsr-cs", "wrmsr-nop", 0, PB_NOT_ABOVE, 0 },

	/* Surviving a fault */
	{ "extable-free", LUTOMIRSKI_2016,
	  "an exception-table entry leaves WRMSR as fast as without any check",
	  PB_CYCLES, "wrmsr-extable", "wrmsr", 0, PB_EQUAL, 0 },
	{ "extable-free-path", LUTOMIRSKI_2016,
	  "an exception-table entry adds no instruction to WRMSR",
	  PB_PATH, "wrmsr-extable", "wrmsr", 0, PB_EQUAL, 0 },
	{ "error-branch-dearer", LUTOMIRSKI_2016,
	  "an error code tested in line takes more cycles than the exception table",
	  PB_CYCLES, "wrmsr-error-branch", "wrmsr-extable", 0, PB_ABOVE, 0 },
	{ "error-branch-dearer-path", LUTOMIRSKI_2016,
	  "an error code tested in line takes more instructions than the exception table",
	  PB_PATH, "wrmsr-error-branch", "wrmsr-extable", 0, PB_ABOVE, 0 },
	{ "error-branch-bytes", LUTOMIRSKI_2016,
	  "an error code tested in line takes more bytes per site than the exception table",
	  PB_BYTES, "wrmsr-error-branch", "wrmsr-extable", 0, PB_ABOVE, 0 },
	{ "switch-error-branch-dearer", LUTOMIRSKI_2016,
	  "in a context switch's pair of writes, error branches take more cycles",
	  PB_CYCLES, "switch-error-branch", "switch-extable", 0, PB_ABOVE, 0 },
	{ "switch-error-branch-dearer-path", LUTOMIRSKI_2016,
	  "in a context switch's pair of writes, error branches take more instructions",
	  PB_PATH, "switch-error-branch", "switch-extable", 0, PB_ABOVE, 0 },
};

const unsigned int pb_claim_count = sizeof(pb_claims) / sizeof(pb_claims[0]);

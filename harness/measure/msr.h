/* SPDX-License-Identifier: GPL-2.0-only */
/* MSRs through msr-tools: what the module itself cannot be asked, and its witness. */
#ifndef MSR_H
#define MSR_H

struct record;

/*
 * Read the environment (microcode, turbo, SMI count, APERF, MPERF) on `cpu`
 * into facts, and remember every MSR that benches write.
 */
void msr_before(struct record *r, int cpu);

/*
 * Read them again: facts `msrs_restored` ("13 of 13") and `smis` (during the
 * run); a note for every MSR that is not what it was.  Without msr-tools, or
 * where an MSR cannot be read, a missing fact says why.
 */
void msr_after(struct record *r, int cpu);

#endif

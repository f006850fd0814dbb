/* SPDX-License-Identifier: GPL-2.0-only */
/* MSRs by msr-tools: what the module cannot be asked, and a check on the module itself. */
#ifndef MSR_H
#define MSR_H

struct record;

/*
 * Facts of the environment (microcode, turbo), and the values of SMI count, APERF, MPERF and every
 * MSR that must not change, on `cpu`.
 */
void msr_before(struct record *r, int cpu);

/*
 * The same values again: facts `smis`, `aperf_mperf_percent`, `msrs_restored` ("13 of 13"), and a
 * note for every MSR that changed.  Where an MSR cannot be read, the fact has the reason.
 */
void msr_after(struct record *r, int cpu);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* MSRs by msr-tools, for facts and to check that the module restores them. */
#ifndef MSR_H
#define MSR_H

struct record;

/*
 * Record facts (microcode, turbo), and read SMI count, APERF, MPERF and every MSR that must not
 * change, on `cpu`.
 */
void msr_before(struct record *r, int cpu);

/*
 * Read them again: facts `smis`, `aperf_mperf_percent`, `msrs_restored` ("13 of 13"), or the reason
 * why one cannot be read, and a note for every MSR that changed.
 */
void msr_after(struct record *r, int cpu);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STEAL_H
#define STEAL_H

struct record;

/*
 * How long others had this CPU while it was wanted, by /proc/stat (proc(5),
 * "steal"): in milliseconds since boot; NAN where that is not told.
 */
double steal_ms(int cpu);

/* The fact `steal_ms`: since steal_ms() was `before`, or why it is not known. */
void steal_record(struct record *r, int cpu, double before);

#endif

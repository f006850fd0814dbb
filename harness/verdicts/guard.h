/* SPDX-License-Identifier: GPL-2.0-only */
/* May this machine's figures gate anything?  A side against itself says. */
#ifndef GUARD_H
#define GUARD_H

#include <stddef.h>

struct rules;
struct side;

/* The share of false alarms at which a test at 5 % has lost its meaning. */
#define GUARD_MOST .05

/*
 * The share of benches that differ, each at 5 % and beyond delta, when the
 * side is compared with itself as it would be with another: its first half with
 * its second where boots stand alone, its odd records with its even ones where
 * they are halves of pairs.  NAN with fewer than GUARD_BOOTS records.
 */
#define GUARD_BOOTS 4
double guard_false_alarms(const struct side *side, const struct rules *rules);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Is what regressed different from itself, too?  Then it gates nothing. */
#ifndef GUARD_H
#define GUARD_H

struct comparison;
struct rules;
struct records;

/*
 * Where boots stand alone, not in pairs, each side of GUARD_BOOTS records or more is
 * compared with itself, its first half with its second.  A bench that regressed (or,
 * where that fails too, improved) and differs so from itself, beyond delta with p <= GUARD_P, becomes
 * UNRESOLVED.  A steady one is taken for restless in one case of a hundred, at most.
 */
#define GUARD_BOOTS 4
#define GUARD_P .005
void guard_apply(struct comparison *c, const struct records *a, const struct records *b, const struct rules *rules);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* A bench that regressed and differs from itself, too, gates nothing. */
#ifndef GUARD_H
#define GUARD_H

struct comparison;
struct rules;
struct records;

/*
 * Where boots stand alone, not in pairs, each side of GUARD_BOOTS records or more is
 * compared with itself, its first half with its second.  A bench that fails the gate and
 * differs so from itself, beyond delta with p <= GUARD_P, becomes UNRESOLVED.  A steady one
 * is taken for restless in one case of a hundred, at most.
 */
#define GUARD_BOOTS 4
#define GUARD_P .005
void guard_apply(struct comparison *c, const struct records *a, const struct records *b,
		 const struct rules *rules);

#endif

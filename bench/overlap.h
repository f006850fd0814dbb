/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Overlap: what serialising costs is the independent work that it keeps from running beside it.
 * The work is a chain of `n` IMULs, 3 core cycles each.
 */
#ifndef PB_OVERLAP_H
#define PB_OVERLAP_H

#define OVERLAP_WITH(id, cycles, n, nm, body, body_insns, about, ...)		\
	BENCH_TIMES(id##_##cycles, 2, body "\n.rept " #n "; imul %rsi, %rsi; .endr\n", \
		.name = nm "-" #cycles, .insns = (n) + (body_insns),		\
		.what = about #cycles " core cycles of independent work", __VA_ARGS__)

/* What is passed on: id, name, body and its instructions, the beginning of .what, fields. */
#define OVERLAPS(id, ...)							\
	OVERLAP_WITH(id, 0, 0, __VA_ARGS__);					\
	OVERLAP_WITH(id, 24, 8, __VA_ARGS__);					\
	OVERLAP_WITH(id, 51, 17, __VA_ARGS__);					\
	OVERLAP_WITH(id, 99, 33, __VA_ARGS__);					\
	OVERLAP_WITH(id, 201, 67, __VA_ARGS__);					\
	OVERLAP_WITH(id, 399, 133, __VA_ARGS__)

#endif

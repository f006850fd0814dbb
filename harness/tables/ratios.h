/* SPDX-License-Identifier: GPL-2.0-only */
/* What the figures of a question's benches are multiples of. */
#ifndef RATIOS_H
#define RATIOS_H

struct record;
struct result;

/* The first of the question's headline that was measured, else the first bench; NULL: none. */
const struct result *ratio_base(const struct record *r, const char *question);

/*
 * The base of this result: the question's, or the same bench of its amount ("tlb-load-16" of
 * "invlpg-reload-16"); NULL: there is none, or it is next to nothing.
 */
const struct result *ratio_base_of(const struct record *r, const struct result *question_base,
				   const struct result *result);

#endif

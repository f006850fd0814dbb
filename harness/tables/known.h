/* SPDX-License-Identifier: GPL-2.0-only */
/* What records know of a question, in a line, and how many claims they decide. */
#ifndef KNOWN_H
#define KNOWN_H

#include <stddef.h>

struct document;
struct names;
struct record;

/*
 * "→ test-sti-if-0-1: 1 instruction more; time needs silicon in ring 0": how the second of the
 * benches compares with the first, and what became of the question's claims on time (malloced).
 * NULL: there is nothing to say.
 */
char *known_text(const struct record *const records[], size_t count, const char *question,
		 const struct names *benches);

/* Claims by verdict, and why the others are undecided. */
void add_verdicts(struct document *d, const struct record *const records[], size_t count);

#endif

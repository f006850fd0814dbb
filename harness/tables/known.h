/* SPDX-License-Identifier: GPL-2.0-only */
/* What records know of a question, in a line, and how many claims they decide. */
#ifndef KNOWN_H
#define KNOWN_H

#include <stddef.h>

struct document;
struct record;

/* Benches that answer a question together: the second is compared with the first. */
struct pair {
	const char *first, *second;
};

/*
 * "→ time undecided; test-sti-if-0-1: 1 instruction more than popf-if-0-1": the verdict on the
 * pair's time, and how many core cycles and instructions the second takes more (malloced).
 */
char *known_text(const struct record *const records[], size_t count, const struct pair *pair);

/* Claims by verdict, and why the others are undecided. */
void add_verdicts(struct document *d, const struct record *const records[], size_t count);

#endif

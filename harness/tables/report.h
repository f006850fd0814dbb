/* SPDX-License-Identifier: GPL-2.0-only */
/* A report in its parts, between which the page puts pictures. */
#ifndef REPORT_H
#define REPORT_H

#include <stddef.h>

#include "names.h"

struct disassembly;
struct document;
struct record;

struct report {
	const struct record *const *records;
	size_t count;
	char **labels;			/* what tells the records apart */
	struct disassembly *code;
	struct names questions;		/* in the order of the records */
	struct document *d;
};

struct report *report_new(const struct record *const records[], size_t count);
void report_free(struct report *r);	/* but not the document */

/* The title, the answers, the claims by verdict, and the contents of what follows. */
void report_begin(struct report *r);

/*
 * Figures with the records side by side, claims, distributions and code.  There are places for
 * the pictures "question" and "distributions" of that name.
 */
void report_question(struct report *r, const char *question);

/* How to read it; the machines, the commands, the notes. */
void report_runs(struct report *r);

#endif

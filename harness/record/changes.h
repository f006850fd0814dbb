/* SPDX-License-Identifier: GPL-2.0-only */
/* What is recorded of the machine beside the figures, and may explain them. */
#ifndef CHANGES_H
#define CHANGES_H

#include <stddef.h>

struct record;

enum { CHANGES_TARGET = 12, CHANGES_VERSION, CHANGES_FACTS };

/* "microcode", "kernel", ..., "target", "privbench" */
extern const char *const changes_keys[CHANGES_FACTS];

/* What makes a machine: times are another's where one differs.  The first names it. */
enum { MACHINE_FACTS = 4, CORE_FACTS = 6 };	/* with the stepping and the kind of core */
extern const char *const machine_keys[CORE_FACTS];

/* What a fact that is not known has in the place of a value. */
extern const char changes_unknown[];

/* The value of a fact, or changes_unknown. */
const char *changes_fact(const struct record *r, const char *key);

/* The values by changes_keys, the record's own. */
void changes_facts(const struct record *r, const char *facts[CHANGES_FACTS]);

/* "kernel: 6.1, then 6.12" of the fact with that number (malloced); NULL: it is the same. */
char *changes_name_one(size_t fact, const char *a, const char *b);

/* The same, a text for each that differs; how many. */
size_t changes_name(const char *const a[CHANGES_FACTS], const char *const b[CHANGES_FACTS],
		    char *named[CHANGES_FACTS]);

#endif

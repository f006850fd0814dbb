/* SPDX-License-Identifier: GPL-2.0-only */
/* Recorded facts that may explain a change of figures. */
#ifndef CHANGES_H
#define CHANGES_H

#include <stddef.h>

struct record;

enum { CHANGES_TARGET = 13, CHANGES_VERSION, CHANGES_FACTS };

/* "microcode", "kernel", ..., "target", "privbench" */
extern const char *const changes_keys[CHANGES_FACTS];

/*
 * What identifies a machine; only figures of one machine are compared.  The first names it; a
 * hybrid's cores of each type are a machine of their own.
 */
enum { MACHINE_TYPE = 4, MACHINE_FACTS, CORE_FACTS };	/* the core's type; with the stepping */
extern const char *const machine_keys[CORE_FACTS];

/* The value of an unknown fact. */
extern const char changes_unknown[];

/* The value of a fact, or changes_unknown. */
const char *changes_fact(const struct record *r, const char *key);

/* The values by changes_keys; the record keeps them. */
void changes_facts(const struct record *r, const char *facts[CHANGES_FACTS]);

/*
 * Of a command line the words that `other` lacks, each after a blank and `sign` (malloced); up to
 * " -- ", from where on they are a guest's own command.
 */
char *changes_words(const char *text, const char *other, const char *sign);

/* "kernel: 6.1, then 6.12" (malloced), or NULL if it is the same. */
char *changes_name_one(size_t fact, const char *a, const char *b);

/* The same for all facts; the number that differ. */
size_t changes_name(const char *const a[CHANGES_FACTS], const char *const b[CHANGES_FACTS],
		    char *named[CHANGES_FACTS]);

#endif

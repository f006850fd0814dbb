/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LABELS_H
#define LABELS_H

#include <stddef.h>

struct record;

/*
 * A label for each record (malloced, as is the array): those of target, CPU, kind of core,
 * kernel, clock, words of the kernel's command line and file that distinguish it from the others.
 */
char **labels_make(const struct record *const records[], size_t count);
void labels_free(char **labels, size_t count);

/* "P-core", "E-core" or "LP-E-core" of a hybrid, else "". */
const char *label_core(const struct record *r);

/* "mitigations=off" if its kernel was told so, or nothing (malloced). */
char *label_mitigations(const struct record *r);

/*
 * The same, and of the words with which privbench booted the kernel those that another of the
 * records lacks, which is like the i-th in what else labels tell (malloced).
 */
char *label_words(const struct record *const records[], size_t count, size_t i);

/* Its kernel in a heading, "6.1" (malloced); NULL: there was none, or it is unknown. */
char *label_kernel(const struct record *r);

/* Its CPU in a heading, without the trimmings of a brand: "Intel Xeon" (malloced). */
char *label_cpu(const struct record *r);

#endif

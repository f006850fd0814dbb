/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LABELS_H
#define LABELS_H

#include <stddef.h>

struct record;

/*
 * A label for each record (malloced, as is the array): those of target, CPU, kernel, clock and
 * file that distinguish it from the others.
 */
char **labels_make(const struct record *const records[], size_t count);
void labels_free(char **labels, size_t count);

/* Its kernel in a heading, "6.1" (malloced); NULL: there was none, or it is unknown. */
char *label_kernel(const struct record *r);

/* Its CPU in a heading, without the trimmings of a brand: "Intel Xeon" (malloced). */
char *label_cpu(const struct record *r);

#endif

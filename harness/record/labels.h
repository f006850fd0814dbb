/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LABELS_H
#define LABELS_H

#include <stddef.h>

struct record;

/*
 * As much of each record as tells it from the others (malloced, as is the array): where
 * it was measured, on which CPU, with which kernel, by which clock, its file.
 */
char **labels_make(const struct record *const records[], size_t count);
void labels_free(char **labels, size_t count);

#endif

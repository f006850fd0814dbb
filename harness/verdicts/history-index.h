/* SPDX-License-Identifier: GPL-2.0-only */
/* The index of a folder: one file, read whole, and replaced whole. */
#ifndef HISTORY_INDEX_H
#define HISTORY_INDEX_H

#include <stdbool.h>

#include "history.h"

/*
 * What the index has, appended to the digests: all of it, or nothing where it is broken.
 * False, said on stderr, where there is something that is not ours to read or to replace.
 */
bool index_batch(const char *folder, struct history *known);

/* Put all that will not change unseen; what fails is said on stderr. */
void index_save(const char *folder, const struct history *h);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The index of a folder: the only place that knows SQLite. */
#ifndef HISTORY_INDEX_H
#define HISTORY_INDEX_H

#include <stdbool.h>

#include "history.h"

struct index;

/* NULL if there can be none, which is said on stderr. */
struct index *index_open(const char *folder);

/* All that it has and that is whole, appended to the digests. */
void index_load(struct index *index, struct history *h);

/* Put what is not yet in it, and take out what is gone: by the names in `gone`. */
void index_save(struct index *index, const struct digest *const put[], size_t put_count,
		char *const gone[], size_t gone_count);
void index_close(struct index *index);

#endif

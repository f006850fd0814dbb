/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GLOBS_H
#define GLOBS_H

#include <stdbool.h>
#include <stddef.h>

struct pb_bench;
struct request;

/*
 * A glob matches a bench's name, its question, or question/name; no globs match
 * everything but what is measured only when named (PB_OPT_IN).
 */
bool globs_select(const struct request *q, const struct pb_bench *bench);

/* Name on stderr the globs that match no bench, and the name nearest to each; how many. */
size_t globs_complain(const struct request *q);

#endif

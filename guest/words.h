/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line's words: globs, and settings such as seed=1. */
#ifndef WORDS_H
#define WORDS_H

#include <linux/types.h>

struct pb_bench;

/*
 * Does some glob match the bench's name, question or question/name?  Yes if there is
 * none.  Of a bench that hurts the machine (PB_OPT_IN) one of these must be named to the letter.
 */
int words_select(const char *line, const struct pb_bench *bench);

/* The decimal number after "key=", or `otherwise`. */
__u64 words_number(const char *line, const char *key, __u64 otherwise);

#endif

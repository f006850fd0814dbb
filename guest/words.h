/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line's words: globs, and settings such as seed=1. */
#ifndef WORDS_H
#define WORDS_H

#define WORD_MAX 64

/*
 * Does some glob match the bench's name, group or group/name?  Yes if there is
 * none.  To the letter: only a word that is one of the three will do.
 */
int words_select(const char *line, const char *name, const char *group, int to_the_letter);

/* What stands after "key=" (up to a blank), or NULL. */
const char *words_value(const char *line, const char *key);

#endif

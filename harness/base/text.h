/* SPDX-License-Identifier: GPL-2.0-only */
/* UTF-8 text on a terminal. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdio.h>

/* The width without a terminal, and the least and greatest width. */
enum { TEXT_COLUMNS = 100, TEXT_COLUMNS_MIN = 80, TEXT_COLUMNS_MAX = 200 };

/* The width of text: COLUMNS, else that of the terminal on standard output. */
size_t text_columns(void);

/* From now on, of what is not for the terminal; 0: the above again. */
void text_set_columns(size_t columns);

/* Columns of a text; we use no wide characters. */
size_t text_width(const char *text);

/* The same with at most so many columns, the last of them "…" if it was longer (malloced). */
char *text_cut(char *text, size_t columns);

/* A figure with text around it (malloced): "± 0.12".  From 1e15 on with an exponent. */
char *text_figure(const char *before, double v, int digits, const char *after);

/* "" or "s". */
const char *plural(size_t n);

void text_spaces(size_t n, FILE *out);

/*
 * Wrap words at column `indent`, where the current line already is; further lines are indented as
 * much, but at most to two thirds of the width.
 */
void text_wrap(const char *text, size_t indent, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* UTF-8 text on a terminal. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdio.h>

/* Where standard output is no terminal; and what narrower and wider ones are taken for. */
enum { TEXT_COLUMNS = 100, TEXT_COLUMNS_MIN = 80, TEXT_COLUMNS_MAX = 200 };

/* How wide terminal text may be: COLUMNS, else the terminal that standard output is. */
size_t text_columns(void);

/* Columns that a text takes; none of ours are double. */
size_t text_width(const char *text);

/* A figure and what stands around it (malloced): "± 0.12".  From 1e15 on with an exponent. */
char *text_figure(const char *before, double v, int digits, const char *behind);

/* The ending of what there are so many of. */
const char *plural(size_t n);

void text_spaces(size_t n, FILE *out);

/*
 * Words from the column `indent`, where the line stands already, and again on each next line; but
 * these have a third of the terminal at least, however wide what stands before them is.
 */
void text_wrap(const char *text, size_t indent, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison, worst first, as text, Markdown, CSV or JSON. */
#ifndef TABLE_COMPARISON_H
#define TABLE_COMPARISON_H

#include <stddef.h>
#include <stdio.h>

struct comparison;
struct difference;
struct records;

typedef void comparison_printer(const struct comparison *c, const struct records *a, const struct records *b,
				FILE *out);

comparison_printer comparison_print, comparison_markdown, comparison_csv, comparison_json;

/* The printer of that name: "text", "md", "csv", "json", "tap"; NULL if there is none. */
comparison_printer *comparison_printer_of(const char *format);

/* "3, then 4 instructions (+1)", or why there is no verdict (malloced). */
char *comparison_figures(const struct comparison *c, const struct difference *d);

/* The names of those that have no verdict for the reason that the i-th has (malloced); NULL: told before, or none. */
char *comparison_without_verdict(const struct comparison *c, size_t i);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Escape text from a record, a guest or a file name: one function for each output format.
 *
 * Control characters, bidirectional controls, zero-width characters and invalid UTF-8 become '?',
 * white space a blank.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stddef.h>
#include <stdio.h>

struct json_t;

/* For a terminal or a log. */
void put_terminal(const char *text, FILE *out);

/* The same, but keep line breaks. */
void put_lines(const char *text, FILE *out);

/* TAP: a `#` would begin a directive. */
void put_tap(const char *text, FILE *out);

/* A CSV field (RFC 4180); a spreadsheet formula gets an apostrophe in front. */
void put_csv(const char *text, FILE *out);

/* Markdown: no end of a cell, no markup, no @name. */
void put_markdown(const char *text, FILE *out);

/* HTML text or attribute value. */
void put_html(const char *text, FILE *out);

/*
 * A string in the data of a gnuplot script.  gnuplot ends it at a quotation mark, interprets
 * backslashes, and does not escape ]]> and &#x in SVG.
 */
void put_gnuplot(const char *text, FILE *out);

/* JSON for a terminal: such characters become \uXXXX, which a parser reads as the same. */
void put_json(const char *json, FILE *out);

/* The same for a json_t; flags and result as of json_dumpf(). */
int put_json_value(const struct json_t *value, size_t flags, FILE *out);

/* A file name without its suffix (malloced); different names stay different. */
char *escape_file_name(const char *name);

/*
 * The same, to be read in a link: a release, or a name like those of benches, is itself; of any
 * other its words, and a hash.
 */
char *escape_page_name(const char *name);

#endif

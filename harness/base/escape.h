/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts that others wrote (a record, a guest, the name of a file), escaped for where they go: one
 * function a medium.
 *
 * None lets through what changes how the rest is shown: control characters, marks of writing
 * direction, characters without a width, bytes that are not UTF-8.  White space becomes a blank,
 * each of the others '?'.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stddef.h>
#include <stdio.h>

struct json_t;

/* A terminal, or a log. */
void put_terminal(const char *text, FILE *out);

/* The same, but lines stay lines. */
void put_lines(const char *text, FILE *out);

/* TAP: a `#` would begin a directive. */
void put_tap(const char *text, FILE *out);

/* A field of CSV (RFC 4180); before what a spreadsheet takes for a formula, an apostrophe. */
void put_csv(const char *text, FILE *out);

/* Markdown: nothing ends a cell, is markup, or calls somebody. */
void put_markdown(const char *text, FILE *out);

/* Text, or the value of an attribute, of HTML. */
void put_html(const char *text, FILE *out);

/*
 * A text in the data of a gnuplot script, which ends at a quotation mark, undoes backslashes, and
 * passes ]]> and &#x on to SVG as they are.
 */
void put_gnuplot(const char *text, FILE *out);

/* JSON that is shown: such a character becomes \uXXXX, which reads back as the same. */
void put_json(const char *json, FILE *out);

/* The same of jansson's; flags and result are those of json_dumpf(). */
int put_json_value(const struct json_t *value, size_t flags, FILE *out);

/* The name of a file without its ending; different names stay different (malloced). */
char *escape_file_name(const char *name);

#endif

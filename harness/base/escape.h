/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts that others wrote, escaped for where they go: a record, a guest, the
 * name of a file may come from anywhere.  A function a medium.
 *
 * None lets through what changes how the rest is shown: control characters, marks
 * of writing direction, characters without a width, and what is no UTF-8.  White
 * space becomes a blank, and each of the others '?'.
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

/*
 * A field of CSV after RFC 4180, quoted where it has to be.  One that a
 * spreadsheet would take for a formula begins with an apostrophe.
 */
void put_csv(const char *text, FILE *out);

/* Markdown: nothing ends a cell, is markup, or calls somebody. */
void put_markdown(const char *text, FILE *out);

/* Text, or the value of an attribute, of HTML. */
void put_html(const char *text, FILE *out);

/*
 * A column of the data that a gnuplot script reads as text, and what is made of it: gnuplot
 * ends a text at a quotation mark, undoes backslashes, and leaves ]]> and &#x in SVG as they are.
 */
void put_gnuplot(const char *text, FILE *out);

/* JSON that is shown: what a text must not bring stands as \uXXXX, and is the same to whoever reads it. */
void put_json(const char *json, FILE *out);

/* The same of jansson's; flags, and what is returned, as those of json_dumpf(). */
int put_json_value(const struct json_t *value, size_t flags, FILE *out);

/* The name of a file without its ending; different names stay different (malloced). */
char *escape_file_name(const char *name);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* One document for a terminal, in Markdown, or as a page of HTML that needs no other file. */
#ifndef FORM_H
#define FORM_H

#include <stdio.h>

struct grid;

struct form {
	void (*begin)(FILE *out, const char *title);
	void (*heading)(FILE *out, const char *text);
	void (*part)(FILE *out, const char *text);	/* a heading below that */
	void (*line)(FILE *out, const char *label, const char *text);
	void (*paragraph)(FILE *out, const char *text);
	void (*list)(FILE *out, const char *const *items, size_t count);
	void (*table)(FILE *out, const struct grid *g);
	void (*end)(FILE *out);
};

extern const struct form form_text, form_markdown, form_html;

/* An SVG into a page of HTML, its ids made different from those of the others.  0 or -errno. */
int form_svg(FILE *out, const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* What pages of HTML have in common. */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stddef.h>

struct document;

bool page_is_svg(const char *path);

/* A file in a folder, which may have a slash behind it (malloced). */
char *page_path(const char *folder, const char *name);

/* Make a folder for pages and plots.  0, or -errno, said on stderr. */
int page_folder(const char *folder);

/*
 * Put an SVG into a document: where it stands; into the places for figures from block `from` on, as far as they
 * were drawn.  0, or -errno, said on stderr.
 */
int page_add_svg(struct document *d, const char *path);
int page_fill(struct document *d, size_t from, char *const *paths);

/* Write the document as a page.  0, or -errno, said on stderr. */
int page_write(const struct document *d, const char *path);

#endif

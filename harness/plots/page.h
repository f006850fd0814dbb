/* SPDX-License-Identifier: GPL-2.0-only */
/* What pages of HTML have in common. */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>

bool page_is_svg(const char *path);

/* A file in a folder, which may have a slash behind it (malloced). */
char *page_path(const char *folder, const char *name);

/* Make a folder for pages and plots.  0, or -errno, said on stderr. */
int page_folder(const char *folder);

/* The whole of a page.  0, or -errno, said on stderr. */
int page_write(const char *path, const char *text);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* A static site of any number of records: docs/publish.md. */
#ifndef SITE_H
#define SITE_H

#include <stddef.h>

struct site_counts {
	size_t records, unreadable;
	size_t written, kept, removed;	/* files */
};

/*
 * Write the site of a folder's records into another folder: only what changed, and nothing over
 * files that are not the site's.  `url`: where it will be, for its feed; or NULL.
 * 0, or -errno, said on stderr.
 */
int site_publish(const char *records, const char *to, const char *url, struct site_counts *counts);

#endif

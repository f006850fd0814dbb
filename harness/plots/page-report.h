/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PAGE_REPORT_H
#define PAGE_REPORT_H

#include <stddef.h>

struct record;

/*
 * FOLDER/report.html, which needs no other file: of each record its tables with
 * their plots, claims and notes, and what is known of its machine; of several the
 * claims side by side, too.  The plots are left in the folder, or with several
 * records in one of their own each.  Its path in *page (malloced), NULL where it
 * could not be written.  0, or -errno, said on stderr; where only plots could not
 * be drawn, the page is made without them.
 */
int report_page(const struct record *const records[], size_t count, const char *folder, char **page);

#endif

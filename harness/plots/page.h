/* SPDX-License-Identifier: GPL-2.0-only */
/* HTML pages that need no other file. */
#ifndef PAGE_H
#define PAGE_H

#include <stddef.h>

struct record;
struct trend;

/*
 * FOLDER/report.html: for each record its tables, plots and facts; with several records also the
 * claims side by side.  The plots stay in the folder, those of several records each in a folder of
 * their own.  Prints `before` and the page's name on stdout.
 * 0, or -errno, said on stderr; if only the plots failed, the page has none.
 */
int report_page(const struct record *const records[], size_t count, const char *folder,
		const char *before);

/*
 * FOLDER/trend.html, with a plot for each question of each machine; the plots stay in the folder.
 * Names the files on stderr.  0, or -errno with the reason on stderr.
 */
int trend_page(const struct trend *t, const char *folder);

#endif

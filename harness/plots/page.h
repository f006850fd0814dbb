/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages of HTML that need no other file. */
#ifndef PAGE_H
#define PAGE_H

#include <stddef.h>

struct record;
struct trend;

/*
 * FOLDER/report.html: of each record its tables with their plots, and what is known of its
 * machine; of several what each makes of each claim, too.  The plots are left in the folder, or
 * with several records in one of their own each.  The page is told on stdout, `before` its name.
 * 0, or -errno, said on stderr; where only plots could not be drawn, the page has none.
 */
int report_page(const struct record *const records[], size_t count, const char *folder,
		const char *before);

/*
 * FOLDER/trend.html, with a plot for each question of each machine, which are left in the folder.
 * The files are told on stderr.  0, or -errno with the reason on stderr.
 */
int trend_page(const struct trend *t, const char *folder);

#endif

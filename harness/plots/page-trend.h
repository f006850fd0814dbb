/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PAGE_TREND_H
#define PAGE_TREND_H

struct trend;

/*
 * Draw each question of each machine into `folder`, which is made if need be, and write
 * trend.html there, with tables and plots in it; the files are told on stderr.
 * 0, or -errno with the reason on stderr.
 */
int trend_page(const struct trend *t, const char *folder);

#endif

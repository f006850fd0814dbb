/* SPDX-License-Identifier: GPL-2.0-only */
/* What gnuplot's svg terminal draws, made fit for browsers. */
#ifndef SVG_H
#define SVG_H

#include <stddef.h>

/* What hovering tells. */
struct hover {
	char *title;		/* of the whole */
	char **tips;		/* of each mark in its order; or NULL */
	size_t count;
};

/*
 * The same picture (malloced): it turns dark with the screen, each mark tells its tip, and gnuplot
 * its own names no more.  NULL: not all marks are there.
 */
char *svg_finish(const char *drawn, const struct hover *hover);

void hover_free(struct hover *hover);

#endif

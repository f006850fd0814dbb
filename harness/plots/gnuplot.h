/* SPDX-License-Identifier: GPL-2.0-only */
/* One gnuplot for any number of pictures. */
#ifndef GNUPLOT_H
#define GNUPLOT_H

#include <stdio.h>

#include "plot.h"
#include "svg.h"

struct picture;

struct gnuplot {
	FILE *script;			/* the data of each plot, and calls of plots/canvas.gp */
	struct picture *pictures;
	size_t count;
};

/* All of these: 0, or -errno, said on stderr. */
int gnuplot_open(struct gnuplot *g);

/* A picture of the data that the script has last; takes over the path, and what an SVG tells. */
int gnuplot_add(struct gnuplot *g, char *path, enum plot_format format, struct hover *hover);

/* Draw all, and write the files. */
int gnuplot_draw(struct gnuplot *g);

/* The paths of the pictures (malloced, NULL at the end). */
char **gnuplot_close(struct gnuplot *g);

#endif

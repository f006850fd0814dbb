/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INLINE_SVG_H
#define INLINE_SVG_H

#include <stddef.h>
#include <stdio.h>

/*
 * A picture of gnuplot's as an element of a page, without what nobody sees: empty groups, marks
 * that are not used, zeros at the end of figures, the names of plots.  Its ids begin with the
 * number, so that they differ from those of the page's other pictures.  `label`: what it shows, if
 * it does not say so itself.
 */
void put_svg(const char *svg, const char *label, size_t number, FILE *out);

/* Its style, which belongs into the page's head; all pictures have the same. */
void put_svg_style(const char *svg, FILE *out);

#endif

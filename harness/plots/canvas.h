/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A picture before gnuplot draws it: texts, lines and marks.  All lengths are pixels
 * of the SVG, from the left and from the top; the PNG has twice as many.
 * plots/canvas.gp draws the data that canvas_finish() writes.
 */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdio.h>

#include "plot.h"

#define WIDTH 900
#define MARGIN 20		/* left and right of everything */
#define LINE 18			/* from one line of text to the next */
#define GAP 14			/* from a mark to its label */
#define TITLE 74		/* characters in the title */
#define HEADING 118		/* characters in a line of the heading */
#define SANS 7.4		/* the width of a character, on the safe side */
#define MONO 7.9
#define SMALL 6.7

/* plots/canvas.gp has these in the same order; a record's colour and marker are its number. */
enum colour { BLUE, VERMILLION, GREEN, PURPLE, BLACK, ORANGE, SKY, TEXT_COLOUR, GREY, PALE };
enum marker { CIRCLE, SQUARE, TRIANGLE, DIAMOND, SMALL_DOT = 7 };
enum stroke { GUIDE, THIN, DASHED, MEDIUM, CURVE, THICK, STROKES };
enum style {
	STYLE_TITLE, STYLE_LEFT, STYLE_BOLD, STYLE_SMALL, STYLE_CENTRE, STYLE_RIGHT, STYLE_NAME,
	STYLE_SMALL_RIGHT, STYLE_UPWARD, STYLE_VALUE, STYLE_CHANGE,
};

enum block { LINES, MARKS, TEXTS, BLOCKS };

struct canvas {
	struct subject of;
	double y;		/* how far down it is filled */
	size_t points;		/* how many figures it shows; none: nothing is written */
	FILE *blocks[BLOCKS];
	char *data[BLOCKS];
	size_t sizes[BLOCKS];
};

/* With its heading: what was measured where. */
struct canvas *canvas_new(const struct subject *of);

/* Write the data file, if anything was measured, and free the canvas; how many figures it shows. */
size_t canvas_finish(struct canvas *c, FILE *out);

void canvas_text(struct canvas *c, double x, double y, enum style style, int colour, const char *text);
void canvas_mark(struct canvas *c, double x, double y, int marker, int colour, bool hollow);
void canvas_line(struct canvas *c, enum stroke stroke, int colour, double x, double y, double to_x,
		 double to_y);

/* A line across or upright, with a stroke at both ends. */
void canvas_interval(struct canvas *c, int colour, double x, double y, double to_x, double to_y);

/* Each next point of a curve, which canvas_curve_end() ends. */
void canvas_curve(struct canvas *c, enum stroke stroke, int colour, double x, double y);
void canvas_curve_end(struct canvas *c);

/* These free the text.  The title, shortened; and a line of the heading below what there is. */
void canvas_title(struct canvas *c, char *text);
void canvas_heading(struct canvas *c, int colour, char *text);

/* Text broken into at most `lines` lines of `room` characters, the rest cut; where the next goes. */
double canvas_wrap(struct canvas *c, double x, double y, enum style style, int colour,
		   const char *text, size_t room, int lines);

/* No more than `room` characters, cut between words where there is a choice (malloced). */
char *canvas_shorten(const char *text, size_t room);

/* The name of its file, without .json, cut if need be (malloced). */
char *canvas_record_name(const struct record *r);

/* "NAME: text" where there are several records, else the text alone (malloced; `text` is freed). */
char *canvas_whose(const struct canvas *c, size_t record, char *text);

/*
 * The unit of the figures, "core cycles per operation", after another text; without
 * what is in brackets where there is no room for it (malloced).
 */
char *canvas_unit(const struct canvas *c, const char *before, size_t room);

#endif

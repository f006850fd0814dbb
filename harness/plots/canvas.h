/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A picture before gnuplot draws it: texts, lines and marks.  All lengths are pixels
 * of the SVG, from the left and from the top; plots/canvas.gp draws the data.
 */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdio.h>

#include "palette.h"
#include "plot.h"
#include "svg.h"

#define WIDTH 800
#define HEIGHT_MAX 800		/* a PNG has 1.25 times as many */
#define MARGIN 20		/* left and right of everything */
#define LINE 18			/* from one line of text to the next */
#define GAP 10			/* from a mark to its label */
#define TITLE 74		/* characters in the title */
#define NOTE 102		/* characters in a line */
#define SANS 7.4		/* the width of a character, on the safe side */
#define BOLD_SANS 8
#define MONO 7.9
#define SMALL 6.7

#define FLAGS 32		/* records that have a bit each */

enum { ALL_RECORDS = -1 };
/* plots/canvas.gp has these in the same order; a record's colour and marker are its number. */
enum marker { CIRCLE, SQUARE, TRIANGLE, DIAMOND, TRIANGLE_DOWN, SMALL_DOT = 7, PLUS };
enum style {
	GUIDE, THIN, DASHED, MEDIUM, CURVE, THICK,			/* lines */
	MARK,
	TEXT_TITLE, TEXT_LEFT, TEXT_BOLD, TEXT_SMALL, TEXT_CENTRE, TEXT_RIGHT, TEXT_NAME,
	TEXT_SMALL_RIGHT, TEXT_UPWARD, TEXT_VALUE, TEXT_CHANGE, TEXT_NAME_BOLD,
	SIZE = 99,							/* of the whole */
};

/* What figures count; of those that differ none shares an axis. */
enum unit { UNIT_CYCLES, UNIT_INSTRUCTIONS, UNIT_WITH_XEN, UNIT_WITH_KVM, UNIT_TICKS, UNITS };

struct canvas {
	const struct record *const *records;
	size_t count;
	const unsigned char *places;	/* their colours; NULL: as they are */
	unsigned int used, absent;	/* those with marks, and without: a bit each */
	char **labels;			/* of each record, what tells it from the others */
	const struct machine *machine;	/* for a history, instead of records */
	size_t exact;			/* records that are left out for their unit */
	const struct comparison *comparison;	/* as well */
	const struct records *baseline, *candidate;
	const char *question;
	FILE *out;		/* NULL: texts are only measured */
	double y;		/* filled down to here */
	size_t figures;		/* if 0, it is not drawn */
	size_t page;		/* which one is wanted, from 0 */
	bool more;		/* there is a next one */
	bool marked;		/* the last mark is on the canvas */
	struct hover hover;
};

/* With a heading: what was measured where. */
struct canvas canvas_begin(const struct plot_source *of, const char *question, size_t page,
			   FILE *out);
void canvas_end(struct canvas *c);

void canvas_text(struct canvas *c, double x, double y, enum style style, int colour,
		 const char *text);
void canvas_mark(struct canvas *c, double x, double y, int marker, int colour, bool hollow);
void canvas_line(struct canvas *c, enum style style, int colour, double x, double y, double to_x,
		 double to_y);

/* What hovering over the last mark tells; frees the text, which may be NULL. */
void canvas_tip(struct canvas *c, char *text);

/* A horizontal or vertical error bar; one that goes on beyond its first end has an arrow there. */
void canvas_interval(struct canvas *c, int colour, double x, double y, double to_x, double to_y);
void canvas_interval_cut(struct canvas *c, int colour, double x, double y, double to_x,
			 double to_y);

/* The next point of a curve; canvas_curve_end() ends it. */
void canvas_curve(struct canvas *c, enum style style, int colour, double x, double y);
void canvas_curve_end(struct canvas *c);

/* The title; a line at the bottom, on one record or on all.  Both take over the text. */
void canvas_title(struct canvas *c, char *text);
void canvas_note(struct canvas *c, int record, int colour, char *text);

/* Text in at most `lines` lines of `room` characters, truncated; the y of the next line. */
double canvas_wrap(struct canvas *c, double x, double y, enum style style, int colour,
		   const char *text, size_t room, int lines);

/* "LABEL: text" with several records, else the text (malloced; frees `text`). */
char *canvas_whose(const struct canvas *c, size_t record, char *text);

/* The left edge of a chart with such a name beside it. */
double canvas_beside(const char *name);

/* The colour and the marker of a record, the same in all of a run; the heading will name it. */
int canvas_colour(struct canvas *c, size_t record);

enum unit canvas_unit_of(const struct record *r);

/* "core cycles"; of an axis "core cycles per operation, ..."; the latter of the first record. */
const char *canvas_unit_name(enum unit unit);
const char *canvas_unit_title(enum unit unit);
const char *canvas_unit(const struct canvas *c);

/* Bold for a bench of the question's headline. */
enum style canvas_name_style(const struct canvas *c, const char *bench);

/* Of so many notes of one kind, those that are shown. */
size_t canvas_notes(size_t count);

#endif

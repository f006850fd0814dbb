/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A plot before gnuplot draws it: texts and dots with their places on a sheet.
 * plots/style.gp reads the data file that canvas_write() makes of it.
 */
#ifndef SHEET_H
#define SHEET_H

#include <stdbool.h>
#include <stdio.h>

#include "plot.h"
#include "record.h"

/* Lengths are pixels of the SVG; the PNG has twice as many. */
#define WIDTH 900
#define MARGIN 20		/* left and right of everything */
#define LINE 18			/* from one line of text to the next */
#define FOOT 60			/* the axis below */
#define CURVES 420		/* the height of a plot of curves */
#define TITLE 74		/* characters in the title */
#define SANS 7.4		/* the width of a character, on the safe side */
#define MONO 7.9
#define SMALL 6.7
#define GAP 14			/* from a dot to its label */

/* From here on plots/style.gp knows these numbers, too. */
enum { BLUE, VERMILLION, GREEN, PURPLE, TEXT_COLOUR = 7, GREY };
enum { NO_MARKER = -1, BOLD = -2 };
enum block { HEADS, NAMES, NOTES, VERDICTS, BLOCKS };

struct text {
	double y;
	int colour, marker;
	bool small;
	char *text;
};

struct texts {
	struct text *all;
	size_t count;
};

struct dot {
	double x, lo, hi, y;
	int colour, marker;
	bool off;		/* below a log axis: drawn at its start, hollow */
	char *label;
};

struct canvas {
	const struct record *const *records;
	size_t count;
	char *title, *axis;
	struct texts texts[BLOCKS];
	struct dot *dots;
	size_t dot_count;
	struct { double x; int colour; } *lines;	/* upright, from top to bottom */
	size_t line_count;
	double left, right, top;	/* the margins */
	double y;			/* how far down the sheet is filled */
	double below;			/* room for texts below the axis */
	double min, max;		/* of the axis */
	bool log;
};

/* With its heading: what was measured where. */
struct canvas *canvas_new(const struct record *const records[], size_t count);

/* Write the data file and free the sheet; the number of dots, and nothing written if there is none. */
size_t canvas_finish(struct canvas *s, FILE *out);

/* These keep the text (malloced) they are given. */
struct text *canvas_text(struct canvas *s, enum block block, double y, int colour, char *text);
struct dot *canvas_dot(struct canvas *s, double x, const double ci[2], double y, char *label);
void canvas_line(struct canvas *s, double x, int colour);

/* Text broken into at most `lines` lines of `room` characters, the rest cut; where the next goes. */
double canvas_wrap(struct canvas *s, enum block block, double y, int colour, const char *text,
		  size_t room, int lines);

/* The name of its file, without .json, cut if need be (malloced). */
char *canvas_record_name(const struct record *r);

/* "NAME: text" where there are several records, else the text alone (malloced). */
char *canvas_whose(const struct canvas *s, size_t record, const char *text);

/* Fit the axis to the dots and their labels; the log axis starts at s->min. */
void canvas_fit_linear(struct canvas *s);
void canvas_fit_log(struct canvas *s);

/*
 * For curves, where the axis from s->min to s->max goes up: their names, at
 * their ends, pushed apart, and room for them.
 */
void canvas_name_curves(struct canvas *s);

/* No more than `room` characters, cut between words where there is a choice (malloced). */
char *canvas_shorten(const char *text, size_t room);

/* "core cycles per operation" */
const char *canvas_unit(const struct canvas *s);

/* That, without what is in brackets where there is no room for it, between two texts (malloced). */
char *canvas_with_unit(const struct canvas *s, const char *before, const char *after, size_t room);

/* The label of an axis that goes up (malloced). */
char *canvas_upward_axis(const struct canvas *s);

/* Names, each once. */
struct names {
	const char **all;
	size_t count;
};

bool names_add(struct names *n, const char *name);	/* false: it is in there already */

/* The plot a result goes to: its question's, or "overlap". */
const char *plot_of(const struct result *result);
bool plot_measured(const struct result *result);

#endif

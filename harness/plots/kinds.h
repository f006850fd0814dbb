/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of plots.  A new one is a line here, and a file with the function that lays it out. */
#ifndef KINDS_H
#define KINDS_H

struct canvas;

/* What a kind is drawn of, and how often. */
enum plot_needs {
	EACH_QUESTION,		/* of records; the plot is named after the question */
	RECORDS,		/* once, of records of one unit */
	CLAIMS,			/* once, of any records */
	EACH_HISTORY,		/* once a question that a machine's history has */
};

#define PLOT_KINDS(kind) \
	kind("question", EACH_QUESTION, build_question) \
	kind("overlap", RECORDS, build_overlap) \
	kind("break-even", RECORDS, build_break_even) \
	kind("claims", CLAIMS, build_claims) \
	kind("trend", EACH_HISTORY, build_trend)

/* Lay out a plot; a question is given to what is drawn of each. */
#define DECLARE_KIND(name, needs, build) void build(struct canvas *c, const char *question);
PLOT_KINDS(DECLARE_KIND)

#endif

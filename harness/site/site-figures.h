/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Figures of benches side by side, a column for each record.  Why one is missing is below the
 * tables, once.
 */
#ifndef SITE_FIGURES_H
#define SITE_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "names.h"
#include "record.h"

struct column;
struct document;
struct row;
struct table;

struct site_figures {
	const struct record **records;
	char **labels;			/* "user AMD EPYC"; of all clocks with the unit */
	size_t count;
	struct names reasons;
	bool spread;			/* a path has no one length */
};

enum { SITE_ALL_CLOCKS = -1 };

/*
 * Those of `all` with this clock that measured any of these benches.  Free it with the other.
 */
struct site_figures site_figures(const struct record *const all[], size_t count, int clock,
				 const struct names *benches);
void site_figures_free(struct site_figures *f);

/* Whether any of them measured it. */
bool site_figures_measured(const struct site_figures *f, const char *bench);

/* A table with its own columns first, then these; the cells; and the reasons. */
struct table *site_figures_table(const struct site_figures *f, struct document *d,
				 const char *title, const struct column *own, size_t own_count);
void site_figures_cells(struct site_figures *f, struct row *row, const char *bench);
void site_figures_reasons(const struct site_figures *f, struct document *d);

/* Why a record has no figure. */
const char *site_figures_why(const struct result *result);

/* Of a record's figures: "core cycles"; under Xen the path is not the guest's alone. */
const char *site_unit(const struct record *r);

/* Above a clock's figures: "core cycles", and what they are not. */
const char *site_clock_heading(enum clock clock);

#endif

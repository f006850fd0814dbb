// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Xen PV adds: path lengths of one kernel, native and as a guest of Xen, the largest ratio
 * first.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "changes.h"
#include "figures.h"
#include "forest.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "util.h"

#define ROWS (FOREST_ROWS - 2)	/* two headings take the room of the others */

/* Two records; a bench that both measured is drawn if it differs. */
struct sides {
	const struct canvas *canvas;
	size_t native, xen;		/* of the canvas's records */
};

struct both {
	const struct result *native, *xen;
};

static bool same_kernel(const struct record *a, const struct record *b)
{
	const char *of_a = changes_fact(a, "kernel"), *of_b = changes_fact(b, "kernel");

	return of_a && of_b && !strcmp(of_a, of_b);
}

/* The first record under Xen, and the first native one of its kernel; false: there are none. */
static bool find_sides(struct sides *s)
{
	const struct record *const *records = s->canvas->records;

	for (s->xen = 0; s->xen < s->canvas->count; s->xen++) {
		if (canvas_unit_of(records[s->xen]) != UNIT_WITH_XEN)
			continue;
		for (s->native = 0; s->native < s->canvas->count; s->native++) {
			const struct record *r = records[s->native];

			if (r->clock == CLOCK_ICOUNT && r->target && !strcmp(r->target, "qemu") &&
			    same_kernel(r, records[s->xen]))
				return true;
		}
	}
	return false;
}

static double ratio(const struct both *b)
{
	return b->xen->estimate / b->native->estimate;
}

static int by_ratio(const void *x, const void *y)
{
	const struct both *a = x, *b = y;
	double difference = ratio(b) - ratio(a);

	return difference ? (difference > 0) - (difference < 0) :
			    strcmp(a->native->name, b->native->name);
}

/* What the running kernel does by itself, which knows that it runs under Xen. */
static bool is_own(const struct result *result)
{
	return !strncmp(result->name, "kernel-", 7);
}

static bool is_headline(const struct result *result)
{
	return pb_question_leads(pb_question(result->question), result->name);
}

static int own_first(const void *x, const void *y)
{
	const struct both *a = x, *b = y;
	int more = (int)is_own(b->native) - (int)is_own(a->native);

	return more ? more : by_ratio(x, y);
}

/* What most people ask about stays if there is no room for all. */
static int rank_of(const struct both *b)
{
	if (is_own(b->native))
		return 0;
	for (size_t i = 0; i < PB_FRONT; i++)
		if (!strcmp(b->native->question, pb_front[i]))
			return 1;
	return 2;
}

static int by_rank(const void *x, const void *y)
{
	int more = rank_of(x) - rank_of(y);

	return more ? more : by_ratio(x, y);
}

/* Why a bench of either is not drawn; NULL: it is. */
static const char *why_not(const struct both *b)
{
	if (!result_measured(b->native) && !result_measured(b->xen))
		return "measured by neither";
	if (!result_measured(b->xen))
		return "not measured under Xen PV";
	if (!result_measured(b->native))
		return "not measured natively";
	if (b->native->estimate == b->xen->estimate)
		return "the same under both";
	if (!(b->native->estimate > 0 && b->xen->estimate > 0))
		return "a path of 0 has no ratio";
	return is_own(b->native) || is_headline(b->native) ? NULL :
	       "neither a headline nor the kernel's own";
}

static void draw_bench(struct canvas *c, struct forest *f, const struct sides *s,
		       const struct both *b)
{
	struct forest_row *row = forest_add(f, c);
	char *native = table_figure(c->records[s->native], b->native->estimate);
	char *xen = table_figure(c->records[s->xen], b->xen->estimate);

	int of_native = canvas_colour(c, s->native), of_xen = canvas_colour(c, s->xen);

	row->name = xstrdup(b->native->name);
	row->label = xasprintf("%s → %s", native, xen);
	row->remark = figures_rounded(ratio(b));
	append(&row->remark, "×");
	forest_point(row, (struct forest_point){ .x = b->native->estimate, .lo = NAN, .hi = NAN,
		     .colour = of_native, .marker = of_native });
	forest_point(row, (struct forest_point){ .x = b->xen->estimate, .lo = NAN, .hi = NAN,
		     .colour = of_xen, .marker = of_xen });
	free(xen);
	free(native);
}

/* Benches that both records name, in order; what is left out is counted in `reasons`. */
static struct both *find_benches(const struct sides *s, size_t *count, struct names *reasons)
{
	const struct record *native = s->canvas->records[s->native];
	const struct record *xen = s->canvas->records[s->xen];
	struct both *all = NULL;

	for (size_t i = 0; i < native->result_count; i++) {
		struct both b = { &native->results[i], record_find(xen, native->results[i].name) };
		const char *why = b.xen ? why_not(&b) : "not in both records";

		if (why)
			names_add(reasons, why);
		else
			*PUSH(all, *count) = b;
	}
	if (*count)
		qsort(all, *count, sizeof(*all), by_rank);
	for (size_t i = ROWS; i < *count; i++)
		names_add(reasons, "for want of room");
	*count = *count < ROWS ? *count : ROWS;
	if (*count)
		qsort(all, *count, sizeof(*all), own_first);
	return all;
}

/* Above the first of the kernel's own, and of what a PV kernel does not execute. */
static void draw_heading(struct canvas *c, bool own)
{
	canvas_text(c, MARGIN, c->y + LINE / 2.0, TEXT_BOLD, INK,
		    own ? "The kernel's own code, which knows that it runs under Xen" :
			  "Raw instructions: they trap, and Xen emulates them");
	c->y += LINE;
}

void build_xen(struct canvas *c)
{
	struct sides s = { .canvas = c };
	struct forest f = forest_new(LOG);
	struct names reasons = { 0 };
	struct both *all;
	size_t count = 0;

	if (!find_sides(&s))
		return;
	all = find_benches(&s, &count, &reasons);
	c->y += 8;
	for (size_t i = 0; i < count; i++) {
		bool own = is_own(all[i].native);

		if (!i || own != is_own(all[i - 1].native))
			draw_heading(c, own);
		draw_bench(c, &f, &s, &all[i]);
	}
	canvas_title(c, xstrdup("What does Xen PV add to a path? — instructions"));
	f.joined = true;
	forest_draw(c, &f, "instructions executed: native by the kernel, under Xen PV by guest and "
			   "hypervisor");
	forest_left_out(c, &reasons);
	free(all);
}

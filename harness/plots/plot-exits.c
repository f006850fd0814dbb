// SPDX-License-Identifier: GPL-2.0-only
/*
 * What leaves a guest, by kernel: paths through KVM to the instruction, without mitigations and
 * with them; the longest first.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "changes.h"
#include "figures.h"
#include "forest.h"
#include "labels.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define REST "they leave the guest as well; the pictures of their questions have them"
#define ORDER "of two figures the first is without mitigations; at the edge is what they add to it"
#define TITLE_TEXT "What does it cost to leave a guest, and what of it are mitigations?"
#define KERNELS 3		/* more would leave too little room for benches */
#define NONE PLOT_RECORDS

/* Two records of one kernel, of the canvas's; NONE: there is no such record. */
struct kernel {
	const char *name;
	size_t off, on;			/* its mitigations */
};

struct exits {
	struct canvas *canvas;
	struct kernel kernels[KERNELS];
	size_t count;
	bool spread;			/* a figure differs from batch to batch */
	struct names reasons;		/* why benches are not drawn */
};

/* A bench that left the guest. */
struct way {
	const char *name;
	double most;			/* of its figures */
};

static struct kernel *kernel_of(struct exits *e, const char *name)
{
	struct kernel *k = e->kernels;

	while (k < e->kernels + e->count && strcmp(k->name, name) != 0)
		k++;
	if (k == e->kernels + KERNELS)
		return NULL;
	if (k == e->kernels + e->count) {
		e->count++;
		*k = (struct kernel){ name, NONE, NONE };
	}
	return k;
}

static int by_version(const void *a, const void *b)
{
	return strverscmp(((const struct kernel *)a)->name, ((const struct kernel *)b)->name);
}

/* Of each kernel the first record of both kinds. */
static void find_kernels(struct exits *e)
{
	for (size_t i = 0; i < e->canvas->count; i++) {
		const struct record *r = e->canvas->records[i];
		struct kernel *k;
		char *told;

		if (canvas_unit_of(r) != UNIT_WITH_KVM)
			continue;
		k = kernel_of(e, changes_fact(r, "kernel"));
		told = label_mitigations(r);
		if (k && !strcmp(told, "mitigations=off"))
			k->off = k->off == NONE ? i : k->off;
		else if (k && !*told)
			k->on = k->on == NONE ? i : k->on;
		free(told);
	}
	qsort(e->kernels, e->count, sizeof(*e->kernels), by_version);
}

/* There is something to compare: two kernels, or one with and without. */
static bool compares(const struct exits *e)
{
	const struct kernel *k = e->kernels;

	return e->count > 1 || (e->count && k->off != NONE && k->on != NONE);
}

/* What a record has of it; NULL: nothing, or it did not leave the guest there. */
static const struct result *left(const struct exits *e, size_t record, const char *name)
{
	const struct result *result =
		record == NONE ? NULL : record_find(e->canvas->records[record], name);

	if (!result || !result_measured(result))
		return NULL;
	return count_of(result->counters, result->counter_count, "vm-exits") > .5 ? result : NULL;
}

static double most_of(const struct exits *e, const char *name)
{
	double most = 0;

	for (const struct kernel *k = e->kernels; k < e->kernels + e->count; k++) {
		const struct result *off = left(e, k->off, name), *on = left(e, k->on, name);

		most = fmax(most, fmax(off ? off->estimate : 0, on ? on->estimate : 0));
	}
	return most;
}

static int by_most(const void *a, const void *b)
{
	const struct way *x = a, *y = b;

	return (x->most < y->most) - (x->most > y->most);
}

/* Those of the question's headline, which have room. */
static struct way *find_ways(struct exits *e, size_t *count)
{
	const struct pb_question *q = pb_question(PB_EXITS);
	struct names names = { 0 };
	struct way *ways = NULL;

	for (size_t i = 0; i < e->canvas->count; i++)
		for (size_t j = 0; j < e->canvas->records[i]->result_count; j++)
			names_add(&names, e->canvas->records[i]->results[j].name);
	for (size_t i = 0; i < names.count; i++) {
		double most = most_of(e, names.all[i]);

		if (most > 0 && pb_question_leads(q, names.all[i]))
			*PUSH(ways, *count) = (struct way){ names.all[i], most };
		else if (most > 0)
			names_add(&e->reasons, REST);
	}
	names_free(&names);
	if (*count)
		qsort(ways, *count, sizeof(*ways), by_most);
	return ways;
}

static void add_point(struct exits *e, struct forest_row *row, size_t record,
		      const struct result *result)
{
	const struct record *r = e->canvas->records[record];
	int colour = canvas_colour(e->canvas, record);
	char *figure = table_estimate(r, result), *told = label_mitigations(r);

	e->spread |= figures_spread(r, result);
	append(&row->label, "%s%s", *row->label ? " → " : "", figure);
	forest_point(row, (struct forest_point){
		.x = result->estimate, .lo = NAN, .hi = NAN, .colour = colour, .marker = colour,
		.tip = xasprintf("%s: %s %s, %s%s%s", result->name, figure,
				 canvas_unit_name(canvas_unit_of(r)), changes_fact(r, "kernel"),
				 *told ? " " : "", told),
	});
	free(told);
	free(figure);
}

/* "+12 %" of the path without them (malloced) */
static char *more_of(const struct result *off, const struct result *on)
{
	if (off->min < on->max && on->min < off->max)
		return xstrdup("varies more");
	return xasprintf("%+.0f %%", 100 * (on->estimate / off->estimate - 1));
}

/* One kernel's; `first`: with the bench's name. */
static void draw_kernel(struct exits *e, struct forest *f, const struct kernel *k,
			const char *name, bool first)
{
	const struct result *off = left(e, k->off, name), *on = left(e, k->on, name);
	struct forest_row *row;
	char *kernel;

	if (!off && !on)
		return;
	row = forest_add(f, e->canvas);
	kernel = label_kernel(e->canvas->records[on ? k->on : k->off]);
	row->name = xasprintf("%s%s%5s", first ? name : "", first ? " " : "", kernel ? kernel : "");
	row->label = xstrdup("");
	if (off)
		add_point(e, row, k->off, off);
	if (on)
		add_point(e, row, k->on, on);
	if (off && on)
		row->remark = more_of(off, on);
	free(kernel);
}

static void draw_ways(struct exits *e, struct forest *f, const struct way *ways, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t before = f->count;

		for (size_t k = 0; k < e->count; k++)
			draw_kernel(e, f, &e->kernels[k], ways[i].name, f->count == before);
		e->canvas->y += 3;
	}
}

void build_exits(struct canvas *c)
{
	struct exits e = { .canvas = c };
	struct forest f = forest_new(LOG);
	struct way *ways;
	size_t count = 0;

	find_kernels(&e);
	if (!compares(&e))
		return;
	ways = find_ways(&e, &count);
	c->y += 4;
	draw_ways(&e, &f, ways, count);
	f.joined = true;
	forest_draw(c, &f, "instructions of guest and KVM together (path length, not time)");
	canvas_title(c, xstrdup(TITLE_TEXT));
	canvas_note(c, ALL_RECORDS, GREY, xstrdup(ORDER));
	if (e.spread)
		canvas_note(c, ALL_RECORDS, GREY, xstrdup(figures_spreading));
	forest_left_out(c, &e.reasons);
	free(ways);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The paravirt sites of the list of 2020 in four worlds: path lengths natively, under KVM and under
 * Xen PV; and below, of a kernel that is a process, core cycles.
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
#include "record.h"
#include "text.h"
#include "util.h"

enum world { NATIVE, KVM, XEN, WORLDS };

#define DASH "–: not measured there; a row's figures are in the order of its heading"
#define FLAGS_LEFT "under Xen PV, PUSHF and POPF do not trap: they neither tell nor set whether " \
		   "interrupts are on"
#define APART 5			/* pixels between marks of one figure */
#define RECORDS PLOT_RECORDS

static const char *const instructions[] = {
	"cli", "sti", "pushf-pop", "popf-if-1-1", "read-cr2", "read-cr3", "write-cr3", "wbinvd",
	"swapgs", "usergs-sysret64-native", "mov64",
};

static const char *const own[] = {
	"kernel-irq-off-on", "kernel-save-flags", "kernel-irq-restore-if-1-1", "kernel-read-cr2",
	"kernel-read-cr3", "kernel-mov64",
};

/* The canvas's records of each world, in order. */
struct worlds {
	struct canvas *canvas;
	size_t records[WORLDS][RECORDS], count[WORLDS];
	size_t uml;			/* its record; RECORDS: there is none */
	struct names unmeasured;	/* benches that no world has */
};

static bool is_uml(const struct record *r)
{
	return r->clock == CLOCK_SILICON && r->target && !strcmp(r->target, "uml");
}

static bool without_mitigations(const struct record *r)
{
	char *told = label_mitigations(r);
	bool without = *told;

	free(told);
	return without;
}

static enum world world_of(const struct record *r)
{
	static const enum world worlds[UNITS] = {
		[UNIT_CYCLES] = WORLDS, [UNIT_INSTRUCTIONS] = NATIVE, [UNIT_WITH_XEN] = XEN,
		[UNIT_WITH_KVM] = KVM, [UNIT_TICKS] = WORLDS,
	};

	return without_mitigations(r) ? WORLDS : worlds[canvas_unit_of(r)];
}

static bool is_of_kernel(const struct record *r, const char *kernel)
{
	return !strcmp(changes_fact(r, "kernel"), kernel);
}

/* Those of one kernel, Xen's; the flat guest, which has none, is of each. */
static bool find_records(struct worlds *w)
{
	const struct record *const *all = w->canvas->records;
	const char *kernel = NULL;

	w->uml = RECORDS;
	for (size_t i = 0; i < w->canvas->count; i++) {
		if (!kernel && world_of(all[i]) == XEN)
			kernel = changes_fact(all[i], "kernel");
		if (w->uml == RECORDS && is_uml(all[i]))
			w->uml = i;
	}
	for (size_t i = 0; kernel && i < w->canvas->count; i++) {
		enum world world = world_of(all[i]);

		if (world < WORLDS && w->count[world] < RECORDS &&
		    (is_of_kernel(all[i], kernel) || is_of_kernel(all[i], "none")))
			w->records[world][w->count[world]++] = i;
	}
	return w->count[NATIVE] && w->count[KVM] && w->count[XEN];
}

/* The first that has it; RECORDS: none does. */
static size_t measured_in(const struct worlds *w, enum world world, const char *name)
{
	for (size_t i = 0; i < w->count[world]; i++) {
		size_t record = w->records[world][i];

		if (result_measured(record_find(w->canvas->records[record], name)))
			return record;
	}
	return RECORDS;
}

static void add_point(const struct worlds *w, struct forest_row *row, size_t record, double down)
{
	const struct record *r = w->canvas->records[record];
	const struct result *result = record_find(r, row->name);
	char *figure = table_estimate(r, result);
	int colour = canvas_colour(w->canvas, record);
	double ends[2];

	figures_ends(r, result, ends);
	append(&row->label, "%s%s", *row->label ? ", " : "", figure);
	forest_point(row, (struct forest_point){
		.x = result->estimate, .lo = ends[0] < ends[1] ? ends[0] : NAN,
		.hi = ends[0] < ends[1] ? ends[1] : NAN, .down = down,
		.colour = colour, .marker = colour,
		.tip = xasprintf("%s: %s %s, at %s", result->name, figure,
				 canvas_unit_name(canvas_unit_of(r)), r->target),
	});
	free(figure);
}

static bool in_any(const struct worlds *w, const char *name)
{
	for (enum world world = NATIVE; world < WORLDS; world++)
		if (measured_in(w, world, name) != RECORDS)
			return true;
	return false;
}

/* A mark for each world that has it, one above the other. */
static void draw_path(struct worlds *w, struct forest *f, const char *name)
{
	struct forest_row *row;

	if (!in_any(w, name)) {
		names_add(&w->unmeasured, name);
		return;
	}
	row = forest_add(f, w->canvas);
	row->name = xstrdup(name);
	row->label = xstrdup("");
	for (enum world world = NATIVE; world < WORLDS; world++) {
		size_t record = measured_in(w, world, name);

		if (record == RECORDS)
			append(&row->label, "%s–", *row->label ? ", " : "");
		else
			add_point(w, row, record, ((int)world - KVM) * APART);
	}
}

static void draw_heading(struct canvas *c, const char *text)
{
	canvas_text(c, MARGIN, c->y + LINE / 2.0, TEXT_BOLD, INK, text);
	c->y += LINE;
}

static void draw_paths(struct worlds *w)
{
	struct forest f = forest_new(LOG);

	draw_heading(w->canvas, "The instruction by itself: natively, under KVM, under Xen PV");
	for (size_t i = 0; i < ARRAY_SIZE(instructions); i++)
		draw_path(w, &f, instructions[i]);
	draw_heading(w->canvas,
		     "The kernel's own code for it, which knows whether it runs under Xen PV");
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		draw_path(w, &f, own[i]);
	forest_draw(w->canvas, &f,
		    "instructions executed, a hypervisor's with the guest's (not time)");
}

/* Another unit has an axis of its own. */
static void draw_uml(struct worlds *w)
{
	struct forest f = forest_new(LOG);

	if (w->uml == RECORDS)
		return;
	draw_heading(w->canvas, "The same code where the kernel is a process: User Mode Linux");
	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		const struct record *r = w->canvas->records[w->uml];
		struct forest_row *row;

		if (!result_measured(record_find(r, own[i])))
			continue;
		row = forest_add(&f, w->canvas);
		row->name = xstrdup(own[i]);
		row->label = xstrdup("");
		add_point(w, row, w->uml, 0);
	}
	forest_draw(w->canvas, &f, canvas_unit_title(UNIT_CYCLES));
}

static void add_notes(struct worlds *w)
{
	char *names = join(w->unmeasured.all, w->unmeasured.count, ", ");

	canvas_note(w->canvas, ALL_RECORDS, GREY, xstrdup(DASH));
	canvas_note(w->canvas, ALL_RECORDS, GREY, xstrdup(FLAGS_LEFT));
	if (w->unmeasured.count)
		canvas_note(w->canvas, ALL_RECORDS, GREY,
			    xasprintf("not drawn, since none of them measured it: %s", names));
	free(names);
	names_free(&w->unmeasured);
}

void build_worlds(struct canvas *c)
{
	struct worlds w = { .canvas = c };

	if (!find_records(&w))
		return;
	c->y += 4;
	draw_paths(&w);
	draw_uml(&w);
	canvas_title(c, xasprintf("What do native kernels, KVM%s make of each site?",
				  w.uml == RECORDS ? " and Xen PV" : ", Xen PV and UML"));
	add_notes(&w);
}

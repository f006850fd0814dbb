// SPDX-License-Identifier: GPL-2.0-only
/* A question: its benches below each other, those of the headline first; a panel a unit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "figures.h"
#include "names.h"
#include "questions.h"
#include "ratios.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define ROW 24			/* from one bench to the next */
#define APART 24		/* from one panel to the next */
#define HEADING 22		/* of a panel */
#define BELOW 120		/* room for an axis with its title, and the margin */
#define SPACIOUS 2		/* no more panels than these have room for intervals */

/* The records of one unit. */
struct panel {
	enum unit unit;
	size_t records[PLOT_RECORDS], count;
	struct chart chart;
};

/* A figure that some records of a panel share. */
struct cluster {
	const struct result *result;
	size_t record;			/* the first of them */
	unsigned int records;		/* a bit each */
	char *label;
};

struct cell {
	struct cluster clusters[PLOT_RECORDS];
	size_t count;
};

/* A figure that a record does not have, on this page. */
struct lack {
	const char *reason;
	size_t record;
	bool dash;			/* a dash stands for it, in its panel */
};

struct figures {
	struct canvas *canvas;
	struct names benches;
	double *heights;		/* of each bench's row */
	size_t *pages, page_count;	/* where it is */
	struct panel panels[UNITS];
	size_t panel_count;
	bool spacious;			/* room for intervals */
	struct lack *lacks;
	size_t lack_count;
	bool merged;			/* some figure is of several records */
	bool spread, spread_here;	/* some path differs from batch to batch; on this page */
};

/* "9", "23.41 ± 0.10", "≈ 953 (951 to 955)" */
static char *label(const struct record *r, const struct result *result, bool interval)
{
	char *figure = table_estimate(r, result);
	char *around = interval ? table_interval(r, result) : NULL;

	if (around)
		append(&figure, " %s", around);
	free(around);
	return figure;
}

/* Such a figure speaks for itself; that it differs, "≈" says. */
static bool is_exact(const struct record *r)
{
	return r->clock == CLOCK_ICOUNT;
}

/* The figures of a bench in a panel, equal ones once. */
static struct cell cell_of(const struct figures *f, const struct panel *p, const char *name)
{
	struct cell cell = { 0 };

	for (size_t i = 0; i < p->count; i++) {
		const struct record *r = f->canvas->records[p->records[i]];
		const struct result *result = record_find(r, name);
		struct cluster *x = cell.clusters;
		char *text;

		if (!result_measured(result))
			continue;
		text = label(r, result, f->spacious && !is_exact(r));
		/* Two CPUs' figures are two, even if they look alike. */
		while (x < cell.clusters + cell.count &&
		       (r->clock == CLOCK_SILICON || strcmp(x->label, text) != 0))
			x++;
		if (x == cell.clusters + cell.count)
			cell.clusters[cell.count++] = (struct cluster){
				.result = result, .record = p->records[i], .label = xstrdup(text),
			};
		x->records |= 1U << p->records[i];
		free(text);
	}
	return cell;
}

static void cell_free(struct cell *cell)
{
	while (cell->count)
		free(cell->clusters[--cell->count].label);
}

static bool is_of_several(const struct cluster *x)
{
	return x->records & (x->records - 1);
}

/* What is drawn */

static bool any_measured(const struct canvas *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (result_measured(record_find(c->records[i], name)))
			return true;
	return false;
}

static void find_benches(struct figures *f)
{
	const struct canvas *c = f->canvas;
	const struct pb_question *q = pb_question(c->question);

	for (size_t i = 0; q && i < PB_HEADLINE && q->headline[i]; i++)
		if (any_measured(c, q->headline[i]))
			names_add(&f->benches, q->headline[i]);
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->result_count; j++) {
			const struct result *r = &c->records[i]->results[j];

			if (!strcmp(plot_of(r), c->question) && any_measured(c, r->name))
				names_add(&f->benches, r->name);
		}
}

/* The records of this unit, if any of them measured any of the benches. */
static void add_panel(struct figures *f, enum unit unit)
{
	struct panel p = { .unit = unit };
	bool measured = false;

	for (size_t i = 0; i < f->canvas->count; i++) {
		const struct record *r = f->canvas->records[i];

		if (canvas_unit_of(r) != unit)
			continue;
		p.records[p.count++] = i;
		for (size_t j = 0; j < f->benches.count && !measured; j++)
			measured = result_measured(record_find(r, f->benches.all[j]));
	}
	if (measured)
		f->panels[f->panel_count++] = p;
}

/* What has no figure anywhere is told with the last ones. */
static bool on_page(const struct figures *f, const char *name)
{
	size_t bench = names_find(&f->benches, name);

	if (!f->page_count)
		return true;
	return (bench < f->benches.count ? f->pages[bench] : f->page_count - 1) == f->canvas->page;
}

/* No record of its panel has one, if it has a panel. */
static bool is_dash(const struct figures *f, size_t record, const char *name)
{
	enum unit unit = canvas_unit_of(f->canvas->records[record]);

	for (const struct panel *p = f->panels; p < f->panels + f->panel_count; p++) {
		if (p->unit != unit)
			continue;
		for (size_t i = 0; i < p->count; i++)
			if (result_measured(record_find(f->canvas->records[p->records[i]], name)))
				return false;
		return true;
	}
	return false;
}

static const char *reason_of(const struct result *x)
{
	if (!x)
		return "not in the record";
	return x->reason ? x->reason : status_names[x->status];
}

static bool is_row(const struct figures *f, const char *name)
{
	return names_find(&f->benches, name) < f->benches.count;
}

static bool is_absent(const struct canvas *c, size_t record)
{
	return record < FLAGS && c->absent & 1U << record;
}

/* Of the rows of this page, and of what has no row. */
static void add_lacks(struct figures *f, size_t record)
{
	const struct record *r = f->canvas->records[record];

	for (size_t i = 0; i < f->benches.count; i++) {
		const char *name = f->benches.all[i];
		const struct result *x = record_find(r, name);

		if (on_page(f, name) && !result_measured(x) &&
		    (x || !is_absent(f->canvas, record)))
			*PUSH(f->lacks, f->lack_count) = (struct lack){
				reason_of(x), record, is_dash(f, record, name),
			};
	}
	for (const struct result *x = r->results; x < r->results + r->result_count; x++)
		if (!strcmp(plot_of(x), f->canvas->question) && !is_row(f, x->name) &&
		    on_page(f, x->name))
			*PUSH(f->lacks, f->lack_count) = (struct lack){
				reason_of(x), record, false,
			};
}

static void find_lacks(struct figures *f)
{
	free(f->lacks);
	f->lacks = NULL;
	f->lack_count = 0;
	for (size_t i = 0; i < f->canvas->count; i++)
		add_lacks(f, i);
}

/* Why there are dashes, or no marks: a line a reason. */
static struct names reasons_of(const struct figures *f, bool dash)
{
	struct names reasons = { 0 };

	for (size_t i = 0; i < f->lack_count; i++)
		if (f->lacks[i].dash == dash)
			names_add(&reasons, f->lacks[i].reason);
	return reasons;
}

static size_t times_in(const struct figures *f, size_t record, const char *reason, bool dash)
{
	size_t n = 0;

	for (const struct lack *x = f->lacks; x < f->lacks + f->lack_count; x++)
		n += x->record == record && x->dash == dash && !strcmp(x->reason, reason);
	return n;
}

static bool same_target(const struct record *a, const struct record *b)
{
	return !strcmp(a->target ? a->target : "", b->target ? b->target : "");
}

/* Whether the k-th record speaks for all of its target; 0 if one before it does. */
static int speaks(const struct figures *f, size_t k, const char *reason, bool dash)
{
	const struct canvas *c = f->canvas;
	size_t n = times_in(f, k, reason, dash);
	bool first = true;

	for (size_t i = 0; i < c->count; i++) {
		if (!same_target(c->records[i], c->records[k]))
			continue;
		if (times_in(f, i, reason, dash) != n)
			return -1;
		first &= i >= k;
	}
	return first;
}

/*
 * "12 not drawn: needs ring 0"; of several records "– needs ring 0: 12 at user, 3 at qemu", or
 * "not drawn: ..." where no dash stands.
 */
static char *count_reason(const struct figures *f, const char *reason, size_t times, bool dash)
{
	const struct canvas *c = f->canvas;
	const char *before = " ";
	char *text;

	if (c->count == 1)
		return xasprintf("%zu not drawn: %s", times, reason);
	text = xasprintf("%s %s:", dash ? "–" : "not drawn:", reason);
	for (size_t k = 0; k < c->count; k++) {
		size_t n = times_in(f, k, reason, dash);
		int all = speaks(f, k, reason, dash);

		if (!n || !all)
			continue;
		append(&text, "%s%zu at %s", before, n,
		       all > 0 && c->records[k]->target ? c->records[k]->target : c->labels[k]);
		before = ", ";
	}
	return text;
}

/* What dashes stand for, and then what has none. */
static void note_lacks(const struct figures *f)
{
	size_t shown = 0, left = 0;

	for (int dash = 1; dash >= 0; dash--) {
		struct names reasons = reasons_of(f, dash);

		for (size_t i = 0; i < reasons.count; i++)
			if (shown < canvas_notes(SIZE_MAX) && ++shown)
				canvas_note(f->canvas, ALL_RECORDS, GREY,
					    count_reason(f, reasons.all[i], reasons.times[i],
							 dash));
			else
				left++;
		names_free(&reasons);
	}
	if (left)
		canvas_note(f->canvas, ALL_RECORDS, GREY,
			    xasprintf("and %zu more reason%s, which the tables have", left,
				      plural(left)));
}

static void add_notes(const struct figures *f)
{
	if (f->merged)
		canvas_note(f->canvas, ALL_RECORDS, GREY,
			    xstrdup("+: one figure of all records in the column, or of those whose "
				    "marks follow it"));
	if (f->spread_here)
		canvas_note(f->canvas, ALL_RECORDS, GREY, xstrdup(figures_spreading));
	note_lacks(f);
}

/* Where it stands */

static bool is_spread(const struct figures *f, const struct cluster *x)
{
	return figures_spread(f->canvas->records[x->record], x->result);
}

static void add_remarks(struct figures *f, const struct cluster *x)
{
	f->merged |= is_of_several(x);
	f->spread |= is_spread(f, x);
}

static double height_of(struct figures *f, const char *name)
{
	size_t most = 1;

	for (size_t i = 0; i < f->panel_count; i++) {
		struct cell cell = cell_of(f, &f->panels[i], name);

		most = cell.count > most ? cell.count : most;
		for (size_t k = 0; k < cell.count; k++)
			add_remarks(f, &cell.clusters[k]);
		cell_free(&cell);
	}
	return ROW + (double)(most - 1) * LINE;
}

/* So many pages of about the same height; the height of the tallest. */
static double share_pages(struct figures *f, double total, size_t count)
{
	double y = 0, page = 0, tallest = 0;

	for (size_t i = 0; i < f->benches.count; i++) {
		size_t last = i ? f->pages[i - 1] : 0;
		size_t next = (size_t)((y + f->heights[i] / 2) * (double)count / total);

		f->pages[i] = next > last ? last + 1 : last;
		page = (next > last ? 0 : page) + f->heights[i];
		tallest = fmax(tallest, page);
		y += f->heights[i];
	}
	return tallest;
}

/* Lines of reasons, on whatever page. */
static size_t count_notes(struct figures *f)
{
	struct names dashes, others;
	size_t reasons;

	find_lacks(f);
	dashes = reasons_of(f, true);
	others = reasons_of(f, false);
	for (size_t i = 0; i < dashes.count; i++)	/* those of a panel without marks */
		names_add(&others, dashes.all[i]);
	reasons = dashes.count + others.count;
	names_free(&dashes);
	names_free(&others);
	return canvas_notes(reasons) + (reasons > canvas_notes(reasons));
}

/* As few pages as have room. */
static void paginate(struct figures *f)
{
	size_t notes = count_notes(f);
	double room = HEIGHT_MAX - f->canvas->y - LINE - HEADING - BELOW, total = 0;

	f->heights = xcalloc(f->benches.count + 1, sizeof(*f->heights));
	f->pages = xcalloc(f->benches.count + 1, sizeof(*f->pages));
	for (size_t i = 0; i < f->benches.count; i++) {
		f->heights[i] = height_of(f, f->benches.all[i]);
		total += f->heights[i];
	}
	notes += f->merged + f->spread + (f->canvas->absent ? 2 : 0);
	room -= LINE * (double)notes;
	while (share_pages(f, total, ++f->page_count) > room && f->page_count < f->benches.count)
		;
	if (f->benches.count)
		f->page_count = f->pages[f->benches.count - 1] + 1;
}

static bool has_mark_here(const struct figures *f, const struct panel *p)
{
	for (size_t i = 0; i < f->benches.count; i++)
		for (size_t k = 0; f->pages[i] == f->canvas->page && k < p->count; k++)
			if (result_measured(record_find(f->canvas->records[p->records[k]],
							f->benches.all[i])))
				return true;
	return false;
}

static void drop_empty_panels(struct figures *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->panel_count; i++)
		if (has_mark_here(f, &f->panels[i]))
			f->panels[kept++] = f->panels[i];
	f->panel_count = kept;
}

static void share_width(struct figures *f)
{
	double from = MARGIN, width;

	for (size_t i = 0; i < f->benches.count; i++)
		from = fmax(from, canvas_beside(f->benches.all[i]));
	width = (WIDTH - MARGIN - from - APART * ((double)f->panel_count - 1)) /
		(double)f->panel_count;
	for (size_t i = 0; i < f->panel_count; i++) {
		f->panels[i].chart.x.from = from + (double)i * (width + APART);
		f->panels[i].chart.x.to = f->panels[i].chart.x.from + width;
		f->panels[i].chart.x.room = width + APART;
	}
}

/* "popf-if-0-1: 23.41 ± 0.10 core cycles, qemu 6.1 and qemu 6.12" (malloced) */
static char *tip(const struct canvas *c, const struct cluster *x)
{
	const struct record *r = c->records[x->record];
	char *figure = label(r, x->result, true);
	char *text = xasprintf("%s: %s %s, at", x->result->name, figure, clock_units[r->clock]);
	const char *before = " ";

	for (size_t i = 0; i < c->count; i++)
		if (x->records & 1U << i) {
			append(&text, "%s%s", before, c->labels[i]);
			before = ", ";
		}
	free(figure);
	return text;
}

/* The first one's; all of them have a mark. */
static int colour_of(struct canvas *c, const struct cluster *x)
{
	for (size_t i = c->count; i-- > x->record + 1;)
		if (x->records & 1U << i)
			canvas_colour(c, i);
	return canvas_colour(c, x->record);
}

/* Figures of another page, at a y that is none, have their say in the scale. */
static void add_cell(struct figures *f, struct panel *p, const char *name, double y)
{
	struct cell cell = cell_of(f, p, name);
	double top = y - (double)(cell.count ? cell.count - 1 : 0) * LINE / 2;

	if (!cell.count && !isnan(y))
		canvas_text(f->canvas, p->chart.x.from + GAP, y, TEXT_LEFT, GREY, "–");
	for (size_t i = 0; i < cell.count; i++) {
		const struct cluster *x = &cell.clusters[i];
		bool several = is_of_several(x);
		int colour = colour_of(f->canvas, x);
		double ends[2];

		figures_ends(f->canvas->records[x->record], x->result, ends);
		f->spread_here |= !isnan(y) && is_spread(f, x);
		chart_add(&p->chart, (struct figure){
			.x = x->result->estimate, .lo = ends[0], .hi = ends[1],
			.y = top + (double)i * LINE,
			.colour = several ? INK : colour, .marker = several ? PLUS : colour,
			.keys = several && cell.count > 1 ? x->records : 0,
			.label = xstrdup(x->label), .tip = tip(f->canvas, x),
		});
	}
	cell_free(&cell);
}

static void add_rows(struct figures *f)
{
	struct canvas *c = f->canvas;

	for (size_t i = 0; i < f->benches.count; i++) {
		const char *name = f->benches.all[i];
		bool here = f->pages[i] == c->page;
		double y = here ? c->y + f->heights[i] / 2 : NAN;

		if (here)
			canvas_text(c, f->panels[0].chart.x.from - 8, y,
				    canvas_name_style(c, name), INK, name);
		for (size_t k = 0; k < f->panel_count; k++)
			add_cell(f, &f->panels[k], name, y);
		c->y += here ? f->heights[i] : 0;
	}
}

/* Parts of a unit are no range that would be worth a log axis. */
static void choose_scale(struct chart *s)
{
	double least = HUGE_VAL, most = 0;

	for (const struct figure *f = s->figures; f < chart_end(s); f++) {
		if (f->x > 0)
			least = fmin(least, f->x);
		most = fmax(most, fmax(f->x, f->hi));
	}
	least = fmax(least, 1);
	if (most / least > 50) {
		s->x.scale = LOG;
		s->x.min = 0.8 * least;
	}
}

/* A line at the figure that the table's ratios are to. */
static void draw_reference(const struct figures *f, const struct panel *p, double top)
{
	const struct record *r = f->canvas->records[p->records[0]];
	const struct result *result = ratio_base(r, f->canvas->question);
	const struct axis *a = &p->chart.x;
	double x;

	if (f->canvas->count > 1 || !result_measured(result) || result->estimate < a->min)
		return;
	x = axis_at(a, result->estimate);
	canvas_line(f->canvas, THIN, GREY, x, top, x, a->at);
}

static void draw_panels(struct figures *f, double top)
{
	static const char *const remarks[UNITS] = {
		[UNIT_INSTRUCTIONS] = " (exact path length, not time)",
		[UNIT_WITH_XEN] = " (exact path length, not time)",
		[UNIT_WITH_KVM] = " (exact path length, not time)",
		[UNIT_TICKS] = " (not a CPU's time)",
	};
	struct canvas *c = f->canvas;
	double y = c->y, lowest = y;

	for (size_t i = 0; i < f->panel_count; i++) {
		struct panel *p = &f->panels[i];
		const char *remark = remarks[p->unit] && f->panel_count <= SPACIOUS ?
			remarks[p->unit] : "";
		char *unit = xasprintf("%s%s", canvas_unit_title(p->unit), remark);

		c->y = y;
		choose_scale(&p->chart);
		chart_rows(c, &p->chart, p->chart.x.scale == LOG ? NAN : 0, unit);
		draw_reference(f, p, top);
		lowest = fmax(lowest, c->y);
		free(unit);
	}
	c->y = lowest;
}

static void add_headings(struct figures *f)
{
	struct canvas *c = f->canvas;

	c->y += LINE / 2.0;
	for (size_t i = 0; i < f->panel_count && f->panel_count > 1; i++)
		canvas_text(c, f->panels[i].chart.x.from, c->y, TEXT_BOLD, INK,
			    canvas_unit_name(f->panels[i].unit));
	c->y += f->panel_count > 1 ? HEADING / 2.0 : -LINE / 4.0;
}

static void add_title(const struct figures *f)
{
	char *title = xstrdup(pb_question_title(f->canvas->question));

	if (f->panel_count == 1)
		append(&title, " — %s",
		       clock_units[f->canvas->records[f->panels[0].records[0]]->clock]);
	if (f->page_count > 1)
		append(&title, " (%zu of %zu)", f->canvas->page + 1, f->page_count);
	canvas_title(f->canvas, title);
}

static void draw_figures(struct figures *f)
{
	struct canvas *c = f->canvas;
	double top;

	paginate(f);
	drop_empty_panels(f);
	share_width(f);
	add_headings(f);
	top = c->y;
	add_rows(f);
	draw_panels(f, top);
	c->more = c->page + 1 < f->page_count;
	add_title(f);
}

void build_question(struct canvas *c)
{
	struct figures f = { .canvas = c };

	find_benches(&f);
	for (enum unit unit = 0; unit < UNITS && f.benches.count; unit++)
		add_panel(&f, unit);
	f.spacious = f.panel_count <= SPACIOUS;
	if (f.panel_count)
		draw_figures(&f);
	find_lacks(&f);
	add_notes(&f);
	names_free(&f.benches);
	free(f.lacks);
	free(f.heights);
	free(f.pages);
}

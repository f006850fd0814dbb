// SPDX-License-Identifier: GPL-2.0-only
#include "table-comparison.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "csv.h"
#include "escape.h"
#include "export.h"
#include "grid.h"
#include "text.h"
#include "util.h"

enum {
	BENCH, VERDICT, A, B, EFFECT, INTERVAL, BOUND, DELTA, BEYOND, WITHIN, DECIDED, BOOTS, NEEDED, COLUMNS
};

static const char *const heads[] = {
	"bench", "verdict", "a", "b", "effect", "95 % interval", "at most", "delta", "p beyond", "p within",
	"decided by", "boots", "needed"
};

static char *figure(const struct comparison *c, double v)
{
	if (!isfinite(v))
		return NULL;
	if (c->clock == CLOCK_ICOUNT)
		return xasprintf("%.10g", v);
	return text_figure("", fabs(v) < .005 ? 0 : v, fabs(v) < 100 ? 2 : 1, "");
}

/* "+1.2 %", or "+0.05" of the unit. */
static char *effect(const struct comparison *c, const struct difference *d, double v)
{
	if (!isfinite(v))
		return NULL;
	if (c->clock == CLOCK_ICOUNT)
		return xasprintf("%+.10g", v);
	return d->absolute ? text_change(v, 2, "") : text_change(100 * v, 1, " %");
}

static char *interval(const struct comparison *c, const struct difference *d, double from,
		      double to)
{
	char *lo = effect(c, d, from), *hi = effect(c, d, to), *both = NULL;

	if (lo && hi)
		both = xasprintf("%s to %s", lo, hi);
	free(lo);
	free(hi);
	return both;
}

/* "+2.9 % to +6.4 % (99.8 %)" */
static char *decided(const struct comparison *c, const struct difference *d)
{
	char *both = interval(c, d, d->decided[0], d->decided[1]);
	char *all = both ? xasprintf("%s (%.4g %%)", both, 100 * d->level) : NULL;

	free(both);
	return all;
}

static char *margin(const struct comparison *c, const struct difference *d)
{
	if (c->clock == CLOCK_ICOUNT || !isfinite(d->delta))
		return NULL;
	return d->absolute ? text_figure("", d->delta, 2, "") : text_figure("", 100 * d->delta, 1, " %");
}

static char *probability(double p)
{
	if (!isfinite(p))
		return NULL;
	return p < .0001 ? xstrdup("<.0001") : xasprintf("%.4f", p);
}

static char *boots(const struct difference *d)
{
	if (!d->boots_a)
		return NULL;
	return d->paired ? xasprintf("%zu pair%s", d->boots_a, d->boots_a == 1 ? "" : "s") :
			   xasprintf("%zu, %zu", d->boots_a, d->boots_b);
}

static bool has_figures(const struct difference *d)
{
	return isfinite(d->a) && isfinite(d->b);
}

char *comparison_figures(const struct comparison *c, const struct difference *d)
{
	char *a, *b, *change, *text;

	if (!has_figures(d))
		return xstrdup(d->reason ? d->reason : "no figures");
	a = figure(c, d->a);
	b = figure(c, d->b);
	change = effect(c, d, d->effect);
	text = xasprintf("%s, then %s %s%s%s%s%s%s", a, b, clock_units[c->clock], change ? " (" : "",
			 change ? change : "", change ? ")" : "",
			 d->reason ? ": " : "", d->reason ? d->reason : "");
	free(change);
	free(b);
	free(a);
	return text;
}

static void fill_line(const struct comparison *c, const struct difference *d, struct grid_line *line)
{
	line->cells[BENCH] = xstrdup(d->name);
	line->cells[VERDICT] = xstrdup(outcome_names[d->outcome]);
	line->cells[A] = figure(c, d->a);
	line->cells[B] = figure(c, d->b);
	line->cells[EFFECT] = effect(c, d, d->effect);
	line->cells[INTERVAL] = interval(c, d, d->lo, d->hi);
	line->cells[BOUND] = c->clock == CLOCK_ICOUNT ? NULL : effect(c, d, d->bound);
	line->cells[DELTA] = margin(c, d);
	line->cells[BEYOND] = probability(d->beyond);
	line->cells[WITHIN] = probability(d->within);
	line->cells[DECIDED] = decided(c, d);
	line->cells[BOOTS] = boots(d);
	line->cells[NEEDED] = isfinite(d->needed) ? xasprintf("%.0f %s", d->needed, d->paired ? "pairs" : "boots") : NULL;
}

/* Of which one figure says it all, and a number of them is enough to know. */
static bool same_and_exact(const struct comparison *c, const struct difference *d)
{
	return c->clock == CLOCK_ICOUNT && d->outcome == OUTCOME_SAME && !c->verbose;
}

static struct grid grid_of(const struct comparison *c)
{
	struct grid g = grid_new(heads, COLUMNS);
	size_t i;

	for (i = 0; i < c->count; i++)
		if (has_figures(&c->all[i]) && !same_and_exact(c, &c->all[i]))
			fill_line(c, &c->all[i], grid_line(&g));
	return g;
}

char *comparison_without_verdict(const struct comparison *c, size_t i)
{
	char *names = NULL, *longer;
	size_t k;

	for (k = 0; c->all[i].reason && k < c->count; k++) {
		if (!c->all[k].reason || strcmp(c->all[k].reason, c->all[i].reason))
			continue;
		if (k < i)
			return NULL;
		longer = names ? xasprintf("%s, %s", names, c->all[k].name) : xstrdup(c->all[k].name);
		free(names);
		names = longer;
	}
	return names;
}

/* "results/x: 10 records; qemu, kernel 6.1.0-56-amd64" */
static char *side_text(const struct records *s)
{
	const struct record *r = s->records[0];
	const struct fact *kernel = record_find_fact(r, "kernel");
	char *bad = s->unreadable ? xasprintf(", %zu unreadable", s->unreadable) : xstrdup("");
	char *text = xasprintf("%s: %zu record%s%s; target %s, kernel %s", s->path, s->count,
			       s->count == 1 ? "" : "s", bad, r->target,
			       kernel && kernel->value ? kernel->value : "unknown");

	free(bad);
	return text;
}

static char *unit_text(const struct comparison *c)
{
	if (c->clock == CLOCK_ICOUNT)
		return xstrdup("instructions, exact (icount): path length, not time; equal or not");
	return xasprintf("%s (%s); effect is b against a, in %% or, below a %s, in %s", clock_units[c->clock],
			 clock_names[c->clock], c->clock == CLOCK_WALL ? "ns" : "cycle",
			 c->clock == CLOCK_WALL ? "ns" : "cycles");
}

static char *totals_text(const struct comparison *c)
{
	char *all = xstrdup(""), *longer;
	int i;

	for (i = 0; i < OUTCOMES; i++) {
		longer = xasprintf("%s%s%zu %s", all, i ? ", " : "", c->outcomes[i], outcome_names[i]);
		free(all);
		all = longer;
	}
	longer = c->unmeasured ? xasprintf("%s; %zu measured on neither side", all, c->unmeasured) : xstrdup(all);
	free(all);
	return longer;
}

static const char *const how_decided[] = {
#define HOW(correction) \
	"REGRESSED, IMPROVED: p of lying beyond delta, corrected for all benches (" correction "), is at most .05; " \
	"SAME: p of lying within it is; the interval of that level in brackets shows it, the 95 % interval describes"
	[CORRECT_BH] = HOW("Benjamini and Hochberg"),
	[CORRECT_HOLM] = HOW("Holm"),
	[CORRECT_NOTHING] = HOW("not at all"),
#undef HOW
};

static bool any_test(const struct comparison *c)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (isfinite(c->all[i].level))
			return true;
	return false;
}

static char *same_text(size_t n)
{
	return n == 1 ? xstrdup("one bench is the same; --verbose shows it") :
			xasprintf("%zu benches are the same; --verbose shows them", n);
}

/* What is above and below the table, as lines of label and text. */
struct lines {
	char *label[32], *text[32];
	size_t count;
};

static void line(struct lines *l, const char *label, char *text)
{
	if (l->count < ARRAY_SIZE(l->text)) {
		l->label[l->count] = xstrdup(label);
		l->text[l->count++] = text;
	}
}

static struct lines heading(const struct comparison *c, const struct records *a, const struct records *b)
{
	struct lines l = { .count = 0 };
	size_t i;

	line(&l, "a", side_text(a));
	line(&l, "b", side_text(b));
	if (c->apart)
		line(&l, "verdict", xasprintf("INCOMPARABLE: %s", c->apart));
	else
		line(&l, "unit", unit_text(c));
	if (c->disturbed)
		line(&l, "verdict", xasprintf("UNRESOLVED: %s", c->disturbed));
	for (i = 0; i < c->note_count; i++)
		line(&l, "note", xstrdup(c->notes[i]));
	for (i = 0; i < c->changed_count; i++)
		line(&l, "changed", xstrdup(c->changed[i]));
	if (c->apart)
		return l;
	line(&l, "verdicts", totals_text(c));
	if (any_test(c))
		line(&l, "decided", xstrdup(how_decided[c->correction]));
	else if (c->clock == CLOCK_ICOUNT && c->outcomes[OUTCOME_SAME] && !c->verbose)
		line(&l, "same", same_text(c->outcomes[OUTCOME_SAME]));
	return l;
}

static void free_lines(struct lines *l)
{
	while (l->count--) {
		free(l->label[l->count]);
		free(l->text[l->count]);
	}
}

static void print_without_verdict(const struct comparison *c, FILE *out)
{
	size_t i;

	for (i = 0; i < c->count; i++) {
		char *names = comparison_without_verdict(c, i);

		if (!names)
			continue;
		fprintf(out, "\n%s: ", outcome_names[c->all[i].outcome]);
		text_wrap(c->all[i].reason, strlen(outcome_names[c->all[i].outcome]) + 2, out);
		text_spaces(2, out);
		text_wrap(names, 2, out);
		free(names);
	}
}

void comparison_print(const struct comparison *c, const struct records *a, const struct records *b, FILE *out)
{
	struct lines l = heading(c, a, b);
	struct grid g = grid_of(c);
	size_t i;

	for (i = 0; i < l.count; i++) {
		fprintf(out, "%-10s", l.label[i]);
		text_wrap(l.text[i], 10, out);
	}
	if (g.count) {
		fputc('\n', out);
		grid_print(&g, out);
	}
	print_without_verdict(c, out);
	grid_free(&g);
	free_lines(&l);
}

void comparison_markdown(const struct comparison *c, const struct records *a, const struct records *b, FILE *out)
{
	struct lines l = heading(c, a, b);
	struct grid g = grid_of(c);
	size_t i;

	for (i = 0; i < l.count; i++) {
		fprintf(out, "- %s: ", l.label[i]);
		put_markdown(l.text[i], out);
		fputc('\n', out);
	}
	if (g.count)
		grid_markdown(&g, out);
	for (i = 0; i < c->count; i++) {
		char *names = comparison_without_verdict(c, i);

		if (!names)
			continue;
		fprintf(out, "\n- %s: ", outcome_names[c->all[i].outcome]);
		put_markdown(c->all[i].reason, out);
		fputs(": ", out);
		put_markdown(names, out);
		fputc('\n', out);
		free(names);
	}
	grid_free(&g);
	free_lines(&l);
}

void comparison_csv(const struct comparison *c, const struct records *a, const struct records *b, FILE *out)
{
	size_t i;

	fputs("a_path,b_path,clock,unit,question,bench,verdict,a,b,effect,effect_unit,ci_lo,ci_hi,bound,delta,p,p_beyond,p_within,"
	      "decided_level,decided_lo,decided_hi,boots_a,boots_b,paired,boots_needed,reason\n", out);
	for (i = 0; i < c->count; i++) {
		const struct difference *d = &c->all[i];
		const double figures[] = {
			d->bound, d->delta, d->p, d->beyond, d->within, d->level, d->decided[0], d->decided[1],
			(double)d->boots_a, (double)d->boots_b, d->paired, d->needed,
		};
		size_t k;

		csv_text(a->path, out);
		csv_text(b->path, out);
		csv_text(clock_names[c->clock], out);
		csv_text(clock_units[c->clock], out);
		csv_text(d->question, out);
		csv_text(d->name, out);
		csv_text(outcome_names[d->outcome], out);
		csv_number(d->a, out);
		csv_number(d->b, out);
		csv_number(d->effect, out);
		csv_text(d->absolute ? clock_units[c->clock] : "relative", out);
		csv_number(d->lo, out);
		csv_number(d->hi, out);
		for (k = 0; k < ARRAY_SIZE(figures); k++)
			csv_number(figures[k], out);
		csv_text(d->reason, out);
		csv_end(out);
	}
}

static json_t *real_or_null(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *difference_json(const struct comparison *c, const struct difference *d)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:[o, o], s:o, s:o, s:o, s:o, s:o, s:o, s:[o, o], s:I, s:I, s:b, "
			 "s:o, s:o}",
			 "bench", d->name, "group", d->question, "verdict", outcome_names[d->outcome],
			 "a", real_or_null(d->a), "b", real_or_null(d->b), "effect", real_or_null(d->effect),
			 "effect_unit", d->absolute ? clock_units[c->clock] : "relative",
			 "ci", real_or_null(d->lo), real_or_null(d->hi), "bound", real_or_null(d->bound), "delta", real_or_null(d->delta),
			 "p", real_or_null(d->p), "p_beyond", real_or_null(d->beyond),
			 "p_within", real_or_null(d->within), "decided_level", real_or_null(d->level),
			 "decided_by", real_or_null(d->decided[0]), real_or_null(d->decided[1]),
			 "boots_a", (json_int_t)d->boots_a, "boots_b", (json_int_t)d->boots_b, "paired", d->paired,
			 "boots_needed", real_or_null(d->needed), "reason", text_or_null(d->reason));
}

void comparison_json(const struct comparison *c, const struct records *a, const struct records *b, FILE *out)
{
	json_t *differences = json_array(), *changed = json_array(), *notes = json_array(), *all;
	size_t i;

	for (i = 0; i < c->count; i++)
		json_array_append_new(differences, difference_json(c, &c->all[i]));
	for (i = 0; i < c->changed_count; i++)
		json_array_append_new(changed, json_string(c->changed[i]));
	for (i = 0; i < c->note_count; i++)
		json_array_append_new(notes, json_string(c->notes[i]));
	all = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:o}", "a", a->path, "b", b->path,
			"clock", clock_names[c->clock], "unit", clock_units[c->clock],
			"incomparable", text_or_null(c->apart), "spoilt", text_or_null(c->disturbed), "notes", notes, "changed", changed,
			"unmeasured", (json_int_t)c->unmeasured, "benches", differences);
	put_json_value(all, JSON_INDENT(1), out);
	fputc('\n', out);
	json_decref(all);
}

comparison_printer *comparison_printer_of(const char *format)
{
	static const struct {
		const char *name;
		comparison_printer *print;
	} all[] = {
		{ "text", comparison_print }, { "md", comparison_markdown },
		{ "csv", comparison_csv }, { "json", comparison_json }, { "tap", export_comparison_tap },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(format, all[i].name))
			return all[i].print;
	return NULL;
}

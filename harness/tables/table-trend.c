// SPDX-License-Identifier: GPL-2.0-only
#include "table-trend.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "csv.h"
#include "escape.h"
#include "form.h"
#include "grid.h"
#include "series.h"
#include "text.h"
#include "util.h"

#define EPOCHS_SHOWN 40			/* of more, those in which nothing changed are counted */

enum { BENCH, WHEN, AT, FROM, TO, EFFECT, BOOTS, P, CAUSE, COLUMNS };
static const char *const heads[] = {
	"bench", "when (UTC)", "at boot", "from", "to", "change", "boots", "p", "what changed",
};

static const char unexplained[] = "nothing that is recorded";

static char *figure(const struct change *c, double v)
{
	return isnan(c->p) ? xasprintf("%.10g", v) : text_figure("", v, fabs(v) < 100 ? 2 : 1, "");
}

char *trend_effect(const struct change *c)
{
	if (isnan(c->p))
		return xasprintf("%+.10g", c->effect);
	return c->absolute ? text_change(c->effect, 2, "") : text_change(100 * c->effect, 1, " %");
}

static size_t epoch_number(const struct machine *m, const struct change *c)
{
	return (size_t)(c->epoch - m->epochs) + 1;
}

/* They follow each other. */
static char *epochs_near(const struct machine *m, const struct change *c)
{
	size_t first = (size_t)(c->epochs - m->epochs) + 1, last = first + c->epoch_count - 1;
	const char *to = c->epoch_count > 2 ? "to" : "and";

	if (c->epoch_count == 1)
		return xasprintf("cannot be told: epoch %zu, from boot %zu, is near", first, c->epochs->first + 1);
	return xasprintf("cannot be told: epochs %zu %s %zu, from boots %zu %s %zu, are near", first, to, last,
			 c->epochs->first + 1, to, c->epochs[c->epoch_count - 1].first + 1);
}

static char *cause(const struct machine *m, const struct change *c)
{
	if (c->drift)
		return xstrdup("a drift, no step");
	if (!c->epoch)
		return xstrdup(unexplained);
	return change_blames(c) ? xasprintf("epoch %zu", epoch_number(m, c)) : epochs_near(m, c);
}

static char *target(const struct change *c)
{
	if (c->first == c->last)
		return xasprintf("%zu", c->at + 1);
	return xasprintf("%zu to %zu", c->first + 1, c->last + 1);
}

static char *boots(const struct change *c)
{
	return c->drift ? xasprintf("%zu", c->after) : xasprintf("%zu, %zu", c->before, c->after);
}

static char *probability(double p)
{
	if (isnan(p))
		return NULL;
	return p < .0001 ? xstrdup("<.0001") : xasprintf("%.4f", p);
}

char *trend_machine_name(const struct machine *m)
{
	bool host = !strcmp(m->cpu, changes_unknown) && strcmp(m->host, changes_unknown);

	return xasprintf("%s; target %s, clock %s", host ? m->host : m->cpu, m->target, clock_names[m->clock]);
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

char *trend_epoch_text(const struct epoch *e)
{
	char *text = xstrdup(""), *longer;
	size_t i;

	for (i = 0; i < e->changed_count; i++) {
		longer = xasprintf("%s%s%s", text, i ? "; " : "", e->changed[i]);
		free(text);
		text = longer;
	}
	return text;
}

static void put(const struct form *form, FILE *out, const char *label, char *text)
{
	form->line(out, label, text);
	free(text);
}

static char *epoch_line(const struct machine *m, const struct epoch *e)
{
	char *changed = trend_epoch_text(e), *near = e->near ? xasprintf(", %zu there or near", e->near) : xstrdup("");
	char *from = xasprintf("from %s, %zu boot%s", m->points[e->first].utc, e->count, plural(e->count)), *line = from;

	if (e->changed_count) {
		line = xasprintf("%s; %s; %zu bench%s changed%s", from, changed, e->moved, e->moved == 1 ? "" : "es", near);
		free(from);
	}
	free(near);
	free(changed);
	return line;
}

static void put_epochs(const struct machine *m, const struct form *form, FILE *out)
{
	size_t i, quiet = 0;

	for (i = 0; i < m->epoch_count && m->epoch_count > 1; i++) {
		const struct epoch *e = &m->epochs[i];
		char *label = xasprintf("epoch %zu", i + 1);

		if (m->epoch_count > EPOCHS_SHOWN && i && !e->moved && !e->near)
			quiet++;
		else
			put(form, out, label, epoch_line(m, e));
		free(label);
	}
	if (quiet)
		put(form, out, "epochs", xasprintf("%zu more, with which no bench changed", quiet));
}

static struct grid grid_of(const struct machine *m)
{
	struct grid g = grid_new(heads, COLUMNS);
	size_t i;

	for (i = 0; i < m->change_count; i++) {
		const struct change *c = m->changes[i];
		struct grid_line *line = grid_line(&g);

		line->cells[BENCH] = xstrdup(c->series->name);
		line->cells[WHEN] = xstrdup(m->points[c->at].utc);
		line->cells[AT] = target(c);
		line->cells[FROM] = figure(c, c->from);
		line->cells[TO] = figure(c, c->to);
		line->cells[EFFECT] = trend_effect(c);
		line->cells[BOOTS] = boots(c);
		line->cells[P] = probability(c->p);
		line->cells[CAUSE] = cause(m, c);
	}
	return g;
}

/* Benches that had figures once, by the boot since which they have none. */
static void put_lost(const struct machine *m, const struct form *form, FILE *out)
{
	size_t i;

	for (i = 0; i < m->series_count; i++)
		if (m->series[i].count && m->series[i].lost != SIZE_MAX)
			put(form, out, "lost", xasprintf("%s has no figure from %s on", m->series[i].name,
							 m->points[m->series[i].lost].utc));
}

static char *totals(const struct machine *m)
{
	size_t steady = m->series_count - m->moved - m->unmeasured;
	char *none = m->unmeasured ? xasprintf("; %zu have no figure", m->unmeasured) : xstrdup("");
	char *text;

	if (m->clock == CLOCK_EMULATED)
		text = xasprintf("%zu, and no changes are looked for: emulated ticks describe the emulator",
				 m->series_count);
	else
		text = xasprintf("%zu change, %zu do not%s", m->moved, steady, none);
	free(none);
	return text;
}

void trend_machine(const struct machine *m, const struct form *form, FILE *out)
{
	static const char *const units[] = {
		[CLOCK_SILICON] = "core cycles; a change is in % or, below a cycle, in cycles",
		[CLOCK_ICOUNT] = "instructions, exact: path length, not time; any difference is a change",
		[CLOCK_EMULATED] = "emulated ticks",
		[CLOCK_WALL] = "ns (imported); a change is in % or, below one, in ns",
		[CLOCK_PMU] = "core cycles (imported); a change is in % or, below a cycle, in cycles",
	};
	char *name = trend_machine_name(m);
	struct grid g = grid_of(m);

	form->heading(out, name);
	put(form, out, "boots", xasprintf("%zu (%zu record%s), from %s to %s", m->count, m->records, plural(m->records),
					  m->points[0].utc, m->points[m->count - 1].utc));
	form->line(out, "unit", units[m->clock]);
	put(form, out, "benches", totals(m));
	if (m->unfit)
		put(form, out, "left out", xasprintf("%zu figure%s of benches that are not ok", m->unfit, plural(m->unfit)));
	put_lost(m, form, out);
	put_epochs(m, form, out);
	if (g.count)
		form->table(out, &g);
	grid_free(&g);
	free(name);
}

static void print(const struct trend *t, const struct form *form, FILE *out)
{
	char *title = xasprintf("Trend of %s", t->path);
	size_t i;

	form->begin(out, title);
	if (t->uncalibrated)
		put(form, out, "left out", xasprintf("%zu record%s whose calibration failed", t->uncalibrated,
						     plural(t->uncalibrated)));
	for (i = 0; i < t->count; i++)
		trend_machine(&t->machines[i], form, out);
	form->end(out);
	free(title);
}

static void print_text(const struct trend *t, FILE *out)
{
	print(t, &form_text, out);
}

static void print_markdown(const struct trend *t, FILE *out)
{
	print(t, &form_markdown, out);
}

static const char *kind(const struct change *c)
{
	return c->drift ? "drift" : "step";
}

static const char *effect_unit(const struct machine *m, const struct change *c)
{
	return c->absolute ? clock_units[m->clock] : "relative";
}

static void print_csv(const struct trend *t, FILE *out)
{
	size_t i, k, j;

	fputs("cpu_model,host_name,target,clock,unit,question,bench,utc,from,to,change,change_unit,boots_before,boots_after,p,epoch,"
	      "changed,kind,first_boot,last_boot,epochs\n", out);
	for (i = 0; i < t->count; i++)
		for (k = 0; k < t->machines[i].change_count; k++) {
			const struct machine *m = &t->machines[i];
			const struct change *c = m->changes[k];
			const char *const texts[] = {
				m->cpu, m->host, m->target, clock_names[m->clock], clock_units[m->clock],
				c->series->question, c->series->name, m->points[c->at].utc,
			};
			char *changed = c->epoch ? trend_epoch_text(c->epoch) : NULL;

			for (j = 0; j < ARRAY_SIZE(texts); j++)
				csv_text(texts[j], out);
			csv_number(c->from, out);
			csv_number(c->to, out);
			csv_number(c->effect, out);
			csv_text(effect_unit(m, c), out);
			csv_number((double)c->before, out);
			csv_number((double)c->after, out);
			csv_number(c->p, out);
			csv_number(c->epoch ? (double)epoch_number(m, c) : NAN, out);
			csv_text(changed, out);
			csv_text(kind(c), out);
			csv_number((double)c->first + 1, out);
			csv_number((double)c->last + 1, out);
			csv_number((double)c->epoch_count, out);
			csv_end(out);
			free(changed);
		}
}

static json_t *real_or_null(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static json_t *epoch_json(const struct machine *m, const struct epoch *e)
{
	json_t *changed = json_array();
	size_t i;

	for (i = 0; i < e->changed_count; i++)
		json_array_append_new(changed, json_string(e->changed[i]));
	return json_pack("{s:s, s:I, s:o, s:I, s:I}", "utc", m->points[e->first].utc, "boots", (json_int_t)e->count,
			 "changed", changed, "benches_changed", (json_int_t)e->moved,
			 "benches_changed_near", (json_int_t)e->near);
}

static json_t *change_json(const struct machine *m, const struct change *c)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:s, s:I, s:I, s:o, s:o, s:I}",
			 "bench", c->series->name, "group", c->series->question, "kind", kind(c),
			 "utc", m->points[c->at].utc, "boot", (json_int_t)c->at + 1,
			 "first_boot", (json_int_t)c->first + 1, "last_boot", (json_int_t)c->last + 1,
			 "from", real_or_null(c->from), "to", real_or_null(c->to), "change", real_or_null(c->effect),
			 "change_unit", effect_unit(m, c), "boots_before", (json_int_t)c->before,
			 "boots_after", (json_int_t)c->after, "p", real_or_null(c->p),
			 "epoch", c->epoch ? json_integer((json_int_t)epoch_number(m, c)) : json_null(),
			 "epochs", (json_int_t)c->epoch_count);
}

static json_t *machine_json(const struct machine *m)
{
	json_t *epochs = json_array(), *changes = json_array(), *lost = json_object();
	size_t i;

	for (i = 0; i < m->epoch_count; i++)
		json_array_append_new(epochs, epoch_json(m, &m->epochs[i]));
	for (i = 0; i < m->change_count; i++)
		json_array_append_new(changes, change_json(m, m->changes[i]));
	for (i = 0; i < m->series_count; i++)
		if (m->series[i].count && m->series[i].lost != SIZE_MAX)
			json_object_set_new(lost, m->series[i].name, json_string(m->points[m->series[i].lost].utc));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:o, s:o, s:I, s:I, s:I, s:o}",
			 "cpu_model", m->cpu, "host_name", m->host, "place", m->target, "clock", clock_names[m->clock],
			 "unit", clock_units[m->clock], "records", (json_int_t)m->records,
			 "boots", (json_int_t)m->count, "since", m->points[0].utc,
			 "until", m->points[m->count - 1].utc, "epochs", epochs, "changes", changes,
			 "benches_without_change", (json_int_t)(m->series_count - m->moved - m->unmeasured),
			 "benches_without_figure", (json_int_t)m->unmeasured, "figures_left_out", (json_int_t)m->unfit,
			 "lost", lost);
}

static void print_json(const struct trend *t, FILE *out)
{
	json_t *machines = json_array(), *all;
	size_t i;

	for (i = 0; i < t->count; i++)
		json_array_append_new(machines, machine_json(&t->machines[i]));
	all = json_pack("{s:I, s:I, s:o}", "unreadable", (json_int_t)t->unreadable,
			"calibration_failed", (json_int_t)t->uncalibrated, "machines", machines);
	put_json_value(all, JSON_INDENT(1), out);
	fputc('\n', out);
	json_decref(all);
}

trend_printer *trend_printer_of(const char *format)
{
	static const struct {
		const char *name;
		trend_printer *print;
	} all[] = {
		{ "text", print_text }, { "md", print_markdown }, { "csv", print_csv }, { "json", print_json },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(format, all[i].name))
			return all[i].print;
	return NULL;
}

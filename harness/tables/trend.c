// SPDX-License-Identifier: GPL-2.0-only
/* A history: its machines, their epochs, and where benches change. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "document.h"
#include "figures.h"
#include "trend.h"
#include "tables.h"
#include "text.h"
#include "util.h"

#define EPOCHS_SHOWN 40			/* of more, those in which nothing changed are counted */

static const char unexplained[] = "nothing that is recorded";

char *trend_effect(const struct change *c)
{
	return figures_change(isnan(c->p), c->absolute, c->effect);
}

static size_t epoch_number(const struct machine *m, const struct change *c)
{
	return (size_t)(c->epoch - m->epochs) + 1;
}

/* Those that may have caused it, which follow each other. */
static char *epochs_near(const struct machine *m, const struct change *c)
{
	size_t first = (size_t)(c->epochs - m->epochs) + 1, last = first + c->epoch_count - 1;
	const char *to = c->epoch_count > 2 ? "to" : "and";

	if (c->epoch_count == 1)
		return xasprintf("cannot be told: epoch %zu, from boot %zu, is near", first,
				 c->epochs->first + 1);
	return xasprintf("cannot be told: epochs %zu %s %zu, from boots %zu %s %zu, are near",
			 first, to, last, c->epochs->first + 1, to,
			 c->epochs[c->epoch_count - 1].first + 1);
}

static char *cause(const struct machine *m, const struct change *c)
{
	if (c->drift)
		return xstrdup("a drift, no step");
	if (!c->epoch)
		return xstrdup(unexplained);
	return change_blames(c) ? xasprintf("epoch %zu", epoch_number(m, c)) : epochs_near(m, c);
}

static char *boots_of(const struct change *c)
{
	if (c->first == c->last)
		return xasprintf("%zu", c->at + 1);
	return xasprintf("%zu to %zu", c->first + 1, c->last + 1);
}

static char *counts(const struct change *c)
{
	return c->drift ? xasprintf("%zu", c->after) : xasprintf("%zu, %zu", c->before, c->after);
}

char *trend_machine_name(const struct machine *m)
{
	return xasprintf("%s%s%s%s; target %s, clock %s", m->cpu, m->core ? ", " : "",
			 m->core ? m->core : "", m->core ? "-core" : "", m->target,
			 clock_names[m->clock]);
}

char *trend_epoch_text(const struct epoch *e)
{
	return join((const char *const *)e->changed, e->changed_count, "; ");
}

/* Which machine a row is of. */
static void put_machine(struct row *row, const struct machine *m)
{
	PUT_TEXTS(row, m->cpu, m->core, m->target, clock_names[m->clock]);
}

static size_t steady_benches(const struct machine *m)
{
	return m->history_count - m->moved - m->unmeasured;
}

static void add_machine_row(struct document *d, const struct machine *m)
{
	static const struct column columns[] = {
		DATA("cpu_model"), DATA("core_type"), DATA("target"), DATA("clock"), DATA("unit"),
		DATA("since"), DATA("until"), DATA("records"), DATA("boots"),
		DATA("benches_with_change"), DATA("benches_without_change"),
		DATA("benches_without_figure"), DATA("figures_left_out"),
	};
	struct table *t = document_table(d, "machines", NULL, columns, ARRAY_SIZE(columns));
	struct row *row = table_row(t);

	put_machine(row, m);
	PUT_TEXTS(row, clock_units[m->clock], m->points[0].utc, m->points[m->count - 1].utc);
	PUT_NUMBERS(row, m->records, m->count, m->moved, steady_benches(m), m->unmeasured,
		    m->unfit);
}

static void add_totals(struct document *d, const struct machine *m)
{
	char *none = m->unmeasured ? xasprintf("; %zu have no figure", m->unmeasured) : xstrdup("");

	if (m->clock == CLOCK_EMULATED)
		document_fact(d, "benches", "%zu, and no changes are looked for: emulated ticks "
			      "describe the emulator", m->history_count);
	else
		document_fact(d, "benches", "%zu change, %zu do not%s", m->moved,
			      steady_benches(m), none);
	free(none);
}

static void add_facts(struct document *d, const struct machine *m)
{
	static const char *const units[] = {
		[CLOCK_SILICON] = "core cycles; a change is in % or, below a cycle, in cycles",
		[CLOCK_ICOUNT] = "instructions, exact: path length, not time; any difference is a "
				 "change",
		[CLOCK_EMULATED] = "emulated ticks",
	};

	document_fact(d, "boots", "%zu (%zu record%s), from %s to %s", m->count, m->records,
		      plural(m->records), m->points[0].utc, m->points[m->count - 1].utc);
	document_fact(d, "unit", "%s", units[m->clock]);
	add_totals(d, m);
	if (m->unfit)
		document_fact(d, "left out", "%zu figure%s of benches that are not ok", m->unfit,
			      plural(m->unfit));
}

/* Benches that had figures once, by the boot since which they have none. */
static void add_lost(struct document *d, const struct machine *m)
{
	static const struct column columns[] = {
		SHOWN("bench", "bench"), SHOWN("since", "no figure from"), DATA("cpu_model"),
		DATA("core_type"), DATA("target"), DATA("clock"),
	};
	struct table *t = document_table(d, "lost", "lost", columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < m->history_count; i++) {
		const struct bench_history *s = &m->histories[i];
		struct row *row;

		if (!s->count || s->lost == SIZE_MAX)
			continue;
		row = table_row(t);
		put_text(row, s->name);
		put_text(row, m->points[s->lost].utc);
		put_machine(row, m);
	}
}

static void add_epochs(struct document *d, const struct machine *m)
{
	static const struct column columns[] = {
		SHOWN("epoch", "epoch"), SHOWN("since", "from"), SHOWN("boots", "boots"),
		SHOWN("benches_changed", "benches"), SHOWN("benches_changed_near", "there or near"),
		{ "changed", "what changed", WORDS }, DATA("cpu_model"), DATA("core_type"),
		DATA("target"), DATA("clock"),
	};
	struct table *t = document_table(d, "epochs", "epochs", columns, ARRAY_SIZE(columns));
	bool many = m->epoch_count > EPOCHS_SHOWN;
	size_t i, quiet = 0;

	for (i = 0; i < m->epoch_count; i++) {
		const struct epoch *e = &m->epochs[i];
		struct row *row = table_row(t);
		bool still = many && i && !e->moved && !e->near;

		quiet += still;
		row->hidden = still || m->epoch_count == 1;
		put_count(row, i + 1);
		put_text(row, m->points[e->first].utc);
		put_count(row, e->count);
		put_count(row, e->moved);
		put_count(row, e->near);
		put_own(row, i ? trend_epoch_text(e) : NULL);
		put_machine(row, m);
	}
	if (quiet)
		document_add(d, BLOCK_PARAGRAPH, "%zu more epochs, with which no bench changed",
			     quiet);
}

static void fill_row(const struct machine *m, const struct change *c, struct row *row)
{
	put_text(row, c->history->name);
	put_machine(row, m);
	PUT_TEXTS(row, clock_units[m->clock], c->history->question, c->drift ? "drift" : "step",
		  m->points[c->at].utc);
	put_number(row, (double)c->at + 1, boots_of(c));
	put_number(row, c->from, figures_value(isnan(c->p), c->from));
	put_number(row, c->to, figures_value(isnan(c->p), c->to));
	put_number(row, c->effect, trend_effect(c));
	put_text(row, c->absolute ? clock_units[m->clock] : "relative");
	PUT_NUMBERS(row, c->before, c->after);
	put_own(row, counts(c));
	put_number(row, c->p, figures_probability(c->p));
	put_number(row, c->epoch ? (double)epoch_number(m, c) : NAN, NULL);
	put_own(row, c->epoch ? trend_epoch_text(c->epoch) : NULL);
	PUT_NUMBERS(row, c->first + 1, c->last + 1, c->epoch_count);
	put_own(row, cause(m, c));
}

static void add_changes(struct document *d, const struct machine *m)
{
	static const struct column columns[] = {
		SHOWN("bench", "bench"), DATA("cpu_model"), DATA("core_type"), DATA("target"),
		DATA("clock"), DATA("unit"), DATA("question"), DATA("kind"),
		SHOWN("utc", "when (UTC)"), SHOWN("boot", "at boot"), SHOWN("from", "from"),
		SHOWN("to", "to"), SHOWN("change", "change"), DATA("change_unit"),
		DATA("boots_before"), DATA("boots_after"), SHOWN(NULL, "boots"), SHOWN("p", "p"),
		DATA("epoch"), DATA("changed"), DATA("first_boot"), DATA("last_boot"),
		DATA("epochs"), { NULL, "what changed", LEFT },
	};
	struct table *t = document_table(d, "changes", "changes", columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < m->change_count; i++)
		fill_row(m, m->changes[i], table_row(t));
}

void add_trend_history(struct document *d, const struct machine *m)
{
	add_machine_row(d, m);
	add_facts(d, m);
	add_lost(d, m);
	add_epochs(d, m);
	add_changes(d, m);
}

void add_trend_machine(struct document *d, const struct machine *m)
{
	char *name = trend_machine_name(m);

	document_add(d, BLOCK_SECTION, "%s", name);
	add_trend_history(d, m);
	free(name);
}

struct document *trend_document(const struct trend *t)
{
	struct document *d = document_new("changes");
	size_t i;

	document_title(d, "Trend of %s", t->path);
	if (t->uncalibrated)
		document_fact(d, "left out", "%zu record%s whose calibration failed",
			      t->uncalibrated, plural(t->uncalibrated));
	if (t->unreadable)
		document_fact(d, "unreadable", "%zu file%s", t->unreadable, plural(t->unreadable));
	for (i = 0; i < t->count; i++)
		add_trend_machine(d, &t->machines[i]);
	return d;
}

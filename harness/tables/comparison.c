// SPDX-License-Identifier: GPL-2.0-only
/* What changed between two sets of records, worst first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "comparison.h"
#include "document.h"
#include "figures.h"
#include "record.h"
#include "tables.h"
#include "text.h"
#include "util.h"

static const struct column columns[] = {
	SHOWN("bench", "bench"), DATA("a_path"), DATA("b_path"), DATA("clock"), DATA("unit"),
	DATA("question"), SHOWN("verdict", "verdict"), SHOWN("a", "a"), SHOWN("b", "b"),
	SHOWN("effect", "effect"), DATA("effect_unit"), DATA("ci_lo"), DATA("ci_hi"),
	SHOWN(NULL, "95 % interval"), SHOWN("bound", "at most"), SHOWN("delta", "delta"), DATA("p"),
	SHOWN("p_beyond", "p beyond"), SHOWN("p_within", "p within"), DATA("decided_level"),
	DATA("decided_lo"), DATA("decided_hi"), SHOWN(NULL, "decided by"),
	DATA("boots_a"), DATA("boots_b"), DATA("paired"), SHOWN(NULL, "boots"),
	SHOWN("boots_needed", "needed"), DATA("reason"),
};

static char *figure(const struct comparison *c, double v)
{
	return figures_value(c->clock == CLOCK_ICOUNT, v);
}

static char *effect(const struct comparison *c, const struct difference *d, double v)
{
	return figures_change(c->clock == CLOCK_ICOUNT, d->absolute, v);
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
	return d->absolute ? text_figure("", d->delta, 2, "") :
			     text_figure("", 100 * d->delta, 1, " %");
}

static char *boots(const struct difference *d)
{
	if (!d->boots_a)
		return NULL;
	return d->paired ? xasprintf("%zu pair%s", d->boots_a, plural(d->boots_a)) :
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
	text = xasprintf("%s, then %s %s%s%s%s%s%s", a, b, clock_units[c->clock],
			 change ? " (" : "", change ? change : "", change ? ")" : "",
			 d->reason ? ": " : "", d->reason ? d->reason : "");
	free(change);
	free(b);
	free(a);
	return text;
}

/* "13 boots" (malloced), or NULL. */
static char *needed(const struct difference *d)
{
	if (!isfinite(d->needed))
		return NULL;
	return xasprintf("%.0f %s", d->needed, d->paired ? "pairs" : "boots");
}

static void put_effect(const struct comparison *c, const struct difference *d, struct row *row)
{
	put_number(row, d->a, figure(c, d->a));
	put_number(row, d->b, figure(c, d->b));
	put_number(row, d->effect, effect(c, d, d->effect));
	put_text(row, d->absolute ? clock_units[c->clock] : "relative");
	PUT_NUMBERS(row, d->lo, d->hi);
	put_own(row, interval(c, d, d->lo, d->hi));
	put_number(row, d->bound, c->clock == CLOCK_ICOUNT ? NULL : effect(c, d, d->bound));
	put_number(row, d->delta, margin(c, d));
}

static void put_test(const struct comparison *c, const struct difference *d, struct row *row)
{
	put_number(row, d->p, NULL);
	put_number(row, d->beyond, figures_probability(d->beyond));
	put_number(row, d->within, figures_probability(d->within));
	PUT_NUMBERS(row, d->level, d->decided[0], d->decided[1]);
	put_own(row, decided(c, d));
	PUT_NUMBERS(row, (double)d->boots_a, (double)d->boots_b);
	put_truth(row, d->paired);
	put_own(row, boots(d));
	put_number(row, d->needed, needed(d));
}

/* One figure says it all, and their number is enough to know. */
static bool same_and_exact(const struct comparison *c, const struct difference *d)
{
	return c->clock == CLOCK_ICOUNT && d->outcome == OUTCOME_SAME && !c->verbose;
}

/*
 * IMPROVED fails where nothing may move; UNRESOLVED is to do: not shown to be fine, and no
 * failure.
 */
static struct test test_of(const struct comparison *c, const struct difference *d)
{
	bool to_do = d->outcome == OUTCOME_UNRESOLVED;
	bool improved = d->outcome == OUTCOME_IMPROVED && !c->exact;
	struct test test = {
		.failed = d->outcome != OUTCOME_SAME && !improved,
		.text = xstrdup(outcome_names[d->outcome]), .directive = to_do ? "TODO" : NULL,
	};
	char a[32], b[32];

	if (has_figures(d))
		append(&test.text, ", %s then %s %s", record_number(a, d->a),
		       record_number(b, d->b), clock_units[c->clock]);
	if (to_do)
		test.why = xstrdup(d->reason ? d->reason : "more boots would resolve it");
	else if (d->reason)
		append(&test.text, ": %s", d->reason);
	return test;
}

static void fill_row(const struct comparison *c, const struct difference *d,
		     const struct records *a, const struct records *b, struct row *row)
{
	static const enum tone tones[] = {
		[OUTCOME_REGRESSED] = TONE_BAD, [OUTCOME_IMPROVED] = TONE_GOOD,
		[OUTCOME_UNRESOLVED] = TONE_OPEN, [OUTCOME_INCOMPARABLE] = TONE_OPEN,
		[OUTCOME_SAME] = TONE_NONE,
	};

	row->hidden = !has_figures(d) || same_and_exact(c, d);
	row->test = test_of(c, d);
	PUT_TEXTS(row, d->name, a->path, b->path, clock_names[c->clock], clock_units[c->clock],
		  d->question, outcome_names[d->outcome]);
	put_tone(row, tones[d->outcome]);
	put_effect(c, d, row);
	put_test(c, d, row);
	put_text(row, d->reason);
}

char *comparison_without_verdict(const struct comparison *c, size_t i)
{
	const char *reason = c->all[i].reason;
	char *names;
	size_t k;

	if (!reason)
		return NULL;
	for (k = 0; k < i; k++)
		if (c->all[k].reason && !strcmp(c->all[k].reason, reason))
			return NULL;
	names = xstrdup(c->all[i].name);
	for (k = i + 1; k < c->count; k++)
		if (c->all[k].reason && !strcmp(c->all[k].reason, reason))
			append(&names, ", %s", c->all[k].name);
	return names;
}

/* "results/x: 10 records; target qemu, kernel 6.1.0-56-amd64" */
static void add_records(struct document *d, const char *label, const struct records *s)
{
	const struct record *r = s->records[0];
	char *bad = s->unreadable ? xasprintf(", %zu unreadable", s->unreadable) : xstrdup("");

	document_fact(d, label, "%s: %zu record%s%s; target %s, kernel %s", s->path, s->count,
		      plural(s->count), bad, r->target, changes_fact(r, "kernel"));
	free(bad);
}

static void add_unit(struct document *d, const struct comparison *c)
{
	if (c->clock == CLOCK_ICOUNT)
		document_fact(d, "unit",
			      "instructions, exact (icount): path length, not time; equal or not");
	else
		document_fact(d, "unit",
			      "%s (%s); effect is b against a, in %% or, below a cycle, in cycles",
			      clock_units[c->clock], clock_names[c->clock]);
}

static void add_totals(struct document *d, const struct comparison *c)
{
	char *all = xstrdup("");
	int i;

	for (i = 0; i < OUTCOMES; i++)
		append(&all, "%s%zu %s", i ? ", " : "", c->outcomes[i], outcome_names[i]);
	if (c->unmeasured)
		append(&all, "; %zu measured in neither", c->unmeasured);
	document_fact(d, "verdicts", "%s", all);
	free(all);
}

static bool any_test(const struct comparison *c)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (isfinite(c->all[i].level))
			return true;
	return false;
}

static void add_how_decided(struct document *d, const struct comparison *c)
{
	static const char *const corrections[] = {
		[CORRECT_BH] = "Benjamini and Hochberg", [CORRECT_HOLM] = "Holm",
		[CORRECT_NOTHING] = "not at all",
	};
	size_t same = c->outcomes[OUTCOME_SAME];

	if (any_test(c))
		document_fact(d, "decided", "REGRESSED, IMPROVED: p of lying beyond delta, "
			      "corrected for all benches (%s), is at most .05; SAME: p of lying "
			      "within it is; `decided by` is the interval of that level, the "
			      "95 %% interval describes", corrections[c->correction]);
	else if (c->clock == CLOCK_ICOUNT && same && !c->verbose)
		document_fact(d, "same", "%zu bench%s; --verbose shows %s", same,
			      same == 1 ? "" : "es", same == 1 ? "it" : "them");
}

static void add_facts(struct document *d, const struct comparison *c, const struct records *a,
		      const struct records *b)
{
	size_t i;

	add_records(d, "a", a);
	add_records(d, "b", b);
	if (c->apart)
		document_fact(d, "verdict", "INCOMPARABLE: %s", c->apart);
	else
		add_unit(d, c);
	if (c->disturbed)
		document_fact(d, "verdict", "UNRESOLVED: %s", c->disturbed);
	for (i = 0; i < c->note_count; i++)
		document_fact(d, "note", "%s", c->notes[i]);
	for (i = 0; i < c->changed_count; i++)
		document_fact(d, "changed", "%s", c->changed[i]);
	if (c->apart)
		return;
	add_totals(d, c);
	add_how_decided(d, c);
}

struct document *comparison_document(const struct comparison *c, const struct records *a,
				     const struct records *b)
{
	struct document *d = document_new("benches");
	struct table *t;
	size_t i;

	add_facts(d, c, a, b);
	t = document_table(d, "benches", NULL, columns, ARRAY_SIZE(columns));
	for (i = 0; i < c->count; i++)
		fill_row(c, &c->all[i], a, b, table_row(t));
	for (i = 0; i < c->count; i++) {
		char *names = comparison_without_verdict(c, i);

		if (names)
			document_add(d, BLOCK_ITEM, "%s: %s: %s", outcome_names[c->all[i].outcome],
				     c->all[i].reason, names);
		free(names);
	}
	return d;
}

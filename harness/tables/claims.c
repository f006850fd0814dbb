// SPDX-License-Identifier: GPL-2.0-only
/* What several records make of the same claims: a row a claim, a column a record. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "document.h"
#include "figures.h"
#include "labels.h"
#include "names.h"
#include "record.h"
#include "tables.h"
#include "util.h"

/* A claim, as the records have it. */
struct shared {
	const struct claim_result *claim;	/* one of them: what is claimed */
	const struct claim_result **of;		/* by record; NULL: that record does not have it */
	bool decided;				/* in one record at least */
	bool turns;				/* supported in one, refuted in another */
};

struct matrix {
	const struct record *const *records;
	size_t count;
	char **labels;				/* what tells records apart: "qemu 6.1.0" */
	struct shared *claims;			/* in the order of the records */
	size_t claim_count;
	struct names reasons;			/* why claims were not decided */
};

static bool is_decided(const struct claim_result *c)
{
	return c && c->verdict != VERDICT_NOT_MEASURABLE;
}

/*
 * Claims are one if they have the same id and compare the same benches by the same measure, as
 * the records say; what this program would claim today plays no part.
 */

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* Older records do not say what was predicted, nor name a base. */
static bool same_prediction(const struct claim_result *a, const struct claim_result *b)
{
	return !a->predicted || !b->predicted ||
	       (same_text(a->base, b->base) && same_text(a->predicted, b->predicted) &&
		a->factor == b->factor);
}

static bool same_claim(const struct claim_result *a, const struct claim_result *b)
{
	return same_text(a->id, b->id) && same_text(a->measure, b->measure) &&
	       same_text(a->a, b->a) && same_text(a->b, b->b) && same_prediction(a, b);
}

static struct shared *shared_claim(struct matrix *m, const struct claim_result *c, size_t record)
{
	for (size_t i = 0; i < m->claim_count; i++)
		if (!m->claims[i].of[record] && same_claim(m->claims[i].claim, c))
			return &m->claims[i];
	*PUSH(m->claims, m->claim_count) = (struct shared){
		.claim = c, .of = xcalloc(m->count, sizeof(struct claim_result *)),
	};
	return &m->claims[m->claim_count - 1];
}

static void add_claim(struct matrix *m, const struct claim_result *c, size_t record)
{
	struct shared *s = shared_claim(m, c, record);

	s->of[record] = c;
	if (!s->claim->predicted)
		s->claim = c;
	s->decided |= is_decided(c);
	if (!is_decided(c))
		names_add(&m->reasons, claims_why(c));
}

static bool has(const struct matrix *m, const struct shared *s, enum verdict verdict)
{
	for (size_t i = 0; i < m->count; i++)
		if (s->of[i] && s->of[i]->verdict == verdict)
			return true;
	return false;
}

static struct matrix matrix_of(const struct record *const records[], size_t count)
{
	struct matrix m = {
		.records = records, .count = count, .labels = labels_make(records, count),
	};

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < records[i]->claim_count; j++)
			add_claim(&m, &records[i]->claims[j], i);
	for (size_t i = 0; i < m.claim_count; i++)
		m.claims[i].turns = has(&m, &m.claims[i], VERDICT_SUPPORTED) &&
				    has(&m, &m.claims[i], VERDICT_REFUTED);
	return m;
}

static void matrix_free(struct matrix *m)
{
	while (m->claim_count)
		free(m->claims[--m->claim_count].of);
	labels_free(m->labels, m->count);
	free(m->claims);
	names_free(&m->reasons);
}

/* The records */

static void add_records(struct document *d, const struct matrix *m)
{
	static const struct column columns[] = {
		SHOWN("label", "record"), { "target", "target", LEFT }, { "clock", "clock", LEFT },
		{ "kernel", "kernel", LEFT }, { "cpu_model", "CPU", LEFT },
		{ "file", "file", LEFT }, DATA("run"), DATA("utc"),
	};
	struct table *t = document_table(d, "records", "records", columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < m->count; i++) {
		const struct record *r = m->records[i];

		PUT_TEXTS(table_row(t), m->labels[i], r->target, clock_names[r->clock],
			  changes_fact(r, "kernel"), changes_fact(r, "cpu_model"), r->path, r->id,
			  r->utc);
	}
}

/* In CSV and JSON a row for each record and claim. */

static void fill_row(const struct matrix *m, const struct shared *s, size_t record, struct row *row)
{
	const struct claim_result *c = s->of[record];
	const struct record *r = m->records[record];

	PUT_TEXTS(row, c->id, m->labels[record], r->target, clock_names[r->clock],
		  verdict_names[c->verdict], c->reason, c->measure, c->a, c->b, c->base,
		  c->predicted, c->margin, c->source, c->text);
	PUT_NUMBERS(row, c->factor, c->delta, c->effect, c->ci[0], c->ci[1]);
	put_truth(row, s->turns);
}

static void add_data(struct document *d, const struct matrix *m)
{
	static const struct column columns[] = {
		DATA("id"), DATA("record"), DATA("target"), DATA("clock"), DATA("verdict"),
		DATA("reason"), DATA("measure"), DATA("a"), DATA("b"), DATA("base"),
		DATA("predicted"), DATA("margin"), DATA("source"), DATA("claim"), DATA("factor"),
		DATA("delta"), DATA("effect"), DATA("ci_lo"), DATA("ci_hi"), DATA("turns"),
	};
	struct table *t = document_table(d, "claims", NULL, columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < m->claim_count; i++)
		for (size_t k = 0; k < m->count; k++)
			if (m->claims[i].of[k])
				fill_row(m, &m->claims[i], k, table_row(t));
}

/* A table for people per measure, of the claims that one record at least decided. */

static const char *measure_text(const char *measure)
{
	static const char *const in_words[][2] = {
		{ "cycles", "core cycles" },
		{ "path", "path length: instructions executed, not time" },
		{ "bytes", "bytes a site" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(in_words); i++)
		if (!strcmp(measure, in_words[i][0]))
			return in_words[i][1];
	return measure;
}

static bool shown(const struct shared *s, const char *measure)
{
	return s->decided && !strcmp(s->claim->measure, measure);
}

/* Does the record decide any of these? */
static bool decides(const struct matrix *m, const char *measure, size_t record)
{
	for (size_t i = 0; i < m->claim_count; i++)
		if (shown(&m->claims[i], measure) && is_decided(m->claims[i].of[record]))
			return true;
	return false;
}

/* "supported 0.62× [0.60, 0.64]"; "[3]", if the reason is number 3; "not run" (malloced). */
static char *cell_words(const struct matrix *m, const struct claim_result *c)
{
	char *effect, *text;

	if (!c)
		return xstrdup("not run");
	if (!is_decided(c))
		return xasprintf("[%zu]", names_find(&m->reasons, claims_why(c)) + 1);
	effect = claims_effect(c);
	text = xasprintf("%s %s", verdict_names[c->verdict], effect);
	free(effect);
	return text;
}

/* The columns: of one record what it says of each claim, too. */
static size_t columns_of(const struct matrix *m, struct column columns[])
{
	size_t n = 0;

	columns[n++] = (struct column){ .heading = "claim" };
	for (size_t i = 0; i < m->count; i++)
		columns[n++] = (struct column){ .heading = m->labels[i], .kind = LEFT };
	if (m->count > 1)
		return n;
	columns[n++] = (struct column){ .heading = "what is claimed", .kind = WORDS };
	columns[n++] = (struct column){ .heading = "by", .kind = BELOW };
	columns[n++] = (struct column){ .heading = "figures", .kind = BELOW };
	return n;
}

/* Records that decide none of these have no column. */
static void add_measure(struct document *d, const struct matrix *m, const char *measure)
{
	struct column *columns = xcalloc(m->count + 4, sizeof(*columns));
	size_t count = columns_of(m, columns);
	char *title = xasprintf("claims (a / b), %s", measure_text(measure));
	struct table *t = document_table(d, NULL, title, columns, count);

	for (size_t i = 0; i < m->claim_count; i++) {
		const struct shared *s = &m->claims[i];
		struct row *row = shown(s, measure) ? table_row(t) : NULL;

		if (!row)
			continue;
		row->marked = s->turns;
		put_text(row, s->claim->id);
		for (size_t k = 0; k < m->count; k++)
			put_own(row, decides(m, measure, k) ? cell_words(m, s->of[k]) : NULL);
		if (m->count > 1)
			continue;
		put_text(row, s->claim->text);
		put_text(row, s->claim->source);
		put_text(row, s->claim->reason);
	}
	for (size_t k = 0; k < m->count; k++)
		if (!decides(m, measure, k))
			document_add(d, BLOCK_ITEM, "%s decides none of these", m->labels[k]);
	free(title);
	free(columns);
}

/* Claims that no record decided, together if it is for the same reasons. */

static bool same_reasons(const struct matrix *m, const struct shared *a, const struct shared *b)
{
	if (a->decided || b->decided)
		return false;
	for (size_t i = 0; i < m->count; i++)
		if (!a->of[i] != !b->of[i] ||
		    (a->of[i] && strcmp(claims_why(a->of[i]), claims_why(b->of[i]))))
			return false;
	return true;
}

/* Their ids (malloced), or NULL: they were told before, or it was decided. */
static char *undecided(const struct matrix *m, size_t of)
{
	char *ids;

	if (m->claims[of].decided)
		return NULL;
	for (size_t i = 0; i < of; i++)
		if (same_reasons(m, &m->claims[i], &m->claims[of]))
			return NULL;
	ids = xstrdup(m->claims[of].claim->id);
	for (size_t i = of + 1; i < m->claim_count; i++)
		if (same_reasons(m, &m->claims[i], &m->claims[of]))
			append(&ids, ", %s", m->claims[i].claim->id);
	return ids;
}

/* "qemu [1], user [2]", or of one record the reason itself (malloced). */
static char *why_undecided(const struct matrix *m, const struct shared *s)
{
	char *why;

	if (m->count == 1)
		return xstrdup(claims_why(s->claim));
	why = xstrdup("");
	for (size_t k = 0; k < m->count; k++) {
		char *cell = cell_words(m, s->of[k]);

		append(&why, "%s%s %s", k ? ", " : "", m->labels[k], cell);
		free(cell);
	}
	return why;
}

static void add_undecided(struct document *d, const struct matrix *m)
{
	bool any = false;

	for (size_t i = 0; i < m->claim_count; i++) {
		char *ids = undecided(m, i), *why = ids ? why_undecided(m, &m->claims[i]) : NULL;

		if (ids && !any)
			document_add(d, BLOCK_HEADING, "claims not decided here");
		if (ids)
			document_add(d, BLOCK_ITEM, "%s: %s", why, ids);
		any |= ids != NULL;
		free(why);
		free(ids);
	}
}

static void add_reasons(struct document *d, const struct matrix *m)
{
	if (m->reasons.count)
		document_add(d, BLOCK_HEADING, "not measurable, because");
	for (size_t i = 0; i < m->reasons.count; i++)
		document_add(d, BLOCK_ITEM, "[%zu] %s", i + 1, m->reasons.all[i]);
}

/* What is claimed */

/* "cli / sti below 1" (malloced); "of cli / sti, not recorded" where the record does not say. */
static char *predicted(const struct claim_result *c)
{
	char *effect = claims_ratio(c);
	char *all = c->predicted && isfinite(c->factor) ?
		    xasprintf("%s %s %g", effect, c->predicted, c->factor) :
		    xasprintf("of %s, not recorded", effect);

	free(effect);
	return all;
}

/* "2 %, at least 0.02 core cycles: ± 0.02 at kernel" (malloced) */
static char *margin(const struct matrix *m, const struct shared *s)
{
	char *text = xstrdup(s->claim->margin ? s->claim->margin : "not recorded");
	const char *between = ": ";

	for (size_t i = 0; i < m->count; i++) {
		if (!s->of[i] || !(s->of[i]->delta > 0))
			continue;
		append(&text, "%s± %.2g at %s", between, s->of[i]->delta, m->labels[i]);
		between = ", ";
	}
	return text;
}

static void add_claimed(struct document *d, const struct matrix *m)
{
	document_add(d, BLOCK_HEADING, "claims: the effect is a / b, or (a − base) / (b − base)");
	for (size_t i = 0; i < m->claim_count; i++) {
		const struct claim_result *c = m->claims[i].claim;
		char *effect = predicted(c), *delta = margin(m, &m->claims[i]);

		document_add(d, BLOCK_ITEM, "%s: %s — %s; predicted: %s; margin: %s", c->id,
			     c->text, c->source, effect, delta);
		free(delta);
		free(effect);
	}
}

static bool any_turns(const struct matrix *m)
{
	for (size_t i = 0; i < m->claim_count; i++)
		if (m->claims[i].turns)
			return true;
	return false;
}

bool add_claims(struct document *d, const struct record *const records[], size_t count)
{
	struct matrix m = matrix_of(records, count);
	bool any = m.claim_count, several = any && count > 1;
	struct names measures = { 0 };

	if (several)
		add_records(d, &m);
	if (any_turns(&m))
		document_fact(d, "*", "supported by one record and refuted by another");
	add_data(d, &m);
	for (size_t i = 0; i < m.claim_count; i++)
		if (m.claims[i].decided && names_add(&measures, m.claims[i].claim->measure))
			add_measure(d, &m, m.claims[i].claim->measure);
	add_undecided(d, &m);
	if (several) {
		add_reasons(d, &m);
		add_claimed(d, &m);
	}
	names_free(&measures);
	matrix_free(&m);
	return any;
}

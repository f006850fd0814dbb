// SPDX-License-Identifier: GPL-2.0-only
/* What several records make of the same claims: a row a claim, a column a record. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "claims.h"
#include "document.h"
#include "escape.h"
#include "figures.h"
#include "judge.h"
#include "labels.h"
#include "names.h"
#include "questions.h"
#include "record-claims.h"
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
	struct names *reasons;			/* why claims were not decided, as cells say */
};

static bool is_decided(const struct claim_result *c)
{
	return c && c->verdict != VERDICT_NOT_MEASURABLE;
}

/* Records are judged by the claims of this program: an id and a measure make one. */
static bool same_claim(const struct claim_result *a, const struct claim_result *b)
{
	return !strcmp(a->id, b->id) && !strcmp(a->measure, b->measure);
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
	s->decided |= is_decided(c);
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
		.reasons = xcalloc(1, sizeof(struct names)),
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
	names_free(m->reasons);
	free(m->reasons);
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

/* Beside a claim of time: what its two benches execute, and how long a site is. */

static void put_code(struct row *row, const struct result *result)
{
	PUT_NUMBERS(row, result && result->insns >= 0 ? (double)result->insns : NAN,
		    result ? site_bytes(result) : NAN);
}

/* "4 and 3 instructions, 11 and 4 bytes a site" (malloced); NULL: that is what is claimed */
static char *code_words(const struct record *r, const struct claim_result *c)
{
	const struct result *a = record_find(r, c->a), *b = record_find(r, c->b);
	bool paths = a && b && a->insns >= 0 && b->insns >= 0;
	char *bytes[2], *words;

	if (!a || !b || strcmp(c->measure, "cycles") || a->bytes < 0 || b->bytes < 0)
		return NULL;
	bytes[0] = site_bytes_words(a);
	bytes[1] = site_bytes_words(b);
	words = paths ? xasprintf("%ld and %ld instructions, ", a->insns, b->insns) :
			xstrdup("");
	append(&words, "%s and %s bytes a site", bytes[0], bytes[1]);
	free(bytes[0]);
	free(bytes[1]);
	return words;
}

/* In CSV and JSON a row for each record and claim. */

static void fill_row(const struct matrix *m, const struct shared *s, size_t record, struct row *row)
{
	const struct claim_result *c = s->of[record];
	const struct record *r = m->records[record];

	PUT_TEXTS(row, c->id, m->labels[record], r->target, clock_names[r->clock],
		  verdict_names[c->verdict], c->reason, c->measure, c->a, c->b, c->base, c->a_of,
		  c->b_of, c->predicted, c->margin, c->standing, c->source, c->text);
	PUT_NUMBERS(row, c->factor, c->delta, c->effect, c->ci[0], c->ci[1]);
	put_truth(row, s->turns);
	for (int k = 0; k < 2; k++)
		put_code(row, record_find(r, k ? c->b : c->a));
}

static void add_data(struct document *d, const struct matrix *m)
{
	static const struct column columns[] = {
		DATA("id"), DATA("record"), DATA("target"), DATA("clock"), DATA("verdict"),
		DATA("reason"), DATA("measure"), DATA("a"), DATA("b"), DATA("base"), DATA("a_of"),
		DATA("b_of"), DATA("predicted"), DATA("margin"), DATA("standing"), DATA("source"),
		DATA("claim"), DATA("factor"), DATA("delta"), DATA("effect"), DATA("ci_lo"),
		DATA("ci_hi"), DATA("turns"), DATA("a_insns"), DATA("a_bytes"), DATA("b_insns"),
		DATA("b_bytes"),
	};
	struct table *t = document_table(d, "claims", NULL, columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < m->claim_count; i++)
		for (size_t k = 0; k < m->count; k++)
			if (m->claims[i].of[k])
				fill_row(m, &m->claims[i], k, table_row(t));
}

/* A table for people per subject, of the claims that one record at least decided. */

#define CONSTRUCTED "constructed"

/* What a table is about: a measure; or what no measurement could have turned. */
static const char *subject_of(const struct shared *s)
{
	return s->claim->verdict == VERDICT_BY_CONSTRUCTION ? CONSTRUCTED : s->claim->measure;
}

static const char *subject_text(const char *subject)
{
	static const char *const in_words[][2] = {
		{ "cycles", "claims about time (effect in core cycles)" },
		{ "path", "claims about path length (instructions executed, not time)" },
		{ "bytes", "claims about code size (bytes a site)" },
		{ CONSTRUCTED, "by construction: facts of the code, which no figure supports" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(in_words); i++)
		if (!strcmp(subject, in_words[i][0]))
			return in_words[i][1];
	return subject;
}

static bool shown(const struct shared *s, const char *subject)
{
	return s->decided && !strcmp(subject_of(s), subject);
}

/* Does the record decide any of these? */
static bool decides(const struct matrix *m, const char *subject, size_t record)
{
	for (size_t i = 0; i < m->claim_count; i++)
		if (shown(&m->claims[i], subject) && is_decided(m->claims[i].of[record]))
			return true;
	return false;
}

static enum tone tone_of(const struct claim_result *c)
{
	static const enum tone tones[] = {
		[VERDICT_SUPPORTED] = TONE_GOOD, [VERDICT_REFUTED] = TONE_BAD,
		[VERDICT_UNRESOLVED] = TONE_OPEN, [VERDICT_NOT_MEASURABLE] = TONE_OPEN,
	};

	return c ? tones[c->verdict] : TONE_NONE;
}

/* "supported 0.62× [0.60, 0.64]"; "[3]", if the reason is number 3; "not run" (malloced). */
static char *cell_words(const struct matrix *m, const struct claim_result *c)
{
	char *effect, *text;

	if (!c)
		return xstrdup("not run");
	if (!is_decided(c)) {
		names_add(m->reasons, claims_why(c));
		return xasprintf("[%zu]", names_find(m->reasons, claims_why(c)) + 1);
	}
	effect = claims_effect(c);
	text = xasprintf("%s %s", claims_verdict(c), effect);
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
	columns[n++] = (struct column){ .heading = "compares", .kind = BELOW };
	columns[n++] = (struct column){ .heading = "figures", .kind = BELOW };
	columns[n++] = (struct column){ .heading = "code", .kind = BELOW };
	return n;
}

static void put_claimed(struct row *row, const struct record *r, const struct claim_result *c)
{
	put_text(row, c->text);
	put_own(row, *c->source ? claims_source(c) : NULL);
	put_own(row, claims_ratio(c));
	put_text(row, c->reason);
	put_own(row, code_words(r, c));
}

/* Records that decide none of these have no column. */
static void add_subject(struct document *d, const struct matrix *m, const char *subject)
{
	struct column *columns = xcalloc(m->count + 6, sizeof(*columns));
	struct table *t = document_table(d, NULL, subject_text(subject), columns,
					 columns_of(m, columns));

	for (size_t i = 0; i < m->claim_count; i++) {
		const struct shared *s = &m->claims[i];
		struct row *row = shown(s, subject) ? table_row(t) : NULL;

		if (!row)
			continue;
		row->marked = s->turns;
		put_text(row, s->claim->id);
		for (size_t k = 0; k < m->count; k++) {
			put_own(row, decides(m, subject, k) ? cell_words(m, s->of[k]) : NULL);
			put_tone(row, tone_of(s->of[k]));
		}
		if (m->count == 1)
			put_claimed(row, m->records[0], s->claim);
	}
	for (size_t k = 0; k < m->count; k++)
		if (!decides(m, subject, k))
			document_add(d, BLOCK_ITEM, "%s decides none of these", m->labels[k]);
	free(columns);
}

/* What was measured, or what is so by construction. */
static void add_subjects(struct document *d, const struct matrix *m, bool constructed)
{
	struct names subjects = { 0 };

	for (size_t i = 0; i < m->claim_count; i++) {
		const struct shared *s = &m->claims[i];

		if (s->decided && !strcmp(subject_of(s), CONSTRUCTED) == constructed &&
		    names_add(&subjects, subject_of(s)))
			add_subject(d, m, subject_of(s));
	}
	names_free(&subjects);
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
	if (m->reasons->count)
		document_add(d, BLOCK_HEADING, "not measurable, because");
	for (size_t i = 0; i < m->reasons->count; i++)
		document_add(d, BLOCK_ITEM, "[%zu] %s", i + 1, m->reasons->all[i]);
}

/* What is claimed */

/* "cli / sti below 1" (malloced) */
static char *predicted(const struct claim_result *c)
{
	char *effect = claims_ratio(c);
	char *all = xasprintf("%s %s %g", effect, c->predicted, c->factor);

	free(effect);
	return all;
}

/* "2 %, at least 0.02 core cycles: ± 0.02 at kernel" (malloced) */
static char *margin(const struct matrix *m, const struct shared *s)
{
	char *text = xstrdup(s->claim->margin);
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
	document_add(d, BLOCK_HEADING, "what is claimed");
	for (size_t i = 0; i < m->claim_count; i++) {
		const struct claim_result *c = m->claims[i].claim;
		char *effect = predicted(c), *delta = margin(m, &m->claims[i]);
		char *source = claims_source(c);

		document_add(d, BLOCK_ITEM, "%s: %s — %s; predicted: %s; margin: %s", c->id,
			     c->text, source, effect, delta);
		free(source);
		free(delta);
		free(effect);
	}
}

/* The claims of a question */

static bool is_of(const struct shared *s, const char *question)
{
	const struct pb_claim *known = claim_known(s->claim->id, s->claim->measure);

	return known && !strcmp(known->question, question);
}

/* "kvm, xen: [1]; user: supported 0.62×"; of one record only what it has (malloced). */
static char *all_cells(const struct matrix *m, const struct shared *s)
{
	struct names words = { 0 };
	char **cells = xcalloc(m->count, sizeof(*cells)), *text = xstrdup("");

	for (size_t k = 0; k < m->count; k++) {
		cells[k] = cell_words(m, s->of[k]);
		names_add(&words, cells[k]);
	}
	for (size_t i = 0; i < words.count; i++) {
		const char *between = i ? "; " : "";

		for (size_t k = 0; m->count > 1 && k < m->count; k++) {
			if (strcmp(cells[k], words.all[i]))
				continue;
			append(&text, "%s%s", between, m->labels[k]);
			between = ", ";
		}
		append(&text, "%s%s", m->count > 1 ? ": " : "", words.all[i]);
	}
	for (size_t k = 0; k < m->count; k++)
		free(cells[k]);
	free(cells);
	names_free(&words);
	return text;
}

/* What any record decided; none if they contradict each other. */
static enum tone tone_of_all(const struct matrix *m, const struct shared *s)
{
	if (s->turns)
		return TONE_NONE;
	if (has(m, s, VERDICT_SUPPORTED))
		return TONE_GOOD;
	if (has(m, s, VERDICT_REFUTED))
		return TONE_BAD;
	return !s->decided || has(m, s, VERDICT_UNRESOLVED) ? TONE_OPEN : TONE_NONE;
}

static void put_claim(struct row *row, const struct matrix *m, const struct shared *s)
{
	const struct pb_claim *known = claim_known(s->claim->id, s->claim->measure);
	char *source = claims_source(s->claim), *anchor = escape_file_name(s->claim->id);
	char *effect = predicted(s->claim), *delta = margin(m, s);

	row->id = xasprintf("claim-%s", anchor);
	row->marked = s->turns;
	put_text(row, s->claim->id);
	put_link(row, source, known && known->mail ? known->mail->url : NULL);
	put_text(row, s->claim->text);
	put_text(row, s->claim->measure);
	put_own(row, all_cells(m, s));
	put_tone(row, tone_of_all(m, s));
	put_own(row, xasprintf("%s; margin %s", effect, delta));
	free(delta);
	free(effect);
	free(anchor);
	free(source);
}

void add_question_claims(struct document *d, const struct record *const records[], size_t count,
			 const char *question)
{
	static const struct column columns[] = {
		SHOWN(NULL, "claim"), { NULL, "by", LEFT }, { NULL, "what is claimed", WORDS },
		{ NULL, "of", LEFT }, { NULL, "verdict and effect", WORDS },
		{ NULL, "predicted", WORDS },
	};
	struct matrix m = matrix_of(records, count);
	struct table *t = document_table(d, NULL, "claims, and the effect in each record",
					 columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < m.claim_count; i++)
		if (is_of(&m.claims[i], question))
			put_claim(table_row(t), &m, &m.claims[i]);
	for (size_t i = 0; i < m.reasons->count; i++)
		document_add(d, BLOCK_ITEM, "[%zu] %s", i + 1, m.reasons->all[i]);
	matrix_free(&m);
}

void add_claims_left_out(struct document *d, const struct record *const records[], size_t count)
{
	char **labels = labels_make(records, count);

	for (size_t i = 0; i < count; i++) {
		char *text = claims_left_out(records[i]);

		if (text)
			document_add(d, BLOCK_ITEM, "%s%s%s", count > 1 ? labels[i] : "",
				     count > 1 ? ": " : "", text);
		free(text);
	}
	labels_free(labels, count);
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

	if (several)
		add_records(d, &m);
	if (any_turns(&m))
		document_fact(d, "*", "supported by one record and refuted by another");
	add_data(d, &m);
	add_subjects(d, &m, false);
	add_subjects(d, &m, true);
	add_undecided(d, &m);
	if (several) {
		add_reasons(d, &m);
		add_claimed(d, &m);
	}
	add_claims_left_out(d, records, count);
	matrix_free(&m);
	return any;
}

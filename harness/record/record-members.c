// SPDX-License-Identifier: GPL-2.0-only
#include "record-members.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "util.h"

const char *const clock_names[] = { "silicon", "icount", "emulated", NULL };
const char *const clock_units[] = { "core cycles", "instructions", "emulated ticks", NULL };
const char *const status_names[] = { "ok", "skipped", "faulted", "failed", "contended", NULL };
const char *const verdict_names[] = {
	"supported", "refuted", "no-difference", "unresolved", "by-construction", "not-measurable",
	NULL
};

#define AT(type, field) \
	.at = offsetof(struct type, field), .size = sizeof(((struct type *)0)->field)
#define LIST(type, field, length, element) \
	.at = offsetof(struct type, field), .size = sizeof(element), \
	.count = offsetof(struct type, length)

/* The order is that of the columns in schema 2. */
const struct member batch_members[] = {
	{ "estimate", FIGURE, AT(batch, estimate), .precision = OF_BATCH },
	{ "sd", FIGURE, AT(batch, sd), .precision = OF_DEVIATION },
	{ "samples", WHOLE, AT(batch, samples), .null = -1 },
	{ "loops", WHOLE, AT(batch, loops), .null = -1 },
	{ "layout", WHOLE, AT(batch, layout), .null = -1 },
	{ "pass", WHOLE, AT(batch, pass), .most = INT_MAX, .null = -1 },
	MEMBERS_END,
};

const struct member result_members[] = {
	{ "name", TEXT, NEEDED, AT(result, name), .most = RECORD_NAME_MAX },
	{ "status", NAME, NEEDED, AT(result, status), .of = status_names },
	{ "insns", WHOLE, AT(result, insns), .null = -1 },
	{ "code", TEXT, AT(result, code), .most = RECORD_CODE_MAX },
	{ "estimate", FIGURE, AT(result, estimate), .precision = OF_ESTIMATE },
	{ "ci", FIGURE_ARRAY, AT(result, ci), .precision = OF_ESTIMATE },
	{ "quantiles", FIGURE_ARRAY, AT(result, quantiles), .precision = OF_SAMPLE,
	  .usual = usual_quantiles },
	{ "histogram", HISTOGRAM, LIST(result, histogram, bins, struct bin),
	  .most = RECORD_BINS_MAX, .usual = usual_histogram },
	{ "batches", BATCHES, LIST(result, batches, batch_count, struct batch),
	  .of = batch_members, .columns = 6, .most = RECORD_BATCHES_MAX, .usual = usual_batches },
	/* After the columns */
	{ "reason", TEXT, AT(result, reason), .usual = usual_reason },
	{ "bytes", WHOLE, AT(result, bytes), .null = -1, .usual = usual_bytes },
	{ "cold_bytes", WHOLE, AT(result, cold), .null = -1, .usual = usual_cold },
	{ "table_bytes", WHOLE, AT(result, tables), .null = -1, .usual = usual_tables },
	{ "samples", WHOLE, AT(result, samples), .null = 0, .usual = usual_samples },
	{ "dropped", COUNTS, LIST(result, dropped, dropped_count, struct count),
	  .most = RECORD_COUNTS_MAX },
	{ "estimate_with_dropped", FIGURE, AT(result, estimate_with_dropped),
	  .precision = OF_ESTIMATE, .usual = usual_with_dropped },
	{ "counters", COUNTS, LIST(result, counters, counter_count, struct count),
	  .most = RECORD_COUNTS_MAX, .precision = OF_COUNTER, .usual = usual_counters },
	{ "longest_irqs_off_us", FIGURE, AT(result, longest_us), .precision = OF_COUNTER },
	{ "question", TEXT, NOT_NULL, AT(result, question), .most = RECORD_NAME_MAX,
	  .usual = usual_question },
	{ "what", TEXT, NOT_NULL, AT(result, what), .usual = usual_what },
	MEMBERS_END,
};

const struct member claim_members[] = {
	{ "id", TEXT, NEEDED, AT(claim_result, id), .most = RECORD_NAME_MAX },
	{ "measure", TEXT, NEEDED, AT(claim_result, measure) },
	{ "verdict", NAME, NEEDED, AT(claim_result, verdict), .of = verdict_names },
	{ "reason", TEXT, AT(claim_result, reason), .usual = usual_claim_reason },
	{ "effect", FIGURE, AT(claim_result, effect), .precision = OF_ESTIMATE },
	{ "ci", FIGURE_ARRAY, AT(claim_result, ci), .precision = OF_ESTIMATE },
	{ "delta", FIGURE, AT(claim_result, delta), .precision = OF_ESTIMATE },
	/* After the columns; as the program has them for that id and measure */
	{ "source", TEXT, NOT_NULL, AT(claim_result, source), .usual = usual_texts },
	{ "text", TEXT, NOT_NULL, AT(claim_result, text), .usual = usual_texts },
	{ "a", TEXT, NOT_NULL, AT(claim_result, a), .most = RECORD_NAME_MAX, .usual = usual_texts },
	{ "b", TEXT, NOT_NULL, AT(claim_result, b), .most = RECORD_NAME_MAX, .usual = usual_texts },
	{ "base", TEXT, AT(claim_result, base), .most = RECORD_NAME_MAX, .usual = usual_texts },
	{ "a_of", TEXT, AT(claim_result, a_of), .most = RECORD_NAME_MAX, .usual = usual_texts },
	{ "b_of", TEXT, AT(claim_result, b_of), .most = RECORD_NAME_MAX, .usual = usual_texts },
	{ "standing", TEXT, AT(claim_result, standing), .usual = usual_texts },
	{ "predicted", TEXT, AT(claim_result, predicted), .usual = usual_texts },
	{ "factor", FIGURE, AT(claim_result, factor), .usual = usual_texts },
	{ "margin", TEXT, AT(claim_result, margin), .usual = usual_texts },
	MEMBERS_END,
};

static const struct member run_members[] = {
	{ "id", TEXT, NEEDED, AT(record, id), .brief = true },
	{ "utc", TEXT, NEEDED, AT(record, utc), .brief = true },
	{ "version", TEXT, NEEDED, AT(record, version), .brief = true },
	{ "command", TEXT, NEEDED, AT(record, command), .brief = true },
	{ "seed", WHOLE, NEEDED, AT(record, seed), .brief = true },
	MEMBERS_END,
};

const struct member record_members[] = {
	{ "run", OBJECT, NEEDED, .of = run_members, .brief = true },
	{ "machine", FACTS, NEEDED, .most = RECORD_FACTS_MAX, .brief = true },
	{ "target", TEXT, NEEDED, AT(record, target), .brief = true },
	{ "clock", NAME, NEEDED, AT(record, clock), .of = clock_names, .brief = true },
	{ "clock_reason", TEXT, AT(record, clock_reason) },
	{ .name = "unit", .kind = UNIT, .needed = NEEDED, .brief = true },
	{ "benches", ROWS, NEEDED, LIST(record, results, result_count, struct result),
	  .of = result_members, .columns = 9, .most = RECORD_BENCHES_MAX,
	  .beyond = "; measure less at once" },
	{ "skipped", SKIPPED, LIST(record, skipped, skipped_count, struct result),
	  .of = result_members, .most = RECORD_BENCHES_MAX, .brief = true },
	{ "claims", ROWS, NEEDED, LIST(record, claims, claim_count, struct claim_result),
	  .of = claim_members, .columns = 7, .most = RECORD_CLAIMS_MAX },
	{ "notes", TEXTS, LIST(record, notes, note_count, char *), .most = RECORD_NOTES_MAX },
	MEMBERS_END,
};

size_t member_figures(const struct member *m)
{
	return m->kind == FIGURE || m->kind == FIGURE_ARRAY ? m->size / sizeof(double) : 0;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_figure(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool same_batch(const struct batch *a, const struct batch *b)
{
	for (const struct member *m = batch_members; m->name; m++)
		if (!member_same(m, a, b))
			return false;
	return true;
}

/* The i-th elements of two lists. */
static bool same_element(enum kind kind, const void *a, const void *b, size_t i)
{
	const struct count *x = a, *y = b;
	const struct bin *v = a, *w = b;

	if (kind == COUNTS)
		return !strcmp(x[i].name, y[i].name) && same_figure(x[i].value, y[i].value);
	if (kind == HISTOGRAM)
		return v[i].value == w[i].value && v[i].count == w[i].count;
	return same_batch((const struct batch *)a + i, (const struct batch *)b + i);
}

bool member_same(const struct member *m, const void *a, const void *b)
{
	const void *x = member_at(a, m->at), *y = member_at(b, m->at);

	if (m->kind == TEXT)
		return same_text(*(char *const *)x, *(char *const *)y);
	if (m->count && *member_count(m, a) != *member_count(m, b))
		return false;
	for (size_t i = 0; m->count && i < *member_count(m, a); i++)
		if (!same_element(m->kind, *(void *const *)x, *(void *const *)y, i))
			return false;
	if (m->count)
		return true;
	if (!member_figures(m))
		return !memcmp(x, y, m->size);
	for (size_t i = 0; i < member_figures(m); i++)
		if (!same_figure(((const double *)x)[i], ((const double *)y)[i]))
			return false;
	return true;
}

void member_set_nothing(const struct member *m, void *object)
{
	void *field = member_at(object, m->at);

	if (m->kind == WHOLE)
		memcpy(field, &m->null, m->size);
	for (size_t i = 0; i < member_figures(m); i++)
		((double *)field)[i] = NAN;
}

static void free_list(const struct member *m, char *elements, size_t count)
{
	while (count--) {
		void *element = elements + count * m->size;

		if (m->kind == TEXTS)
			free(*(char **)element);
		else if (m->kind == COUNTS)
			free(((struct count *)element)->name);
		else if (m->kind == ROWS || m->kind == SKIPPED)
			members_free(m->of, element);
	}
	free(elements);
}

void members_free(const struct member *members, void *object)
{
	for (const struct member *m = members; m->name; m++) {
		void *field = member_at(object, m->at);

		if (m->kind == OBJECT)
			members_free(m->of, object);
		else if (m->kind == TEXT)
			free(*(char **)field);
		else if (m->count)
			free_list(m, *(char **)field, *member_count(m, object));
	}
}

void fact_free(struct fact *f)
{
	free(f->key);
	free(f->value);
	free(f->missing);
}

void record_free(struct record *r)
{
	if (!r)
		return;
	members_free(record_members, r);
	while (r->fact_count)
		fact_free(&r->facts[--r->fact_count]);
	free(r->facts);
	free(r->path);
	free(r);
}

static const struct member *list_named(const char *name)
{
	const struct member *m = record_members;

	while (strcmp(m->name, name))
		m++;
	return m;
}

static bool has_benches(const struct record *r, const struct claim_result *c)
{
	const char *const benches[] = { c->a, c->b, c->base, c->a_of, c->b_of };

	for (size_t i = 0; i < ARRAY_SIZE(benches); i++)
		if (benches[i] && !record_find(r, benches[i]))
			return false;
	return true;
}

static void keep_claims(struct record *r)
{
	const struct member *m = list_named("claims");
	size_t kept = 0;

	for (size_t i = 0; i < r->claim_count; i++)
		if (has_benches(r, &r->claims[i]))
			r->claims[kept++] = r->claims[i];
		else
			members_free(m->of, &r->claims[i]);
	r->claim_count = kept;
}

/* "cpuid: ..." is a note on a bench. */
static bool is_on_another(const struct record *r, const char *note)
{
	char *name = xasprintf("%.*s", (int)strcspn(note, ": "), note);
	bool other = pb_find(name) && !record_find(r, name);

	free(name);
	return other;
}

static void keep_notes(struct record *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->note_count; i++)
		if (is_on_another(r, r->notes[i]))
			free(r->notes[i]);
		else
			r->notes[kept++] = r->notes[i];
	r->note_count = kept;
}

void record_keep(struct record *r, bool (*keep)(const struct result *, const void *),
		 const void *with)
{
	const struct member *m = list_named("benches");
	size_t kept = 0;

	for (size_t i = 0; i < r->result_count; i++)
		if (keep(&r->results[i], with))
			r->results[kept++] = r->results[i];
		else
			members_free(m->of, &r->results[i]);
	r->result_count = kept;
	keep_claims(r);
	keep_notes(r);
}

void record_drop_claims(struct record *r)
{
	const struct member *m = list_named("claims");

	free_list(m, (char *)r->claims, r->claim_count);
	r->claims = NULL;
	r->claim_count = 0;
}

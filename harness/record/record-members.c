// SPDX-License-Identifier: GPL-2.0-only
#include "record-members.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record-usual.h"
#include "util.h"

#define AT(type, field) \
	.at = offsetof(struct type, field), .size = sizeof(((struct type *)0)->field)
#define LIST(type, field, length, element) \
	.at = offsetof(struct type, field), .size = sizeof(element), \
	.count = offsetof(struct type, length)

/* The order is that of the columns in schema 2. */
const struct member batch_members[] = {
	{ "estimate", NULL, FIGURE, AT(batch, estimate), .precision = OF_BATCH },
	{ "sd", NULL, FIGURE, AT(batch, sd), .precision = OF_DEVIATION },
	{ "samples", NULL, WHOLE, AT(batch, samples), .null = 0 },
	{ "loops", NULL, WHOLE, NEEDED_IN_1, AT(batch, loops) },
	{ "layout", NULL, WHOLE, NEEDED_IN_1, AT(batch, layout) },
	{ "pass", NULL, WHOLE, AT(batch, pass), .most = INT_MAX, .null = -1 },
	MEMBERS_END,
};

const struct member result_members[] = {
	{ "name", NULL, TEXT, NEEDED, AT(result, name), .most = RECORD_NAME_MAX, .brief = true },
	{ "status", NULL, NAME, NEEDED, AT(result, status), .of = status_names, .brief = true },
	{ "insns", NULL, WHOLE, AT(result, insns), .null = -1 },
	{ "code", NULL, TEXT, AT(result, code), .most = RECORD_CODE_MAX },
	{ "estimate", NULL, FIGURE, AT(result, estimate), .precision = OF_ESTIMATE, .brief = true },
	{ "ci", NULL, FIGURES, AT(result, ci), .precision = OF_ESTIMATE },
	{ "quantiles", "", FIGURES, AT(result, quantiles), .precision = OF_SAMPLE,
	  .usual = usual_quantiles },
	{ "histogram", NULL, HISTOGRAM, LIST(result, histogram, bins, struct bin),
	  .most = RECORD_BINS_MAX, .usual = usual_histogram },
	{ "batches", "loads", BATCHES, LIST(result, batches, batch_count, struct batch),
	  .of = batch_members, .columns = 6, .most = RECORD_BATCHES_MAX, .usual = usual_batches },
	/* After the columns */
	{ "reason", NULL, TEXT, AT(result, reason), .usual = usual_reason },
	{ "bytes", NULL, WHOLE, AT(result, bytes), .null = -1, .usual = usual_bytes },
	{ "cold_bytes", NULL, WHOLE, AT(result, cold), .null = -1, .usual = usual_cold },
	{ "samples", NULL, WHOLE, AT(result, samples), .null = 0, .usual = usual_samples },
	{ "dropped", NULL, COUNTS, LIST(result, dropped, dropped_count, struct count),
	  .most = RECORD_COUNTS_MAX },
	{ "estimate_with_dropped", NULL, FIGURE, AT(result, estimate_with_dropped),
	  .precision = OF_ESTIMATE, .usual = usual_with_dropped },
	{ "counters", NULL, COUNTS, LIST(result, counters, counter_count, struct count),
	  .most = RECORD_COUNTS_MAX, .precision = OF_COUNTER, .usual = usual_counters },
	{ "longest_irqs_off_us", NULL, FIGURE, AT(result, longest_us), .precision = OF_COUNTER },
	{ "question", "group", TEXT, NEEDED_IN_1, AT(result, question), .most = RECORD_NAME_MAX,
	  .usual = usual_question, .brief = true },
	{ "what", NULL, TEXT, NEEDED_IN_1, AT(result, what), .usual = usual_what },
	{ NULL, "min", FIGURE, AT(result, min) },
	{ NULL, "p50", FIGURE, AT(result, p50) },
	{ NULL, "p99", FIGURE, AT(result, p99) },
	{ NULL, "max", FIGURE, AT(result, max) },
	MEMBERS_END,
};

const struct member claim_members[] = {
	{ "id", NULL, TEXT, NEEDED, AT(claim_result, id), .most = RECORD_NAME_MAX },
	{ "measure", NULL, TEXT, NEEDED, AT(claim_result, measure) },
	{ "verdict", NULL, NAME, NEEDED, AT(claim_result, verdict), .of = verdict_names },
	{ "reason", NULL, TEXT, AT(claim_result, reason), .usual = usual_claim_reason },
	{ "effect", NULL, FIGURE, AT(claim_result, effect), .precision = OF_ESTIMATE },
	{ "ci", NULL, FIGURES, AT(claim_result, ci), .precision = OF_ESTIMATE },
	{ "delta", NULL, FIGURE, AT(claim_result, delta), .precision = OF_ESTIMATE },
	/* After the columns; as the program has them for that id and measure */
	{ "source", NULL, TEXT, NEEDED_IN_1, AT(claim_result, source),
	  .usual = usual_claim_texts },
	{ "text", NULL, TEXT, NEEDED_IN_1, AT(claim_result, text),
	  .usual = usual_claim_texts },
	{ "a", NULL, TEXT, NEEDED_IN_1, AT(claim_result, a), .most = RECORD_NAME_MAX,
	  .usual = usual_claim_texts },
	{ "b", NULL, TEXT, NEEDED_IN_1, AT(claim_result, b), .most = RECORD_NAME_MAX,
	  .usual = usual_claim_texts },
	{ "base", NULL, TEXT, AT(claim_result, base), .most = RECORD_NAME_MAX,
	  .usual = usual_claim_texts },
	{ "predicted", NULL, TEXT, AT(claim_result, predicted),
	  .usual = usual_claim_texts },
	{ "factor", NULL, FIGURE, AT(claim_result, factor),
	  .usual = usual_claim_texts },
	{ "margin", NULL, TEXT, AT(claim_result, margin),
	  .usual = usual_claim_texts },
	MEMBERS_END,
};

static const struct member run_members[] = {
	{ "id", NULL, TEXT, NEEDED, AT(record, id), .brief = true },
	{ "utc", NULL, TEXT, NEEDED, AT(record, utc), .brief = true },
	{ "version", NULL, TEXT, NEEDED, AT(record, version), .brief = true },
	{ "command", NULL, TEXT, NEEDED, AT(record, command), .brief = true },
	{ "seed", NULL, WHOLE, NEEDED, AT(record, seed), .brief = true },
	MEMBERS_END,
};

const struct member record_members[] = {
	{ "run", NULL, OBJECT, NEEDED, .of = run_members, .brief = true },
	{ "machine", NULL, FACTS, NEEDED, .most = RECORD_FACTS_MAX, .brief = true },
	{ "target", "place", TEXT, NEEDED, AT(record, target), .brief = true },
	{ "clock", NULL, NAME, NEEDED, AT(record, clock), .of = clock_names, .brief = true },
	{ "clock_reason", NULL, TEXT, AT(record, clock_reason) },
	{ .name = "unit", .kind = UNIT, .needed = NEEDED, .brief = true },
	{ "benches", NULL, ROWS, NEEDED, LIST(record, results, result_count, struct result),
	  .of = result_members, .columns = 9, .most = RECORD_BENCHES_MAX,
	  .beyond = "; measure less at once", .brief = true },
	{ "claims", NULL, ROWS, NEEDED, LIST(record, claims, claim_count, struct claim_result),
	  .of = claim_members, .columns = 7, .most = RECORD_CLAIMS_MAX },
	{ "notes", NULL, TEXTS, LIST(record, notes, note_count, char *), .most = RECORD_NOTES_MAX },
	MEMBERS_END,
};

static bool is_figures(const struct member *m)
{
	return m->kind == FIGURE || m->kind == FIGURES;
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
	for (const struct member *m = batch_members; !is_end(m); m++)
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
	if (m->count) {
		for (size_t i = 0; i < *member_count(m, a); i++)
			if (!same_element(m->kind, *(void *const *)x, *(void *const *)y, i))
				return false;
		return true;
	}
	if (!is_figures(m))
		return !memcmp(x, y, m->size);
	for (size_t i = 0; i < m->size / sizeof(double); i++)
		if (!same_figure(((const double *)x)[i], ((const double *)y)[i]))
			return false;
	return true;
}

void member_set_nothing(const struct member *m, void *object)
{
	void *field = member_at(object, m->at);

	if (m->kind == WHOLE)
		memcpy(field, &m->null, m->size);
	for (size_t i = 0; is_figures(m) && i < m->size / sizeof(double); i++)
		((double *)field)[i] = NAN;
}

void member_swap(const struct member *m, void *a, void *b)
{
	union object other = { 0 };
	size_t size = m->count ? sizeof(void *) : m->size, n = m->count ? *member_count(m, a) : 0;

	memcpy(&other, member_at(a, m->at), size);
	memcpy(member_at(a, m->at), member_at(b, m->at), size);
	memcpy(member_at(b, m->at), &other, size);
	if (m->count) {
		*member_count(m, a) = *member_count(m, b);
		*member_count(m, b) = n;
	}
}

static void free_list(const struct member *m, char *elements, size_t count)
{
	while (count--) {
		void *element = elements + count * m->size;

		if (m->kind == TEXTS)
			free(*(char **)element);
		else if (m->kind == COUNTS)
			free(((struct count *)element)->name);
		else if (m->kind == ROWS)
			members_free(m->of, element);
	}
	free(elements);
}

void members_free(const struct member *members, void *object)
{
	for (const struct member *m = members; !is_end(m); m++) {
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

void record_drop_claims(struct record *r)
{
	const struct member *m = record_members;

	while (strcmp(m->name, "claims"))
		m++;
	free_list(m, (char *)r->claims, r->claim_count);
	r->claims = NULL;
	r->claim_count = 0;
}

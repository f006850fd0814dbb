// SPDX-License-Identifier: GPL-2.0-only
#include "record-members.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "claim-words.h"
#include "record-claims.h"
#include "util.h"

/* The first bench of the same status; NULL: this is it. */
static const struct result *first_like(const struct record *r, const struct result *result)
{
	const struct result *first = r->results;

	while (first < result && first->status != result->status)
		first++;
	return first < result ? first : NULL;
}

/* All samples have the value of the estimate. */
static bool is_exact(const struct result *result)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(result->quantiles); i++)
		if (result->quantiles[i] != result->estimate)
			return false;
	return true;
}

void usual_quantiles(const struct record *r, const union object *x, union object *u)
{
	double value = x->result.status == STATUS_OK ? x->result.estimate : NAN;
	size_t i;

	(void)r;
	for (i = 0; i < ARRAY_SIZE(u->result.quantiles); i++)
		u->result.quantiles[i] = value;
}

static size_t samples_of_first(const struct record *r, const struct result *result)
{
	const struct result *first = first_like(r, result);

	return first ? first->samples : 0;
}

void usual_histogram(const struct record *r, const union object *x, union object *u)
{
	double hundredth = round(x->result.estimate * 100) / 100 + 0.0;	/* no -0 */
	size_t samples = x->result.samples ? x->result.samples : samples_of_first(r, &x->result);

	if (!is_exact(&x->result) || !isfinite(hundredth) || !samples)
		return;
	u->result.bins = 1;
	u->result.histogram = xcalloc(1, sizeof(*u->result.histogram));
	*u->result.histogram = (struct bin){ hundredth, samples };
}

void usual_samples(const struct record *r, const union object *x, union object *u)
{
	size_t i;

	u->result.samples = is_exact(&x->result) ? samples_of_first(r, &x->result) : 0;
	for (i = 0; i < x->result.bins && !is_exact(&x->result); i++)
		u->result.samples += x->result.histogram[i].count;
}

struct batch usual_batch(const struct record *r, const struct result *result,
			 const struct batch *before)
{
	const struct result *first = first_like(r, result);
	size_t i = before ? (size_t)(before - result->batches) + 1 : 0;
	struct batch b = { .pass = before ? before->pass + 1 : 0, .estimate = NAN, .sd = NAN };

	if (first && i < first->batch_count)
		b.layout = first->batches[i].layout;
	if (!before && first && first->batch_count)
		before = first->batches;
	if (before) {
		b.samples = before->samples;
		b.loops = before->loops;
	}
	return b;
}

/* As many as the first has, and each like the estimate. */
void usual_batches(const struct record *r, const union object *x, union object *u)
{
	const struct result *first = first_like(r, &x->result);
	size_t i, n = first && is_exact(&x->result) ? first->batch_count : 0;

	u->result.batches = xcalloc(n, sizeof(*u->result.batches));
	u->result.batch_count = n;
	for (i = 0; i < n; i++) {
		u->result.batches[i] = first->batches[i];
		u->result.batches[i].estimate = x->result.estimate;
		u->result.batches[i].sd = 0;
	}
}

/* What the first has counted is 0. */
void usual_counters(const struct record *r, const union object *x, union object *u)
{
	const struct result *first = first_like(r, &x->result);
	size_t i, n = first ? first->counter_count : 0;

	u->result.counters = xcalloc(n, sizeof(*u->result.counters));
	u->result.counter_count = n;
	for (i = 0; i < n; i++)
		u->result.counters[i].name = xstrdup(first->counters[i].name);
}

/* As of the bench of the same status before it. */
void usual_reason(const struct record *r, const union object *x, union object *u)
{
	const struct result *result = &x->result, *before = result;

	while (before > r->results && (--before)->status != result->status)
		;
	u->result.reason = before->status == result->status && before < result && before->reason ?
		    xstrdup(before->reason) : NULL;
}

void usual_bytes(const struct record *r, const union object *x, union object *u)
{
	(void)r;
	u->result.bytes = x->result.code ? (long)strlen(x->result.code) / 2 : -1;
}

void usual_cold(const struct record *r, const union object *x, union object *u)
{
	(void)r;
	u->result.cold = x->result.bytes < 0 ? -1 : 0;
}

void usual_tables(const struct record *r, const union object *x, union object *u)
{
	(void)r;
	u->result.tables = x->result.bytes < 0 ? -1 : 0;
}

void usual_with_dropped(const struct record *r, const union object *x, union object *u)
{
	(void)r;
	u->result.estimate_with_dropped = x->result.estimate;
}

/* Most records have all benches, or some of them, in the same order. */
static const struct pb_bench *find_bench(const struct record *r, const struct result *result)
{
	size_t i = bench_index(result->name, (size_t)(result - r->results));

	return i < pb_bench_count ? pb_benches[i] : NULL;
}

void usual_question(const struct record *r, const union object *x, union object *u)
{
	const struct pb_bench *bench = find_bench(r, &x->result);

	u->result.question = xstrdup(bench ? bench->question : "unknown");
}

void usual_what(const struct record *r, const union object *x, union object *u)
{
	const struct pb_bench *bench = find_bench(r, &x->result);

	u->result.what = xstrdup(bench ? bench->what : "");
}

/* Claims */

void usual_texts(const struct record *r, const union object *x, union object *u)
{
	const struct pb_claim *claim = claim_known(x->claim.id, x->claim.measure);

	(void)r;
	u->claim.factor = NAN;
	if (claim)
		claim_words(claim, &u->claim);
}

/* As of the first claim of that measure and verdict. */
void usual_claim_reason(const struct record *r, const union object *x, union object *u)
{
	const struct claim_result *c = &x->claim, *first = r->claims;

	while (first < c && (first->verdict != c->verdict || strcmp(first->measure, c->measure)))
		first++;
	u->claim.reason = first < c && first->reason ? xstrdup(first->reason) : NULL;
}

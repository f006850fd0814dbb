// SPDX-License-Identifier: GPL-2.0-only
/*
 * Of most benches that were skipped a record has but the reason: the rest is what the table says.
 */
#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "record-members.h"
#include "record.h"
#include "util.h"

/*
 * If so, the copy at the same place of the function with twice as many has others: how far it is to
 * the same address.
 */
bool bench_has_addresses(const struct pb_bench *bench)
{
	const struct pb_code *code = bench->code;
	ptrdiff_t at = code ? code->site - (const char *)code->fn[0][0] : 0;

	return code && memcmp(code->site, (const char *)code->fn[0][1] + at,
			      (size_t)(code->end - code->site)) != 0;
}

char *bench_code(const struct pb_bench *bench)
{
	long bytes = bench->code ? pb_site_bytes(bench->code) : -1;
	char *hex;

	if (bytes < 0 || bench_has_addresses(bench))
		return NULL;
	bytes = bytes < RECORD_SITE_BYTES ? bytes : RECORD_SITE_BYTES;
	hex = xcalloc(2 * (size_t)bytes + 1, 1);
	for (long i = 0; i < bytes; i++)
		sprintf(hex + 2 * i, "%02x", (unsigned char)bench->code->site[i]);
	return hex;
}

void result_set_bench(struct result *result, const struct pb_bench *bench)
{
	result->question = xstrdup(bench->question);
	result->what = xstrdup(bench->what);
	result->insns = bench->insns;
	if (!bench->code)
		return;
	result->bytes = pb_site_bytes(bench->code);
	result->cold = bench->code->cold;
	result->tables = bench->needs & PB_LINUX ? -1 : (long)bench->code->tables;
}

size_t bench_index(const char *name, size_t from)
{
	for (size_t i = from; i < from + pb_bench_count; i++)
		if (!strcmp(pb_benches[i % pb_bench_count]->name, name))
			return i % pb_bench_count;
	return pb_bench_count;
}

size_t result_set_question(struct result *result, size_t from)
{
	size_t index = bench_index(result->name, from);
	const char *todays = index < pb_bench_count ? pb_benches[index]->question : NULL;

	if (todays || !result->question) {
		free(result->question);
		result->question = xstrdup(todays ? todays : "unknown");
	}
	return index;
}

size_t result_set_skipped(struct result *result, const char *name, const char *reason, size_t from)
{
	*result = (struct result){ .name = xstrdup(name), .status = STATUS_SKIPPED };
	for (const struct member *m = result_members; m->name; m++)
		member_set_nothing(m, result);
	rename_old_bench(&result->name);
	if (!reason)
		return from;
	result->reason = xstrdup(reason);
	from = bench_index(result->name, from);
	if (from < pb_bench_count) {
		result_set_bench(result, pb_benches[from]);
		result->code = bench_code(pb_benches[from]);
	} else {
		result->question = xstrdup("unknown");
		result->what = xstrdup("");
	}
	return from;
}

/* As it is written: neither cut nor changed. */
static bool is_plain(const char *text)
{
	json_t *value = strlen(text) <= RECORD_TEXT_MAX ? json_string(text) : NULL;

	json_decref(value);
	return value;
}

/* A reader that knows the reason knows all of it. */
static bool says_only_why(const struct result *result, size_t index)
{
	struct result like;
	bool same = true;

	if (result->status != STATUS_SKIPPED || index == pb_bench_count ||
	    !is_plain(result->reason))
		return false;
	result_set_skipped(&like, result->name, result->reason, index);
	for (const struct member *m = result_members; m->name && same; m++)
		same = member_same(m, result, &like);
	members_free(result_members, &like);
	return same;
}

/* A skipped bench, by its place in the table, and among those with the same place. */
struct place {
	size_t at, order;
	const struct result *result;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

struct record record_split(const struct record *r)
{
	struct record view = *r;
	struct place *skipped = xcalloc(r->result_count, sizeof(*skipped));
	size_t at = 0, i;

	view.result_count = view.skipped_count = 0;
	view.results = xcalloc(r->result_count, sizeof(*view.results));
	for (i = 0; i < r->result_count; i++) {
		at = bench_index(r->results[i].name, at);
		if (says_only_why(&r->results[i], at))
			skipped[view.skipped_count++] = (struct place){ at, i, &r->results[i] };
		else
			view.results[view.result_count++] = r->results[i];
	}
	qsort(skipped, view.skipped_count, sizeof(*skipped), by_place);
	view.skipped = xcalloc(view.skipped_count, sizeof(*view.skipped));
	for (i = 0; i < view.skipped_count; i++)
		view.skipped[i] = *skipped[i].result;
	free(skipped);
	return view;
}

static struct place *places_of(const struct result *skipped, size_t n)
{
	struct place *places = xcalloc(n, sizeof(*places));
	size_t at = 0, i;

	for (i = 0; i < n; i++) {
		at = bench_index(skipped[i].name, at);
		places[i] = (struct place){ at, i, &skipped[i] };
	}
	qsort(places, n, sizeof(*places), by_place);
	return places;
}

/* The rows keep their order; a skipped bench that the table does not know comes last. */
void record_join(struct record *r)
{
	struct place *places = places_of(r->skipped, r->skipped_count);
	struct place *next = places, *end = places + r->skipped_count;
	size_t n = r->result_count + r->skipped_count, at = 0, i;
	struct result *joined = xreallocarray(NULL, n, sizeof(*joined)), *to = joined;

	for (i = 0; i < r->result_count; i++) {
		at = bench_index(r->results[i].name, at);
		while (at < pb_bench_count && next < end && next->at < at)
			*to++ = *next++->result;
		*to++ = r->results[i];
	}
	while (next < end)
		*to++ = *next++->result;
	free(places);
	free(r->results);
	free(r->skipped);
	r->results = joined;
	r->result_count = n;
	r->skipped = NULL;
	r->skipped_count = 0;
}

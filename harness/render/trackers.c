// SPDX-License-Identifier: GPL-2.0-only
/* Programs that track benchmarks. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "complain.h"
#include "escape.h"
#include "formats.h"
#include "record.h"
#include "util.h"

/* Trackers divide by the last figure: noise about 0 would raise alarms, or hide a slowdown. */
static bool trackable(const struct record *r, const struct result *result)
{
	return result->status == STATUS_OK &&
	       (r->clock == CLOCK_ICOUNT || (result->estimate > 0 && !(result->ci[0] <= 0)));
}

/* Why no tracker should get it: it would draw conclusions from it. */
static const char *unfit(const struct record *const records[], size_t count)
{
	if (count != 1)
		return "a tracker keeps one figure a bench: give one record";
	if (records[0]->clock == CLOCK_EMULATED)
		return "emulated ticks describe the emulator, and decide nothing; they are not for "
		       "a tracker";
	if (calibration_failed(records[0]))
		return "the calibration failed, and these cycles decide nothing; they are not for "
		       "a tracker";
	for (size_t i = 0; i < records[0]->result_count; i++)
		if (trackable(records[0], &records[0]->results[i]))
			return NULL;
	return "nothing was measured in it that can be told from 0";
}

typedef void adder(json_t *all, const struct record *r, const struct result *result);

/* The benches of the only record in `all`; NULL, said on stderr: it is not for a tracker. */
static json_t *collect(const struct record *const records[], size_t count, json_t *all, adder *add)
{
	const char *why = unfit(records, count);

	if (why) {
		complain("%s", why);
		json_decref(all);
		return NULL;
	}
	for (size_t i = 0; i < records[0]->result_count; i++)
		if (trackable(records[0], &records[0]->results[i]))
			add(all, records[0], &records[0]->results[i]);
	return all;
}

static int print(json_t *all, FILE *out)
{
	if (!all)
		return -EINVAL;
	put_json_value(all, JSON_INDENT(1), out);
	fputc('\n', out);
	json_decref(all);
	return 0;
}

/* github-action-benchmark */

static void add_github(json_t *all, const struct record *r, const struct result *result)
{
	double half = (result->ci[1] - result->ci[0]) / 2;
	char number[32];
	char *range = isfinite(half) ? xasprintf("± %s", record_number(number, half)) : NULL;
	char *extra = xasprintf("question %s\ntarget %s\nclock %s\nprivbench %s", result->question,
				r->target, clock_names[r->clock], r->version);

	json_array_append_new(all, json_pack("{s:s, s:s, s:f, s:s, s:s*}", "name", result->name,
					     "unit", clock_units[r->clock], "value",
					     result->estimate, "extra", extra, "range", range));
	free(extra);
	free(range);
}

int github_records(const struct record *const records[], size_t count, FILE *out)
{
	return print(collect(records, count, json_array(), add_github), out);
}

/* Bencher: the measure says the unit. */

static const char *const measures[] = {
	[CLOCK_SILICON] = "core-cycles", [CLOCK_ICOUNT] = "instructions",
};

static void add_bencher(json_t *all, const struct record *r, const struct result *result)
{
	json_t *metric = json_pack("{s:f}", "value", result->estimate);

	if (isfinite(result->ci[0]) && isfinite(result->ci[1])) {
		json_object_set_new(metric, "lower_value", json_real(result->ci[0]));
		json_object_set_new(metric, "upper_value", json_real(result->ci[1]));
	}
	json_object_set_new(all, result->name, json_pack("{s:o}", measures[r->clock], metric));
}

int bencher_records(const struct record *const records[], size_t count, FILE *out)
{
	return print(collect(records, count, json_object(), add_bencher), out);
}

/* google/benchmark */

/* 1 at least; a record may say anything of its loops and samples. */
static json_int_t iterations_of(const struct batch *batch)
{
	json_int_t n;

	if (__builtin_mul_overflow(batch->loops, batch->samples ? batch->samples : 1, &n))
		return INT64_MAX;
	return n ? n : 1;
}

/* Nothing was going on meanwhile, so CPU time is the same. */
static void add_repetition(json_t *all, const struct record *r, const struct result *result,
			   const struct batch *batch, size_t index)
{
	double ns = record_ns(r, batch->estimate);
	json_int_t repetitions = result->batch_count ? (json_int_t)result->batch_count : 1;
	json_t *entry = json_pack("{s:s, s:s, s:s, s:I, s:I, s:i, s:I, s:f, s:f, s:s}",
				  "name", result->name, "run_name", result->name,
				  "run_type", "iteration", "repetitions", repetitions,
				  "repetition_index", (json_int_t)index, "threads", 1,
				  "iterations", iterations_of(batch),
				  "real_time", ns, "cpu_time", ns, "time_unit", "ns");

	if (r->clock == CLOCK_SILICON)
		json_object_set_new(entry, "core_cycles", json_real(batch->estimate));
	json_array_append_new(all, entry);
}

/* Noise about 0 is no time. */
static bool has_times(const struct record *r, const struct result *result)
{
	bool all = record_ns(r, result->estimate) > 0;

	for (size_t i = 0; i < result->batch_count; i++)
		all &= record_ns(r, result->batches[i].estimate) > 0;
	return all;
}

static void add_google(json_t *all, const struct record *r, const struct result *result)
{
	const struct batch whole = { .loops = 1, .estimate = result->estimate };

	if (!has_times(r, result))
		return;
	for (size_t i = 0; i < result->batch_count; i++)
		add_repetition(all, r, result, &result->batches[i], i);
	if (!result->batch_count)
		add_repetition(all, r, result, &whole, 0);
}

int googlebench_records(const struct record *const records[], size_t count, FILE *out)
{
	json_t *all = collect(records, count, json_array(), add_google);
	const char *utc = all ? records[0]->utc : "";
	char *date = xasprintf("%.*s+00:00", (int)strcspn(utc, "Z"), utc);

	if (all && !json_array_size(all)) {
		complain("google/benchmark knows times only, and this record has none");
		json_decref(all);
		all = NULL;
	} else if (all) {
		all = json_pack("{s:{s:s, s:s, s:[], s:[], s:s}, s:o}", "context", "date", date,
				"executable", "privbench", "caches", "load_avg",
				"library_build_type", "release", "benchmarks", all);
	}
	free(date);
	return print(all, out);
}

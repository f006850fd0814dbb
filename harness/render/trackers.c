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
#include "figures.h"
#include "record.h"
#include "util.h"

static int refuse(const char *why)
{
	complain("%s", why);
	return -EINVAL;
}

/* Trackers divide by the last figure: noise about 0 would raise alarms, or hide a slowdown. */
static bool trackable(const struct record *r, const struct result *result)
{
	return result->status == STATUS_OK &&
	       (r->clock == CLOCK_ICOUNT || (result->estimate > 0 && !(result->ci[0] <= 0)));
}

/* What no tracker should get; it would draw conclusions from it. */
static int check(const struct record *const records[], size_t count)
{
	size_t i;

	if (count != 1)
		return refuse("a tracker keeps one figure a bench: give one record");
	if (records[0]->clock == CLOCK_EMULATED)
		return refuse("emulated ticks describe the emulator, and decide nothing; they are "
			      "not for a tracker");
	if (calibration_failed(records[0]))
		return refuse("the calibration failed, and these cycles decide nothing; they are "
			      "not for a tracker");
	for (i = 0; i < records[0]->result_count; i++)
		if (trackable(records[0], &records[0]->results[i]))
			return 0;
	return refuse("nothing was measured in it that can be told from 0");
}

static int print(json_t *all, FILE *out)
{
	put_json_value(all, JSON_INDENT(1), out);
	fputc('\n', out);
	json_decref(all);
	return 0;
}

/* github-action-benchmark */

static json_t *github_entry(const struct record *r, const struct result *result)
{
	char *extra = xasprintf("question %s\ntarget %s\nclock %s\nprivbench %s", result->question,
				r->target, clock_names[r->clock], r->version);
	json_t *entry = json_pack("{s:s, s:s, s:f, s:s}", "name", result->name, "unit",
				  clock_units[r->clock], "value", result->estimate, "extra", extra);
	double half = (result->ci[1] - result->ci[0]) / 2;
	char number[32], *range;

	if (isfinite(half)) {
		range = xasprintf("± %s", record_number(number, half));
		json_object_set_new(entry, "range", json_string(range));
		free(range);
	}
	free(extra);
	return entry;
}

int github_records(const struct record *const records[], size_t count, FILE *out)
{
	int err = check(records, count);
	json_t *all;
	size_t i;

	if (err)
		return err;
	all = json_array();
	for (i = 0; i < records[0]->result_count; i++)
		if (trackable(records[0], &records[0]->results[i]))
			json_array_append_new(all,
					      github_entry(records[0], &records[0]->results[i]));
	return print(all, out);
}

/* Bencher: the measure says the unit. */

static const char *const measures[] = {
	[CLOCK_SILICON] = "core-cycles", [CLOCK_ICOUNT] = "instructions",
};

static json_t *bencher_metric(const struct result *result)
{
	json_t *metric = json_pack("{s:f}", "value", result->estimate);

	if (isfinite(result->ci[0]) && isfinite(result->ci[1])) {
		json_object_set_new(metric, "lower_value", json_real(result->ci[0]));
		json_object_set_new(metric, "upper_value", json_real(result->ci[1]));
	}
	return metric;
}

int bencher_records(const struct record *const records[], size_t count, FILE *out)
{
	int err = check(records, count);
	const struct record *r;
	json_t *all;
	size_t i;

	if (err)
		return err;
	r = records[0];
	all = json_object();
	for (i = 0; i < r->result_count; i++)
		if (trackable(r, &r->results[i]))
			json_object_set_new(all, r->results[i].name,
					    json_pack("{s:o}", measures[r->clock],
						      bencher_metric(&r->results[i])));
	return print(all, out);
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
	double ns = table_ns(r, batch->estimate);
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
	bool all = result->status == STATUS_OK && table_ns(r, result->estimate) > 0;
	size_t i;

	for (i = 0; i < result->batch_count; i++)
		all &= table_ns(r, result->batches[i].estimate) > 0;
	return all;
}

static json_t *google_benchmarks(const struct record *r)
{
	json_t *all = json_array();
	size_t i, k;

	for (i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];
		const struct batch whole = { .loops = 1, .estimate = result->estimate };

		if (!has_times(r, result))
			continue;
		for (k = 0; k < result->batch_count; k++)
			add_repetition(all, r, result, &result->batches[k], k);
		if (!result->batch_count)
			add_repetition(all, r, result, &whole, 0);
	}
	return all;
}

int googlebench_records(const struct record *const records[], size_t count, FILE *out)
{
	int err = check(records, count);
	const struct record *r;
	char *date;
	json_t *all;

	if (err)
		return err;
	r = records[0];
	if (!isfinite(table_ns(r, 1)))
		return refuse("google/benchmark knows times only, and this record has none");
	date = xasprintf("%.*s+00:00", (int)strcspn(r->utc, "Z"), r->utc);
	all = json_pack("{s:{s:s, s:s, s:[], s:[], s:s}, s:o}", "context", "date", date,
			"executable", "privbench", "caches", "load_avg", "library_build_type",
			"release", "benchmarks", google_benchmarks(r));
	free(date);
	return print(all, out);
}

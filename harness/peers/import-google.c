// SPDX-License-Identifier: GPL-2.0-only
/* google/benchmark's JSON (its src/json_reporter.cc): times of a body, in a process of their own. */
#include "import.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record.h"
#include "summary.h"
#include "util.h"

#define CPU_TIME "cpu-time-ns"

static bool among(const char *const names[], const char *name)
{
	while (*names && strcmp(*names, name))
		names++;
	return *names;
}

/* The context */

/* "2026-01-31T13:00:00+01:00" as UTC (malloced); NULL if it is nothing like that. */
static char *utc_of(const char *date)
{
	struct tm tm = { 0 };
	int hours, minutes, end = 0;
	char sign, utc[32];
	time_t t;

	if (sscanf(date, "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		   &tm.tm_min, &tm.tm_sec, &sign, &hours, &minutes, &end) != 9 || date[end] || !strchr("+-", sign))
		return NULL;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	t = timegm(&tm) - (sign == '-' ? -60 : 60) * (60 * hours + minutes);
	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", gmtime(&t));
	return xstrdup(utc);
}

static bool get_date(json_t *context, struct record *r, char **error)
{
	const char *date = json_string_value(json_object_get(context, "date"));
	char *utc = date ? utc_of(date) : NULL;

	if (!utc)
		return import_refuse(error, "context.date is %s and must be a time with its offset from UTC",
				     date ? date : "missing");
	free(r->utc);
	r->utc = utc;
	return true;
}

static bool get_context(json_t *context, struct record *r, char **error)
{
	static const char *const texts[] = { "host_name", "executable", "library_version", "library_build_type", NULL };
	static const char *const numbers[] = { "num_cpus", "mhz_per_cpu", NULL };
	static const char *const rest[] = {
		"date", "caches", "load_avg", "cpu_scaling_enabled", "aslr_enabled", "json_schema_version", NULL,
	};
	const char *key;
	json_t *value;

	if (!json_is_object(context))
		return import_refuse(error, "context is missing");
	json_object_foreach(context, key, value) {
		if (among(texts, key) && json_is_string(value))
			record_fact(r, key, "%s", json_string_value(value));
		else if (among(numbers, key) && json_is_number(value))
			record_fact_number(r, key, json_number_value(value));
		else if (!among(rest, key))
			record_note(r, "context.%s is left out: it is not google/benchmark's own", key);
	}
	if (json_is_true(json_object_get(context, "cpu_scaling_enabled")))
		record_note(r, "the CPU's frequency was free to change");
	value = json_object_get(context, "library_build_type");
	if (json_is_string(value) && !strcmp(json_string_value(value), "debug"))
		record_note(r, "the library was built for debugging, which may have made times longer");
	return get_date(context, r, error);
}

/* The benchmarks */

struct entry {
	const char *name;
	const char *aggregate;		/* "mean"; NULL: an iteration */
	const char *failure;		/* NULL: none */
	double ns, cpu_ns;		/* per iteration */
	json_int_t iterations;
};

static double unit_of(const char *name)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = { { "ns", 1 }, { "us", 1e3 }, { "ms", 1e6 }, { "s", 1e9 } };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(units[i].name, name))
			return units[i].ns;
	return NAN;
}

/* null: was NaN, or infinite. */
static bool is_counter(json_t *member)
{
	return json_is_number(member) || json_is_null(member);
}

/* What is being read; names are looked up in an object, since there may be many thousands. */
struct reading {
	struct record *r;
	json_t *results;			/* name to index */
	json_t *counters;		/* those that a note names */
};

static void note_counter(struct reading *in, const char *name)
{
	if (json_object_get(in->counters, name) || in->r->note_count > RECORD_NOTES_MAX)
		return;
	json_object_set_new(in->counters, name, json_true());
	record_note(in->r, "the counter %s is left out: its unit is not known", name);
}

/* What else there is: numbers are the benchmark's own counters, of no known unit. */
static bool check_members(json_t *value, struct reading *in, char **error)
{
	static const char *const ours[] = {
		"name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions",
		"repetition_index", "threads", "iterations", "real_time", "cpu_time", "time_unit", "aggregate_name",
		"aggregate_unit", "error_occurred", "error_message", "skipped", "skip_message", "label",
		"cpu_coefficient", "real_coefficient", "big_o", "rms", NULL,
	};
	const char *key;
	json_t *member;

	json_object_foreach(value, key, member) {
		if (among(ours, key))
			continue;
		if (!is_counter(member))
			return import_refuse(error, "has a member \"%s\" that is not understood", key);
		note_counter(in, key);
	}
	return true;
}

static bool get_times(json_t *value, struct entry *e, char **error)
{
	const char *unit;

	if (json_unpack(value, "{s:F, s:F, s:s, s:I}", "real_time", &e->ns, "cpu_time", &e->cpu_ns, "time_unit", &unit,
			"iterations", &e->iterations))
		return import_refuse(error, "real_time, cpu_time, time_unit or iterations is missing, or no such thing");
	if (isnan(unit_of(unit)))
		return import_refuse(error, "time_unit is \"%s\" and must be ns, us, ms or s", unit);
	e->ns *= unit_of(unit);
	e->cpu_ns *= unit_of(unit);
	if (!(e->ns >= 0) || !(e->cpu_ns >= 0) || e->iterations < 1)
		return import_refuse(error, "a time, or iterations, are below what can be");
	return true;
}

static bool get_entry(json_t *value, struct reading *in, struct entry *e, char **error)
{
	const char *type = "iteration", *name = NULL, *run_name = NULL, *skipped = NULL;
	int failed = 0, skip = 0;

	*e = (struct entry){ .ns = NAN };
	if (json_unpack(value, "{s:s, s?s, s?s, s?s, s?b, s?s, s?b, s?s}", "name", &name, "run_name", &run_name,
			"run_type", &type, "aggregate_name", &e->aggregate, "error_occurred", &failed,
			"error_message", &e->failure, "skipped", &skip, "skip_message", &skipped))
		return import_refuse(error, "has no name, or a member of the wrong type");
	e->name = run_name ? run_name : name;
	if (!*e->name)
		return import_refuse(error, "has an empty name");
	if (strlen(e->name) > RECORD_NAME_MAX)
		return import_refuse(error, "has a name of %zu bytes, and a record takes %d at most; name it shorter (->Name())",
				     strlen(e->name), RECORD_NAME_MAX);
	if (strcmp(type, "iteration") && (strcmp(type, "aggregate") || !e->aggregate))
		return import_refuse(error, "run_type is \"%s\" and must be iteration, or aggregate with a name", type);
	if (!strcmp(type, "iteration"))
		e->aggregate = NULL;
	if (skip)
		e->failure = skipped;
	if ((failed || skip) && (!e->failure || !*e->failure))
		e->failure = "google/benchmark gave no reason";
	if (!check_members(value, in, error))
		return false;
	return e->failure || (e->aggregate && strcmp(e->aggregate, "mean")) || get_times(value, e, error);
}

static struct result *row_of(struct reading *in, const char *name)
{
	const json_t *index = json_object_get(in->results, name);
	struct result *result;

	if (index)
		return &in->r->results[json_integer_value(index)];
	json_object_set_new(in->results, name, json_integer((json_int_t)in->r->result_count));
	result = record_add_result(in->r, name);
	result->question = xstrdup("google-benchmark");
	result->what = xasprintf("%s, time of an iteration", name);
	result->counters = xcalloc(1, sizeof(*result->counters));
	result->counters[result->counter_count++] = (struct count){ .name = xstrdup(CPU_TIME) };
	return result;
}

/* A repetition is a batch: the same body, begun anew. */
static void add_entry(struct reading *in, const struct entry *e)
{
	struct result *result = row_of(in, e->name);

	if (e->failure) {
		free(result->reason);
		result->reason = xstrdup(e->failure);
		return;
	}
	result->batches = xreallocarray(result->batches, result->batch_count + 1, sizeof(*result->batches));
	result->batches[result->batch_count++] = (struct batch){
		.pass = -1,
		.loops = (uint64_t)e->iterations, .estimate = e->ns, .sd = NAN,
	};
	result->counters[0].value += e->cpu_ns;
}

static void empty(struct result *result)
{
	free(result->counters[0].name);
	result->counter_count = result->batch_count = 0;
}

static void finish(struct result *result)
{
	double *v = xcalloc(result->batch_count + 1, sizeof(*v));
	struct estimate e;
	size_t i;

	for (i = 0; i < result->batch_count; i++)
		v[i] = result->batches[i].estimate;
	if (result->reason) {
		empty(result);
	} else {
		e = stats_log_mean(v, result->batch_count);
		result->status = STATUS_OK;
		result->estimate = e.mean;
		result->ci[0] = e.lo;
		result->ci[1] = e.hi;
		result->counters[0].value /= (double)result->batch_count;
	}
	free(v);
}

/* What would be written must be readable. */
static bool fits(const struct reading *in, const char *name, char **error)
{
	const struct record *r = in->r;
	const json_t *index = json_object_get(in->results, name);

	if (index && r->results[json_integer_value(index)].batch_count > RECORD_LOADS_MAX)
		return import_refuse(error, "is a repetition more than the %d that a record holds of one benchmark",
				     RECORD_LOADS_MAX);
	if (r->result_count > RECORD_BENCHES_MAX)
		return import_refuse(error, "and those before it are more than the %d benchmarks that a record holds; "
				     "import them in parts (--benchmark_filter)", RECORD_BENCHES_MAX);
	return r->note_count <= RECORD_NOTES_MAX ||
	       import_refuse(error, "has more counters than the %d notes that a record holds", RECORD_NOTES_MAX);
}

/* Aggregates say nothing that their iterations do not; where those were not written, the mean stands for them. */
static bool take_one(json_t *value, struct reading *in, bool aggregates, char **error)
{
	struct entry e;

	if (!get_entry(value, in, &e, error))
		return false;
	if (aggregates ? e.aggregate && !strcmp(e.aggregate, "mean") && !json_object_get(in->results, e.name) : !e.aggregate)
		add_entry(in, &e);
	return fits(in, e.name, error);
}

static bool take(json_t *benchmarks, struct reading *in, bool aggregates, char **error)
{
	char *why;
	size_t i;

	for (i = 0; i < json_array_size(benchmarks); i++)
		if (!take_one(json_array_get(benchmarks, i), in, aggregates, &why)) {
			import_refuse(error, "benchmarks[%zu] %s", i, why);
			free(why);
			return false;
		}
	return true;
}

static bool take_all(json_t *benchmarks, struct record *r, char **error)
{
	struct reading in = { r, json_object(), json_object() };
	bool fine = take(benchmarks, &in, false, error) && take(benchmarks, &in, true, error);

	json_decref(in.results);
	json_decref(in.counters);
	return fine;
}

bool import_google_benchmark(json_t *root, struct record *r, char **error)
{
	json_t *benchmarks = json_object_get(root, "benchmarks");
	bool measured = false;
	size_t i;

	r->clock = CLOCK_WALL;
	r->clock_reason = xstrdup("google/benchmark's real_time");
	record_fact(r, "imported_from", "google/benchmark");
	if (json_object_size(root) != 2 || !json_is_array(benchmarks))
		return import_refuse(error, "must hold \"context\" and \"benchmarks\", an array, and nothing else");
	if (!get_context(json_object_get(root, "context"), r, error) || !take_all(benchmarks, r, error))
		return false;
	for (i = 0; i < r->result_count; i++) {
		finish(&r->results[i]);
		measured |= r->results[i].status == STATUS_OK;
	}
	return measured || import_refuse(error, "nothing was measured in it");
}

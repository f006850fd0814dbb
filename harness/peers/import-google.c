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

/* What else there is: numbers are the benchmark's own counters, of no known unit. */
static bool check_members(json_t *value, struct record *r, char **error)
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
		char *note = xasprintf("the counter %s is left out: its unit is not known", key);
		bool noted = false;
		size_t i;

		for (i = 0; i < r->note_count; i++)
			noted |= !strcmp(r->notes[i], note);
		if (!among(ours, key) && is_counter(member) && !noted)
			record_note(r, "%s", note);
		free(note);
		if (!among(ours, key) && !is_counter(member))
			return import_refuse(error, "has a member \"%s\" that is not understood", key);
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

static bool get_entry(json_t *value, struct record *r, struct entry *e, char **error)
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
	if (strcmp(type, "iteration") && (strcmp(type, "aggregate") || !e->aggregate))
		return import_refuse(error, "run_type is \"%s\" and must be iteration, or aggregate with a name", type);
	if (!strcmp(type, "iteration"))
		e->aggregate = NULL;
	if (skip)
		e->failure = skipped;
	if ((failed || skip) && (!e->failure || !*e->failure))
		e->failure = "google/benchmark gave no reason";
	if (!check_members(value, r, error))
		return false;
	return e->failure || (e->aggregate && strcmp(e->aggregate, "mean")) || get_times(value, e, error);
}

static struct row *row_of(struct record *r, const char *name)
{
	struct row *row = (struct row *)record_find(r, name);

	if (row)
		return row;
	row = record_add_row(r, name);
	row->group = xstrdup("google-benchmark");
	row->what = xasprintf("%s, time of an iteration", name);
	row->counters = xcalloc(1, sizeof(*row->counters));
	row->counters[row->counter_count++] = (struct count){ .name = xstrdup(CPU_TIME) };
	return row;
}

/* A repetition is a load: the same body, begun anew. */
static void add_entry(struct record *r, const struct entry *e)
{
	struct row *row = row_of(r, e->name);

	if (e->failure) {
		free(row->reason);
		row->reason = xstrdup(e->failure);
		return;
	}
	row->loads = xreallocarray(row->loads, row->load_count + 1, sizeof(*row->loads));
	row->loads[row->load_count++] = (struct load){
		.loops = (uint64_t)e->iterations, .estimate = e->ns, .sd = NAN,
	};
	row->counters[0].value += e->cpu_ns;
}

static void empty(struct row *row)
{
	free(row->counters[0].name);
	row->counter_count = row->load_count = 0;
}

static void finish(struct row *row)
{
	double *v = xcalloc(row->load_count + 1, sizeof(*v));
	struct estimate e;
	size_t i;

	for (i = 0; i < row->load_count; i++)
		v[i] = row->loads[i].estimate;
	if (row->reason) {
		empty(row);
	} else {
		e = stats_log_mean(v, row->load_count);
		row->status = STATUS_OK;
		row->estimate = e.mean;
		row->ci[0] = e.lo;
		row->ci[1] = e.hi;
		row->counters[0].value /= (double)row->load_count;
	}
	free(v);
}

/* Aggregates say nothing that their iterations do not; where those were not written, the mean stands for them. */
static bool take(json_t *benchmarks, struct record *r, bool aggregates, char **error)
{
	struct entry e;
	char *why;
	size_t i;

	for (i = 0; i < json_array_size(benchmarks); i++) {
		if (!get_entry(json_array_get(benchmarks, i), r, &e, &why)) {
			import_refuse(error, "benchmarks[%zu] %s", i, why);
			free(why);
			return false;
		}
		if (aggregates ? e.aggregate && !strcmp(e.aggregate, "mean") && !record_find(r, e.name) : !e.aggregate)
			add_entry(r, &e);
	}
	return true;
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
	if (!get_context(json_object_get(root, "context"), r, error) || !take(benchmarks, r, false, error) ||
	    !take(benchmarks, r, true, error))
		return false;
	for (i = 0; i < r->row_count; i++) {
		finish(&r->rows[i]);
		measured |= r->rows[i].status == STATUS_OK;
	}
	return measured || import_refuse(error, "nothing was measured in it");
}

// SPDX-License-Identifier: GPL-2.0-only
/* perf stat -j: a line an event, of one run of a command (tools/perf/util/stat-display.c). */
#include "import.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "util.h"

/* What may be an estimate, best first. */
static const struct figure {
	const char *event, *unit;	/* as perf names them */
	enum clock clock;
	const char *what;
} figures[] = {
	{ "cycles", "", CLOCK_PMU, "core cycles" },
	{ "cpu-cycles", "", CLOCK_PMU, "core cycles" },
	{ "duration_time", "ns", CLOCK_WALL, "time" },
};

struct event {
	char *name, *unit;
	double value;		/* NAN: not counted */
	double running;		/* per cent of the time */
};

struct events {
	struct event *all;
	size_t count;
	json_t *names;		/* the same, to look up */
	bool repeated;		/* perf stat -r */
};

static bool known(const char *member)
{
	static const char *const members[] = {
		"counter-value", "unit", "event", "variance", "event-runtime", "pcnt-running", "metric-value",
		"metric-unit", "metric-threshold", "metricgroup",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++)
		if (!strcmp(members[i], member))
			return true;
	return false;
}

static bool is_time(const char *event)
{
	return !strcmp(event, "duration_time") || !strcmp(event, "user_time") || !strcmp(event, "system_time");
}

/* "12.000000", or "<not supported>" */
static bool get_value(const char *text, double *value)
{
	char *end;

	*value = NAN;
	if (!strcmp(text, "<not supported>") || !strcmp(text, "<not counted>"))
		return true;
	*value = strtod(text, &end);
	return end != text && !*end && isfinite(*value) && *value >= 0;
}

static bool add_event(struct events *e, json_t *line, char **error)
{
	const char *value, *unit = "", *name;
	struct event new = { .running = 100 };

	if (json_unpack(line, "{s:s, s:s, s?s, s?F}", "counter-value", &value, "event", &name, "unit", &unit,
			"pcnt-running", &new.running))
		return import_refuse(error, "has no \"event\" with a \"counter-value\", as `perf stat -j' writes them");
	if (!get_value(value, &new.value))
		return import_refuse(error, "counter-value is \"%s\" and must be a number, 0 or more", value);
	if (e->count > RECORD_COUNTS_MAX)
		return import_refuse(error, "event %s is one more than a record holds (%d); count fewer at once", name,
				     RECORD_COUNTS_MAX);
	if (strlen(name) + strlen(unit) + strlen(" ()") > RECORD_NAME_MAX)
		return import_refuse(error, "an event's name is longer than a record takes (%d bytes); name it shorter (name=)",
				     RECORD_NAME_MAX);
	if (json_object_get(e->names, name))
		return import_refuse(error, "event %s is there twice; one run of one command to a file", name);
	json_object_set_new(e->names, name, json_true());
	new.name = xstrdup(name);
	/* perf of 6.13 and later does not say so. */
	new.unit = xstrdup(is_time(name) && !*unit ? "ns" : unit);
	e->all = xreallocarray(e->all, e->count + 1, sizeof(*e->all));
	e->all[e->count++] = new;
	e->repeated |= json_object_get(line, "variance") != NULL;
	return true;
}

static bool add_line(struct events *e, const char *text, size_t length, char **error)
{
	json_error_t syntax;
	json_t *line = json_loadb(text, length, JSON_REJECT_DUPLICATES, &syntax), *value;
	const char *key;
	bool fine = true;

	if (!json_is_object(line)) {
		import_refuse(error, "neither google/benchmark's JSON nor a line of `perf stat -j': %s",
			      line ? "no object" : syntax.text);
		json_decref(line);
		return false;
	}
	json_object_foreach(line, key, value)
		if (fine && !known(key))
			fine = import_refuse(error, "has a member \"%s\": not the counts of one run as a whole; "
					     "leave out perf's -A, -I, --per-..., --for-each-cgroup and --metric-only", key);
	/* A line of a metric alone belongs to an event that was there. */
	if (fine && (json_object_get(line, "event") || json_object_get(line, "counter-value") ||
		     !(json_object_get(line, "metric-value") || json_object_get(line, "metricgroup"))))
		fine = add_event(e, line, error);
	json_decref(line);
	return fine;
}

static bool read_lines(struct events *e, const char *text, char **error)
{
	unsigned int number = 1;
	char *why;

	for (; *text; number++) {
		size_t length = strcspn(text, "\n");

		if (*text != '#' && strspn(text, " \t\r") < length && !add_line(e, text, length, &why)) {
			import_refuse(error, "line %u: %s", number, why);
			free(why);
			return false;
		}
		text += length + (text[length] == '\n');
	}
	return true;
}

/* "cycles:u" is cycles. */
static bool is(const struct event *event, const struct figure *figure)
{
	size_t n = strlen(figure->event);

	return !strncmp(event->name, figure->event, n) && (!event->name[n] || event->name[n] == ':') &&
	       !strcmp(event->unit, figure->unit) && isfinite(event->value);
}

static const struct event *find(const struct events *e, const struct figure **figure, char **error)
{
	const struct event *found = NULL;
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(figures) && !found; i++) {
		*figure = &figures[i];
		for (k = 0; k < e->count; k++) {
			if (!is(&e->all[k], &figures[i]))
				continue;
			if (found) {
				import_refuse(error, "%s and %s: which of them is it?", found->name, e->all[k].name);
				return NULL;
			}
			found = &e->all[k];
		}
	}
	if (!found)
		import_refuse(error, "neither cycles nor duration_time was counted; say perf stat -j -e cycles,...");
	else if (found->running < 100)
		import_refuse(error, "%s was counted %g %% of the time and extrapolated; count fewer events at once",
			      found->name, found->running);
	else if (found->value == 0)
		import_refuse(error, "%s is 0, which no run of a command takes: it was not counted", found->name);
	return found && found->running >= 100 && found->value > 0 ? found : NULL;
}

static void add_counter(struct record *r, struct result *result, const struct event *event)
{
	struct count *c;

	if (isnan(event->value)) {
		record_note(r, "%s was not counted", event->name);
		return;
	}
	if (event->running < 100) {
		record_note(r, "%s is left out: it was counted %g %% of the time and extrapolated", event->name,
			    event->running);
		return;
	}
	/* What perf of 7.2 and 7.3 writes of a command that it started itself. */
	if (event->value == 0 && is_time(event->name)) {
		record_note(r, "%s is left out: perf writes 0 where it was not counted, too", event->name);
		return;
	}
	result->counters = xreallocarray(result->counters, result->counter_count + 1, sizeof(*result->counters));
	c = &result->counters[result->counter_count++];
	c->name = *event->unit ? xasprintf("%s (%s)", event->name, event->unit) : xstrdup(event->name);
	c->value = event->value;
}

/* "dir/boot.json" is the bench boot: perf does not say what it ran. */
static char *stem(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');

	return xasprintf("%.*s", dot && dot > name ? (int)(dot - name) : (int)strlen(name), name);
}

static void fill(struct record *r, const char *path, const struct events *e, const struct figure *figure,
		 const struct event *estimate)
{
	char *name = stem(path);
	struct result *result = record_add_result(r, name);
	size_t i;

	r->clock = figure->clock;
	r->clock_reason = xasprintf("perf stat counted %s", estimate->name);
	record_fact(r, "imported_from", "perf stat");
	record_note(r, "one operation is one run of a whole command, its start and its end with it");
	if (e->repeated)
		record_note(r, "the command ran several times (perf stat -r): figures are means, of perf 6.1 the last run's");
	result->question = xstrdup("perf-stat");
	result->what = xasprintf("%s of one run of a command, by %s", figure->what, estimate->name);
	result->status = STATUS_OK;
	result->estimate = estimate->value;
	for (i = 0; i < e->count; i++)
		if (&e->all[i] != estimate)
			add_counter(r, result, &e->all[i]);
	free(name);
}

bool import_perf_stat(const char *text, const char *name, struct record *r, char **error)
{
	struct events e = { .names = json_object() };
	const struct figure *figure;
	const struct event *estimate = read_lines(&e, text, error) ? find(&e, &figure, error) : NULL;

	if (estimate)
		fill(r, name, &e, figure, estimate);
	while (e.count) {
		free(e.all[--e.count].name);
		free(e.all[e.count].unit);
	}
	free(e.all);
	json_decref(e.names);
	return estimate;
}

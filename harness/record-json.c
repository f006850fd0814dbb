// SPDX-License-Identifier: GPL-2.0-only
#include "record-json.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "util.h"

/*
 * One table of members for each kind of object says how it is written
 * and read: what the writer writes is what the reader knows.
 */

struct reader {
	const char *name;	/* of the file */
	char where[256];	/* benches[3].estimate */
	char *error;
};

struct member;

/* How one member is written and read; absent is read as null if it may be absent. */
struct codec {
	json_t *(*put)(const struct member *m, const void *object);
	bool (*get)(struct reader *rd, const struct member *m, const json_t *value, void *object);
	bool optional;
};

/* An object: its members, and what must hold between them. */
struct shape {
	size_t size;
	const struct member *members;	/* ends with an unnamed one */
	bool (*check)(struct reader *rd, const void *object);
};

struct member {
	const char *name;
	const struct codec *codec;
	size_t field, count;		/* offsets: of the value; of an array's length */
	const void *of;			/* names of an enum, or the shape of an object */
};

#define FIELD(type, m, object) ((type *)((char *)(object) + (m)->field))
#define CONST_FIELD(type, m, object) ((type const *)((const char *)(object) + (m)->field))
#define COUNT(m, object) ((size_t *)((char *)(object) + (m)->count))
#define CONST_COUNT(m, object) (*(const size_t *)((const char *)(object) + (m)->count))

/* Adds to the path; the result, given to leave(), takes it off again. */
__attribute__((format(printf, 2, 3)))
static size_t enter(struct reader *rd, const char *fmt, ...)
{
	size_t old = strlen(rd->where);
	va_list args;

	va_start(args, fmt);
	vsnprintf(rd->where + old, sizeof(rd->where) - old, fmt, args);
	va_end(args);
	return old;
}

static void leave(struct reader *rd, size_t old)
{
	rd->where[old] = '\0';
}

__attribute__((format(printf, 2, 3)))
static bool refuse(struct reader *rd, const char *fmt, ...)
{
	va_list args;
	char *what;

	va_start(args, fmt);
	if (vasprintf(&what, fmt, args) < 0)
		what = xstrdup("cannot be understood");
	va_end(args);
	rd->error = xasprintf("%s: %s%s%s", rd->name, rd->where, *rd->where ? " " : "", what);
	free(what);
	return false;
}

#define REMEDY "; restore the file or measure again"

static bool wrong(struct reader *rd, const json_t *value, const char *wanted)
{
	static const char *const kinds[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
		[JSON_INTEGER] = "a whole number", [JSON_REAL] = "a number", [JSON_TRUE] = "true",
		[JSON_FALSE] = "false", [JSON_NULL] = "null",
	};

	return refuse(rd, "is %s and must be %s" REMEDY, kinds[json_typeof(value)], wanted);
}

/* Bytes that are no UTF-8 (a kernel command line may hold any) become \xNN. */
static json_t *string(const char *text)
{
	json_t *value = json_string(text);
	char *clean, *to;

	if (value)
		return value;
	clean = to = xcalloc(4 * strlen(text) + 1, 1);
	for (; *text; text++)
		to += sprintf(to, (unsigned char)*text < 0x80 ? "%c" : "\\x%02x",
			      (unsigned char)*text);
	value = json_string(clean);
	free(clean);
	return value;
}

/* Whole numbers as such; what is no number as null. */
static json_t *number(double value)
{
	if (!isfinite(value))
		return json_null();
	if (value == rint(value) && fabs(value) < 0x1p53 && !(value == 0 && signbit(value)))
		return json_integer((json_int_t)value);
	return json_real(value);
}

static json_t *put_text(const struct member *m, const void *object)
{
	const char *text = *CONST_FIELD(char *, m, object);

	return string(text ? text : "");
}

static bool get_text(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	if (!json_is_string(value))
		return wrong(rd, value, "a string");
	*FIELD(char *, m, object) = xstrdup(json_string_value(value));
	return true;
}

static json_t *put_text_or_null(const struct member *m, const void *object)
{
	return *CONST_FIELD(char *, m, object) ? put_text(m, object) : json_null();
}

static bool get_text_or_null(struct reader *rd, const struct member *m, const json_t *value,
			     void *object)
{
	if (json_is_null(value))
		return true;
	return json_is_string(value) ? get_text(rd, m, value, object) :
				       wrong(rd, value, "a string or null");
}

static json_t *put_figure(const struct member *m, const void *object)
{
	return number(*CONST_FIELD(double, m, object));
}

static bool get_figure(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	if (!json_is_null(value) && !json_is_number(value))
		return wrong(rd, value, "a number or null");
	*FIELD(double, m, object) = json_is_null(value) ? NAN : json_number_value(value);
	return true;
}

static bool get_natural(struct reader *rd, const json_t *value, json_int_t most, json_int_t *n)
{
	if (!json_is_integer(value))
		return wrong(rd, value, "a whole number");
	*n = json_integer_value(value);
	if (*n < 0 || *n > most)
		return refuse(rd, "is %lld and must be 0 to %lld" REMEDY, *n, most);
	return true;
}

/* A long, -1 where unknown. */
static json_t *put_length(const struct member *m, const void *object)
{
	long n = *CONST_FIELD(long, m, object);

	return n < 0 ? json_null() : json_integer(n);
}

static bool get_length(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	json_int_t n = -1;

	if (!json_is_null(value) && !get_natural(rd, value, LONG_MAX, &n))
		return false;
	*FIELD(long, m, object) = (long)n;
	return true;
}

/* A size_t, null where nothing was counted. */
static json_t *put_samples(const struct member *m, const void *object)
{
	size_t n = *CONST_FIELD(size_t, m, object);

	return n ? json_integer((json_int_t)n) : json_null();
}

static bool get_samples(struct reader *rd, const struct member *m, const json_t *value,
			void *object)
{
	json_int_t n = 0;

	if (!json_is_null(value) && !get_natural(rd, value, LLONG_MAX, &n))
		return false;
	*FIELD(size_t, m, object) = (size_t)n;
	return true;
}

static json_t *put_small(const struct member *m, const void *object)
{
	return json_integer(*CONST_FIELD(unsigned int, m, object));
}

static bool get_small(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	json_int_t n = 0;

	if (!get_natural(rd, value, UINT_MAX, &n))
		return false;
	*FIELD(unsigned int, m, object) = (unsigned int)n;
	return true;
}

static json_t *put_seed(const struct member *m, const void *object)
{
	return json_integer((json_int_t)*CONST_FIELD(uint64_t, m, object));
}

static bool get_seed(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	json_int_t n = 0;

	if (!get_natural(rd, value, LLONG_MAX, &n))
		return false;
	*FIELD(uint64_t, m, object) = (uint64_t)n;
	return true;
}

static json_t *put_name(const struct member *m, const void *object)
{
	return json_string(((const char *const *)m->of)[*CONST_FIELD(unsigned int, m, object)]);
}

static bool get_name(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	const char *const *names = m->of;
	unsigned int i;

	if (!json_is_string(value))
		return wrong(rd, value, "a string");
	for (i = 0; names[i]; i++) {
		if (strcmp(names[i], json_string_value(value)))
			continue;
		*FIELD(unsigned int, m, object) = i;
		return true;
	}
	return refuse(rd, "is \"%s\", which this privbench does not know; use a newer privbench",
		      json_string_value(value));
}

static json_t *put_interval(const struct member *m, const void *object)
{
	const double *ci = CONST_FIELD(double, m, object);
	json_t *pair;

	if (!isfinite(ci[0]) || !isfinite(ci[1]))
		return json_null();
	pair = json_array();
	json_array_append_new(pair, number(ci[0]));
	json_array_append_new(pair, number(ci[1]));
	return pair;
}

static bool get_interval(struct reader *rd, const struct member *m, const json_t *value,
			 void *object)
{
	const json_t *lo = json_array_get(value, 0), *hi = json_array_get(value, 1);
	double *ci = FIELD(double, m, object);

	ci[0] = ci[1] = NAN;
	if (json_is_null(value))
		return true;
	if (json_array_size(value) != 2 || !json_is_number(lo) || !json_is_number(hi))
		return refuse(rd, "must be [low, high] or null" REMEDY);
	ci[0] = json_number_value(lo);
	ci[1] = json_number_value(hi);
	return ci[0] <= ci[1] ? true : refuse(rd, "has its ends the wrong way round" REMEDY);
}

static json_t *put_counts(const struct member *m, const void *object)
{
	const struct count *counts = *CONST_FIELD(struct count *, m, object);
	json_t *value = json_object();
	size_t i;

	for (i = 0; i < CONST_COUNT(m, object); i++)
		json_object_set_new(value, counts[i].name, number(counts[i].value));
	return value;
}

static bool get_count(struct reader *rd, const json_t *value, bool natural, double *count)
{
	json_int_t n;

	if (natural) {
		if (!get_natural(rd, value, LLONG_MAX, &n))
			return false;
		*count = (double)n;
		return true;
	}
	if (!json_is_number(value) && !json_is_null(value))
		return wrong(rd, value, "a number or null");
	*count = json_is_null(value) ? NAN : json_number_value(value);
	return true;
}

static bool get_counts(struct reader *rd, const struct member *m, const json_t *value, void *object,
		       bool natural)
{
	json_t *from = (json_t *)value;		/* json_object_iter() takes no const */
	struct count *counts;
	void *at;

	if (json_is_null(value))
		return true;
	if (!json_is_object(value))
		return wrong(rd, value, "an object");
	counts = xcalloc(json_object_size(value), sizeof(*counts));
	*FIELD(struct count *, m, object) = counts;
	for (at = json_object_iter(from); at; at = json_object_iter_next(from, at), counts++) {
		size_t old = enter(rd, ".%s", json_object_iter_key(at));

		if (!get_count(rd, json_object_iter_value(at), natural, &counts->value))
			return false;
		counts->name = xstrdup(json_object_iter_key(at));
		++*COUNT(m, object);
		leave(rd, old);
	}
	return true;
}

/* Samples by cause. */
static bool get_dropped(struct reader *rd, const struct member *m, const json_t *value,
			void *object)
{
	return get_counts(rd, m, value, object, true);
}

/* Per operation: any number. */
static bool get_counters(struct reader *rd, const struct member *m, const json_t *value,
			 void *object)
{
	return get_counts(rd, m, value, object, false);
}

static json_t *put_histogram(const struct member *m, const void *object)
{
	const struct bin *bins = *CONST_FIELD(struct bin *, m, object);
	json_t *value = json_object();
	json_int_t before;
	char key[32];
	size_t i;

	for (i = 0; i < CONST_COUNT(m, object); i++) {
		snprintf(key, sizeof(key), "%.10g", bins[i].value);
		before = json_integer_value(json_object_get(value, key));
		json_object_set_new(value, key, json_integer(before + (json_int_t)bins[i].count));
	}
	return value;
}

static bool get_bin(struct reader *rd, const char *key, const json_t *value, struct bin *bin)
{
	json_int_t n = 0;
	char *end;

	bin->value = strtod(key, &end);
	if (end == key || *end || !isfinite(bin->value))
		return refuse(rd, "must have a number for a name" REMEDY);
	if (!get_natural(rd, value, LLONG_MAX, &n))
		return false;
	bin->count = (uint64_t)n;
	return true;
}

static bool get_histogram(struct reader *rd, const struct member *m, const json_t *value,
			  void *object)
{
	json_t *from = (json_t *)value;
	struct bin *bins;
	size_t n = 0;
	void *at;

	if (json_is_null(value))
		return true;
	if (!json_is_object(value))
		return wrong(rd, value, "an object");
	bins = xcalloc(json_object_size(value), sizeof(*bins));
	*FIELD(struct bin *, m, object) = bins;
	for (at = json_object_iter(from); at; at = json_object_iter_next(from, at), n++) {
		const char *key = json_object_iter_key(at);
		size_t old = enter(rd, "[\"%s\"]", key);

		if (!get_bin(rd, key, json_object_iter_value(at), &bins[n]))
			return false;
		if (n && bins[n].value <= bins[n - 1].value)
			return refuse(rd, "is out of order: values must rise" REMEDY);
		leave(rd, old);
	}
	*COUNT(m, object) = n;
	return true;
}

static json_t *put_object(const struct shape *shape, const void *object)
{
	json_t *value = json_object();
	const struct member *m;

	for (m = shape->members; m->name; m++)
		json_object_set_new(value, m->name, m->codec->put(m, object));
	return value;
}

static bool knows(const struct shape *shape, const char *name)
{
	const struct member *m;

	for (m = shape->members; m->name; m++)
		if (!strcmp(m->name, name))
			return true;
	return false;
}

static bool get_member(struct reader *rd, const struct member *m, const json_t *from, void *object)
{
	size_t old = enter(rd, "%s%s", *rd->where ? "." : "", m->name);
	const json_t *value = json_object_get(from, m->name);

	if (!value && m->codec->optional)
		value = json_null();
	if (!value)
		return refuse(rd, "is missing" REMEDY);
	if (!m->codec->get(rd, m, value, object))
		return false;
	leave(rd, old);
	return true;
}

/* What is not known is not skipped over: it may change what the rest means. */
static bool get_object(struct reader *rd, const struct shape *shape, const json_t *value,
		       void *object)
{
	json_t *from = (json_t *)value;
	const struct member *m;
	void *at;

	if (!json_is_object(value))
		return wrong(rd, value, "an object");
	for (m = shape->members; m->name; m++)
		if (!get_member(rd, m, value, object))
			return false;
	for (at = json_object_iter(from); at; at = json_object_iter_next(from, at))
		if (!knows(shape, json_object_iter_key(at)))
			return refuse(rd, "has a member \"%s\" that this privbench does not know; "
				      "use a newer privbench", json_object_iter_key(at));
	return !shape->check || shape->check(rd, object);
}

static json_t *put_array(const struct member *m, const void *object)
{
	const struct shape *shape = m->of;
	const char *elements = *CONST_FIELD(char *, m, object);
	json_t *value = json_array();
	size_t i;

	for (i = 0; i < CONST_COUNT(m, object); i++)
		json_array_append_new(value, put_object(shape, elements + i * shape->size));
	return value;
}

static bool get_array(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	const struct shape *shape = m->of;
	char *elements;
	size_t i, old;

	if (!json_is_array(value))
		return wrong(rd, value, "an array");
	elements = xcalloc(json_array_size(value), shape->size);
	memcpy(FIELD(char, m, object), &elements, sizeof(elements));
	for (i = 0; i < json_array_size(value); i++) {
		old = enter(rd, "[%zu]", i);
		++*COUNT(m, object);
		if (!get_object(rd, shape, json_array_get(value, i), elements + i * shape->size))
			return false;
		leave(rd, old);
	}
	return true;
}

static bool get_loads(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	return json_is_null(value) || get_array(rd, m, value, object);
}

static const struct codec text = { put_text, get_text, false };
static const struct codec text_or_null = { put_text_or_null, get_text_or_null, true };
static const struct codec figure = { put_figure, get_figure, true };
static const struct codec length = { put_length, get_length, true };
static const struct codec samples = { put_samples, get_samples, true };
static const struct codec small = { put_small, get_small, false };
static const struct codec seed = { put_seed, get_seed, false };
static const struct codec name = { put_name, get_name, false };
static const struct codec interval = { put_interval, get_interval, true };
static const struct codec dropped = { put_counts, get_dropped, true };
static const struct codec counters = { put_counts, get_counters, true };
static const struct codec histogram = { put_histogram, get_histogram, true };
static const struct codec array = { put_array, get_array, false };
static const struct codec array_or_null = { put_array, get_loads, true };

static const struct shape load_shape = {
	.size = sizeof(struct load),
	.members = (const struct member[]){
		{ "layout", &small, .field = offsetof(struct load, layout) },
		{ "loops", &small, .field = offsetof(struct load, loops) },
		{ "samples", &samples, .field = offsetof(struct load, samples) },
		{ "estimate", &figure, .field = offsetof(struct load, estimate) },
		{ .name = NULL },
	},
};

/* A bench without a figure is not ok, whatever its row says: a blank would read as a result. */
static bool blank(const struct row *row)
{
	return row->status == STATUS_OK && !isfinite(row->estimate);
}

static json_t *put_status(const struct member *m, const void *object)
{
	return blank(object) ? json_string(status_names[STATUS_FAILED]) : put_name(m, object);
}

static json_t *put_reason(const struct member *m, const void *object)
{
	const struct row *row = object;

	if (blank(row))
		return string("no figure came of it");
	if (row->status != STATUS_OK && !row->reason)
		return string("no reason was recorded");
	return put_text_or_null(m, object);
}

static const struct codec status = { put_status, get_name, false };
static const struct codec reason = { put_reason, get_text_or_null, true };

static bool check_row(struct reader *rd, const void *object)
{
	const struct row *row = object;

	if (row->status == STATUS_OK && isnan(row->estimate))
		return refuse(rd, "is ok and has no estimate" REMEDY);
	if (row->status != STATUS_OK && (!row->reason || !*row->reason))
		return refuse(rd, "is %s and has no reason" REMEDY, status_names[row->status]);
	return true;
}

#define ROW(member) .field = offsetof(struct row, member)

static const struct shape row_shape = {
	.size = sizeof(struct row),
	.members = (const struct member[]){
		{ "name", &text, ROW(name) },
		{ "group", &text, ROW(group) },
		{ "what", &text, ROW(what) },
		{ "status", &status, ROW(status), .of = status_names },
		{ "reason", &reason, ROW(reason) },
		{ "insns", &length, ROW(insns) },
		{ "bytes", &length, ROW(bytes) },
		{ "cold_bytes", &length, ROW(cold) },
		{ "code", &text_or_null, ROW(code) },
		{ "estimate", &figure, ROW(estimate) },
		{ "ci", &interval, ROW(ci) },
		{ "min", &figure, ROW(min) },
		{ "p50", &figure, ROW(p50) },
		{ "p99", &figure, ROW(p99) },
		{ "max", &figure, ROW(max) },
		{ "samples", &samples, ROW(samples) },
		{ "dropped", &dropped, ROW(dropped), offsetof(struct row, dropped_count) },
		{ "estimate_with_dropped", &figure, ROW(estimate_with_dropped) },
		{ "histogram", &histogram, ROW(histogram), offsetof(struct row, bins) },
		{ "loads", &array_or_null, ROW(loads), offsetof(struct row, load_count),
		  .of = &load_shape },
		{ "counters", &counters, ROW(counters), offsetof(struct row, counter_count) },
		{ "longest_irqs_off_us", &figure, ROW(longest_us) },
		{ .name = NULL },
	},
	.check = check_row,
};

#define CLAIM(member) .field = offsetof(struct claim_result, member)

static const struct shape claim_shape = {
	.size = sizeof(struct claim_result),
	.members = (const struct member[]){
		{ "id", &text, CLAIM(id) },
		{ "source", &text, CLAIM(source) },
		{ "text", &text, CLAIM(text) },
		{ "measure", &text, CLAIM(measure) },
		{ "a", &text, CLAIM(a) },
		{ "b", &text, CLAIM(b) },
		{ "effect", &figure, CLAIM(effect) },
		{ "ci", &interval, CLAIM(ci) },
		{ "verdict", &name, CLAIM(verdict), .of = verdict_names },
		{ "reason", &text_or_null, CLAIM(reason) },
		{ .name = NULL },
	},
};

#define RECORD(member) .field = offsetof(struct record, member)

static const struct shape run_shape = {
	.members = (const struct member[]){
		{ "id", &text, RECORD(id) },
		{ "utc", &text, RECORD(utc) },
		{ "version", &text, RECORD(version) },
		{ "command", &text, RECORD(command) },
		{ "seed", &seed, RECORD(seed) },
		{ .name = NULL },
	},
};

/* A part of the record that is an object of its own in the file. */
static json_t *put_part(const struct member *m, const void *object)
{
	return put_object(m->of, object);
}

static bool get_part(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	return get_object(rd, m->of, value, object);
}

static json_t *put_schema(const struct member *m, const void *object)
{
	(void)m, (void)object;
	return json_integer(RECORD_SCHEMA);
}

/* Looked at before anything else: check_kind(). */
static bool get_schema(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	(void)rd, (void)m, (void)value, (void)object;
	return true;
}

static json_t *put_unit(const struct member *m, const void *object)
{
	(void)m;
	return json_string(clock_units[((const struct record *)object)->clock]);
}

static bool get_unit(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	const char *unit = clock_units[((struct record *)object)->clock];

	(void)m;
	if (!json_is_string(value))
		return wrong(rd, value, "a string");
	if (strcmp(unit, json_string_value(value)))
		return refuse(rd, "is \"%s\" and must be \"%s\", by the clock" REMEDY,
			      json_string_value(value), unit);
	return true;
}

static void put_own(json_t *machine, const char *key, double value)
{
	if (isfinite(value) && value > 0)
		json_object_set_new(machine, key, number(value));
}

static json_t *put_machine(const struct member *m, const void *object)
{
	json_t *machine = json_object(), *unreadable = json_object();
	const struct record *r = object;
	const double *own;
	size_t i;

	(void)m;
	for (i = 0; i < r->fact_count; i++) {
		const struct fact *f = &r->facts[i];

		own = record_own_fact((struct record *)r, f->key);
		if (own && isfinite(*own))
			continue;
		if (f->missing)
			json_object_set_new(unreadable, f->key, string(f->missing));
		else
			json_object_set_new(machine, f->key, f->number || own ?
					    number(strtod(f->value, NULL)) : string(f->value));
	}
	put_own(machine, "tsc_khz", r->tsc_khz);
	put_own(machine, "core_tsc_ratio", r->core_ratio);
	json_object_set_new(machine, "unreadable", unreadable);
	return machine;
}

static bool known(struct record *r, const char *key)
{
	const double *own = record_own_fact(r, key);

	return own ? isfinite(*own) : record_find_fact(r, key) != NULL;
}

static bool get_unreadable(struct reader *rd, struct record *r, json_t *from)
{
	void *at;

	if (!json_is_object(from))
		return wrong(rd, from, "an object");
	for (at = json_object_iter(from); at; at = json_object_iter_next(from, at)) {
		const char *key = json_object_iter_key(at);
		const json_t *why = json_object_iter_value(at);
		size_t old = enter(rd, ".%s", key);

		if (!json_is_string(why))
			return wrong(rd, why, "a string");
		if (known(r, key))
			return refuse(rd, "is given as known, too" REMEDY);
		record_fact_missing(r, key, "%s", json_string_value(why));
		leave(rd, old);
	}
	return true;
}

static bool get_fact(struct reader *rd, struct record *r, const char *key, const json_t *value)
{
	double *own = record_own_fact(r, key);

	if (own && (!json_is_number(value) || json_number_value(value) <= 0))
		return refuse(rd, "must be a number above 0" REMEDY);
	if (json_is_number(value))
		record_fact_number(r, key, json_number_value(value));
	else if (json_is_string(value))
		record_fact(r, key, "%s", json_string_value(value));
	else
		return wrong(rd, value, "a string or a number");
	return true;
}

static bool get_machine(struct reader *rd, const struct member *m, const json_t *value,
			void *object)
{
	json_t *from = (json_t *)value, *unreadable = json_object_get(value, "unreadable");
	size_t old;
	void *at;

	(void)m;
	if (!json_is_object(value))
		return wrong(rd, value, "an object");
	for (at = json_object_iter(from); at; at = json_object_iter_next(from, at)) {
		if (json_object_iter_value(at) == unreadable)
			continue;
		old = enter(rd, ".%s", json_object_iter_key(at));
		if (!get_fact(rd, object, json_object_iter_key(at), json_object_iter_value(at)))
			return false;
		leave(rd, old);
	}
	old = enter(rd, ".unreadable");
	if (!unreadable)
		return refuse(rd, "is missing" REMEDY);
	if (!get_unreadable(rd, object, unreadable))
		return false;
	leave(rd, old);
	return true;
}

static json_t *put_notes(const struct member *m, const void *object)
{
	const struct record *r = object;
	json_t *value = json_array();
	size_t i;

	(void)m;
	for (i = 0; i < r->note_count; i++)
		json_array_append_new(value, string(r->notes[i]));
	return value;
}

static bool get_notes(struct reader *rd, const struct member *m, const json_t *value, void *object)
{
	size_t i;

	(void)m;
	if (json_is_null(value))
		return true;
	if (!json_is_array(value))
		return wrong(rd, value, "an array");
	for (i = 0; i < json_array_size(value); i++) {
		const json_t *note = json_array_get(value, i);
		size_t old = enter(rd, "[%zu]", i);

		if (!json_is_string(note))
			return wrong(rd, note, "a string");
		record_note(object, "%s", json_string_value(note));
		leave(rd, old);
	}
	return true;
}

static const struct codec schema = { put_schema, get_schema, false };
static const struct codec part = { put_part, get_part, false };
static const struct codec machine = { put_machine, get_machine, false };
static const struct codec unit = { put_unit, get_unit, false };
static const struct codec notes = { put_notes, get_notes, true };

/* The unit is checked against the clock, so it comes after it. */
static const struct shape record_shape = {
	.members = (const struct member[]){
		{ .name = "schema", .codec = &schema },
		{ .name = "run", .codec = &part, .of = &run_shape },
		{ .name = "machine", .codec = &machine },
		{ "place", &text, RECORD(place) },
		{ "clock", &name, RECORD(clock), .of = clock_names },
		{ "clock_reason", &text_or_null, RECORD(clock_reason) },
		{ .name = "unit", .codec = &unit },
		{ "benches", &array, RECORD(rows), offsetof(struct record, row_count),
		  .of = &row_shape },
		{ "claims", &array, RECORD(claims), offsetof(struct record, claim_count),
		  .of = &claim_shape },
		{ .name = "notes", .codec = &notes },
		{ .name = NULL },
	},
};

/* With these jansson never fails for want of memory: no result need be looked at for that. */
static void *allocate(size_t size)
{
	return xreallocarray(NULL, size, 1);
}

char *record_to_text(const struct record *r)
{
	json_t *root;
	char *json, *text;

	json_set_alloc_funcs(allocate, free);
	root = put_object(&record_shape, r);
	json = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
	text = xasprintf("%s\n", json);
	free(json);
	json_decref(root);
	return text;
}

static bool check_kind(struct reader *rd, const json_t *root)
{
	const json_t *version = json_object_get(root, "schema");

	if (!json_is_integer(version) || json_integer_value(version) < 1 ||
	    !json_object_get(root, "run"))
		return refuse(rd, "not a privbench record; give a file that privbench run wrote");
	if (json_integer_value(version) > RECORD_SCHEMA)
		return refuse(rd, "schema is %lld, and this privbench knows up to %d; use a newer "
			      "privbench", json_integer_value(version), RECORD_SCHEMA);
	return true;
}

static size_t without_blanks(const char *text, size_t length)
{
	while (length && strchr(" \t\r\n", text[length - 1]))
		length--;
	return length;
}

/* Not every cut is told as such: it may be amid a letter or a word. */
static bool cut_short(const char *text, size_t length, const json_error_t *e)
{
	return json_error_code(e) == json_error_premature_end_of_input ||
	       (*text == '{' && text[length - 1] != '}');
}

static char *syntax_error(const char *name, const char *text, size_t length,
			  const json_error_t *e)
{
	const char *hint = "give a file that privbench run wrote";

	length = without_blanks(text, length);
	if (!length)
		return xasprintf("%s:1: empty; %s", name, hint);
	if (cut_short(text, length, e))
		return xasprintf("%s:%d: cut short: %s; copy it again or measure again", name,
				 e->line, e->text);
	return xasprintf("%s:%d: not JSON: %s; %s", name, e->line, e->text, hint);
}

struct record *record_parse(const char *text, size_t length, const char *name, char **error)
{
	struct reader rd = { .name = name };
	struct record *r;
	json_error_t e;
	json_t *root;

	json_set_alloc_funcs(allocate, free);
	root = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (!root) {
		*error = syntax_error(name, text, length, &e);
		return NULL;
	}
	r = record_new();
	r->path = xstrdup(name);
	if (!check_kind(&rd, root) || !get_object(&rd, &record_shape, root, r)) {
		record_free(r);
		r = NULL;
	}
	json_decref(root);
	*error = rd.error;
	return r;
}

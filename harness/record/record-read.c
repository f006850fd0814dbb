// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json-arena.h"
#include "record-members.h"
#include "record.h"
#include "util.h"

#define REMEDY "; restore the file or measure again"

/* What is wrong, and where: the target is told from within, on the way out. */
struct refusal {
	char *where;		/* ".benches[3].estimate" */
	char *what;
};

__attribute__((format(printf, 2, 3)))
static bool refuse(struct refusal *no, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	no->what = record_format(fmt, args);
	va_end(args);
	no->where = xstrdup("");
	return false;
}

__attribute__((format(printf, 2, 3)))
static bool at(struct refusal *no, const char *fmt, ...)
{
	char *inner = no->where, *outer;
	va_list args;

	va_start(args, fmt);
	outer = record_format(fmt, args);
	va_end(args);
	no->where = xasprintf("%s%s", outer, inner);
	free(inner);
	free(outer);
	return false;
}

static bool wrong(struct refusal *no, const json_t *value, const char *wanted)
{
	static const char *const kinds[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
		[JSON_INTEGER] = "a whole number", [JSON_REAL] = "a number", [JSON_TRUE] = "true",
		[JSON_FALSE] = "false", [JSON_NULL] = "null",
	};

	return refuse(no, "is %s and must be %s" REMEDY, kinds[json_typeof(value)], wanted);
}

static bool is_short(struct refusal *no, size_t length, size_t most)
{
	return length <= most ||
	       refuse(no, "is %zu bytes long and must have at most %zu; shorten it", length, most);
}

static bool is_text(struct refusal *no, const json_t *value, const char *wanted)
{
	if (!json_is_string(value))
		return wrong(no, value, wanted);
	return is_short(no, json_string_length(value), RECORD_TEXT_MAX);
}

/* The name of a member that may have any. */
static bool is_name(struct refusal *no, const char *key)
{
	return is_short(no, strlen(key), RECORD_NAME_MAX) || at(no, ", a name in it,");
}

static bool get_text(struct refusal *no, const json_t *value, size_t most, char **text)
{
	if (!is_text(no, value, "a string") ||
	    (most && !is_short(no, json_string_length(value), most)))
		return false;
	*text = xstrdup(json_string_value(value));
	return true;
}

static bool get_texts(struct refusal *no, json_t *value, char ***texts, size_t *count)
{
	if (!json_is_array(value))
		return wrong(no, value, "an array");
	*texts = xcalloc(json_array_size(value), sizeof(**texts));
	for (size_t i = 0; i < json_array_size(value); i++, ++*count)
		if (!get_text(no, json_array_get(value, i), 0, &(*texts)[i]))
			return at(no, "[%zu]", i);
	return true;
}

static bool get_name(struct refusal *no, const json_t *value, const char *const names[],
		     unsigned int *index)
{
	if (!json_is_string(value))
		return wrong(no, value, "a string");
	for (unsigned int i = 0; names[i]; i++) {
		if (strcmp(names[i], json_string_value(value)))
			continue;
		*index = i;
		return true;
	}
	return refuse(no, "is \"%s\", which this privbench does not know; use a newer privbench",
		      json_string_value(value));
}

static bool get_natural(struct refusal *no, const json_t *value, int64_t most, int64_t *n)
{
	if (!json_is_integer(value))
		return wrong(no, value, "a whole number");
	*n = json_integer_value(value);
	if (*n < 0 || *n > most)
		return refuse(no, "is %lld and must be 0 to %lld" REMEDY, (long long)*n,
			      (long long)most);
	return true;
}

static bool get_whole(struct refusal *no, const struct member *m, const json_t *value, void *field)
{
	int64_t n = 0;

	if (!get_natural(no, value, m->size < sizeof(n) ? UINT_MAX : INT64_MAX, &n))
		return false;
	memcpy(field, &n, m->size);
	return true;
}

static bool get_figure(struct refusal *no, const json_t *value, double *figure)
{
	if (!json_is_number(value))
		return wrong(no, value, "a number or null");
	*figure = json_number_value(value);
	return true;
}

static bool get_interval(struct refusal *no, json_t *value, double ci[2])
{
	if (json_unpack(value, "[FF!]", &ci[0], &ci[1]))
		return refuse(no, "must be [low, high] or null" REMEDY);
	return ci[0] <= ci[1] || refuse(no, "has its ends the wrong way round" REMEDY);
}

static bool get_count(struct refusal *no, const json_t *value, double *count)
{
	*count = NAN;
	if (json_is_null(value))
		return true;
	return get_figure(no, value, count) &&
	       (*count >= 0 || refuse(no, "is %g and must be 0 or more" REMEDY, *count));
}

static bool get_counts(struct refusal *no, json_t *value, struct count **counts, size_t *count)
{
	const char *key;
	json_t *number;

	if (!json_is_object(value))
		return wrong(no, value, "an object");
	*counts = xcalloc(json_object_size(value), sizeof(**counts));
	json_object_foreach(value, key, number) {
		struct count *c = &(*counts)[(*count)++];

		c->name = xstrdup(key);
		if (!is_name(no, key))
			return false;
		if (!get_count(no, number, &c->value))
			return at(no, ".%s", key);
	}
	return true;
}

static bool get_bin(struct refusal *no, const char *key, const json_t *value, struct bin *bin)
{
	int64_t n = 0;
	char *end;

	bin->value = strtod(key, &end);
	if (end == key || *end || !isfinite(bin->value))
		return refuse(no, "must have a number for a name" REMEDY);
	if (!get_natural(no, value, INT64_MAX, &n))
		return false;
	bin->count = (uint64_t)n;
	return true;
}

static bool get_histogram(struct refusal *no, json_t *value, struct bin **bins, size_t *count)
{
	const char *key;
	json_t *number;

	if (!json_is_object(value))
		return wrong(no, value, "an object");
	*bins = xcalloc(json_object_size(value), sizeof(**bins));
	json_object_foreach(value, key, number) {
		struct bin *bin = &(*bins)[(*count)++];

		if (!get_bin(no, key, number, bin))
			return at(no, "[\"%s\"]", key);
		if (bin > *bins && bin->value <= bin[-1].value)
			return refuse(no, "is out of order: values must rise" REMEDY);
	}
	return true;
}

static bool get_unit(struct refusal *no, const json_t *value, const struct record *r)
{
	const char *unit = clock_units[r->clock];

	if (!json_is_string(value))
		return wrong(no, value, "a string");
	if (strcmp(unit, json_string_value(value)))
		return refuse(no, "is \"%s\" and must be \"%s\", by the clock" REMEDY,
			      json_string_value(value), unit);
	return true;
}

static bool get_fact(struct refusal *no, struct record *r, const char *key, const json_t *value)
{
	if (record_own_fact(r, key) && !(json_number_value(value) > 0))
		return refuse(no, "must be a number above 0" REMEDY);
	if (json_is_number(value))
		record_fact_number(r, key, json_number_value(value));
	else if (is_text(no, value, "a string or a number"))
		record_fact(r, key, "%s", json_string_value(value));
	else
		return false;
	return true;
}

static bool get_unreadable(struct refusal *no, struct record *r, const char *key,
			   const json_t *why)
{
	if (!is_text(no, why, "a string"))
		return false;
	if (record_find_fact(r, key))
		return refuse(no, "is given as known, too" REMEDY);
	record_fact_missing(r, key, "%s", json_string_value(why));
	return true;
}

static bool get_facts(struct refusal *no, json_t *value, struct record *r)
{
	json_t *unreadable = json_object_get(value, "unreadable"), *fact;
	const char *key;

	if (!json_is_object(value))
		return wrong(no, value, "an object");
	json_object_foreach(value, key, fact) {
		if (!is_name(no, key))
			return false;
		if (fact != unreadable && !get_fact(no, r, key, fact))
			return at(no, ".%s", key);
	}
	if (!json_is_object(unreadable)) {
		refuse(no, "must be an object" REMEDY);
		return at(no, ".unreadable");
	}
	json_object_foreach(unreadable, key, fact) {
		if (!is_name(no, key))
			return at(no, ".unreadable");
		if (!get_unreadable(no, r, key, fact))
			return at(no, ".unreadable.%s", key);
	}
	return true;
}

static bool get_object(struct refusal *no, const struct member *members, json_t *value,
		       void *object);

static bool get_array(struct refusal *no, const struct member *m, json_t *value, char **elements,
		      size_t *count)
{
	if (!json_is_array(value))
		return wrong(no, value, "an array");
	*elements = xcalloc(json_array_size(value), m->size);
	for (size_t i = 0; i < json_array_size(value); i++) {
		++*count;
		if (!get_object(no, m->of, json_array_get(value, i), *elements + i * m->size))
			return at(no, "[%zu]", i);
	}
	return true;
}

/* Before anything is taken of it: what is done with a list may take its length squared. */
static bool fits(struct refusal *no, const struct member *m, const json_t *value)
{
	size_t n = json_is_array(value) ? json_array_size(value) : json_object_size(value);

	if (m->kind == FACTS)
		n += json_object_size(json_object_get(value, "unreadable"));
	return !m->most || n <= m->most ||
	       refuse(no, "holds %zu, and of these a record holds at most %zu%s", n, m->most,
		      m->beyond ? m->beyond : REMEDY);
}

static bool get_member(struct refusal *no, const struct member *m, json_t *value, void *object)
{
	void *field = member_at(object, m->at);
	size_t *count = member_at(object, m->count);

	if (!fits(no, m, value))
		return false;
	switch (m->kind) {
	case TEXT:
	case TEXT_OR_NULL:
		return get_text(no, value, m->most, field);
	case TEXTS:
		return get_texts(no, value, field, count);
	case NAME:
		return get_name(no, value, m->of, field);
	case WHOLE:
	case WHOLE_OR_NULL:
		return get_whole(no, m, value, field);
	case FIGURE:
		return get_figure(no, value, field);
	case INTERVAL:
		return get_interval(no, value, field);
	case COUNTS:
		return get_counts(no, value, field, count);
	case HISTOGRAM:
		return get_histogram(no, value, field, count);
	case OBJECT:
		return get_object(no, m->of, value, object);
	case ARRAY:
	case ARRAY_OR_NULL:
		return get_array(no, m, value, field, count);
	case FACTS:
		return get_facts(no, value, object);
	case UNIT:
		return get_unit(no, value, object);
	}
	return false;
}

static void get_nothing(const struct member *m, void *field)
{
	static const double nothing[] = { NAN, NAN };

	if (m->kind == FIGURE || m->kind == INTERVAL)
		memcpy(field, nothing, m->size);
	else if (m->kind == WHOLE_OR_NULL)
		memcpy(field, &m->null, m->size);
}

static bool knows(const struct member *m, const char *name)
{
	while (m->name && strcmp(m->name, name))
		m++;
	return m->name;
}

/* What is not known is not skipped over: it may change what the rest means. */
static bool get_object(struct refusal *no, const struct member *members, json_t *value,
		       void *object)
{
	const char *key;
	json_t *found;

	if (!json_is_object(value))
		return wrong(no, value, "an object");
	for (const struct member *m = members; m->name; m++) {
		found = json_object_get(value, m->name);
		if (m->kind >= TEXT_OR_NULL && (!found || json_is_null(found)))
			get_nothing(m, member_at(object, m->at));
		else if (!(found ? get_member(no, m, found, object) : refuse(no, "is missing" REMEDY)))
			return at(no, ".%s", m->name);
	}
	json_object_foreach(value, key, found)
		if (!knows(members, key))
			return refuse(no, "has a member \"%s\" that this privbench does not know; "
				      "use a newer privbench", key);
	return true;
}

static bool check_row(struct refusal *no, const struct result *result)
{
	if (result->status == STATUS_OK && isnan(result->estimate))
		return refuse(no, "is ok and has no estimate" REMEDY);
	if (result->status != STATUS_OK && (!result->reason || !*result->reason))
		return refuse(no, "is %s and has no reason" REMEDY, status_names[result->status]);
	return true;
}

/* Who looks one up by its name would never see the second. */
static bool check_names(struct refusal *no, const struct record *r)
{
	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i], *first = record_find(r, result->name);

		if (first == result)
			continue;
		refuse(no, "is \"%s\", as that of benches[%zu] is" REMEDY, result->name, (size_t)(first - r->results));
		return at(no, ".benches[%zu].name", i);
	}
	return true;
}

static bool get_record(struct refusal *no, json_t *root, struct record *r)
{
	const json_t *version = json_object_get(root, "schema");
	json_int_t schema = json_integer_value(version);

	if (schema < 1 || !json_object_get(root, "run"))
		return refuse(no, "not a privbench record; give a file that privbench run wrote");
	if (schema > RECORD_SCHEMA)
		return refuse(no, "schema is %lld, and this privbench knows up to %d; use a newer "
			      "privbench", schema, RECORD_SCHEMA);
	json_object_del(root, "schema");
	if (!get_object(no, record_members, root, r))
		return false;
	for (size_t i = 0; i < r->result_count; i++)
		if (!check_row(no, &r->results[i]))
			return at(no, ".benches[%zu]", i);
	return check_names(no, r);
}

/* Not every cut is told as such: it may be amid a letter or a word. */
static char *syntax_error(const char *name, const char *text, size_t length,
			  const json_error_t *e)
{
	const char *what = "not JSON", *remedy = "give a file that privbench run wrote";

	while (length && strchr(" \t\r\n", text[length - 1]))
		length--;
	if (!length)
		return xasprintf("%s:1: empty; %s", name, remedy);
	if (json_error_code(e) == json_error_premature_end_of_input ||
	    (*text == '{' && text[length - 1] != '}')) {
		what = "cut short";
		remedy = "copy it again or measure again";
	}
	return xasprintf("%s:%d: %s: %s; %s", name, e->line, what, e->text, remedy);
}

/* Older records have a claim for each measure: one of an id of its own. */
static void take_old_id(struct claim_result *c)
{
	static const char *const bytes[][2] = {
		{ "pv-cli-bytes", "pv-cli-multiple" },
		{ "asm-goto-bytes", "asm-goto-below-branch" },
		{ "error-branch-bytes", "error-branch-costs-more" },
	};
	size_t n = strlen(c->id), i;

	if (!strcmp(c->measure, "path") && n > 5 && !strcmp(c->id + n - 5, "-path"))
		c->id[n - 5] = '\0';
	for (i = 0; i < ARRAY_SIZE(bytes); i++)
		if (!strcmp(c->measure, "bytes") && !strcmp(c->id, bytes[i][0])) {
			free(c->id);
			c->id = xstrdup(bytes[i][1]);
		}
}

static struct record *parse(const char *text, size_t length, const char *name, char **error)
{
	struct refusal no = { NULL, NULL };
	struct record *r;
	json_error_t e;
	json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);

	if (!root) {
		*error = syntax_error(name, text, length, &e);
		return NULL;
	}
	r = record_new();
	r->path = xstrdup(name);
	if (!get_record(&no, root, r)) {
		*error = xasprintf("%s: %s%s%s", name, *no.where ? no.where + 1 : "",
				   *no.where ? " " : "", no.what);
		free(no.where);
		free(no.what);
		record_free(r);
		return NULL;
	}
	for (size_t i = 0; i < r->claim_count; i++)
		take_old_id(&r->claims[i]);
	return r;
}

struct record *record_parse(const char *text, size_t length, const char *name, char **error)
{
	struct record *r;

	json_arena_begin();
	r = parse(text, length, name, error);
	json_arena_end();
	return r;
}

struct record *record_read(const char *path, char **error)
{
	struct record *r;
	size_t length;
	char *why, *text = read_input(path, INPUT_FILE, RECORD_BYTES_MAX, &length, &why);

	if (!text) {
		*error = xasprintf("%s: cannot be read: %s; name another file", path, why);
		free(why);
		return NULL;
	}
	r = record_parse(text, length, path, error);
	free(text);
	return r;
}

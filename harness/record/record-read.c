// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record-members.h"
#include "record-usual.h"
#include "record.h"
#include "util.h"

#define BRIEF_COLUMNS 5		/* up to the estimate */
#define REMEDY "; restore the file or measure again"

struct reader {
	struct record *r;
	json_int_t schema;
	bool brief;
	char *where, *what;	/* ".benches[3].estimate", made from its end; what is wrong there */
};

__attribute__((format(printf, 2, 3)))
static bool refuse(struct reader *in, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	in->what = xvasprintf(fmt, args);
	va_end(args);
	in->where = xstrdup("");
	return false;
}

__attribute__((format(printf, 2, 3)))
static bool at(struct reader *in, const char *fmt, ...)
{
	char *inner = in->where, *outer;
	va_list args;

	va_start(args, fmt);
	outer = xvasprintf(fmt, args);
	va_end(args);
	in->where = xasprintf("%s%s", outer, inner);
	free(inner);
	free(outer);
	return false;
}

static bool wrong(struct reader *in, const json_t *value, const char *wanted)
{
	static const char *const kinds[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
		[JSON_INTEGER] = "a whole number", [JSON_REAL] = "a number", [JSON_TRUE] = "true",
		[JSON_FALSE] = "false", [JSON_NULL] = "null",
	};

	return refuse(in, "is %s and must be %s" REMEDY, kinds[json_typeof(value)], wanted);
}

static bool is_short(struct reader *in, size_t length, size_t most)
{
	return length <= most ||
	       refuse(in, "is %zu bytes long and must have at most %zu; shorten it", length, most);
}

static bool is_text(struct reader *in, const json_t *value, const char *wanted)
{
	if (!json_is_string(value))
		return wrong(in, value, wanted);
	return is_short(in, json_string_length(value), RECORD_TEXT_MAX);
}

/* The name of a member that may have any. */
static bool is_name(struct reader *in, const char *key)
{
	return is_short(in, strlen(key), RECORD_NAME_MAX) || at(in, ", a name in it,");
}

static bool get_text(struct reader *in, const json_t *value, size_t most, char **text)
{
	if (!is_text(in, value, "a string") ||
	    (most && !is_short(in, json_string_length(value), most)))
		return false;
	*text = xstrdup(json_string_value(value));
	return true;
}

static bool get_texts(struct reader *in, json_t *value, char ***texts, size_t *count)
{
	if (!json_is_array(value))
		return wrong(in, value, "an array");
	*texts = xcalloc(json_array_size(value), sizeof(**texts));
	for (size_t i = 0; i < json_array_size(value); i++, ++*count)
		if (!get_text(in, json_array_get(value, i), 0, &(*texts)[i]))
			return at(in, "[%zu]", i);
	return true;
}

static bool get_name(struct reader *in, const json_t *value, const char *const names[],
		     unsigned int *index)
{
	if (!json_is_string(value))
		return wrong(in, value, "a string");
	for (unsigned int i = 0; names[i]; i++) {
		if (strcmp(names[i], json_string_value(value)))
			continue;
		*index = i;
		return true;
	}
	return refuse(in, "is \"%s\", which this privbench does not know; use a newer privbench",
		      json_string_value(value));
}

static bool get_natural(struct reader *in, const json_t *value, int64_t most, int64_t *n)
{
	if (!json_is_integer(value))
		return wrong(in, value, "a whole number");
	*n = json_integer_value(value);
	if (*n < 0 || *n > most)
		return refuse(in, "is %lld and must be 0 to %lld" REMEDY, (long long)*n,
			      (long long)most);
	return true;
}

static bool get_whole(struct reader *in, const struct member *m, const json_t *value, void *field)
{
	int64_t n = 0, most = m->size < sizeof(n) ? UINT_MAX : INT64_MAX;

	if (!get_natural(in, value, m->most ? (int64_t)m->most : most, &n))
		return false;
	memcpy(field, &n, m->size);
	return true;
}

static bool get_figure(struct reader *in, const json_t *value, double *figure)
{
	if (!json_is_number(value))
		return wrong(in, value, "a number or null");
	*figure = json_number_value(value);
	return true;
}

/* null in it: there is no such quantile; an interval has both ends, in their order. */
static bool get_figures(struct reader *in, const struct member *m, const json_t *value,
			double figures[])
{
	size_t n = m->size / sizeof(double);

	if (!json_is_array(value) || json_array_size(value) != n)
		return refuse(in, "must be an array of %zu numbers" REMEDY, n);
	for (size_t i = 0; i < n; i++) {
		const json_t *figure = json_array_get(value, i);

		figures[i] = NAN;
		if (!(json_is_null(figure) && m->usual) && !get_figure(in, figure, &figures[i]))
			return at(in, "[%zu]", i);
	}
	return n != 2 || figures[0] <= figures[1] ||
	       refuse(in, "has its ends the wrong way round" REMEDY);
}

static bool get_count(struct reader *in, const json_t *value, double *count)
{
	*count = NAN;
	if (json_is_null(value))
		return true;
	return get_figure(in, value, count) &&
	       (*count >= 0 || refuse(in, "is %g and must be 0 or more" REMEDY, *count));
}

/* As many as the usual ones, whose names they have. */
static bool get_usual_counts(struct reader *in, const struct member *m, json_t *value, void *object)
{
	size_t *count = member_count(m, object);

	if (m->usual)
		m->usual(in->r, object, object);
	if (json_array_size(value) != *count)
		return refuse(in, "has %zu numbers, and the first such bench has %zu" REMEDY,
			      json_array_size(value), *count);
	for (size_t i = 0; i < *count; i++)
		if (!get_count(in, json_array_get(value, i),
			       &(*(struct count **)member_at(object, m->at))[i].value))
			return at(in, "[%zu]", i);
	return true;
}

static bool get_counts(struct reader *in, const struct member *m, json_t *value, void *object)
{
	struct count **counts = member_at(object, m->at);
	const char *key;
	json_t *number;

	if (json_is_array(value) && in->schema > 1)
		return get_usual_counts(in, m, value, object);
	if (!json_is_object(value))
		return wrong(in, value, "an object");
	*counts = xcalloc(json_object_size(value), sizeof(**counts));
	json_object_foreach(value, key, number) {
		struct count *c = &(*counts)[(*member_count(m, object))++];

		c->name = xstrdup(key);
		if (!is_name(in, key))
			return false;
		if (!get_count(in, number, &c->value))
			return at(in, ".%s", key);
	}
	return true;
}

/* Schema 1: {"value": count}. */
static bool get_old_bin(struct reader *in, const char *key, const json_t *value, struct bin *bin)
{
	int64_t n = 0;
	char *end;

	bin->value = strtod(key, &end);
	if (end == key || *end || !isfinite(bin->value))
		return refuse(in, "must have a number for a name" REMEDY);
	if (!get_natural(in, value, INT64_MAX, &n))
		return false;
	bin->count = (uint64_t)n;
	return true;
}

static bool get_old_histogram(struct reader *in, json_t *value, struct result *result)
{
	const char *key;
	json_t *number;

	if (!json_is_object(value))
		return wrong(in, value, "an object");
	result->histogram = xcalloc(json_object_size(value), sizeof(*result->histogram));
	json_object_foreach(value, key, number) {
		struct bin *bin = &result->histogram[result->bins++];

		if (!get_old_bin(in, key, number, bin))
			return at(in, "[\"%s\"]", key);
		if (bin > result->histogram && bin->value <= bin[-1].value)
			return refuse(in, "is out of order: values must rise" REMEDY);
	}
	return true;
}

#define BIN_MOST (1LL << 53)

static bool get_bins(struct reader *in, const json_t *value, struct result *result)
{
	int64_t k = json_integer_value(json_array_get(value, 1)), n;

	for (size_t i = 2; i < json_array_size(value); i++) {
		if (!json_is_integer(json_array_get(value, i)))
			return wrong(in, json_array_get(value, i), "a whole number") ||
			       at(in, "[%zu]", i);
		n = json_integer_value(json_array_get(value, i));
		if (k > BIN_MOST || n < -BIN_MOST || !isfinite((double)k * result->bin_width))
			return refuse(in, "has a bin beyond what a number holds" REMEDY);
		if (n > 0)
			result->histogram[result->bins++] =
				(struct bin){ record_bin_value((double)k, result->bin_width),
					      (uint64_t)n };
		k += n > 0 ? 1 : -n;
	}
	return true;
}

/* [width, the first bin's number, counts ...] */
static bool get_histogram(struct reader *in, json_t *value, struct result *result)
{
	size_t n = json_array_size(value);
	int64_t first = json_integer_value(json_array_get(value, 1));

	if (in->schema == 1)
		return get_old_histogram(in, value, result);
	if (!json_is_array(value))
		return wrong(in, value, "an array");
	if (!n)
		return true;
	result->bin_width = json_number_value(json_array_get(value, 0));
	if (n < 3 || !(result->bin_width >= .01) || !json_is_integer(json_array_get(value, 1)) ||
	    first < -BIN_MOST || first > BIN_MOST)
		return refuse(in, "must be [width, number of the first bin, counts ...]" REMEDY);
	result->histogram = xcalloc(n - 2, sizeof(*result->histogram));
	return get_bins(in, value, result);
}

static bool get_unit(struct reader *in, const json_t *value)
{
	const char *unit = clock_units[in->r->clock];

	if (!json_is_string(value))
		return wrong(in, value, "a string");
	if (strcmp(unit, json_string_value(value)))
		return refuse(in, "is \"%s\" and must be \"%s\", by the clock" REMEDY,
			      json_string_value(value), unit);
	return true;
}

static bool get_fact(struct reader *in, const char *key, const json_t *value)
{
	if (record_own_fact(in->r, key) && !(json_number_value(value) > 0))
		return refuse(in, "must be a number above 0" REMEDY);
	if (json_is_number(value))
		record_fact_number(in->r, key, json_number_value(value));
	else if (is_text(in, value, "a string or a number"))
		record_fact(in->r, key, "%s", json_string_value(value));
	else
		return false;
	return true;
}

static bool get_unreadable(struct reader *in, const char *key, const json_t *why)
{
	if (!is_text(in, why, "a string"))
		return false;
	if (record_find_fact(in->r, key))
		return refuse(in, "is given as known, too" REMEDY);
	record_fact_missing(in->r, key, "%s", json_string_value(why));
	return true;
}

static bool get_facts(struct reader *in, json_t *value)
{
	json_t *unreadable = json_object_get(value, "unreadable"), *fact;
	const char *key;

	if (!json_is_object(value))
		return wrong(in, value, "an object");
	json_object_foreach(value, key, fact) {
		if (!is_name(in, key))
			return false;
		if (fact != unreadable && !get_fact(in, key, fact))
			return at(in, ".%s", key);
	}
	if (!json_is_object(unreadable)) {
		refuse(in, "must be an object" REMEDY);
		return at(in, ".unreadable");
	}
	json_object_foreach(unreadable, key, fact) {
		if (!is_name(in, key))
			return at(in, ".unreadable");
		if (!get_unreadable(in, key, fact))
			return at(in, ".unreadable.%s", key);
	}
	return true;
}

static bool get_object(struct reader *in, const struct member members[], size_t columns,
		       json_t *value, void *object);

static bool get_rows(struct reader *in, const struct member *m, json_t *value, void *object)
{
	char **elements = member_at(object, m->at);

	if (!json_is_array(value))
		return wrong(in, value, "an array");
	*elements = xcalloc(json_array_size(value), m->size);
	for (size_t i = 0; i < json_array_size(value); i++) {
		++*member_count(m, object);
		if (!get_object(in, m->of, m->columns, json_array_get(value, i),
				*elements + i * m->size))
			return at(in, "[%zu]", i);
	}
	return true;
}

static bool get_batches(struct reader *in, const struct member *m, json_t *value,
			struct result *result);

/* Before anything is taken of it: what is done with a list may take its length squared. */
static bool fits(struct reader *in, const struct member *m, const json_t *value)
{
	size_t n = json_is_array(value) ? json_array_size(value) : json_object_size(value);

	if (m->kind == HISTOGRAM && json_is_array(value))
		n /= 2;		/* a gap before each bin */
	if (m->kind == FACTS)
		n += json_object_size(json_object_get(value, "unreadable"));
	return !m->most || n <= m->most ||
	       refuse(in, "holds %zu, and of these a record holds at most %zu%s", n, m->most,
		      m->beyond ? m->beyond : REMEDY);
}

static bool get_member(struct reader *in, const struct member *m, json_t *value, void *object)
{
	void *field = member_at(object, m->at);

	if (!fits(in, m, value))
		return false;
	switch (m->kind) {
	case TEXT:
		return get_text(in, value, m->most, field);
	case NAME:
		return get_name(in, value, m->of, field);
	case WHOLE:
		return get_whole(in, m, value, field);
	case FIGURE:
		return get_figure(in, value, field);
	case FIGURES:
		return get_figures(in, m, value, field);
	case TEXTS:
		return get_texts(in, value, field, member_count(m, object));
	case COUNTS:
		return get_counts(in, m, value, object);
	case HISTOGRAM:
		return get_histogram(in, value, object);
	case BATCHES:
		return get_batches(in, m, value, object);
	case OBJECT:
		return get_object(in, m->of, 0, value, object);
	case ROWS:
		return get_rows(in, m, value, object);
	case FACTS:
		return get_facts(in, value);
	case UNIT:
		return get_unit(in, value);
	}
	return false;
}

/* By the name that it has in this schema; NULL: it has none. */
static const char *name_in(const struct reader *in, const struct member *m)
{
	const char *name = in->schema == 1 && m->old ? m->old : m->name;

	return name && *name ? name : NULL;
}

/* In a row by position, or by name in the object that may end it; otherwise by name. */
static json_t *find(const struct reader *in, const struct member members[], size_t i,
		    size_t columns, json_t *value)
{
	const char *name = name_in(in, &members[i]);
	json_t *found = json_array_get(value, i < columns ? i : json_array_size(value) - 1);

	if (!name)
		return NULL;
	if (in->schema == 1 || !columns)
		return json_object_get(value, name);
	if (i >= columns)
		return json_object_get(found, name);
	return json_is_object(found) || json_is_null(found) ? NULL : found;
}

/* The members that are there; a bit each. */
static bool get_given(struct reader *in, const struct member members[], size_t columns,
		      json_t *value, void *object, uint32_t *given)
{
	for (size_t i = 0; !is_end(&members[i]); i++) {
		const struct member *m = &members[i];
		json_t *found = m->brief < in->brief ? NULL : find(in, members, i, columns, value);
		bool needed = name_in(in, m) && m->brief >= in->brief &&
			      (m->needed == NEEDED || (m->needed && in->schema == 1));

		*given |= (uint32_t)(found != NULL) << i;
		if (!needed && (!found || json_is_null(found)))
			continue;
		if (!(found ? get_member(in, m, found, object) : refuse(in, "is missing" REMEDY)))
			return at(in, ".%s", name_in(in, m));
	}
	return true;
}

static bool is_known(const struct reader *in, const struct member members[], const char *key)
{
	const char *name;

	for (size_t i = 0; !is_end(&members[i]); i++) {
		name = name_in(in, &members[i]);
		if (name && !strcmp(name, key))
			return true;
	}
	return false;
}

/* What is not known is not skipped over: it may change what the rest means. */
static bool check_known(struct reader *in, const struct member members[], size_t columns,
			json_t *value)
{
	size_t n = json_array_size(value);
	const char *key;
	json_t *found;

	if (json_is_array(value)) {
		value = json_array_get(value, n - 1);
		n -= json_is_object(value);
		members += columns;
	}
	if (n > columns)
		return refuse(in, "has %zu columns, and this privbench knows %zu; "
			      "use a newer privbench", n, columns);
	json_object_foreach(value, key, found)
		if (!is_known(in, members, key))
			return refuse(in, "has a member \"%s\" that this privbench does not know; "
				      "use a newer privbench", key);
	return true;
}

static bool is_row(struct reader *in, size_t columns, const json_t *value)
{
	if (in->schema == 1 || !columns)
		return json_is_object(value) || wrong(in, value, "an object");
	if (!json_is_array(value))
		return wrong(in, value, "an array");
	for (size_t i = 0; i + 1 < json_array_size(value); i++)
		if (json_is_object(json_array_get(value, i)))
			return wrong(in, json_array_get(value, i), "a value, or the last") ||
			       at(in, "[%zu]", i);
	return true;
}

/* One function may know several members. */
static void set_usual(struct reader *in, const struct member members[], size_t i, void *object,
		      uint32_t *given)
{
	usual_fn *usual = members[i].usual;
	union object u = { 0 };

	usual(in->r, object, &u);
	for (; !is_end(&members[i]); i++) {
		if (members[i].usual != usual || *given & 1U << i)
			continue;
		member_swap(&members[i], object, &u);
		*given |= 1U << i;
	}
	members_free(members, &u);
}

static bool get_object(struct reader *in, const struct member members[], size_t columns,
		       json_t *value, void *object)
{
	uint32_t given = 0;

	for (size_t i = 0; !is_end(&members[i]); i++)
		member_set_nothing(&members[i], object);
	if (!is_row(in, columns, value) || !get_given(in, members, columns, value, object, &given))
		return false;
	if (members == claim_members)
		claim_now(object);
	for (size_t i = 0; in->schema > 1 && !is_end(&members[i]); i++)
		if (members[i].usual && members[i].brief >= in->brief && !(given & 1U << i))
			set_usual(in, members, i, object, &given);
	return check_known(in, members, columns, value);
}

static bool get_batch(struct reader *in, const struct member *m, json_t *value,
		      const struct result *result, struct batch *b)
{
	uint32_t given = 0;

	if (in->schema == 1)
		return get_object(in, m->of, m->columns, value, b);
	*b = usual_batch(in->r, result, b > result->batches ? b - 1 : NULL);
	return is_row(in, m->columns, value) &&
	       get_given(in, m->of, m->columns, value, b, &given) &&
	       check_known(in, m->of, m->columns, value);
}

static bool get_batches(struct reader *in, const struct member *m, json_t *value,
			struct result *result)
{
	if (!json_is_array(value))
		return wrong(in, value, "an array");
	result->batches = xcalloc(json_array_size(value), sizeof(*result->batches));
	for (size_t i = 0; i < json_array_size(value); i++) {
		struct batch *b = &result->batches[result->batch_count++];

		if (!get_batch(in, m, json_array_get(value, i), result, b))
			return at(in, "[%zu]", i);
	}
	return true;
}

static bool check_result(struct reader *in, const struct result *result)
{
	if (result->status == STATUS_OK && isnan(result->estimate))
		return refuse(in, "is ok and has no estimate" REMEDY);
	if (!in->brief && result->status != STATUS_OK && (!result->reason || !*result->reason))
		return refuse(in, "is %s and has no reason" REMEDY, status_names[result->status]);
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct result *x = *(const struct result *const *)a;
	const struct result *y = *(const struct result *const *)b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x > y) - (x < y);
}

/* Who looks a bench up by its name would never see the second. */
static bool check_names(struct reader *in)
{
	const struct record *r = in->r;
	const struct result **v = xcalloc(r->result_count, sizeof(*v));
	size_t i;

	for (i = 0; i < r->result_count; i++)
		v[i] = &r->results[i];
	qsort(v, i, sizeof(*v), by_name);
	for (i = 1; i < r->result_count && strcmp(v[i - 1]->name, v[i]->name) != 0; i++)
		;
	if (i < r->result_count) {
		refuse(in, "is \"%s\", as that of benches[%zu] is" REMEDY, v[i]->name,
		       (size_t)(v[i - 1] - r->results));
		at(in, ".benches[%zu].name", (size_t)(v[i] - r->results));
	}
	free(v);
	return !in->what;
}

static bool check_results(struct reader *in)
{
	for (size_t i = 0; i < in->r->result_count; i++) {
		bench_now(&in->r->results[i].name);
		if (!check_result(in, &in->r->results[i]))
			return at(in, ".benches[%zu]", i);
	}
	return check_names(in);
}

static void set_empty(char **a, char **b)
{
	*a = *a ? *a : xstrdup("");
	*b = *b ? *b : xstrdup("");
}

/* What another privbench knew, and left out, or what is null. */
static void complete(const struct record *r)
{
	for (size_t i = 0; i < r->result_count; i++)
		set_empty(&r->results[i].question, &r->results[i].what);
	for (size_t i = 0; i < r->claim_count; i++) {
		struct claim_result *c = &r->claims[i];

		set_empty(&c->source, &c->text);
		set_empty(&c->a, &c->b);
		bench_now(&c->a);
		bench_now(&c->b);
		bench_now(&c->base);
	}
}

static bool get_record(struct reader *in, json_t *root)
{
	in->schema = json_integer_value(json_object_get(root, "schema"));
	if (in->schema < 1 || !json_object_get(root, "run"))
		return refuse(in, "not a privbench record; give a file that privbench run wrote");
	if (in->schema > RECORD_SCHEMA)
		return refuse(in, "schema is %lld, and this privbench knows up to %d; use a newer "
			      "privbench", in->schema, RECORD_SCHEMA);
	json_object_del(root, "schema");
	if (!get_object(in, record_members, 0, root, in->r) || !check_results(in))
		return false;
	complete(in->r);
	return true;
}

/* Not every cut is told as such: it may be within a letter or a word. */
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

/*
 * Where the columns that a brief read takes end in a row as record_text() writes it; NULL: it is
 * no row, or stays whole for the question that it gives.
 */
static char *brief_end(char *line, const char *end)
{
	unsigned int columns = 0;
	char *at = line + 1;

	if (strncmp(line, "[\"", 2) || end[-1] != '\n' ||
	    memmem(line, (size_t)(end - line), "\"question\":", 11))
		return NULL;
	for (; at < end && !strchr("[]{", *at) && (*at != ',' || ++columns < BRIEF_COLUMNS); at++)
		if (*at == '"')
			for (at++; at < end && *at != '"'; at++)
				at += *at == '\\';
	return at < end ? at - (at[-1] == ',') : NULL;
}

/* The rows lose the columns after the estimate; new length. */
static size_t shorten(char *text, size_t length)
{
	char *to = text, *at = text, *end = text + length, *next, *stop;

	for (; at < end; at = next) {
		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next + 1 : end;
		stop = brief_end(at, next);
		memmove(to, at, (size_t)((stop ? stop : next) - at));
		to += (stop ? stop : next) - at;
		if (stop)
			to = mempcpy(to, next[-2] == ',' ? "],\n" : "]\n", next[-2] == ',' ? 3 : 2);
	}
	return (size_t)(to - text);
}

static struct record *parse(const char *text, size_t length, const char *name, bool brief,
			    char **error)
{
	json_error_t e;
	json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	struct reader in = { .r = record_new(), .brief = brief };

	in.r->path = xstrdup(name);
	if (!root) {
		*error = syntax_error(name, text, length, &e);
	} else if (!get_record(&in, root)) {
		*error = xasprintf("%s: %s%s%s", name, *in.where ? in.where + 1 : "",
				   *in.where ? " " : "", in.what);
	} else {
		json_decref(root);
		return in.r;
	}
	json_decref(root);
	free(in.where);
	free(in.what);
	record_free(in.r);
	return NULL;
}

struct record *record_parse(const char *text, size_t length, const char *name, char **error)
{
	return parse(text, length, name, false, error);
}

static struct record *read_record(const char *path, bool brief, char **error)
{
	struct record *r;
	size_t length;
	char *why, *text = read_input(path, INPUT_FILE, RECORD_BYTES_MAX, &length, &why);

	if (!text) {
		*error = xasprintf("%s: cannot be read: %s; name another file", path, why);
		free(why);
		return NULL;
	}
	r = parse(text, brief ? shorten(text, length) : length, path, brief, error);
	free(text);
	if (r || !brief)
		return r;
	free(*error);		/* it may have other lines than ours */
	*error = NULL;
	return read_record(path, false, error);
}

struct record *record_read(const char *path, char **error)
{
	return read_record(path, false, error);
}

struct record *record_read_brief(const char *path, char **error)
{
	return read_record(path, true, error);
}

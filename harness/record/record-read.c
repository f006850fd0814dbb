// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record-claims.h"
#include "record-members.h"
#include "record.h"
#include "util.h"

#define RATIO_MOST 100.		/* of core to TSC frequency, or the other way round */
#define REMEDY "; restore the file or measure again"

struct reader {
	struct record *r;
	bool brief;
	size_t batches;		/* so far: a short row may stand for many */
	bool old;		/* of schema 1: benches and claims are objects */
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

static bool is_text(struct reader *in, const json_t *value, const char *wanted, size_t most)
{
	if (!json_is_string(value))
		return wrong(in, value, wanted);
	return is_short(in, json_string_length(value), most ? most : RECORD_TEXT_MAX);
}

/* The name of a member that may have any. */
static bool is_name(struct reader *in, const char *key)
{
	return is_short(in, strlen(key), RECORD_NAME_MAX) || at(in, ", a name in it,");
}

static bool is_number(struct reader *in, const json_t *value)
{
	return json_is_number(value) || wrong(in, value, "a number or null");
}

/* A function for each kind */

static bool get_text(struct reader *in, const struct member *m, json_t *value, void *object)
{
	if (!is_text(in, value, "a string", m->most))
		return false;
	FIELD(char *) = xstrdup(json_string_value(value));
	return true;
}

static bool get_texts(struct reader *in, const struct member *m, json_t *value, void *object)
{
	char **texts = xcalloc(json_array_size(value), sizeof(*texts));
	json_t *text;
	size_t i;

	FIELD(char **) = texts;
	if (!json_is_array(value))
		return wrong(in, value, "an array");
	json_array_foreach(value, i, text) {
		if (!is_text(in, text, "a string", 0))
			return at(in, "[%zu]", i);
		texts[(*member_count(m, object))++] = xstrdup(json_string_value(text));
	}
	return true;
}

static bool get_name(struct reader *in, const struct member *m, json_t *value, void *object)
{
	const char *const *names = m->of, *name = json_string_value(value);

	if (!name)
		return wrong(in, value, "a string");
	for (unsigned int i = 0; names[i]; i++) {
		if (strcmp(names[i], name))
			continue;
		FIELD(unsigned int) = i;
		return true;
	}
	return refuse(in, "is \"%s\", which this privbench does not know; use a newer privbench",
		      name);
}

static bool get_whole(struct reader *in, const struct member *m, json_t *value, void *object)
{
	int64_t n = json_integer_value(value), most = m->size < sizeof(n) ? UINT_MAX : INT64_MAX;

	most = m->most ? (int64_t)m->most : most;
	if (!json_is_integer(value))
		return wrong(in, value, "a whole number");
	if (n < 0 || n > most)
		return refuse(in, "is %" PRId64 " and must be 0 to %" PRId64 REMEDY, n, most);
	memcpy(member_at(object, m->at), &n, m->size);
	return true;
}

static bool get_figure(struct reader *in, const struct member *m, json_t *value, void *object)
{
	FIELD(double) = json_number_value(value);
	return is_number(in, value);
}

/* null in it: there is no such quantile; an interval has both ends, in their order. */
static bool get_figures(struct reader *in, const struct member *m, json_t *value, void *object)
{
	double *figures = member_at(object, m->at);
	size_t n = m->size / sizeof(double), i;
	json_t *figure;

	if (!json_is_array(value) || json_array_size(value) != n)
		return refuse(in, "must be an array of %zu numbers" REMEDY, n);
	json_array_foreach(value, i, figure) {
		bool none = json_is_null(figure) && m->usual;

		figures[i] = none ? NAN : json_number_value(figure);
		if (!none && !is_number(in, figure))
			return at(in, "[%zu]", i);
	}
	return n != 2 || figures[0] <= figures[1] ||
	       refuse(in, "has its ends the wrong way round" REMEDY);
}

static bool get_count(struct reader *in, const json_t *value, double *count)
{
	*count = json_is_null(value) ? NAN : json_number_value(value);
	if (*count < 0)
		return refuse(in, "is %g and must be 0 or more" REMEDY, *count);
	return json_is_null(value) || is_number(in, value);
}

/* By name; or as many as the usual ones, whose names they have. */
static bool get_counts(struct reader *in, const struct member *m, json_t *value, void *object)
{
	size_t *n = member_count(m, object), i = 0;
	struct count **counts = &FIELD(struct count *);
	json_t *number;
	const char *key;

	if (json_is_array(value) && m->usual)
		m->usual(in->r, object, object);
	else if (json_is_object(value))
		*counts = xcalloc(json_object_size(value), sizeof(**counts));
	else
		return wrong(in, value, "an object");
	json_object_foreach(value, key, number) {
		(*counts)[(*n)++].name = xstrdup(key);
		if (!is_name(in, key))
			return false;
	}
	if (json_is_array(value) && json_array_size(value) != *n)
		return refuse(in, "has %zu numbers, and the first such bench has %zu" REMEDY,
			      json_array_size(value), *n);
	for (; i < *n; i++) {
		struct count *c = &(*counts)[i];

		number = json_is_array(value) ? json_array_get(value, i) :
						json_object_get(value, c->name);
		if (!get_count(in, number, &c->value))
			return at(in, ".%s", c->name);
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
static bool get_histogram(struct reader *in, const struct member *m, json_t *value, void *object)
{
	struct result *result = object;
	size_t n = json_array_size(value);
	int64_t first = json_integer_value(json_array_get(value, 1));

	(void)m;
	if (!json_is_array(value))
		return wrong(in, value, "an array");
	if (!n)
		return true;
	result->bin_width = json_number_value(json_array_get(value, 0));
	if (n < 3 || !(result->bin_width >= .01) || !json_is_integer(json_array_get(value, 1)) ||
	    first < -BIN_MOST || first > BIN_MOST)
		return refuse(in, "must be [width, number of the first bin, counts ...]" REMEDY);
	result->histogram = xcalloc(n - 2, sizeof(*result->histogram));
	if (!get_bins(in, value, result))
		return false;
	result->bin_width = in->old ? 0 : result->bin_width;	/* a writer makes them wider */
	return true;
}

static bool get_unit(struct reader *in, const struct member *m, json_t *value, void *object)
{
	const char *unit = clock_units[in->r->clock];

	(void)m;
	(void)object;
	if (!json_is_string(value))
		return wrong(in, value, "a string");
	if (strcmp(unit, json_string_value(value)))
		return refuse(in, "is \"%s\" and must be \"%s\", by the clock" REMEDY,
			      json_string_value(value), unit);
	return true;
}

static bool get_fact(struct reader *in, const char *key, const json_t *value)
{
	double *own = record_own_fact(in->r, key), number = json_number_value(value);

	if (own && !(number > 0))
		return refuse(in, "must be a number above 0" REMEDY);
	if (own == &in->r->core_ratio && !(number >= 1 / RATIO_MOST && number <= RATIO_MOST))
		return refuse(in, "is %g and must be %g to %g" REMEDY, number, 1 / RATIO_MOST,
			      RATIO_MOST);
	if (json_is_number(value))
		record_fact_number(in->r, key, json_number_value(value));
	else if (is_text(in, value, "a string or a number", 0))
		record_fact(in->r, key, "%s", json_string_value(value));
	else
		return false;
	return true;
}

static bool get_unreadable(struct reader *in, const char *key, const json_t *why)
{
	if (!is_text(in, why, "a string", 0))
		return false;
	if (record_find_fact(in->r, key))
		return refuse(in, "is given as known, too" REMEDY);
	record_fact_missing(in->r, key, "%s", json_string_value(why));
	return true;
}

static bool get_facts(struct reader *in, const struct member *m, json_t *value, void *object)
{
	json_t *unreadable = json_object_get(value, "unreadable"), *fact;
	const char *key;

	(void)m;
	(void)object;
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

static bool read_object(struct reader *in, const struct member members[], size_t columns,
			json_t *value, void *object);

static bool get_object(struct reader *in, const struct member *m, json_t *value, void *object)
{
	return read_object(in, m->of, 0, value, object);
}

/* What it is unless its row says otherwise. */
static void set_element(struct reader *in, const struct member *m, void *element, void *object,
			size_t i)
{
	const struct member *of = m->of;

	if (m->kind == BATCHES)
		*(struct batch *)element =
			usual_batch(in->r, object, i ? (struct batch *)element - 1 : NULL);
	for (; m->kind == ROWS && of->name; of++)
		member_set_nothing(of, element);
}

static bool get_rows(struct reader *in, const struct member *m, json_t *value, void *object)
{
	size_t columns = m->kind == ROWS && in->old ? 0 : m->columns;
	char *element = xcalloc(json_array_size(value), m->size);
	json_t *row;
	size_t i;

	FIELD(char *) = element;
	if (!json_is_array(value))
		return wrong(in, value, "an array");
	json_array_foreach(value, i, row) {
		++*member_count(m, object);
		set_element(in, m, element, object, i);
		if (!read_object(in, m->of, columns, row, element))
			return at(in, "[%zu]", i);
		element += m->size;
	}
	return true;
}

/* Why it was skipped says all of it. */
static bool get_group(struct reader *in, const struct member *m, const char *reason,
		      const json_t *names)
{
	struct record *r = in->r;
	size_t more = json_array_size(names), n = r->result_count + r->skipped_count + more;
	size_t i, index = 0;
	json_t *name;

	if (!json_is_array(names))
		return wrong(in, names, "an array");
	if (n > m->most)
		return refuse(in, "brings the record to %zu benches, and it may have %zu; "
			      "measure less at once", n, m->most);
	r->skipped = xreallocarray(r->skipped, r->skipped_count + more, sizeof(*r->skipped));
	json_array_foreach(names, i, name) {
		if (!is_text(in, name, "a string", RECORD_NAME_MAX))
			return at(in, "[%zu]", i);
		index = result_set_skipped(&r->skipped[r->skipped_count++], json_string_value(name),
					   in->brief ? NULL : reason, index);
	}
	return true;
}

static bool get_skipped(struct reader *in, const struct member *m, json_t *value, void *object)
{
	const char *reason;
	json_t *names;

	(void)object;
	if (in->old)
		return refuse(in, "is no member of schema 1" REMEDY);
	if (!json_is_object(value))
		return wrong(in, value, "an object");
	json_object_foreach(value, reason, names) {
		if (!*reason)
			return refuse(in, "has benches without a reason" REMEDY);
		if (!is_short(in, strlen(reason), RECORD_TEXT_MAX))
			return at(in, ", a reason in it,");
		if (!get_group(in, m, reason, names))
			return at(in, ".%s", reason);
	}
	return true;
}

typedef bool get_fn(struct reader *in, const struct member *m, json_t *value, void *object);

static get_fn *const getters[] = {
	[TEXT] = get_text, [NAME] = get_name, [WHOLE] = get_whole, [FIGURE] = get_figure,
	[FIGURE_ARRAY] = get_figures, [TEXTS] = get_texts, [COUNTS] = get_counts,
	[HISTOGRAM] = get_histogram, [BATCHES] = get_rows, [OBJECT] = get_object,
	[ROWS] = get_rows, [SKIPPED] = get_skipped, [FACTS] = get_facts, [UNIT] = get_unit,
};

/* Before anything is taken of it: what is done with a list may take its length squared. */
static bool fits(struct reader *in, const struct member *m, const json_t *value)
{
	size_t n = json_is_array(value) ? json_array_size(value) : json_object_size(value);

	if (m->kind == HISTOGRAM)
		n /= 2;		/* a gap before each bin */
	if (m->kind == FACTS)
		n += json_object_size(json_object_get(value, "unreadable"));
	return !m->most || n <= m->most ||
	       refuse(in, "holds %zu, and of these a record holds at most %zu%s", n, m->most,
		      m->beyond ? m->beyond : REMEDY);
}

/* In a row by position, or by name in the object that may end it; otherwise by name. */
static json_t *find(const struct member members[], size_t i, size_t columns, json_t *value)
{
	json_t *found = json_array_get(value, i < columns ? i : json_array_size(value) - 1);

	if (!columns)
		return json_object_get(value, members[i].name);
	if (i >= columns)
		return json_object_get(found, members[i].name);
	return json_is_object(found) || json_is_null(found) ? NULL : found;
}

/* The members that are there; a bit each. */
static bool get_given(struct reader *in, const struct member members[], size_t columns,
		      json_t *value, void *object, uint32_t *given)
{
	for (size_t i = 0; members[i].name; i++) {
		const struct member *m = &members[i];
		json_t *found = m->brief < in->brief ? NULL : find(members, i, columns, value);

		*given |= (uint32_t)(found != NULL) << i;
		if (m->brief < in->brief ||
		    (m->needed != NEEDED && (!found || json_is_null(found))))
			continue;
		if (found ? !fits(in, m, found) || !getters[m->kind](in, m, found, object)
			  : !refuse(in, "is missing" REMEDY))
			return at(in, ".%s", m->name);
	}
	return true;
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
	json_object_foreach(value, key, found) {
		const struct member *m = members;

		while (m->name && strcmp(m->name, key))
			m++;
		if (!m->name)
			return refuse(in, "has a member \"%s\" that this privbench does not know; "
				      "use a newer privbench", key);
	}
	return true;
}

static bool is_row(struct reader *in, size_t columns, const json_t *value)
{
	json_t *column;
	size_t i;

	if (!columns)
		return json_is_object(value) || wrong(in, value, "an object");
	if (!json_is_array(value))
		return wrong(in, value, "an array");
	json_array_foreach(value, i, column)
		if (json_is_object(column) && i + 1 < json_array_size(value))
			return wrong(in, column, "a value, or the last") || at(in, "[%zu]", i);
	return true;
}

/* What was left out. */
static void set_usual(const struct reader *in, const struct member members[],
		      const struct member *m, void *object)
{
	union object u = { 0 };

	m->usual(in->r, object, &u);
	memcpy(member_at(object, m->at), member_at(&u, m->at), m->count ? sizeof(void *) : m->size);
	memset(member_at(&u, m->at), 0, m->count ? sizeof(void *) : m->size);
	if (m->count) {
		*member_count(m, object) = *member_count(m, &u);
		*member_count(m, &u) = 0;
	}
	members_free(members, &u);
}

static bool read_object(struct reader *in, const struct member members[], size_t columns,
			json_t *value, void *object)
{
	uint32_t given = 0;

	if (!is_row(in, columns, value) || !get_given(in, members, columns, value, object, &given))
		return false;
	if (members == result_members)
		rename_old_bench(&((struct result *)object)->name);
	if (members == claim_members)
		rename_old_claim(object);
	for (const struct member *m = members; m->name; m++) {
		if (m->usual && m->brief >= in->brief && !(given & 1U << (m - members)))
			set_usual(in, members, m, object);
		if (m->needed == NOT_NULL && !FIELD(char *))
			FIELD(char *) = xstrdup("");
	}
	if (members == result_members) {
		in->batches += ((struct result *)object)->batch_count;
		if (in->batches > RECORD_BATCHES_ALL_MAX)
			return refuse(in, "brings the record to %zu batches, and it may have %d; "
				      "measure less at once", in->batches, RECORD_BATCHES_ALL_MAX);
	}
	return check_known(in, members, columns, value);
}

/* Two digits a byte. */
static bool is_code(const char *text)
{
	return !(strlen(text) % 2) && strspn(text, "0123456789abcdef") == strlen(text);
}

static bool check_result(struct reader *in, const struct result *result)
{
	if (result->code && !is_code(result->code))
		return refuse(in, "must be bytes, two digits of 0-9 and a-f each" REMEDY) ||
		       at(in, ".code");
	if (in->r->clock == CLOCK_ICOUNT && result->estimate < 0)
		return refuse(in, "is %g, and nothing executes fewer instructions than none" REMEDY,
			      result->estimate) || at(in, ".estimate");
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

static bool is_row_of(const struct record *r, const struct result *result)
{
	return result >= r->results && result < r->results + r->result_count;
}

static bool refuse_twice(struct reader *in, const struct result *a, const struct result *b)
{
	const struct record *r = in->r;
	const struct result *skipped = is_row_of(r, b) ? a : b;

	if (is_row_of(r, a) && is_row_of(r, b)) {
		refuse(in, "is \"%s\", as that of benches[%zu] is" REMEDY, b->name,
		       (size_t)(a - r->results));
		return at(in, ".benches[%zu].name", (size_t)(b - r->results));
	}
	refuse(in, "has \"%s\", which the record has twice" REMEDY, b->name);
	return at(in, ".skipped.%s", skipped->reason ? skipped->reason : "");
}

/* Who looks a bench up by its name would never see the second. */
static bool check_names(struct reader *in)
{
	const struct record *r = in->r;
	size_t rows = r->result_count, n = rows + r->skipped_count, i;
	const struct result **v = xcalloc(n, sizeof(*v));

	for (i = 0; i < n; i++)
		v[i] = i < rows ? &r->results[i] : &r->skipped[i - rows];
	qsort(v, n, sizeof(*v), by_name);
	for (i = 1; i < n && strcmp(v[i - 1]->name, v[i]->name) != 0; i++)
		;
	if (i < n)
		refuse_twice(in, v[i - 1], v[i]);
	free(v);
	return !in->what;
}

static bool check_results(struct reader *in)
{
	for (size_t i = 0; i < in->r->result_count; i++)
		if (!check_result(in, &in->r->results[i]))
			return at(in, ".benches[%zu]", i);
	return check_names(in);
}

/* Whether an earlier one is the same: who looks it up would never see the second. */
static bool check_claim(struct reader *in, size_t i)
{
	const struct claim_result *claims = in->r->claims, *c = &claims[i];
	const char *member;
	char *what;

	for (size_t j = 0; j < i; j++)
		if (!strcmp(claims[j].id, c->id) && !strcmp(claims[j].measure, c->measure))
			return refuse(in, "is \"%s\" of measure %s, as claims[%zu] is" REMEDY,
				      c->id, c->measure, j) || at(in, ".id");
	what = claim_nonsense(in->r, c, &member);
	if (what)
		refuse(in, "%s" REMEDY, what);
	free(what);
	return !in->what || at(in, ".%s", member);
}

static bool check_claims(struct reader *in)
{
	for (size_t i = 0; i < in->r->claim_count; i++)
		if (!check_claim(in, i))
			return at(in, ".claims[%zu]", i);
	return true;
}

/* An older version may have asked otherwise. */
static void set_questions(struct record *r)
{
	size_t at = 0;

	for (size_t i = 0; i < r->result_count; i++)
		at = result_set_question(&r->results[i], at);
}

static bool get_record(struct reader *in, json_t *root)
{
	json_int_t schema = json_integer_value(json_object_get(root, "schema"));

	if (schema < 1 || !json_object_get(root, "run"))
		return refuse(in, "not a privbench record; give a file that privbench run wrote");
	if (schema > RECORD_SCHEMA)
		return refuse(in, "schema is %lld, and this privbench knows up to %d; use a newer "
			      "privbench", schema, RECORD_SCHEMA);
	if (in->brief && schema != RECORD_SCHEMA)
		return refuse(in, "has rows of another schema");
	json_object_del(root, "schema");
	in->old = schema == 1;
	in->what = in->old ? record_from_1(root) : NULL;
	if (in->what) {
		in->where = xstrdup("");
		return false;
	}
	if (!read_object(in, record_members, 0, root, in->r))
		return false;
	if (!check_results(in))
		return false;
	if (in->r->skipped_count)
		record_join(in->r);
	set_questions(in->r);
	return check_claims(in);
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

/* Into `r`, which is freed if it is none. */
static struct record *parse(struct record *r, bool brief, const char *text, size_t length,
			    const char *name, char **error)
{
	json_error_t e;
	json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	struct reader in = { .r = r, .brief = brief };

	r->path = xstrdup(name);
	if (!root)
		*error = syntax_error(name, text, length, &e);
	else if (!get_record(&in, root))
		*error = xasprintf("%s: %s%s%s", name, *in.where ? in.where + 1 : "",
				   *in.where ? " " : "", in.what);
	if (!root || in.what) {
		record_free(in.r);
		in.r = NULL;
	}
	json_decref(root);
	free(in.where);
	free(in.what);
	return in.r;
}

struct record *record_parse(const char *text, size_t length, const char *name, char **error)
{
	return parse(record_new(), false, text, length, name, error);
}

static char *read_text(const char *path, size_t *length, char **error)
{
	char *why, *text = read_input(path, INPUT_FILE, RECORD_BYTES_MAX, length, &why);

	if (!text) {
		*error = xasprintf("%s: cannot be read: %s; name another file", path, why);
		free(why);
	}
	return text;
}

struct record *record_read(const char *path, char **error)
{
	struct record *r = NULL;
	size_t length;
	char *text = read_text(path, &length, error);

	if (text)
		r = record_parse(text, length, path, error);
	free(text);
	return r;
}

struct record *record_read_brief(const char *path, char **error)
{
	struct record *r = record_new();
	size_t length;
	char *text = read_text(path, &length, error), *brief_error = NULL;

	if (text && record_take_rows(r, text, &length)) {
		r = parse(r, true, text, length, path, &brief_error);
	} else {
		record_free(r);
		r = NULL;
	}
	free(text);
	free(brief_error);
	/* What is written in another way, or wrong, is read whole. */
	return r || !text ? r : record_read(path, error);
}

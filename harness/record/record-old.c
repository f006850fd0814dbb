// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record-members.h"
#include "util.h"

/* Schema 1 */

static void rename_member(json_t *object, const char *old, const char *now)
{
	json_t *value = json_object_get(object, old);

	if (value)
		json_object_set(object, now, value);
	json_object_del(object, old);
}

static void add_missing(json_t *object, const struct member *members)
{
	for (const struct member *m = members; m->name; m++)
		if (m->needed != NEEDED && !json_object_get(object, m->name))
			json_object_set_new(object, m->name, json_null());
}

static void make_quantiles(json_t *row)
{
	static const char *const names[] = { "min", "p50", "p99", "max" };
	json_t *quantiles = json_array(), *value;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		value = json_object_get(row, names[i]);
		json_array_append_new(quantiles, value ? json_incref(value) : json_null());
		json_object_del(row, names[i]);
	}
	json_object_set_new(row, "quantiles", quantiles);
}

/* {"value": count}: values are multiples of 0.01, and ascend. */
static char *make_histogram(json_t *row)
{
	json_t *old = json_object_get(row, "histogram"), *now = json_array(), *count;
	long long k, next = 0;
	const char *key;
	double value;
	char *end;

	json_object_set_new(row, "bins", now);
	json_object_foreach(old, key, count) {
		value = strtod(key, &end);
		if (end == key || *end || !(fabs(value) < 0x1p53 / 100))
			return xasprintf("histogram[\"%s\"] must have a number for a name", key);
		if (!json_is_integer(count) || json_integer_value(count) < 0)
			return xasprintf("histogram[\"%s\"] must be a number, 0 or more", key);
		k = llround(value * 100);
		if (!json_array_size(now)) {
			json_array_append_new(now, json_real(.01));
			json_array_append_new(now, json_integer(k));
		} else if (k < next) {
			return xasprintf("histogram is out of order: values must rise");
		} else if (k > next) {
			json_array_append_new(now, json_integer(next - k));
		}
		json_array_append(now, count);
		next = k + 1;
	}
	rename_member(row, "bins", "histogram");
	return NULL;
}

/* The order of the columns is that of schema 2. */
static char *make_batches(json_t *row)
{
	json_t *batches = json_object_get(row, "batches"), *batch;
	json_error_t e;
	size_t i;

	json_array_foreach(batches, i, batch) {
		json_t *estimate = NULL, *sd = NULL, *samples, *loops, *layout, *pass = NULL;

		if (json_unpack_ex(batch, &e, JSON_STRICT, "{s?o, s?o, s:o, s:o, s:o, s?o}",
				   "estimate", &estimate, "sd", &sd, "samples", &samples,
				   "loops", &loops, "layout", &layout, "pass", &pass))
			return xasprintf("batches[%zu]: %s", i, e.text);
		json_array_set_new(batches, i, json_pack("[O?, O?, O, O, O, O?]", estimate, sd,
							 samples, loops, layout, pass));
	}
	return NULL;
}

static char *bench_from_1(json_t *row)
{
	char *why = NULL;

	rename_member(row, "group", "question");
	rename_member(row, "loads", "batches");
	make_quantiles(row);
	if (json_is_object(json_object_get(row, "histogram")))
		why = make_histogram(row);
	add_missing(row, result_members);
	return why ? why : make_batches(row);
}

char *record_from_1(json_t *root)
{
	json_t *benches = json_object_get(root, "benches"), *row;
	json_t *claims = json_object_get(root, "claims");
	char *why, *error;
	size_t i;

	rename_member(root, "place", "target");
	for (i = 0; i < json_array_size(claims); i++)
		add_missing(json_array_get(claims, i), claim_members);
	json_array_foreach(benches, i, row) {
		why = json_is_object(row) ? bench_from_1(row) : NULL;
		if (!why)
			continue;
		error = xasprintf("benches[%zu].%s; restore the file or measure again", i, why);
		free(why);
		return error;
	}
	return NULL;
}

/* Names from before 1.0 */

static const struct {
	const char *old, *now;
} names[] = {
	{ "wrmsr-amid-", "wrmsr-overlap-" }, { "wrmsrns-amid-", "wrmsrns-overlap-" },
	{ "-no-dearer", "-costs-no-more" }, { "-dearer", "-costs-more" },
	{ "pv-cli-bytes", "pv-cli-multiple" }, { "asm-goto-bytes", "asm-goto-below-branch" },
	{ "error-branch-bytes", "error-branch-costs-more" },
};

void rename_old_bench(char **name)
{
	for (size_t i = 0; *name && i < ARRAY_SIZE(names); i++) {
		const char *at = strstr(*name, names[i].old);
		char *now;

		if (!at)
			continue;
		now = xasprintf("%.*s%s%s", (int)(at - *name), *name, names[i].now,
				at + strlen(names[i].old));
		free(*name);
		*name = now;
	}
}

/* There was a claim for each measure. */
void rename_old_claim(struct claim_result *c)
{
	char *path = strstr(c->id, "-path");

	if (path && !path[strlen("-path")] && path > c->id && !strcmp(c->measure, "path"))
		*path = '\0';
	rename_old_bench(&c->id);
	rename_old_bench(&c->a);
	rename_old_bench(&c->b);
	rename_old_bench(&c->base);
	rename_old_bench(&c->reason);
}

// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "record-members.h"
#include "complain.h"
#include "escape.h"
#include "record.h"
#include "util.h"

/* The record as JSON */

/* What is longer than a reader takes ends with "…": a record that is not read is lost. */
static json_t *shortened(const char *text)
{
	size_t most = RECORD_TEXT_MAX - strlen("…"), n = most;
	json_t *value;
	char *shorter;

	if (strlen(text) <= RECORD_TEXT_MAX)
		return json_string(text);
	while (n > most - 3 && (text[n] & 0xc0) == 0x80)	/* amid a character */
		n--;
	shorter = xasprintf("%.*s…", (int)n, text);
	value = json_string(shorter);
	free(shorter);
	return value;
}

/* Bytes that are no UTF-8 (a kernel command line may hold any) become \xNN. */
static json_t *string(const char *text)
{
	json_t *value = shortened(text);
	char *clean, *to;

	if (value)
		return value;
	clean = to = xcalloc(4 * strlen(text) + 1, 1);
	for (; *text; text++)
		to += sprintf(to, (unsigned char)*text < 0x80 ? "%c" : "\\x%02x",
			      (unsigned char)*text);
	value = shortened(clean);
	free(clean);
	return value;
}

/* Whole numbers as such; what is no number as null. */
static json_t *number(double value)
{
	if (!isfinite(value))
		return json_null();
	if (value == rint(value) && fabs(value) < 0x1p53)
		return json_integer((json_int_t)value);
	return json_real(value);
}

static json_t *put_texts(char *const *texts, size_t count)
{
	json_t *value = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(value, string(texts[i]));
	return value;
}

static json_t *put_whole(const struct member *m, const void *field)
{
	int64_t n = 0;

	memcpy(&n, field, m->size);
	return m->kind == WHOLE_OR_NULL && n == m->null ? json_null() : json_integer(n);
}

static json_t *put_interval(const double ci[2])
{
	if (!isfinite(ci[0]) || !isfinite(ci[1]))
		return json_null();
	return json_pack("[oo]", number(ci[0]), number(ci[1]));
}

static json_t *put_counts(const struct count *counts, size_t count)
{
	json_t *value = json_object();

	for (size_t i = 0; i < count; i++)
		json_object_set_new(value, counts[i].name, number(counts[i].value));
	return value;
}

static json_t *put_histogram(const struct bin *bins, size_t count)
{
	json_t *value = json_object();
	char key[32];

	for (size_t i = 0; i < count; i++)
		json_object_set_new(value, record_number(key, bins[i].value),
				    json_integer((json_int_t)bins[i].count));
	return value;
}

json_t *record_put_facts(const struct record *r)
{
	json_t *machine = json_object(), *unreadable = json_object();

	for (size_t i = 0; i < r->fact_count; i++) {
		const struct fact *f = &r->facts[i];

		if (f->missing)
			json_object_set_new(unreadable, f->key, string(f->missing));
		else
			json_object_set_new(machine, f->key, f->number ?
					    number(strtod(f->value, NULL)) : string(f->value));
	}
	if (isfinite(r->tsc_khz))
		json_object_set_new(machine, "tsc_khz", number(r->tsc_khz));
	if (isfinite(r->core_ratio))
		json_object_set_new(machine, "core_tsc_ratio", number(r->core_ratio));
	json_object_set_new(machine, "unreadable", unreadable);
	return machine;
}

static json_t *put_object(const struct member *members, const void *object);

static json_t *put_array(const struct member *m, const char *elements, size_t count)
{
	json_t *value = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(value, put_object(m->of, elements + i * m->size));
	return value;
}

#define FIELD(type) (*(type const *)member_at(object, m->at))
#define COUNT (*(const size_t *)member_at(object, m->count))

static json_t *put_member(const struct member *m, const void *object)
{
	switch (m->kind) {
	case TEXT:
		return string(FIELD(char *) ? FIELD(char *) : "");
	case TEXT_OR_NULL:
		return FIELD(char *) ? string(FIELD(char *)) : json_null();
	case TEXTS:
		return put_texts(FIELD(char **), COUNT);
	case NAME:
		return json_string(((const char *const *)m->of)[FIELD(unsigned int)]);
	case WHOLE:
	case WHOLE_OR_NULL:
		return put_whole(m, member_at(object, m->at));
	case FIGURE:
		return number(FIELD(double));
	case INTERVAL:
		return put_interval(member_at(object, m->at));
	case COUNTS:
		return put_counts(FIELD(struct count *), COUNT);
	case HISTOGRAM:
		return put_histogram(FIELD(struct bin *), COUNT);
	case OBJECT:
		return put_object(m->of, object);
	case ARRAY:
	case ARRAY_OR_NULL:
		return put_array(m, FIELD(char *), COUNT);
	case FACTS:
		return record_put_facts(object);
	case UNIT:
		return json_string(clock_units[((const struct record *)object)->clock]);
	}
	return NULL;
}

static json_t *put_object(const struct member *members, const void *object)
{
	json_t *value = json_object();

	for (const struct member *m = members; m->name; m++)
		json_object_set_new(value, m->name, put_member(m, object));
	return value;
}

json_t *record_put_claim(const struct claim_result *c)
{
	return put_object(claim_members, c);
}

/* A bench without a figure is not ok, whatever its result says: a blank would read as a result. */
static void settle(struct result *result)
{
	if (result->status == STATUS_OK && !isfinite(result->estimate)) {
		result->status = STATUS_FAILED;
		free(result->reason);
		result->reason = xstrdup("no figure came of it");
	}
	if (result->status != STATUS_OK && !result->reason)
		result->reason = xstrdup("no reason was recorded");
}

char *record_text(struct record *r)
{
	json_t *root = json_object(), *members;
	char *json, *text;

	for (size_t i = 0; i < r->result_count; i++)
		settle(&r->results[i]);
	members = put_object(record_members, r);
	json_object_set_new(root, "schema", json_integer(RECORD_SCHEMA));
	json_object_update(root, members);
	json = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
	text = xasprintf("%s\n", json);
	free(json);
	json_decref(members);
	json_decref(root);
	return text;
}

/* The file */

static int tell(int err, const char *path)
{
	if (err)
		complain("cannot write %s: %s; name another place",
			strcmp(path, "-") ? path : "standard output", strerror(-err));
	return err;
}

static void keep_path(struct record *r, const char *path)
{
	char *kept = xstrdup(path);	/* path may be r->path */

	free(r->path);
	r->path = kept;
}

static char *shown(char *json)
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	put_json(json, out);
	fclose(out);
	free(json);
	return text;
}

static int write_record(struct record *r, const char *path, bool replace)
{
	char *text = strcmp(path, "-") ? record_text(r) : shown(record_text(r));
	int err = tell(output_write(path, text, replace), path);

	free(text);
	if (!err)
		keep_path(r, path);
	return err;
}

int record_write(struct record *r, const char *path)
{
	return write_record(r, path, false);
}

int record_replace(struct record *r, const char *path)
{
	return write_record(r, path, true);
}

static char *nth_name(const char *path, unsigned int n)
{
	char *suffix = n > 1 ? xasprintf("-%u", n) : xstrdup("");
	char *name = path_suffixed(path, suffix);

	free(suffix);
	return name;
}

int record_write_beside(struct record *r, const char *path)
{
	char *text = record_text(r), *name = NULL;
	unsigned int n = 0;
	int err;

	do {
		free(name);
		name = nth_name(path, ++n);
		err = access(name, F_OK) ? output_write(name, text, false) : -EEXIST;
	} while (err == -EEXIST);
	tell(err, name);
	if (!err)
		keep_path(r, name);
	free(name);
	free(text);
	return err;
}

char *record_path_in(const char *folder, const struct record *r)
{
	char *name = xasprintf("%s-%s.json", r->utc, r->target), *path, *c;

	for (c = name; *c; c++)
		if (*c == ':')
			*c = '-';
	if (mkdir(folder, 0777) && errno != EEXIST)
		complain("cannot make the folder %s: %s", folder, strerror(errno));
	path = xasprintf("%s/%s", folder, name);
	free(name);
	return path;
}

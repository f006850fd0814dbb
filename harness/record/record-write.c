// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "escape.h"
#include "output.h"
#include "record-members.h"
#include "record.h"
#include "util.h"

/* What the file will say */

/* Significant digits; 0: exact figures are written as they are. */
static const int digits[][PRECISIONS] = {
	[CLOCK_SILICON] = {
		[OF_ESTIMATE] = 8, [OF_BATCH] = 7, [OF_DEVIATION] = 3,
		[OF_SAMPLE] = 6, [OF_COUNTER] = 5,
	},
	[CLOCK_EMULATED] = {
		[OF_ESTIMATE] = 6, [OF_BATCH] = 5, [OF_DEVIATION] = 2,
		[OF_SAMPLE] = 5, [OF_COUNTER] = 3,
	},
	[CLOCK_ICOUNT] = { 0 },
};

static double rounded(double value, int n)
{
	char text[32];

	if (!n || !isfinite(value))
		return value;
	snprintf(text, sizeof(text), "%.*g", n, value);
	return strtod(text, NULL);
}

static void round_members(const struct member *members, void *object, const int of[PRECISIONS])
{
	for (const struct member *m = members; m->name; m++) {
		double *figures = member_at(object, m->at);

		for (size_t i = 0; i < member_figures(m); i++)
			figures[i] = rounded(figures[i], of[m->precision]);
	}
}

/* A share of the estimate, or of what the samples spread over: 1, 2 or 5 times a power of ten. */
static double width_of(const struct result *result, enum clock clock)
{
	double share = clock == CLOCK_EMULATED ? .05 : clock == CLOCK_SILICON ? .005 : 0;
	double least = share * fmax(fabs(result->estimate), result->p99 - result->min);
	double ends = fmax(fabs(result->histogram[0].value),
			   fabs(result->histogram[result->bins - 1].value));
	double width = .01, step = 1;

	least = fmax(least, ends / 0x1p50);	/* no number of a bin is too large to be exact */
	while (width * step < least) {
		step = step < 5 ? step * 2 + (step == 2) : 1;
		width *= step == 1 ? 10 : 1;
	}
	return width * step;
}

static void set_bins(struct result *result, enum clock clock)
{
	size_t i, n = 0;
	double width;

	if (!result->bins || result->bin_width > 0)
		return;
	result->bin_width = width = width_of(result, clock);
	for (i = 0; i < result->bins; i++) {
		struct bin b = { record_bin_value(round(result->histogram[i].value / width), width),
				 result->histogram[i].count };

		if (n && result->histogram[n - 1].value == b.value)
			b.count += result->histogram[--n].count;
		b.count = b.count < INT64_MAX ? b.count : INT64_MAX;
		if (b.count)
			result->histogram[n++] = b;
	}
	result->bins = n;
}

/* The bodies that are longer repeat an instruction. */
static void cut_code(struct result *result)
{
	if (!result->code || strlen(result->code) <= 2 * RECORD_SITE_BYTES)
		return;
	result->bytes = result->bytes < 0 ? (long)strlen(result->code) / 2 : result->bytes;
	result->code[2 * RECORD_SITE_BYTES] = '\0';
}

/* A bench without a figure is not ok, whatever its result says: a blank would read as a result. */
static void settle(struct result *result, enum clock clock)
{
	round_members(result_members, result, digits[clock]);
	for (size_t i = 0; i < result->batch_count; i++)
		round_members(batch_members, &result->batches[i], digits[clock]);
	for (size_t i = 0; i < result->counter_count; i++)
		result->counters[i].value =
			rounded(result->counters[i].value, digits[clock][OF_COUNTER]);
	set_bins(result, clock);
	cut_code(result);
	if (result->status == STATUS_OK && !isfinite(result->estimate)) {
		result->status = STATUS_FAILED;
		free(result->reason);
		result->reason = xstrdup("no figure came of it");
	}
	if (result->status != STATUS_OK && (!result->reason || !*result->reason)) {
		free(result->reason);
		result->reason = xstrdup("no reason was recorded");
	}
}

/* JSON */

/* What is longer than a reader takes ends with "…": a record that is not read is lost. */
static json_t *shortened(const char *text)
{
	size_t most = RECORD_TEXT_MAX - strlen("…"), n = most;
	json_t *value;
	char *shorter;

	if (strlen(text) <= RECORD_TEXT_MAX)
		return json_string(text);
	while (n > most - 3 && (text[n] & 0xc0) == 0x80)	/* within a character */
		n--;
	shorter = xasprintf("%.*s…", (int)n, text);
	value = json_string(shorter);
	free(shorter);
	return value;
}

/* Bytes that are no UTF-8 (a kernel command line may hold any) become \xNN. */
static void put_text(FILE *out, const char *text)
{
	json_t *value = shortened(text);
	char *clean, *to;

	if (!value) {
		clean = to = xcalloc(4 * strlen(text) + 1, 1);
		for (; *text; text++)
			to += sprintf(to, (unsigned char)*text < 0x80 ? "%c" : "\\x%02x",
				      (unsigned char)*text);
		value = shortened(clean);
		free(clean);
	}
	json_dumpf(value, out, JSON_ENCODE_ANY);
	json_decref(value);
}

/* Whole numbers as such; what is no number as null. */
static void put_number(FILE *out, double value)
{
	char text[32];

	if (!isfinite(value))
		fputs("null", out);
	else if (value == rint(value) && fabs(value) < 0x1p53)
		fprintf(out, "%" PRId64, (int64_t)value);
	else
		fputs(record_number(text, value), out);
}

static void put_whole(FILE *out, const struct member *m, const void *field)
{
	int64_t n = 0;

	memcpy(&n, field, m->size);
	if (m->needed != NEEDED && n == m->null)
		fputs("null", out);
	else
		fprintf(out, "%" PRId64, n);
}

static void put_figures(FILE *out, const double figures[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fputs(i ? "," : "[", out);
		put_number(out, figures[i]);
	}
	fputs("]", out);
}

static void put_texts(FILE *out, char *const texts[], size_t n)
{
	fputs("[", out);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ",\n" : "\n", out);
		put_text(out, texts[i]);
	}
	fputs(n ? "\n]" : "]", out);
}

/* The width, the first bin's number, and the samples in it and those after it; -3: 3 are empty. */
static void put_histogram(FILE *out, const struct result *result)
{
	int64_t last = 0, k;

	if (!result->bins) {
		fputs("[]", out);
		return;
	}
	fputs("[", out);
	put_number(out, result->bin_width);
	for (size_t i = 0; i < result->bins; i++) {
		k = llround(result->histogram[i].value / result->bin_width);
		if (!i)
			fprintf(out, ",%" PRId64, k);
		else if (k > last + 1)
			fprintf(out, ",%" PRId64, last + 1 - k);
		fprintf(out, ",%" PRIu64, result->histogram[i].count);
		last = k;
	}
	fputs("]", out);
}

/* An array where the names are the usual ones. */
static void put_counts(FILE *out, const struct member *m, const void *object, const void *usual)
{
	const struct count *counts = FIELD(struct count *), *like;
	size_t n = *member_count(m, object);
	bool same = n && n == *member_count(m, usual);

	like = *(struct count **)member_at(usual, m->at);
	for (size_t i = 0; i < n && same; i++)
		same = !strcmp(counts[i].name, like[i].name);
	fputs(same ? "[" : "{", out);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? "," : "", out);
		if (!same) {
			put_text(out, counts[i].name);
			fputs(":", out);
		}
		put_number(out, counts[i].value);
	}
	fputs(same ? "]" : "}", out);
}

static void put_fact(FILE *out, const char **mark, const char *key)
{
	fputs(*mark, out);
	put_text(out, key);
	fputs(": ", out);
	*mark = ",\n";
}

static void put_own_fact(FILE *out, const char **mark, const char *key, double value)
{
	if (!isfinite(value))
		return;
	put_fact(out, mark, key);
	put_number(out, value);
}

/* A line for each question, so that few lines change if one starts or stops being skipped. */
static void put_group(FILE *out, const struct result *first, const struct result *end)
{
	const struct result *last = NULL;

	put_text(out, first->reason);
	for (const struct result *s = first; s < end; s++) {
		if (strcmp(s->reason, first->reason) != 0)
			continue;
		fputs(!last ? ": [" : strcmp(s->question, last->question) != 0 ? ",\n" : ",", out);
		put_text(out, s->name);
		last = s;
	}
	fputs("]", out);
}

static void put_skipped(FILE *out, const struct result *skipped, size_t n)
{
	const char *mark = "{\n";

	for (size_t i = 0, k; i < n; i++) {
		for (k = 0; strcmp(skipped[k].reason, skipped[i].reason) != 0; k++)
			;
		if (k < i)
			continue;
		fputs(mark, out);
		put_group(out, &skipped[i], skipped + n);
		mark = ",\n";
	}
	fputs("\n}", out);
}

static void put_facts(FILE *out, const struct record *r)
{
	const struct fact *f, *end = r->facts + r->fact_count;
	const char *mark = "\n";

	fputs("{", out);
	for (f = r->facts; f < end; f++) {
		if (f->missing)
			continue;
		put_fact(out, &mark, f->key);
		if (f->number)
			put_number(out, strtod(f->value, NULL));
		else
			put_text(out, f->value);
	}
	put_own_fact(out, &mark, "tsc_khz", r->tsc_khz);
	put_own_fact(out, &mark, "core_tsc_ratio", r->core_ratio);
	put_fact(out, &mark, "unreadable");
	fputs("{", out);
	mark = "\n";
	for (f = r->facts; f < end; f++) {
		if (!f->missing)
			continue;
		put_fact(out, &mark, f->key);
		put_text(out, f->missing);
	}
	fputs(*mark == '\n' ? "}\n}" : "\n}\n}", out);
}

static void put_members(FILE *out, const struct record *r, const struct member *members,
			const void *object, const char *mark);
static void put_rows(FILE *out, const struct record *r, const struct member *m, const void *object);

static void put_batches(FILE *out, const struct record *r, const struct result *result);

static void put_value(FILE *out, const struct record *r, const struct member *m, const void *object,
		      const void *usual)
{
	switch (m->kind) {
	case TEXT:
		if (!FIELD(char *) && m->needed == OPTIONAL)
			return (void)fputs("null", out);
		return put_text(out, FIELD(char *) ? FIELD(char *) : "");
	case NAME:
		return put_text(out, ((const char *const *)m->of)[FIELD(unsigned int)]);
	case WHOLE:
		return put_whole(out, m, member_at(object, m->at));
	case FIGURE:
		return put_number(out, FIELD(double));
	case FIGURE_ARRAY:
		return put_figures(out, member_at(object, m->at), m->size / sizeof(double));
	case TEXTS:
		return put_texts(out, FIELD(char **), *member_count(m, object));
	case COUNTS:
		return put_counts(out, m, object, usual);
	case HISTOGRAM:
		return put_histogram(out, object);
	case BATCHES:
		return put_batches(out, r, object);
	case OBJECT:
		return put_members(out, r, m->of, object, "{\n");
	case ROWS:
		return put_rows(out, r, m, object);
	case SKIPPED:
		return put_skipped(out, r->skipped, r->skipped_count);
	case FACTS:
		return put_facts(out, r);
	case UNIT:
		return put_text(out, clock_units[r->clock]);
	}
}

/* A value each, up to the last that is not as the usual batch has it. */
static void put_batches(FILE *out, const struct record *r, const struct result *result)
{
	const struct member *m, *last;

	for (size_t i = 0; i < result->batch_count; i++) {
		const struct batch *b = &result->batches[i];
		struct batch usual = usual_batch(r, result, i ? b - 1 : NULL);

		for (m = last = batch_members; m->name; m++)
			last = member_same(m, b, &usual) ? last : m;
		for (m = batch_members; m <= last; m++) {
			fputs(m > batch_members ? "," : i ? ",[" : "[[", out);
			put_value(out, r, m, b, NULL);
		}
		fputs("]", out);
	}
	fputs(result->batch_count ? "]" : "[]", out);
}

struct writer {
	FILE *out;
	const struct record *r;
	const char *mark;		/* before the next value ... */
	const char *next;		/* ... and those after it */
	size_t left_out;		/* columns before it */
};

/* Unless it is left out. */
static void put_member(struct writer *w, const struct member *members, const struct member *m,
		       const char *colon, const void *object)
{
	union object usual = { 0 };

	if (!m->name)
		return;
	if (m->usual)
		m->usual(w->r, object, &usual);
	else
		member_set_nothing(m, &usual);
	if (m->needed != NEEDED && member_same(m, object, &usual)) {
		w->left_out++;
	} else {
		fputs(w->mark, w->out);
		for (; !colon && w->left_out; w->left_out--)
			fputs("null,", w->out);
		if (colon)
			fprintf(w->out, "\"%s\"%s", m->name, colon);
		put_value(w->out, w->r, m, object, &usual);
		w->mark = w->next;
	}
	members_free(members, &usual);
}

/* [what stands by position, null for what is left out, {the others by name}] */
static void put_row(FILE *out, const struct record *r, const struct member *members, size_t columns,
		    const void *object)
{
	struct writer w = { out, r, "", ",", 0 };
	const struct member *m = members;

	fputs("[", out);
	for (; m < members + columns; m++)
		put_member(&w, members, m, NULL, object);
	for (w.mark = ",{"; m->name; m++)
		put_member(&w, members, m, ":", object);
	fputs(w.mark == w.next ? "}]" : "]", out);
}

static void put_rows(FILE *out, const struct record *r, const struct member *m, const void *object)
{
	const char *elements = *(const char *const *)member_at(object, m->at);
	size_t n = *member_count(m, object);

	fputs("[", out);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ",\n" : "\n", out);
		put_row(out, r, m->of, m->columns, elements + i * m->size);
	}
	fputs(n ? "\n]" : "]", out);
}

static void put_members(FILE *out, const struct record *r, const struct member *members,
			const void *object, const char *mark)
{
	struct writer w = { out, r, mark, ",\n", 0 };

	for (const struct member *m = members; m->name; m++)
		put_member(&w, members, m, ": ", object);
	fputs("\n}", out);
}

char *record_text(struct record *r)
{
	struct record split;
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < r->result_count; i++)
		settle(&r->results[i], r->clock);
	for (size_t i = 0; i < r->claim_count; i++)
		round_members(claim_members, &r->claims[i], digits[r->clock]);
	fprintf(out, "{\n\"schema\": %d", RECORD_SCHEMA);
	split = record_split(r);
	put_members(out, &split, record_members, &split, ",\n");
	fputs("\n", out);
	fclose(out);
	free(split.results);
	free(split.skipped);
	return text;
}

/* The file */

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

/* The same name with a number, from -2 on. */
static char *next_name(const char *path, char *last, unsigned int *n)
{
	char suffix[16];

	free(last);
	snprintf(suffix, sizeof(suffix), "-%u", ++*n);
	return path_suffixed(path, suffix);
}

int record_write(struct record *r, const char *path, enum record_name as)
{
	char *text = strcmp(path, "-") ? record_text(r) : shown(record_text(r));
	char *name = xstrdup(path);
	unsigned int n = 1;
	int err;

	while (as == RECORD_BESIDE && !access(name, F_OK))
		name = next_name(path, name, &n);
	while ((err = output_write(name, text, as == RECORD_REPLACES)) == -EEXIST &&
	       as == RECORD_BESIDE)
		name = next_name(path, name, &n);
	free(text);
	if (err) {
		complain("cannot write %s: %s; name another path",
			 strcmp(path, "-") ? name : "standard output", strerror(-err));
		free(name);
		return err;
	}
	free(r->path);
	r->path = name;
	return 0;
}

char *record_path_in(const char *folder, const struct record *r)
{
	const struct fact *core = record_find_fact(r, "core_type");
	bool hybrid = core && core->value;
	char *name = xasprintf("%s-%s%s%s.json", r->utc, r->target, hybrid ? "-" : "",
			       hybrid ? core->value : ""), *path, *c;

	for (c = name; *c; c++)
		if (*c == ':')
			*c = '-';
	if (mkdir(folder, 0777) && errno != EEXIST)
		complain("cannot make the folder %s: %s", folder, strerror(errno));
	path = xasprintf("%s/%s", folder, name);
	free(name);
	return path;
}

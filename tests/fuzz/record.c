// SPDX-License-Identifier: GPL-2.0-only
/*
 * For libFuzzer: any bytes as a record.  What can be read is written by all writers, survives being
 * written and read, and can be judged and compared with itself.  Most changes are to a value of
 * the JSON, since hardly any other gets past the parser.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "document.h"
#include "formats.h"
#include "judge.h"
#include "plot.h"
#include "record.h"
#include "records.h"
#include "tables.h"
#include "util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t most)
	__attribute__((weak)); /* libFuzzer's */

static FILE *nowhere;

static struct record *read_again(struct record *r)
{
	char *first = record_text(r), *second, *error = NULL;
	struct record *again = record_parse(first, strlen(first), "again", &error);

	if (!again) {
		fputs(error, stdout);
		abort();
	}
	second = record_text(again);
	if (strcmp(first, second))
		abort();
	free(first);
	free(second);
	return again;
}

static void write_in_all_formats(struct document *d)
{
	text_document(d, nowhere);
	markdown_document(d, nowhere);
	html_document(d, nowhere);
	csv_document(d, nowhere);
	json_document(d, nowhere);
	tap_document(d, nowhere);
	document_free(d);
}

static void write_tables(const struct record *const records[], size_t count)
{
	struct document *claims = document_new("claims");

	write_in_all_formats(records_document(records, count, true, true));
	write_in_all_formats(beside_document(records, count, false));
	add_claims(claims, records, count);
	write_in_all_formats(claims);
	github_records(records, 1, nowhere);
	bencher_records(records, 1, nowhere);
	googlebench_records(records, 1, nowhere);
}

static void write_plots(const struct record *const records[], size_t count)
{
	static const char *const kinds[] = { "overlap", "break-even", "claims", "kernels" };
	const struct plot_source of = { .records = records, .count = count };
	size_t i;

	for (i = 0; i < records[0]->result_count && i < 8; i++) {
		plot_write(nowhere, "question", &of, records[0]->results[i].question);
		plot_write(nowhere, "distributions", &of, records[0]->results[i].question);
	}
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		plot_write(nowhere, kinds[i], &of, NULL);
}

static void compare(struct record *one, struct record *other)
{
	struct records a = { .path = "a", .records = &one, .count = 1 },
		       b = { .path = "b", .records = &other, .count = 1 };
	struct rules rules = { 0 };
	struct comparison c = comparison_make(&a, &b, &rules);
	struct document *spread = document_new("spread");

	write_in_all_formats(comparison_document(&c, &a, &b));
	comparison_free(&c);
	add_spread(spread, &a);
	write_in_all_formats(spread);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *error = NULL;
	struct record *r = record_parse((const char *)bytes, size, "fuzz.json", &error), *again;

	if (!nowhere)
		stderr = nowhere = fopen("/dev/null", "w");	/* libFuzzer has its own */
	free(error);
	if (!r)
		return 0;
	again = read_again(r);
	claims_judge(r);
	claims_judge(again);
	write_tables((const struct record *const[]){ r, again }, 2);
	write_plots((const struct record *const[]){ r, again }, 2);
	compare(r, again);
	record_free(again);
	record_free(read_again(r));
	record_free(r);
	return 0;
}

/* Another value, of those that are worth a try. */
static json_t *any_value(void)
{
	static const char *const values[] = {
		"null",
		"true",
		"0",
		"-1",
		"1",
		"0.5",
		"-0.0",
		"1e308",
		"-1e308",
		"5e-324",
		"9007199254740993",
		"9223372036854775807",
		"4294967295",
		"[]",
		"{}",
		"[0, 0]",
		"[-1e308, 1e308]",
		"\"\"",
		"\" \"",
		"\"\\n\\t\\u001b\\u202e\\\\\"",
		"\"failed\"",
		"\"ok\"",
		"\"skipped\"",
		"\"silicon\"",
		"\"icount\"",
		"\"emulated\"",
		"\"instructions\"",
		"\"core cycles\"",
		"\"ns\"",
		"\"not-measurable\"",
		"\"supported\"",
		"\"path\"",
		"\"cycles\"",
		"\"bytes\"",
		"\"xen-pv\"",
		"\"wrmsr-extable\"",
		"\"work-24\"",
		"\"wrmsr-cs\"",
		"[\"wrmsr\", \"wrmsr-amid-24\", \"odd\"]",
		"{\"needs ring 0\": [\"wrmsr\", \"rdpru\"], \"why\": []}",
	};

	return json_loads(values[(size_t)rand() % ARRAY_SIZE(values)], JSON_DECODE_ANY, NULL);
}

static size_t count(json_t *in)
{
	size_t n = 0, i;
	const char *key;
	json_t *child;

	json_object_foreach(in, key, child)
		n += 1 + count(child);
	json_array_foreach(in, i, child)
		n += 1 + count(child);
	return n;
}

/* A member or an element becomes another, goes, or is there twice. */
static void change_here(json_t *in, const char *key, size_t i, json_t *child)
{
	int how = rand() % 8;

	if (key && how)
		json_object_set_new(in, key, any_value());
	else if (key)
		json_object_del(in, key);
	else if (how > 3)
		json_array_set_new(in, i, any_value());
	else if (how > 1)
		json_array_append_new(in, json_deep_copy(child));
	else
		json_array_remove(in, i);
}

/* The `left`-th value; whether it was there. */
static bool change(json_t *in, size_t *left)
{
	const char *key;
	json_t *child;
	size_t i;

	json_object_foreach(in, key, child) {
		if (!(*left)--)
			return change_here(in, key, 0, child), true;
		if (change(child, left))
			return true;
	}
	json_array_foreach(in, i, child) {
		if (!(*left)--)
			return change_here(in, NULL, i, child), true;
		if (change(child, left))
			return true;
	}
	return false;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned int seed)
{
	json_t *root = seed % 8 ? json_loadb((const char *)bytes, size, 0, NULL) : NULL;
	size_t n = root ? count(root) : 0, at;
	char *text = NULL;

	srand(seed);
	if (n) {
		at = (size_t)rand() % n;
		change(root, &at);
		text = json_dumps(root, JSON_COMPACT);
	}
	n = text ? strlen(text) : 0;
	if (n && n <= most)
		memcpy(bytes, text, n);
	else
		n = LLVMFuzzerMutate(bytes, size, most);
	free(text);
	json_decref(root);
	return n;
}

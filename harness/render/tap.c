// SPDX-License-Identifier: GPL-2.0-only
/* The Test Anything Protocol, version 13: a test a row; what the tests are of, as comments. */
#include <string.h>

#include "document.h"
#include "escape.h"
#include "formats.h"

static void put(const char *before, const char *text, FILE *out)
{
	fputs(before, out);
	put_tap(text, out);
}

static void put_test(size_t number, const struct table *t, const struct row *row, FILE *out)
{
	const struct test *test = &row->test;

	fprintf(out, "%s %zu", test->failed ? "not ok" : "ok", number);
	put(" - ", table_text(t, row, 0), out);
	if (test->text)
		put(": ", test->text, out);
	if (test->directive) {
		fprintf(out, " # %s", test->directive);
		put(" ", test->why, out);
	}
	fputc('\n', out);
}

static void put_comment(const char *label, const char *between, const char *text, FILE *out)
{
	put("# ", label, out);
	put(between, text, out);
	fputc('\n', out);
}

static size_t count_tests(const struct document *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->count; i++)
		n += table_is_csv(d, d->blocks[i]) ? d->blocks[i]->table.row_count : 0;
	return n;
}

void tap_document(const struct document *d, FILE *out)
{
	const char *why = "nothing was measured";
	size_t all = count_tests(d), number = 0;

	fputs("TAP version 13\n", out);
	if (all)
		fprintf(out, "1..%zu\n", all);
	for (size_t i = 0; i < d->count; i++) {
		const struct block *b = d->blocks[i];

		if (b->kind == BLOCK_FACT) {
			put_comment(b->label, ": ", b->text, out);
			why = strcmp(b->label, "verdict") ? why : b->text;
		} else if (b->kind == BLOCK_SECTION) {
			put_comment(b->text, "", "", out);
		}
		for (size_t k = 0; table_is_csv(d, b) && k < b->table.row_count; k++)
			put_test(++number, &b->table, b->table.rows[k], out);
	}
	if (!all) {
		put("Bail out! ", why, out);
		fputc('\n', out);
	}
}

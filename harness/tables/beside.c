// SPDX-License-Identifier: GPL-2.0-only
/* Several records in one table: a column each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "document.h"
#include "figures.h"
#include "labels.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "tables.h"
#include "util.h"

struct beside {
	const struct record *const *records;
	size_t count;
	bool differ;			/* only benches that differ */
	bool spread;			/* a path has no one length */
	struct column *columns;		/* bench, records, question, whether it differs */
};

static bool results_differ(const struct record *r, const struct result *a,
			   const struct record *other, const struct result *b)
{
	if (!a || !b || a->status != b->status)
		return a != b;
	return a->status == STATUS_OK && r->clock != CLOCK_EMULATED &&
	       figures_apart(r, a, other, b);
}

static bool bench_differs(const struct beside *b, const char *name)
{
	const struct result **of = xcalloc(b->count, sizeof(*of));
	bool differs = false;

	for (size_t i = 0; i < b->count; i++) {
		of[i] = record_find(b->records[i], name);
		for (size_t j = 0; j < i && !differs; j++)
			differs = results_differ(b->records[i], of[i], b->records[j], of[j]);
	}
	free(of);
	return differs;
}

static void put_result(const struct record *r, const struct result *result, struct row *row)
{
	if (!result)
		put_number(row, NAN, xstrdup("-"));
	else if (result->status == STATUS_OK)
		put_number(row, result->estimate, table_estimate(r, result));
	else
		put_text(row, status_names[result->status]);
}

static void add_row(struct beside *b, const struct result *result, struct table *t)
{
	bool differs = bench_differs(b, result->name);
	struct row *row;
	size_t i;

	if (b->differ && !differs)
		return;
	row = table_row(t);
	row->marked = differs;
	put_text(row, result->name);
	for (i = 0; i < b->count; i++) {
		const struct result *its = record_find(b->records[i], result->name);

		put_result(b->records[i], its, row);
		b->spread |= result_measured(its) && figures_spread(b->records[i], its);
	}
	put_text(row, result->question);
	put_truth(row, differs);
}

/* A table of a question: its benches, each where it first occurs.  How many rows it has. */
static size_t add_question(struct document *d, struct beside *b, const char *question)
{
	struct table *t = document_table(d, "benches", pb_question_title(question), b->columns,
					 b->count + 3);
	struct names benches = { 0 };

	for (size_t i = 0; i < b->count; i++)
		for (size_t j = 0; j < b->records[i]->result_count; j++) {
			const struct result *of = &b->records[i]->results[j];

			if (!strcmp(of->question, question) && names_add(&benches, of->name))
				add_row(b, of, t);
		}
	names_free(&benches);
	return t->row_count;
}

static size_t add_questions(struct document *d, struct beside *b)
{
	struct names questions = { 0 };
	size_t rows = 0;

	for (size_t i = 0; i < b->count; i++)
		for (size_t j = 0; j < b->records[i]->result_count; j++)
			names_add(&questions, b->records[i]->results[j].question);
	for (size_t i = 0; i < questions.count; i++)
		rows += add_question(d, b, questions.all[i]);
	names_free(&questions);
	return rows;
}

static const char *what_differs(enum clock clock)
{
	switch (clock) {
	case CLOCK_ICOUNT:
		return "the counts differ";
	case CLOCK_EMULATED:
		return "not all have a figure; an emulator's figures are not compared";
	default:
		return "95 % intervals do not overlap";
	}
}

static bool same_unit(const struct record *const records[], size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (records[i]->clock == records[0]->clock)
			continue;
		complain("%s and %s cannot stand in one table: %s and %s", records[0]->path,
			 records[i]->path, clock_units[records[0]->clock],
			 clock_units[records[i]->clock]);
		return false;
	}
	return true;
}

static struct column *columns_of(char *const labels[], size_t count)
{
	struct column *columns = xcalloc(count + 3, sizeof(*columns));
	size_t i;

	columns[0] = (struct column){ .id = "bench", .heading = "bench" };
	for (i = 0; i < count; i++)
		columns[1 + i] = (struct column){ .id = labels[i], .heading = labels[i] };
	columns[1 + count].id = "question";
	columns[2 + count].id = "differs";
	return columns;
}

/* Native paths may stand beside those that have a hypervisor's. */
static const char *unit_of(const struct record *const records[], size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (record_counts_hypervisor(records[i]) != record_counts_hypervisor(records[0]))
			return "instructions, with a hypervisor's where there is one";
	return record_counts_hypervisor(records[0]) ? "instructions with the hypervisor's" :
						      clock_units[records[0]->clock];
}

size_t add_beside(struct document *d, const struct record *const records[], size_t count,
		  bool differ)
{
	struct beside b = { .records = records, .count = count, .differ = differ };
	char **labels = labels_make(records, count);
	size_t rows;

	b.columns = columns_of(labels, count);
	document_fact(d, "unit", "%s", unit_of(records, count));
	document_fact(d, "*", "%s", what_differs(records[0]->clock));
	rows = add_questions(d, &b);
	if (!rows)
		document_add(d, BLOCK_PARAGRAPH, "no bench differs");
	if (b.spread)
		document_add(d, BLOCK_ITEM, "%s", figures_spreading);
	free(b.columns);
	labels_free(labels, count);
	return rows;
}

struct document *beside_document(const struct record *const records[], size_t count, bool differ)
{
	struct document *d;

	if (!same_unit(records, count))
		return NULL;
	d = document_new("benches");
	add_beside(d, records, count, differ);
	return d;
}

// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of claims, for a terminal and as Markdown. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "grid.h"
#include "matrix.h"
#include "record.h"
#include "table-claims.h"
#include "text.h"
#include "util.h"

#define GAP 2

/* "supported 0.62× [0.60, 0.64]"; "[3]", where the reason is number 3; or "not run" (malloced). */
static char *cell_text(const struct matrix_row *row, size_t column)
{
	const struct claim_result *c = row->cells[column];
	char *effect, *text;

	if (!c)
		return xstrdup("not run");
	if (row->reasons[column])
		return xasprintf("[%zu]", row->reasons[column]);
	effect = claims_effect(c);
	text = xasprintf("%s %s", verdict_names[c->verdict], effect);
	free(effect);
	return text;
}

/* "supported at qemu, refuted at xen" (malloced) */
static char *turns_text(const struct matrix *m, const struct matrix_row *row)
{
	char *yes = matrix_where(m, row, VERDICT_SUPPORTED), *no = matrix_where(m, row, VERDICT_REFUTED);
	char *text = xasprintf("supported at %s; refuted at %s", yes, no);

	free(yes);
	free(no);
	return text;
}

/* What tells where a record is from, beside its label (malloced). */
static char *origin(const struct record *r)
{
	const struct fact *kernel = record_find_fact(r, "kernel"), *cpu = record_find_fact(r, "cpu_model");

	return xasprintf("place %s, clock %s, kernel %s, %s, %s",
			 r->target ? r->target : "unknown", clock_names[r->clock],
			 kernel && kernel->value ? kernel->value : "unknown",
			 cpu && cpu->value ? cpu->value : "unknown CPU", r->path ? r->path : "no file");
}

/* "2 %, at least 0.02 core cycles: ± 0.02 at kernel" (malloced) */
static char *margin_text(const struct matrix *m, const struct matrix_row *row)
{
	char *text = xstrdup(row->claim->margin ? row->claim->margin : "not recorded"), *longer;
	bool first = true;

	for (size_t i = 0; i < m->columns; i++) {
		if (!row->cells[i] || !(row->cells[i]->delta > 0))
			continue;
		longer = xasprintf("%s%s± %.2g at %s", text, first ? ": " : ", ", row->cells[i]->delta, m->labels[i]);
		free(text);
		text = longer;
		first = false;
	}
	return text;
}

/* Claims that no record decided, and for the same reasons: their ids (malloced); as claims_undecided(). */

static bool same_reasons(const struct matrix *m, const struct matrix_row *a, const struct matrix_row *b)
{
	for (size_t i = 0; i < m->columns; i++)
		if (!a->cells[i] != !b->cells[i] || a->reasons[i] != b->reasons[i])
			return false;
	return true;
}

static char *undecided(const struct matrix *m, size_t of)
{
	char *ids = NULL, *longer;

	if (m->rows[of].decided)
		return NULL;
	for (size_t i = 0; i < m->result_count; i++) {
		if (m->rows[i].decided || !same_reasons(m, &m->rows[i], &m->rows[of]))
			continue;
		if (i < of)
			return NULL;
		longer = xasprintf("%s%s%s", ids ? ids : "", ids ? ", " : "", m->rows[i].claim->id);
		free(ids);
		ids = longer;
	}
	return ids;
}

/* "qemu [1], user [2]" (malloced) */
static char *reasons_text(const struct matrix *m, const struct matrix_row *row)
{
	char *text = xstrdup(""), *cell, *longer;

	for (size_t i = 0; i < m->columns; i++) {
		cell = cell_text(row, i);
		longer = xasprintf("%s%s%s %s", text, i ? ", " : "", m->labels[i], cell);
		free(cell);
		free(text);
		text = longer;
	}
	return text;
}

/* Rows that one record at least decided, by this measure: those that the table shows. */
static bool shown(const struct matrix_row *row, const char *measure)
{
	return row->decided && !strcmp(row->claim->measure, measure);
}

/* Whether `row` is the first decided one of its measure. */
static bool opens_measure(const struct matrix *m, const struct matrix_row *row)
{
	const struct matrix_row *earlier;

	for (earlier = m->rows; earlier < row; earlier++)
		if (shown(earlier, row->claim->measure))
			return false;
	return row->decided;
}

static int flushed(FILE *out)
{
	return fflush(out) || ferror(out) ? -EIO : 0;
}

/* Terminal */

static size_t wider(size_t width, const char *text)
{
	size_t n = text_width(text);

	return n > width ? n : width;
}

static size_t name_width(const struct matrix *m, const char *measure)
{
	size_t width = 0;

	for (size_t i = 0; i < m->result_count; i++)
		if (shown(&m->rows[i], measure))
			width = wider(width, m->rows[i].claim->id);
	return width;
}

/* Does the record decide none of these? */
static bool empty(const struct matrix *m, const char *measure, size_t column)
{
	for (size_t i = 0; i < m->result_count; i++) {
		const struct matrix_row *row = &m->rows[i];

		if (shown(row, measure) && row->cells[column] && !row->reasons[column])
			return false;
	}
	return true;
}

static size_t column_width(const struct matrix *m, const char *measure, size_t column)
{
	size_t width = text_width(m->labels[column]);

	for (size_t i = 0; i < m->result_count; i++) {
		char *text = shown(&m->rows[i], measure) ? cell_text(&m->rows[i], column) : xstrdup("");

		width = wider(width, text);
		free(text);
	}
	return width;
}

/* Columns from `first` on that fit the terminal beside the names; one at least. */
static size_t band_end(const struct matrix *m, const char *measure, size_t first)
{
	size_t used = GAP + name_width(m, measure), end;

	for (end = first; end < m->columns; end++) {
		if (empty(m, measure, end))
			continue;
		used += GAP + column_width(m, measure, end);
		if (end > first && used > text_columns())
			break;
	}
	return end;
}

/* Behind what is there, which is padded to its width only now. */
static void put_cell(const char *text, size_t width, size_t *padding, FILE *out)
{
	text_spaces(*padding, out);
	text_put(text, strlen(text), out);
	*padding = width - text_width(text) + GAP;
}

static void print_row(const struct matrix *m, const struct matrix_row *row, size_t first, size_t end, FILE *out)
{
	const char *measure = row->claim->measure;
	size_t padding = GAP;

	put_cell(row->claim->id, name_width(m, measure), &padding, out);
	for (size_t i = first; i < end; i++) {
		char *text = cell_text(row, i);

		if (!empty(m, measure, i))
			put_cell(text, column_width(m, measure, i), &padding, out);
		free(text);
	}
	fputc('\n', out);
	if (row->turns && end == m->columns) {
		char *text = turns_text(m, row);

		fputs("    turns: ", out);
		text_wrap(text, 11, out);
		free(text);
	}
}

static void print_band(const struct matrix *m, const char *measure, size_t first, size_t end, FILE *out)
{
	size_t padding = GAP + name_width(m, measure) + GAP, i;

	for (i = first; i < end; i++)
		if (!empty(m, measure, i))
			put_cell(m->labels[i], column_width(m, measure, i), &padding, out);
	fputc('\n', out);
	for (i = 0; i < m->result_count; i++)
		if (shown(&m->rows[i], measure))
			print_row(m, &m->rows[i], first, end, out);
}

/* "  user: none of these [7]" */
static void print_empty(const struct matrix *m, const char *measure, FILE *out)
{
	for (size_t column = 0; column < m->columns; column++) {
		size_t last = 0;

		if (!empty(m, measure, column))
			continue;
		text_spaces(GAP, out);
		text_put(m->labels[column], strlen(m->labels[column]), out);
		fputs(": decides none of these", out);
		for (size_t i = 0; i < m->result_count; i++) {
			size_t reason = shown(&m->rows[i], measure) ? m->rows[i].reasons[column] : 0;

			if (reason > last)
				fprintf(out, " [%zu]", last = reason);
		}
		fputc('\n', out);
	}
}

static void print_measure(const struct matrix *m, const char *measure, FILE *out)
{
	const char *title = claims_measure(measure);
	size_t first, end;

	fputc('\n', out);
	text_put(title, strlen(title), out);
	fputc('\n', out);
	for (first = 0; first < m->columns; first = end) {
		if (first)
			fputc('\n', out);
		end = band_end(m, measure, first);
		print_band(m, measure, first, end, out);
	}
	print_empty(m, measure, out);
}

static void print_records(const struct matrix *m, FILE *out)
{
	size_t width = 0, i;

	for (i = 0; i < m->columns; i++)
		width = wider(width, m->labels[i]);
	fputs("records\n", out);
	for (i = 0; i < m->columns; i++) {
		char *from = origin(m->records[i]);
		size_t padding = GAP;

		put_cell(m->labels[i], width, &padding, out);
		text_spaces(padding, out);
		text_wrap(from, GAP + width + GAP, out);
		free(from);
	}
}

static void print_undecided(const struct matrix *m, FILE *out)
{
	const char *heading = "\ndecided in none of them\n";
	size_t i;

	for (i = 0; i < m->result_count; i++) {
		char *ids = undecided(m, i), *why;

		if (!ids)
			continue;
		why = reasons_text(m, &m->rows[i]);
		fprintf(out, "%s  ", heading);
		heading = "";
		text_wrap(why, 2, out);
		text_spaces(4, out);
		text_wrap(ids, 4, out);
		free(why);
		free(ids);
	}
}

static void print_reasons(const struct matrix *m, FILE *out)
{
	if (m->reason_count)
		fputs("\nnot measurable, because\n", out);
	for (size_t i = 0; i < m->reason_count; i++) {
		char *number = xasprintf("[%zu]", i + 1);
		size_t padding = GAP;

		put_cell(number, 4, &padding, out);
		text_spaces(padding, out);
		text_wrap(m->reasons[i], GAP + 4 + GAP, out);
		free(number);
	}
}

static void print_claim(const struct matrix *m, const struct matrix_row *row, FILE *out)
{
	const struct claim_result *c = row->claim;
	char *predicted = claims_predicted(c), *margin = margin_text(m, row);
	char *lines[] = {
		xasprintf("%s — %s", c->text, c->source),
		xasprintf("predicted: %s; margin: %s", predicted, margin),
	};

	text_spaces(GAP, out);
	text_put(c->id, strlen(c->id), out);
	fputc('\n', out);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		text_spaces(2 * GAP, out);
		text_wrap(lines[i], 2 * GAP, out);
		free(lines[i]);
	}
	free(margin);
	free(predicted);
}

int matrix_print(const struct matrix *m, FILE *out)
{
	size_t i;

	print_records(m, out);
	for (i = 0; i < m->result_count; i++)
		if (opens_measure(m, &m->rows[i]))
			print_measure(m, m->rows[i].claim->measure, out);
	print_undecided(m, out);
	print_reasons(m, out);
	fputc('\n', out);
	text_wrap("claims: the effect is a / b, or (a − base) / (b − base)", 0, out);
	for (i = 0; i < m->result_count; i++)
		print_claim(m, &m->rows[i], out);
	return flushed(out);
}

/* Markdown and HTML */

/* After the columns of the records, what is claimed. */
enum { CLAIM, SOURCE, OF, PREDICTED, MARGIN, WORDS };

static void fill_line(const struct matrix *m, const struct matrix_row *row, struct grid_line *line)
{
	const struct claim_result *c = row->claim;
	char **claimed = line->cells + 1 + m->columns;
	size_t i;

	line->cells[0] = xstrdup(c->id);
	for (i = 0; i < m->columns; i++)
		line->cells[1 + i] = cell_text(row, i);
	claimed[CLAIM] = xstrdup(c->text);
	claimed[SOURCE] = xstrdup(c->source);
	claimed[OF] = xstrdup(claims_measure(c->measure));
	claimed[PREDICTED] = claims_predicted(c);
	claimed[MARGIN] = margin_text(m, row);
}

static const char **claims_heads(const struct matrix *m)
{
	static const char *const words[WORDS] = { "claim", "source", "of", "predicted", "margin" };
	const char **heads = xcalloc(1 + m->columns + WORDS, sizeof(*heads));
	size_t i;

	heads[0] = "id";
	for (i = 0; i < m->columns; i++)
		heads[1 + i] = m->labels[i];
	for (i = 0; i < WORDS; i++)
		heads[1 + m->columns + i] = words[i];
	return heads;
}

static void add_lines(const struct matrix *m, bool decided, struct grid *g)
{
	size_t i;

	for (i = 0; i < m->result_count; i++)
		if (m->rows[i].decided == decided)
			fill_line(m, &m->rows[i], grid_line(g));
}

/* The list's items, which it takes, under a heading; nothing if there are none. */
static void put_list(const struct form *form, const char *heading, char **items, size_t count, FILE *out)
{
	if (count) {
		form->paragraph(out, heading);
		form->list(out, (const char *const *)items, count);
	}
	while (count)
		free(items[--count]);
	free(items);
}

static void put_turns(const struct matrix *m, const struct form *form, FILE *out)
{
	char **items = xcalloc(m->result_count, sizeof(*items)), *text;
	size_t i, n = 0;

	for (i = 0; i < m->result_count; i++) {
		if (!m->rows[i].turns)
			continue;
		text = turns_text(m, &m->rows[i]);
		items[n++] = xasprintf("%s: %s", m->rows[i].claim->id, text);
		free(text);
	}
	put_list(form, "Verdicts that turn:", items, n, out);
}

static void put_reasons(const struct matrix *m, const struct form *form, FILE *out)
{
	char **items = xcalloc(m->reason_count, sizeof(*items));
	size_t i;

	for (i = 0; i < m->reason_count; i++)
		items[i] = xasprintf("[%zu] %s", i + 1, m->reasons[i]);
	put_list(form, "Not measurable, because", items, i, out);
}

static void put_origins(const struct matrix *m, const struct form *form, FILE *out)
{
	char **items = xcalloc(m->columns, sizeof(*items)), *from;
	size_t i;

	for (i = 0; i < m->columns; i++) {
		from = origin(m->records[i]);
		items[i] = xasprintf("%s: %s", m->labels[i], from);
		free(from);
	}
	put_list(form, "Records:", items, i, out);
}

void matrix_as(const struct matrix *m, const struct form *form, FILE *out)
{
	const char **heads = claims_heads(m);
	struct grid g = grid_new(heads, 1 + m->columns + WORDS);

	g.words = 1;
	add_lines(m, true, &g);
	add_lines(m, false, &g);
	form->paragraph(out, "The effect is a / b, or (a − base) / (b − base).");
	form->table(out, &g);
	put_turns(m, form, out);
	put_reasons(m, form, out);
	put_origins(m, form, out);
	grid_free(&g);
	free(heads);
}

int matrix_markdown(const struct matrix *m, FILE *out)
{
	fputs("## Claims\n", out);
	matrix_as(m, &form_markdown, out);
	return flushed(out);
}

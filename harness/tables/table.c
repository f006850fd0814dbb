// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "break-even.h"
#include "calibration.h"
#include "escape.h"
#include "form.h"
#include "grid.h"
#include "record.h"
#include "table-claims.h"
#include "text.h"
#include "util.h"

#define EMULATED "emulated: describes the emulator"

static const char *const how_to_read[] = {
	[CLOCK_SILICON] = "core cycles per operation; ns and TSC ticks beside them",
	[CLOCK_ICOUNT] = "instructions, exact (QEMU -icount): path length, not time",
	[CLOCK_EMULATED] = "emulated ticks: they describe the emulator, not a processor",
	[CLOCK_WALL] = "ns, by the clock of the tool that this was imported from",
	[CLOCK_PMU] = "core cycles, counted by the tool that this was imported from",
};

static const char *unit_text(const struct record *r)
{
	if (record_counts_hypervisor(r))
		return "instructions of guest and hypervisor together, exact (QEMU -icount): path length, not time";
	return how_to_read[r->clock];
}

static void labelled(const char *label, const char *text, FILE *out)
{
	fprintf(out, "%-10s", label);
	text_wrap(text, 10, out);
}

static int decimals(const struct record *r, double v)
{
	if (r->clock == CLOCK_ICOUNT && v == rint(v))
		return 0;
	return fabs(v) < 99.995 ? 2 : 1;
}

/* Malloced, or NULL where there is no figure.  A rounded -0.00 is 0.00. */
static char *fixed(double v, int digits)
{
	if (!isfinite(v))
		return NULL;
	return text_figure("", fabs(v) * pow(10, digits) < .5 ? 0 : v, digits, "");
}

char *table_figure(const struct record *r, double v)
{
	return fixed(v, decimals(r, v));
}

static char *ends(const double ci[2], int digits)
{
	char *low = text_figure("[", ci[0], digits, ", "), *both = text_figure(low, ci[1], digits, "]");

	free(low);
	return both;
}

/* "± 0.12", or "[1.02, 1.31]" where the sides differ by more than a tenth and it can be seen. */
char *table_interval(const struct record *r, const struct result *row)
{
	const double *ci = row->ci;
	double v = row->estimate;
	int digits = decimals(r, v);
	double down = v - ci[0], up = ci[1] - v, half = (ci[1] - ci[0]) / 2;
	double least = pow(10, -digits);

	if (!isfinite(v) || !isfinite(half))
		return NULL;
	if (fabs(up - down) > fmax(.2 * half, least))
		return ends(ci, digits);
	if (half < least / 2)
		return xasprintf("± <%.*f", digits, least);
	return text_figure("± ", half, digits, "");
}

static char *ratio(double v)
{
	return isfinite(v) ? text_figure("", v, 2, "×") : NULL;
}

static char *size(const struct result *row)
{
	if (row->bytes < 0)
		return NULL;
	return row->cold > 0 ? xasprintf("%ld+%ld", row->bytes, row->cold) :
			       xasprintf("%ld", row->bytes);
}

double table_ticks(const struct record *r, double cycles)
{
	return r->clock == CLOCK_SILICON ? cycles / r->core_ratio : NAN;
}

double table_ns(const struct record *r, double cycles)
{
	return table_ticks(r, cycles) / r->tsc_khz * 1e6;
}

static const char *text_or(const char *text, const char *otherwise)
{
	return text && *text ? text : otherwise;
}

/* "skipped: needs ring 0" */
char *table_why(const struct result *row)
{
	return xasprintf("%s: %s", status_names[row->status],
			 text_or(row->reason, "no reason was recorded"));
}

/* A question as cells: the same for a terminal and for Markdown. */

enum { BENCH, ESTIMATE, INTERVAL, MIN, P99, BYTES, RATIO, NS, TICKS, COLUMNS };

static const char *const heads[] = {
	"bench", "estimate", "interval", "min", "p99", "bytes", "ratio", "ns", "ticks"
};

static const char *question_of(const struct result *row)
{
	return text_or(row->question, "no group");
}

static bool same_question(const struct result *a, const struct result *b)
{
	return !strcmp(question_of(a), question_of(b));
}

/* Whether no earlier row is of the same question. */
static bool opens_question(const struct record *r, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (same_question(&r->results[j], &r->results[i]))
			return false;
	return true;
}

/* What its question's rows are compared with; NAN where that is nothing, or next to it. */
static double first_measured(const struct record *r, const struct result *of)
{
	size_t i;

	for (i = 0; i < r->result_count; i++)
		if (same_question(&r->results[i], of) && r->results[i].status == STATUS_OK)
			return r->results[i].estimate >= .5 ? r->results[i].estimate : NAN;
	return NAN;
}

/* An exact clock's figures are one, as a rule: then it is shown once. */
static bool varies(const struct record *r, const struct result *of)
{
	const struct result *row;

	for (row = r->results; row < r->results + r->result_count; row++)
		if (same_question(row, of) && row->status == STATUS_OK &&
		    (row->min != row->estimate || row->p99 != row->estimate))
			return true;
	return r->clock != CLOCK_ICOUNT;
}

static void fill_line(const struct record *r, const struct result *row, double base, bool wide,
		      struct grid_line *line)
{
	double v = row->estimate;

	line->cells[BENCH] = xstrdup(text_or(row->name, "?"));
	if (row->status == STATUS_CONTENDED) {
		char *figure = table_figure(r, v);

		line->reason = xasprintf("contended: %s, which decides nothing: %s", text_or(figure, "no figure"),
					 row->reason);
		free(figure);
		return;
	}
	if (row->status != STATUS_OK) {
		line->reason = table_why(row);
		return;
	}
	line->cells[ESTIMATE] = table_figure(r, v);
	if (r->clock != CLOCK_ICOUNT)
		line->cells[INTERVAL] = table_interval(r, row);
	if (wide) {
		line->cells[MIN] = table_figure(r, row->min);
		line->cells[P99] = table_figure(r, row->p99);
	}
	line->cells[BYTES] = size(row);
	line->cells[RATIO] = ratio(base > 0 ? v / base : NAN);
	line->cells[NS] = table_figure(r, table_ns(r, v));
	line->cells[TICKS] = table_figure(r, table_ticks(r, v));
}

static struct grid question_grid(const struct record *r, const struct result *of)
{
	struct grid g = grid_new(heads, COLUMNS);
	double base = first_measured(r, of);
	bool wide = varies(r, of);
	size_t i;

	for (i = 0; i < r->result_count; i++)
		if (same_question(&r->results[i], of))
			fill_line(r, &r->results[i], base, wide, grid_line(&g));
	return g;
}

/* Terminal */

/* What stands beside a question's name, so that nobody takes its figures for others (malloced). */
static char *question_title(const struct record *r, const struct result *of)
{
	if (r->clock == CLOCK_EMULATED)
		return xasprintf("%s (%s)", question_of(of), EMULATED);
	if (calibration_failed(r))
		return xasprintf("%s (%s)", question_of(of), CALIBRATION_FAILED);
	return xstrdup(question_of(of));
}

static void print_question(const struct record *r, const struct result *of, FILE *out)
{
	struct grid g = question_grid(r, of);
	char *title = question_title(r, of);

	fputc('\n', out);
	text_wrap(title, 0, out);
	grid_print(&g, out);
	grid_free(&g);
	free(title);
}

/* A fact under any of its names, or why it is not known (malloced). */
static char *fact_text(const struct record *r, const char *const keys[], const char *what,
		       const char *before)
{
	const struct fact *f = NULL;

	for (; *keys && !f; keys++)
		f = record_find_fact(r, *keys);
	if (f && f->value)
		return xasprintf("%s%s", before, f->value);
	return f ? xasprintf("unknown %s (%s)", what, f->missing) : xasprintf("unknown %s", what);
}

static char *machine_text(const struct record *r)
{
	static const char *const cpu_keys[] = { "cpu", "cpu_model", "model", "model_name", NULL };
	static const char *const kernel_keys[] = { "kernel", "kernel_release", NULL };
	char *cpu = fact_text(r, cpu_keys, "CPU", "");
	char *kernel = fact_text(r, kernel_keys, "kernel", "kernel ");
	char *text = xasprintf("%s, %s", cpu, kernel);

	free(cpu);
	free(kernel);
	return text;
}

static char *clock_text(const struct record *r)
{
	return r->clock_reason ? xasprintf("%s: %s", clock_names[r->clock], r->clock_reason) :
				 xstrdup(clock_names[r->clock]);
}

static void print_heading(const struct record *r, FILE *out)
{
	char *machine = machine_text(r), *clock = clock_text(r);

	labelled("machine", machine, out);
	labelled("place", text_or(r->target, "unknown"), out);
	labelled("clock", clock, out);
	labelled("unit", unit_text(r), out);
	free(machine);
	free(clock);
}

static void print_notes(const struct record *r, FILE *out)
{
	size_t i;

	if (r->note_count)
		fputs("\nnotes\n", out);
	for (i = 0; i < r->note_count; i++) {
		fputs("  - ", out);
		text_wrap(r->notes[i], 4, out);
	}
}

void table_print(const struct record *r, FILE *out)
{
	size_t i;

	print_heading(r, out);
	for (i = 0; i < r->result_count; i++)
		if (opens_question(r, i))
			print_question(r, &r->results[i], out);
	break_even_print(r, out);
	claims_print(r, out);
	print_notes(r, out);
}

/* Markdown and HTML */

static void put_picture(struct pictures *pictures, const char *kind, const char *name, FILE *out)
{
	if (pictures)
		pictures->put(pictures, kind, name, out);
}

static void question_as(const struct record *r, const struct result *of, const struct form *form,
		     struct pictures *pictures, FILE *out)
{
	struct grid g = question_grid(r, of);
	char *title = question_title(r, of);

	form->part(out, title);
	form->table(out, &g);
	if (grid_has_figures(&g))
		put_picture(pictures, "group", question_of(of), out);
	grid_free(&g);
	free(title);
}

static void heading_as(const struct record *r, const struct form *form, FILE *out)
{
	char *machine = machine_text(r), *clock = clock_text(r);

	form->line(out, "machine", machine);
	form->line(out, "place", text_or(r->target, "unknown"));
	form->line(out, "clock", clock);
	form->line(out, "unit", unit_text(r));
	free(machine);
	free(clock);
}

void table_as(const struct record *r, const struct form *form, struct pictures *pictures, FILE *out)
{
	size_t i;

	heading_as(r, form, out);
	for (i = 0; i < r->result_count; i++)
		if (opens_question(r, i))
			question_as(r, &r->results[i], form, pictures, out);
	put_picture(pictures, "overlap", "overlap", out);
	break_even_as(r, form, out);
	put_picture(pictures, "break-even", "break-even", out);
	claims_as(r, form, out);
	put_picture(pictures, "claims", "claims", out);
	if (r->note_count) {
		form->part(out, "notes");
		form->list(out, (const char *const *)r->notes, r->note_count);
	}
}

int table_markdown(const struct record *const records[], size_t count, FILE *out)
{
	size_t i;

	for (i = 0; i < count; i++) {
		fputs(i ? "\n## " : "## ", out);
		put_markdown(text_or(records[i]->path, text_or(records[i]->id, "record")), out);
		fputs("\n\n", out);
		table_as(records[i], &form_markdown, NULL, out);
	}
	return fflush(out) || ferror(out) ? -EIO : 0;
}

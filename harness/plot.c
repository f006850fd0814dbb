// SPDX-License-Identifier: GPL-2.0-only
#include "plot.h"

#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "util.h"

/* Lengths are pixels of the SVG; the PNG has twice as many. */
#define WIDTH 900
#define MARGIN 20		/* left and right of everything */
#define ROW 24			/* from one row to the next */
#define LINE 18			/* from one line of a row, or of the heading, to the next */
#define HEAD 48			/* the title */
#define FOOT 56			/* the axis below */
#define SANS 7.4		/* the width of a character, on the safe side */
#define MONO 7.9
#define HEADING 118		/* characters in a line of the heading */
#define GAP 14			/* from a dot to its label */
#define CLAIM_TEXT 400		/* the column of sentences beside the claims */
#define VERDICTS 118		/* the column of verdicts */
#define OVERLAP_HEIGHT 420

/* From here on plots/style.gp knows these numbers, too. */
enum { BLUE, VERMILLION, GREEN, PURPLE, TEXT = 7, GREY };
enum { NO_MARKER = -1, BOLD = -2 };

struct text {
	double y;
	int colour, marker;
	bool small;
	char *text;
};

struct texts {
	struct text *all;
	size_t count;
};

struct dot {
	double x, lo, hi, y;
	double top, bottom;	/* of its part of the sheet */
	int colour, marker;
	bool off;		/* below a log axis: drawn at its start, hollow */
	char *label;
};

struct line {			/* upright, from y0 to y1 */
	double x, y0, y1;
	int colour;
};

/* What one data file says. */
struct sheet {
	const struct record *const *records;
	size_t count;
	char *title, *axis;
	struct texts heads, names, notes, verdicts;
	struct dot *dots;
	size_t dot_count;
	struct line *lines;
	size_t line_count;
	double left, right;	/* the margins */
	double y;		/* how far down the sheet is filled */
	double min, max;	/* of the axis */
	bool log;
};

/* Texts */

static size_t text_length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

/* The bytes of the character at `s`, or 0 if it is no UTF-8, which would stop gnuplot. */
static int utf8_length(const char *s)
{
	wchar_t min[] = { 0, 0, 0x80, 0x800, 0x10000 }, c = *s & 0xff;
	int n = c < 0x80 ? 1 : c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;

	if (!n || c >= 0xf5)
		return 0;
	c &= n == 1 ? 0x7f : 0x7f >> n;
	for (int i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	return c < min[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0 : n;
}

/*
 * One column of a data file.  gnuplot ends a text at a quotation mark, and
 * undoes backslashes; everything else is only text to it.
 */
static void put_text(FILE *out, const char *s)
{
	int n;

	fputc('\t', out);
	if (!*s)
		fputc(' ', out);
	for (; *s; s += n ? n : 1) {
		n = utf8_length(s);
		if (!n)
			fputc('?', out);
		else if (*s == '"')
			fputs("”", out);
		else if (*s == '\\')
			fputs("\\\\", out);
		else if (n == 1 && iscntrl(*s))
			fputc(' ', out);
		else
			fwrite(s, (size_t)n, 1, out);
	}
}

/* No more than `room` characters, cut between words where there is a choice. */
static char *shorten(const char *s, size_t room)
{
	size_t n = 0, at, word = 0;

	if (text_length(s) <= room)
		return xstrdup(s);
	for (at = 0; s[at]; at++) {
		n += (s[at] & 0xc0) != 0x80;
		if (n >= room)
			break;
		if (s[at] == ' ')
			word = at;
	}
	return xasprintf("%.*s…", (int)(word > at / 2 ? word : at), s);
}

static struct text *add_text(struct texts *t, double y, int colour, char *text)
{
	t->all = xreallocarray(t->all, t->count + 1, sizeof(*t->all));
	t->all[t->count] = (struct text){ y, colour, NO_MARKER, false, text };
	return &t->all[t->count++];
}

static void free_texts(struct texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->all[i].text);
	free(t->all);
}

/* Broken into lines of at most `room` characters; what does not fit into `lines` is cut. */
static void add_wrapped(struct texts *t, double y, int colour, const char *s, size_t room, int lines)
{
	while (--lines && text_length(s) > room) {
		char *line = shorten(s, room);
		size_t used = strlen(line) - strlen("…");

		line[used] = '\0';
		add_text(t, y, colour, line);
		s += used + strspn(s + used, " ");
		y += LINE - 2;
	}
	add_text(t, y, colour, shorten(s, room));
}

/* Figures */

static char *figure(double v, int decimals)
{
	return v == rint(v) ? xasprintf("%.0f", v) : xasprintf("%.*f", decimals, v);
}

static int decimals_of(double v)
{
	return fabs(v) < 100 ? 2 : fabs(v) < 1000 ? 1 : 0;
}

/* "9", "23.41 ± 0.10", "1204 ± 3" */
static char *with_interval(double v, const double ci[2])
{
	double half = (ci[1] - ci[0]) / 2, least;
	int decimals = decimals_of(v);

	if (isnan(half))
		return figure(v, decimals);
	least = pow(10, -decimals);
	if (half < least)
		return xasprintf("%.*f ± <%g", decimals, v, least);
	return xasprintf("%.*f ± %.*f", decimals, v, decimals, half);
}

static char *ratio_label(const struct claim_result *c)
{
	int decimals = c->effect < 0.1 ? 3 : decimals_of(c->effect);

	if (isnan(c->ci[0]))
		return figure(c->effect, decimals);
	return xasprintf("%.*f [%.*f, %.*f]", decimals, c->effect, decimals, c->ci[0],
			 decimals, c->ci[1]);
}

/* What is known of a record */

static const char *fact_of(const struct record *r, const char *const keys[])
{
	const struct fact *f;

	for (; *keys; keys++) {
		f = record_find_fact(r, *keys);
		if (f && f->value)
			return f->value;
	}
	return NULL;
}

static char *record_name(const struct record *r)
{
	const char *name = r->path ? basename(r->path) : r->id ? r->id : "this record";
	size_t n = strlen(name);
	char *stem, *brief;

	if (n > 5 && !strcmp(name + n - 5, ".json"))
		n -= 5;
	stem = xasprintf("%.*s", (int)n, name);
	brief = shorten(stem, 32);
	free(stem);
	return brief;
}

static char *where(const struct record *r)
{
	static const char *const cpu[] = { "cpu", "cpu_model", "model", "model_name", NULL };
	static const char *const kernel[] = { "kernel", "kernel_release", NULL };
	const char *cpu_name = fact_of(r, cpu), *release = fact_of(r, kernel);

	return xasprintf("%s · %s · place %s", cpu_name ? cpu_name : "unknown CPU",
			 release ? release : "unknown kernel", r->place ? r->place : "unknown");
}

/* The heading, and with several records, which have one clock, what is whose. */
static void add_heading(struct sheet *s)
{
	s->y = HEAD;
	if (s->records[0]->clock == CLOCK_EMULATED) {
		add_text(&s->heads, s->y, VERMILLION,
			 xstrdup("EMULATED: describes the emulator, not a CPU"))->marker = BOLD;
		s->y += LINE;
	}
	for (size_t i = 0; i < s->count; i++) {
		char *at = where(s->records[i]), *name = record_name(s->records[i]), *all;

		all = s->count > 1 ? xasprintf("%s: %s", name, at) :
		      xasprintf("%s · clock %s", at, clock_names[s->records[0]->clock]);
		add_text(&s->heads, s->y, s->count > 1 ? (int)i : GREY, shorten(all, HEADING))
			->marker = s->count > 1 ? (int)i : NO_MARKER;
		s->y += LINE;
		free(all);
		free(name);
		free(at);
	}
	s->y += 8;
}

static const char *per_operation(enum clock clock)
{
	switch (clock) {
	case CLOCK_SILICON:
		return "core cycles per operation";
	case CLOCK_ICOUNT:
		return "instructions executed (exact path length, not time)";
	default:
		return "ticks of an emulator (not a CPU's time)";
	}
}

static struct sheet *sheet_new(const struct record *const records[], size_t count)
{
	struct sheet *s = xcalloc(1, sizeof(*s));

	s->records = records;
	s->count = count;
	s->left = s->right = MARGIN;
	add_heading(s);
	return s;
}

static void sheet_free(struct sheet *s)
{
	for (size_t i = 0; i < s->dot_count; i++)
		free(s->dots[i].label);
	free(s->dots);
	free(s->lines);
	free_texts(&s->heads);
	free_texts(&s->names);
	free_texts(&s->notes);
	free_texts(&s->verdicts);
	free(s->title);
	free(s->axis);
	free(s);
}

static struct dot *add_dot(struct sheet *s, double x, const double ci[2], double y, char *label)
{
	s->dots = xreallocarray(s->dots, s->dot_count + 1, sizeof(*s->dots));
	s->dots[s->dot_count] = (struct dot){
		.x = x, .lo = ci[0], .hi = ci[1], .y = y, .label = label,
	};
	return &s->dots[s->dot_count++];
}

/* The value axis: the labels stand right of their dots, so it ends where the last of them fits. */

static double reach(const struct dot *d)
{
	return fmax(d->x, d->hi);	/* which ignores a NAN */
}

/* The part of the axis that a label leaves to its dot. */
static double share(const struct sheet *s, const struct dot *d)
{
	double room = WIDTH - s->left - s->right;

	return fmax(1 - (SANS * text_length(d->label) + GAP) / room, 0.2);
}

static double least_positive(const struct sheet *s)
{
	double least = HUGE_VAL;

	for (size_t i = 0; i < s->dot_count; i++)
		if (s->dots[i].x > 0)
			least = fmin(least, s->dots[i].x);
	return least;
}

static double largest(const struct sheet *s)
{
	double max = 0;

	for (size_t i = 0; i < s->dot_count; i++)
		max = fmax(max, reach(&s->dots[i]));
	return max;
}

static void fit_linear(struct sheet *s)
{
	s->min = 0;
	s->max = 1e-9;
	for (size_t i = 0; i < s->dot_count; i++)
		s->min = fmin(s->min, 1.1 * fmin(s->dots[i].x, s->dots[i].lo));
	for (size_t i = 0; i < s->dot_count; i++)
		s->max = fmax(s->max, s->min + (reach(&s->dots[i]) - s->min) / share(s, &s->dots[i]));
}

static void fit_log(struct sheet *s)
{
	double need = log(2);

	for (size_t i = 0; i < s->dot_count; i++) {
		struct dot *d = &s->dots[i];

		d->off = d->x < s->min;
		if (d->lo < s->min)
			d->lo = s->min;
		if (!d->off)
			need = fmax(need, log(reach(d) / s->min) / share(s, d));
	}
	s->max = s->min * exp(need);
}

/* Parts of a unit are no range that would be worth a log axis. */
static void fit(struct sheet *s)
{
	double least = fmax(least_positive(s), 1);

	s->log = largest(s) / least > 50;
	if (!s->log) {
		fit_linear(s);
		return;
	}
	s->min = 0.8 * least;
	fit_log(s);
}

/* Writing a sheet: plots/style.gp reads what is written here. */

static void put_texts(FILE *out, const struct texts *t)
{
	fputs("\n\n", out);
	if (!t->count)
		fputs("-1\t-1\t7\t0\t \n", out);	/* gnuplot fails at a block without a line */
	for (size_t i = 0; i < t->count; i++) {
		const struct text *x = &t->all[i];

		fprintf(out, "%g\t%d\t%d\t%d", x->y, x->marker, x->colour, x->small);
		put_text(out, x->text);
		fputc('\n', out);
	}
}

static void put_dots(FILE *out, const struct sheet *s)
{
	fputs("\n\n", out);
	for (size_t i = 0; i < s->dot_count; i++) {
		const struct dot *d = &s->dots[i];
		double x = d->off ? s->min : d->x;

		if (i && (d->colour != d[-1].colour || d->marker != d[-1].marker))
			fputc('\n', out);	/* one curve ends */
		fprintf(out, "%.10g\t%.10g\t%.10g\t%g\t%d\t%d\t%d\t%.10g", x, d->lo, d->hi, d->y,
			d->marker, d->colour, d->off, d->off ? s->min : reach(d));
		put_text(out, d->label);
		fputc('\n', out);
	}
}

static void put_lines(FILE *out, const struct sheet *s)
{
	fputs("\n\n", out);
	if (!s->line_count)
		fprintf(out, "%.10g\t-1\t-1\t0\n", s->min);
	for (size_t i = 0; i < s->line_count; i++)
		fprintf(out, "%.10g\t%g\t%g\t%d\n", s->lines[i].x, s->lines[i].y0,
			s->lines[i].y1, s->lines[i].colour);
}

static size_t sheet_write(FILE *out, const struct sheet *s)
{
	double top = s->heads.count ? s->heads.all[s->heads.count - 1].y + LINE + 4 : HEAD;

	if (!s->dot_count)
		return 0;
	fprintf(out, "%d\t%g\t%g\t%g\t%g\t%d\t%zu\t%.10g\t%.10g\t%d", WIDTH, s->y + FOOT,
		s->left, s->right, top, FOOT, s->heads.count, s->min, s->max, s->log);
	put_text(out, s->title);
	put_text(out, s->axis);
	fputc('\n', out);
	put_texts(out, &s->heads);
	put_texts(out, &s->names);
	put_texts(out, &s->notes);
	put_texts(out, &s->verdicts);
	put_dots(out, s);
	put_lines(out, s);
	return s->dot_count;
}

/* Groups */

static bool measured(const struct row *row)
{
	return row && row->status == STATUS_OK && isfinite(row->estimate);
}

/* work-N, wrmsr-amid-N, wrmsrns-amid-N: which of the three, and its N; or -1. */
static const char *const overlap_stems[] = { "work-", "wrmsr-amid-", "wrmsrns-amid-" };
static const char *const overlap_names[] = { "the work alone", "with WRMSR", "with WRMSRNS" };

static int overlap_stem(const struct row *row, double *n)
{
	if (strcmp(row->group, "msr-write"))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(overlap_stems); i++) {
		size_t length = strlen(overlap_stems[i]);
		char *end;

		if (strncmp(row->name, overlap_stems[i], length) || !isdigit(row->name[length]))
			continue;
		*n = (double)strtoul(row->name + length, &end, 10);
		if (!*end)
			return (int)i;
	}
	return -1;
}

static bool in_group(const struct row *row, const char *group)
{
	double n;

	return !strcmp(row->group, group) && overlap_stem(row, &n) < 0;
}

static char *why_not(const struct row *row)
{
	if (!row)
		return xstrdup("not in this record");
	if (row->status == STATUS_OK)
		return xstrdup("no figure");
	return xasprintf("%s%s%s", status_names[row->status], row->reason ? ": " : "",
			 row->reason ? row->reason : "");
}

static void add_note(struct sheet *s, size_t record, double y, char *why)
{
	double room = (WIDTH - s->left - s->right) / SANS - 2;
	char *name = record_name(s->records[record]), *all;

	all = s->count > 1 ? xasprintf("%s: %s", name, why) : xstrdup(why);
	add_text(&s->notes, y, GREY, shorten(all, (size_t)room));
	free(all);
	free(name);
	free(why);
}

static void place_row(struct sheet *s, size_t record, const struct row *row, double y)
{
	struct dot *d;

	if (!measured(row)) {
		add_note(s, record, y, why_not(row));
		return;
	}
	d = add_dot(s, row->estimate, row->ci, y, with_interval(row->estimate, row->ci));
	d->colour = d->marker = (int)record;
	d->top = y - (s->count > 1 ? LINE : ROW) / 2.0;
	d->bottom = 2 * y - d->top;
}

static void add_row(struct sheet *s, const char *name)
{
	double y = s->y + ROW / 2;
	bool any = false;

	for (size_t i = 0; i < s->count; i++) {
		const struct row *row = record_find(s->records[i], name);

		any |= measured(row);
		place_row(s, i, row, y + (double)(i * LINE));
	}
	add_text(&s->names, y + (double)(s->count - 1) * LINE / 2, any ? TEXT : GREY, xstrdup(name));
	s->y += ROW + (double)(s->count - 1) * LINE + (s->count > 1 ? 6 : 0);
}

static bool has_name(const struct sheet *s, const char *name)
{
	for (size_t i = 0; i < s->names.count; i++)
		if (!strcmp(s->names.all[i].text, name))
			return true;
	return false;
}

static double name_column(const struct record *r, const char *group, double least)
{
	for (size_t i = 0; i < r->row_count; i++)
		if (in_group(&r->rows[i], group))
			least = fmax(least, MARGIN + GAP + MONO * text_length(r->rows[i].name));
	return least;
}

static void add_rows(struct sheet *s, const char *group)
{
	for (size_t i = 0; i < s->count; i++)
		s->left = name_column(s->records[i], group, s->left);
	s->left = fmin(s->left, WIDTH / 2);
	for (size_t i = 0; i < s->count; i++) {
		const struct record *r = s->records[i];

		for (size_t j = 0; j < r->row_count; j++)
			if (in_group(&r->rows[j], group) && !has_name(s, r->rows[j].name))
				add_row(s, r->rows[j].name);
	}
}

static struct dot *first_dot(const struct sheet *s, int record)
{
	for (size_t i = 0; i < s->dot_count; i++)
		if (s->dots[i].colour == record)
			return &s->dots[i];
	return NULL;
}

/* With several records, whose a dot is stands beside the first one. */
static void name_first_dots(struct sheet *s)
{
	for (size_t i = 0; s->count > 1 && i < s->count; i++) {
		struct dot *d = first_dot(s, (int)i);
		char *name = record_name(s->records[i]), *label;

		if (d) {
			label = xasprintf("%s  %s", d->label, name);
			free(d->label);
			d->label = label;
		}
		free(name);
	}
}

static void add_line(struct sheet *s, double x, const struct dot *beside, int colour)
{
	s->lines = xreallocarray(s->lines, s->line_count + 1, sizeof(*s->lines));
	s->lines[s->line_count++] = (struct line){ x, beside->top, beside->bottom, colour };
}

/* Pixels right of the axis' start. */
static double across(const struct sheet *s, double x)
{
	double part = s->log ? log(x / s->min) / log(s->max / s->min)
			     : (x - s->min) / (s->max - s->min);

	return part * (WIDTH - s->left - s->right);
}

static bool through_label(const struct sheet *s, const struct dot *d, double x)
{
	double from = across(s, d->off ? s->min : reach(d));

	return across(s, x) > from + 4 && across(s, x) < from + GAP + SANS * text_length(d->label);
}

/* Beside every dot but through no text: the value of the group's first row. */
static void add_reference(struct sheet *s)
{
	for (size_t i = 0; s->names.count && i < s->dot_count; i++) {
		const struct dot *d = &s->dots[i], *first = first_dot(s, d->colour);

		if (first->off || through_label(s, d, first->x) ||
		    fabs(first->y - s->names.all[0].y) > (double)s->count * LINE)
			continue;
		add_line(s, first->x, d, s->count > 1 ? d->colour : GREY);
	}
}

static void say_off(struct sheet *s)
{
	for (size_t i = 0; i < s->dot_count; i++) {
		char *label = s->dots[i].label;

		if (!s->dots[i].off)
			continue;
		s->dots[i].label = xasprintf("%s (below the scale)", label);
		free(label);
	}
}

size_t plot_write_group(FILE *out, const struct record *const records[], size_t count,
			const char *group)
{
	struct sheet *s = sheet_new(records, count);
	const char *unit = per_operation(records[0]->clock);
	size_t dots;

	add_rows(s, group);
	name_first_dots(s);
	fit(s);
	say_off(s);
	add_reference(s);
	s->title = xasprintf("%s — %s", group, unit);
	s->axis = xasprintf("%s%s", unit, s->log ? " — LOG SCALE" : "");
	dots = sheet_write(out, s);
	sheet_free(s);
	return dots;
}

/* Claims */

static int verdict_colour(enum verdict v)
{
	switch (v) {
	case VERDICT_SUPPORTED:
		return GREEN;
	case VERDICT_REFUTED:
		return VERMILLION;
	case VERDICT_NO_DIFFERENCE:
		return BLUE;
	case VERDICT_UNRESOLVED:
		return PURPLE;
	default:
		return GREY;
	}
}

static const struct claim_result *find_claim(const struct record *r, const char *id)
{
	for (size_t i = 0; i < r->claim_count; i++)
		if (!strcmp(r->claims[i].id, id))
			return &r->claims[i];
	return NULL;
}

static bool drawable(const struct claim_result *c)
{
	return c && c->verdict != VERDICT_NOT_MEASURABLE && isfinite(c->effect) && c->effect > 0;
}

static void place_claim(struct sheet *s, size_t record, const struct claim_result *c, double y)
{
	size_t room = (WIDTH - s->left - s->right) / SANS;
	const char *why = !c ? "not in this record" : c->reason ? c->reason : "no figure";
	struct dot *d;

	if (c)
		add_text(&s->verdicts, y, verdict_colour(c->verdict),
			 xstrdup(verdict_names[c->verdict]));
	if (!drawable(c)) {
		add_wrapped(&s->notes, s->count > 1 ? y : y - LINE / 2.0 + 1, GREY, why, room,
			    s->count > 1 ? 1 : 2);
		return;
	}
	d = add_dot(s, c->effect, c->ci, y, ratio_label(c));
	d->colour = s->count > 1 ? (int)record : verdict_colour(c->verdict);
	d->marker = (int)record;
}

static void name_claim(struct sheet *s, const struct claim_result *c, double y, bool any)
{
	size_t room = (CLAIM_TEXT - GAP) / SANS;
	char *benches = xasprintf("%s / %s, %s", c->a, c->b,
				  strcmp(c->measure, "path") ? c->measure : "path length");

	add_wrapped(&s->names, y, any ? TEXT : GREY, c->text, room, 3);
	y = s->names.all[s->names.count - 1].y + LINE - 2;
	add_text(&s->names, y, GREY, shorten(benches, (CLAIM_TEXT - GAP) / 6.7))->small = true;
	free(benches);
}

/* So that the line at 1 has no gaps but for texts. */
static void share_out(struct sheet *s, size_t from, double top, double bottom)
{
	for (size_t i = from; i < s->dot_count; i++) {
		struct dot *d = &s->dots[i];

		d->top = d->marker ? d->y - LINE / 2.0 : top;
		d->bottom = d->marker + 1 < (int)s->count ? d->y + LINE / 2.0 : bottom;
	}
}

/* The sentence in up to three lines and the benches below it, beside one line per record. */
static void add_claim(struct sheet *s, const struct claim_result *c)
{
	size_t names = s->names.count, dots = s->dot_count;
	double middle, top = s->y;
	bool any = false;

	for (size_t i = 0; i < s->count; i++)
		any |= drawable(find_claim(s->records[i], c->id));
	name_claim(s, c, s->y + LINE / 2, any);
	names = s->names.count - names;
	middle = (s->names.all[s->names.count - names].y + s->names.all[s->names.count - 1].y) / 2;
	for (size_t i = 0; i < s->count; i++)
		place_claim(s, i, find_claim(s->records[i], c->id),
			    middle + ((double)i - (double)(s->count - 1) / 2) * LINE);
	s->y += fmax((double)names * (LINE - 2), (double)s->count * LINE) + 12;
	share_out(s, dots, top - 3, s->y - 3);
}

static bool claimed_before(const struct sheet *s, size_t record, const char *id)
{
	for (size_t i = 0; i < record; i++)
		if (find_claim(s->records[i], id))
			return true;
	return false;
}

static void add_claims(struct sheet *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct record *r = s->records[i];

		for (size_t j = 0; j < r->claim_count; j++)
			if (!claimed_before(s, i, r->claims[j].id))
				add_claim(s, &r->claims[j]);
	}
}

/* Around 1, which is where an effect is none. */
static void fit_claims(struct sheet *s)
{
	double least = 0.5;

	for (size_t i = 0; i < s->dot_count; i++)
		least = fmin(least, 0.8 * fmin(s->dots[i].x, s->dots[i].lo));
	s->log = true;
	s->min = least;
	fit_log(s);
	s->max = fmax(s->max, 2);
}

static void add_one(struct sheet *s)
{
	for (size_t i = 0; i < s->dot_count; i++)
		if (!through_label(s, &s->dots[i], 1))
			add_line(s, 1, &s->dots[i], TEXT);
}

size_t plot_write_claims(FILE *out, const struct record *const records[], size_t count)
{
	struct sheet *s = sheet_new(records, count);
	size_t dots;

	s->left = MARGIN + CLAIM_TEXT;
	s->right = VERDICTS + MARGIN;
	add_claims(s);
	name_first_dots(s);
	fit_claims(s);
	add_one(s);
	s->title = xstrdup("Claims — the effect a / b, and the verdict");
	s->axis = xstrdup("a / b (left of 1: a is less) — LOG SCALE");
	dots = sheet_write(out, s);
	sheet_free(s);
	return dots;
}

/* Overlap */

static void add_curve_end(struct sheet *s, size_t record, int stem)
{
	const struct dot *last = &s->dots[s->dot_count - 1];
	char *name = record_name(s->records[record]);

	add_text(&s->names, last->y, last->colour,
		 s->count > 1 ? xasprintf("%s, %s", overlap_names[stem], name)
			      : xstrdup(overlap_names[stem]))
		->marker = (int)last->x;
	free(name);
}

static const char *curve_gap(const struct row *row, size_t *seen)
{
	(*seen)++;
	return row->reason ? row->reason : status_names[row->status];
}

static void add_missing(struct sheet *s, size_t record, char *why)
{
	char *name = record_name(s->records[record]), *all;

	all = s->count > 1 ? xasprintf("%s: %s", name, why) : xstrdup(why);
	add_text(&s->heads, s->y - 8, GREY, shorten(all, HEADING));
	s->y += LINE;
	free(all);
	free(name);
	free(why);
}

static void add_curve(struct sheet *s, size_t record, int stem)
{
	const struct record *r = s->records[record];
	size_t before = s->dot_count, missing = 0;
	const char *why = NULL;
	double n = 0;

	for (size_t i = 0; i < r->row_count; i++) {
		const struct row *row = &r->rows[i];
		struct dot *d;

		if (overlap_stem(row, &n) != stem)
			continue;
		if (!measured(row)) {
			why = curve_gap(row, &missing);
			continue;
		}
		/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): n was set above */
		d = add_dot(s, n, row->ci, row->estimate, xstrdup(overlap_names[stem]));
		d->colour = s->count > 1 ? (int)record : stem;
		d->marker = stem;
	}
	if (s->dot_count > before)
		add_curve_end(s, record, stem);
	if (!why)
		return;
	/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): stem names a curve */
	add_missing(s, record, xasprintf("%s: %zu points missing: %s", overlap_names[stem],
					 missing, why));
}

/* The names at the ends of the curves, pushed apart; returns the end of the y axis. */
static int by_y(const void *a, const void *b)
{
	double x = ((const struct text *)a)->y, y = ((const struct text *)b)->y;

	return (x > y) - (x < y);
}

static double spread_names(struct sheet *s)
{
	double top = 0, step, height = OVERLAP_HEIGHT;

	for (size_t i = 0; i < s->dot_count; i++)
		top = fmax(top, fmax(s->dots[i].y, s->dots[i].hi));
	top *= 1.08;
	step = top * LINE / height;
	if (s->names.count)
		qsort(s->names.all, s->names.count, sizeof(*s->names.all), by_y);
	for (size_t i = 1; i < s->names.count; i++)
		s->names.all[i].y = fmax(s->names.all[i].y, s->names.all[i - 1].y + step);
	return fmax(top, s->names.count ? s->names.all[s->names.count - 1].y + step : 0);
}

static double widest(const struct texts *t)
{
	double width = 0;

	for (size_t i = 0; i < t->count; i++)
		width = fmax(width, SANS * text_length(t->all[i].text));
	return width;
}

size_t plot_write_overlap(FILE *out, const struct record *const records[], size_t count)
{
	struct sheet *s = sheet_new(records, count);
	size_t dots;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(overlap_stems); j++)
			add_curve(s, i, (int)j);
	s->right = widest(&s->names) + GAP + MARGIN;
	s->y += OVERLAP_HEIGHT;
	s->max = spread_names(s);
	s->left = 56 + 9 * ceil(log10(fmax(s->max, 10)));	/* the figures of its axis */
	s->title = xasprintf("An MSR write amid independent work: %s",
			     records[0]->clock == CLOCK_ICOUNT ? "path length; overlap needs a CPU" :
			     "how much of it overlaps");
	s->axis = xstrdup(per_operation(records[0]->clock));
	dots = sheet_write(out, s);
	sheet_free(s);
	return dots;
}

/* Running gnuplot */

/* gnuplot takes a name that begins with | or < for a command, and ~ for a home. */
static char *plain_path(const char *path)
{
	return *path == '/' ? xstrdup(path) : xasprintf("./%s", path);
}

static char *beside_program(void)
{
	char exe[4096], *folder;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n < 0)
		return NULL;
	exe[n] = '\0';
	folder = xasprintf("%.*s/../plots", (int)(strrchr(exe, '/') - exe), exe);
	if (!access(folder, X_OK))
		return folder;
	free(folder);
	return NULL;
}

static char *scripts(void)
{
	const char *set = getenv("PRIVBENCH_PLOTS");
	char *folder = set && *set ? NULL : beside_program();

	if (folder)
		return folder;
	return plain_path(set && *set ? set : "plots");
}

/* gnuplot repeats the whole command first. */
static const char *last_line(char *text)
{
	size_t n = text ? strlen(text) : 0;
	char *line;

	while (n && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	if (!n)
		return "it said nothing";
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}

static int cannot_run(const char *script, int status, char *output)
{
	if (status == -ENOENT) {
		fprintf(stderr, "privbench: gnuplot was not found; try: apt-get install gnuplot-nox\n");
		return -ENOENT;
	}
	if (status < 0) {
		fprintf(stderr, "privbench: gnuplot could not be started: %s\n", strerror(-status));
		return status;
	}
	fprintf(stderr, "privbench: gnuplot failed with %s (exit status %d): %s\n", script, status,
		last_line(output));
	return -EIO;
}

static bool is_there(const char *path)
{
	struct stat st;

	return !stat(path, &st) && st.st_size;
}

static int run_gnuplot(const char *script, const char *data, const char *svg, const char *png)
{
	const char *argv[] = { "gnuplot", "-d", "-c", script, data, svg, png, NULL };
	char *output;
	int status = run_program(argv, &output), err = 0;

	if (status)
		err = cannot_run(script, status, output);
	else if (!is_there(svg) || !is_there(png))
		err = cannot_run(script, 0, output);
	free(output);
	return err;
}

struct drawing {
	const struct record *const *records;
	size_t count;
	const char *folder;
	char **paths;
	size_t path_count;
};

static void keep_path(struct drawing *d, char *path)
{
	d->paths = xreallocarray(d->paths, d->path_count + 2, sizeof(*d->paths));
	d->paths[d->path_count++] = path;
	d->paths[d->path_count] = NULL;
}

/* A record may come from anywhere, and names a file here. */
static char *file_of(const struct drawing *d, const char *name, const char *ending)
{
	char *plain = xstrdup(name), *path;

	for (char *c = plain; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-')
			*c = '_';
	path = xasprintf("%s/%s.%s", d->folder, plain, ending);
	free(plain);
	return path;
}

/* The data are a file without a name: nothing to clean up, whatever happens. */
static int draw_data(struct drawing *d, const char *name, const char *kind, int fd)
{
	char *folder = scripts(), *script = xasprintf("%s/%s.gp", folder, kind);
	char *data = xasprintf("/proc/self/fd/%d", fd);
	char *svg = file_of(d, name, "svg"), *png = file_of(d, name, "png");
	int err = access(script, R_OK) ? -errno : 0;

	if (err)
		fprintf(stderr, "privbench: %s: %s; PRIVBENCH_PLOTS names the folder with the gnuplot scripts\n",
			script, strerror(-err));
	else
		err = run_gnuplot(script, data, svg, png);
	keep_path(d, svg);
	keep_path(d, png);
	free(data);
	free(script);
	free(folder);
	return err;
}

static size_t write_data(FILE *out, const struct drawing *d, const char *name, const char *kind)
{
	if (!strcmp(kind, "claims"))
		return plot_write_claims(out, d->records, d->count);
	if (!strcmp(kind, "overlap"))
		return plot_write_overlap(out, d->records, d->count);
	return plot_write_group(out, d->records, d->count, name);
}

static int draw(struct drawing *d, const char *name, const char *kind)
{
	int fd = memfd_create("privbench-plot", 0), err = 0;
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
	size_t dots;

	if (!out) {
		err = -errno;
		fprintf(stderr, "privbench: no memory for the data of a plot: %s\n", strerror(-err));
		return err;
	}
	dots = write_data(out, d, name, kind);
	if (fflush(out))
		err = -errno;
	else if (dots)
		err = draw_data(d, name, kind, fd);
	else
		fprintf(stderr, "privbench: no plot of %s: nothing of it was measured\n", name);
	fclose(out);
	return err;
}

static bool has_overlap(const struct drawing *d)
{
	double n;

	for (size_t i = 0; i < d->count; i++)
		for (size_t j = 0; j < d->records[i]->row_count; j++)
			if (overlap_stem(&d->records[i]->rows[j], &n) >= 0)
				return true;
	return false;
}

static bool has_claims(const struct drawing *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->records[i]->claim_count)
			return true;
	return false;
}

/* Is this row the first of its group in all the records? */
static bool opens_group(const struct drawing *d, size_t record, size_t index)
{
	const char *group = d->records[record]->rows[index].group;

	for (size_t i = 0; i <= record; i++) {
		const struct record *r = d->records[i];

		for (size_t j = 0; j < (i == record ? index : r->row_count); j++)
			if (in_group(&r->rows[j], group))
				return false;
	}
	return in_group(&d->records[record]->rows[index], group);
}

static int draw_groups(struct drawing *d)
{
	int err = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct record *r = d->records[i];

		for (size_t j = 0; j < r->row_count && !err; j++)
			if (opens_group(d, i, j))
				err = draw(d, r->rows[j].group, "group");
	}
	return err;
}

static int draw_all(struct drawing *d)
{
	int err = draw_groups(d);

	if (!err && has_overlap(d))
		err = draw(d, "overlap", "overlap");
	if (!err && has_claims(d))
		err = draw(d, "claims", "claims");
	if (!err && !d->path_count) {
		fprintf(stderr, "privbench: nothing was measured, so there is nothing to plot\n");
		err = -ENODATA;
	}
	return err;
}

static int make_one(const char *folder)
{
	return mkdir(folder, 0777) && errno != EEXIST ? -errno : 0;
}

static int make_folder(const char *folder)
{
	char *path = xstrdup(folder);
	int err = 0;

	for (char *c = path + 1; *c && !err; c++) {
		if (*c != '/')
			continue;
		*c = '\0';
		err = make_one(path);
		*c = '/';
	}
	if (!err)
		err = make_one(path);
	if (!err && access(path, W_OK | X_OK))
		err = -errno;
	if (err)
		fprintf(stderr, "privbench: cannot write into %s: %s; name another folder with -o\n",
			folder, strerror(-err));
	free(path);
	return err;
}

int plot_records(const struct record *const records[], size_t count, const char *folder,
		 char ***paths)
{
	char *plain = plain_path(folder);
	struct drawing d = { records, count, plain, NULL, 0 };
	int err = make_folder(plain);

	if (!err)
		err = draw_all(&d);
	free(plain);
	if (paths)
		*paths = err ? NULL : d.paths;
	if (err || !paths)
		plot_free(d.paths);
	return err;
}

int plot_record(const struct record *r, const char *folder, char ***paths)
{
	return plot_records(&r, 1, folder, paths);
}

void plot_free(char **paths)
{
	for (char **p = paths; p && *p; p++)
		free(*p);
	free(paths);
}

/* The subcommand */

struct plot_args {
	char **files;
	size_t count;
	const char *folder;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct plot_args *args = state->input;

	switch (key) {
	case 'o':
		args->folder = arg;
		return 0;
	case ARGP_KEY_ARG:
		args->files = xreallocarray(args->files, args->count + 1, sizeof(*args->files));
		args->files[args->count++] = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which record?");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "where the files go; a folder beside the first record if not given", 0 },
	{ 0 },
};

static const struct argp argp = {
	options, parse, "FILE...",
	"Draw records with gnuplot, as SVG and PNG: a plot per group, and the claims."
	"\vSeveral records are drawn together if their figures have one unit.", 0, 0, 0,
};

static struct record **read_records(const struct plot_args *args)
{
	struct record **records = xcalloc(args->count + 1, sizeof(*records));
	char *error;

	for (size_t i = 0; i < args->count; i++) {
		records[i] = record_read(args->files[i], &error);
		if (records[i])
			continue;
		fprintf(stderr, "privbench: %s\n", error);
		free(error);
		while (i--)
			record_free(records[i]);
		free(records);
		return NULL;
	}
	return records;
}

/* Why these cannot share a plot, as a sentence; NULL if they can. */
static const char *apart(struct record *const records[], size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (records[i]->clock != records[0]->clock)
			return "their figures have different units";
	return count > PLOT_RECORDS ? "there are more of them than colours that can be told apart" : NULL;
}

/* The record's path without .json; where that is the record itself, beside it. */
static char *own_folder(const char *file)
{
	size_t n = strlen(file);

	if (n > 5 && !strcmp(file + n - 5, ".json"))
		return xasprintf("%.*s", (int)(n - 5), file);
	return xasprintf("%s.plots", file);
}

static int draw_into(struct record *const records[], size_t count, const char *folder)
{
	char **paths;
	int err = plot_records((const struct record *const *)records, count, folder, &paths);

	for (char **p = paths; p && *p; p++)
		puts(*p);
	plot_free(paths);
	return err;
}

static int draw_apart(const struct plot_args *args, struct record *const records[])
{
	int err = 0;

	for (size_t i = 0; i < args->count && !err; i++) {
		char *own = own_folder(args->files[i]);
		char *folder = args->folder ? xasprintf("%s/%zu-%s", args->folder, i + 1, basename(own))
					    : xstrdup(own);

		err = draw_into(records + i, 1, folder);
		free(folder);
		free(own);
	}
	return err;
}

static int draw_together(const struct plot_args *args, struct record *const records[])
{
	char *own = own_folder(args->files[0]), *folder;
	int err;

	folder = args->folder ? xstrdup(args->folder)
			      : xasprintf("%s%s", own, args->count > 1 ? "-compared" : "");
	err = draw_into(records, args->count, folder);
	free(folder);
	free(own);
	return err;
}

int cmd_plot(int argc, char **argv)
{
	struct plot_args args = { NULL, 0, NULL };
	struct record **records;
	const char *why;
	int err = -EINVAL;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	records = read_records(&args);
	if (records) {
		why = apart(records, args.count);
		if (why)
			fprintf(stderr, "privbench: one set of plots per record, because %s\n", why);
		err = why ? draw_apart(&args, records) : draw_together(&args, records);
		for (size_t i = 0; i < args.count; i++)
			record_free(records[i]);
	}
	free(records);
	free(args.files);
	return err ? 5 : 0;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "text.h"
#include "util.h"

#define HEAD 48			/* the title */
#define HEADING 118		/* characters in a line of the heading */

/* Texts */

char *canvas_shorten(const char *text, size_t room)
{
	size_t n = 0, at, word = 0;

	if (text_width(text) <= room)
		return xstrdup(text);
	for (at = 0; text[at]; at++) {
		n += (text[at] & 0xc0) != 0x80;
		if (n >= room)
			break;
		if (text[at] == ' ')
			word = at;
	}
	return xasprintf("%.*s…", (int)(word > at / 2 ? word : at), text);
}

struct text *canvas_text(struct canvas *s, enum block block, double y, int colour, char *text)
{
	struct texts *t = &s->texts[block];

	t->all = xreallocarray(t->all, t->count + 1, sizeof(*t->all));
	t->all[t->count] = (struct text){ y, colour, NO_MARKER, false, text };
	return &t->all[t->count++];
}

double canvas_wrap(struct canvas *s, enum block block, double y, int colour, const char *text,
		  size_t room, int lines)
{
	while (--lines && text_width(text) > room) {
		char *line = canvas_shorten(text, room);
		size_t used = strlen(line) - strlen("…");

		line[used] = '\0';
		canvas_text(s, block, y, colour, line);
		text += used + strspn(text + used, " ");
		y += LINE - 2;
	}
	canvas_text(s, block, y, colour, canvas_shorten(text, room));
	return y + LINE - 2;
}

/* The heading, and with several records what is whose. */

char *canvas_record_name(const struct record *r)
{
	const char *name = basename(r->path ? r->path : "this record");
	size_t n = strlen(name);
	char *stem, *brief;

	if (n > 5 && !strcmp(name + n - 5, ".json"))
		n -= 5;
	stem = xasprintf("%.*s", (int)n, name);
	brief = canvas_shorten(stem, 32);
	free(stem);
	return brief;
}

char *canvas_whose(const struct canvas *s, size_t record, const char *text)
{
	char *name = canvas_record_name(s->records[record]), *all;

	all = s->count > 1 ? xasprintf("%s: %s", name, text) : xstrdup(text);
	free(name);
	return all;
}

static const char *fact(const struct record *r, const char *key, const char *otherwise)
{
	const struct fact *f = record_find_fact(r, key);

	return f && f->value ? f->value : otherwise;
}

static void add_heading(struct canvas *s, size_t record)
{
	const struct record *r = s->records[record];
	char *where = xasprintf("%s · %s · target %s · clock %s", fact(r, "cpu_model", "unknown CPU"),
				fact(r, "kernel", "unknown kernel"),
				r->target ? r->target : "unknown", clock_names[r->clock]);
	char *all = canvas_whose(s, record, where);
	struct text *t = canvas_text(s, HEADS, s->y, GREY, canvas_shorten(all, HEADING));

	if (s->count > 1)
		t->colour = t->marker = (int)record;
	s->y += LINE;
	free(all);
	free(where);
}

static bool any_emulated(const struct record *const records[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (records[i]->clock == CLOCK_EMULATED)
			return true;
	return false;
}

struct canvas *canvas_new(const struct record *const records[], size_t count)
{
	struct canvas *s = xcalloc(1, sizeof(*s));

	*s = (struct canvas){
		.records = records, .count = count, .left = MARGIN, .right = MARGIN, .y = HEAD,
	};
	if (any_emulated(records, count)) {
		canvas_text(s, HEADS, s->y, VERMILLION,
			   xstrdup("EMULATED: describes the emulator, not a CPU"))->marker = BOLD;
		s->y += LINE;
	}
	for (size_t i = 0; i < count; i++)
		add_heading(s, i);
	s->top = s->y + 4;
	s->y += 8;
	return s;
}

const char *canvas_unit(const struct canvas *s)
{
	static const char *const units[] = {
		[CLOCK_SILICON] = "core cycles per operation",
		[CLOCK_ICOUNT] = "instructions executed (exact path length, not time)",
		[CLOCK_EMULATED] = "ticks of an emulator (not a CPU's time)",
	};

	if (record_counts_hypervisor(s->records[0]))
		return "instructions executed by guest and hypervisor (exact path length, not time)";
	return units[s->records[0]->clock];
}

char *canvas_with_unit(const struct canvas *s, const char *before, const char *after, size_t room)
{
	const char *unit = canvas_unit(s), *bracket = strstr(unit, " (");
	size_t n = strlen(unit);
	char *all, *brief;

	if (bracket && text_width(before) + text_width(unit) + text_width(after) > room)
		n = (size_t)(bracket - unit);
	all = xasprintf("%s%.*s%s", before, (int)n, unit, after);
	brief = canvas_shorten(all, room);
	free(all);
	return brief;
}

char *canvas_upward_axis(const struct canvas *s)
{
	return canvas_with_unit(s, "", s->log ? " — LOG SCALE" : "", (size_t)((CURVES + LINE) / SANS));
}

/* Dots */

struct dot *canvas_dot(struct canvas *s, double x, const double ci[2], double y, char *label)
{
	s->dots = xreallocarray(s->dots, s->dot_count + 1, sizeof(*s->dots));
	s->dots[s->dot_count] = (struct dot){
		.x = x, .lo = ci[0], .hi = ci[1], .y = y, .label = label,
	};
	return &s->dots[s->dot_count++];
}

void canvas_line(struct canvas *s, double x, int colour)
{
	s->lines = xreallocarray(s->lines, s->line_count + 1, sizeof(*s->lines));
	s->lines[s->line_count].x = x;
	s->lines[s->line_count++].colour = colour;
}

/* The value axis: the labels stand right of their dots, so it ends where the last of them fits. */

static double reach(const struct dot *d)
{
	return fmax(d->x, d->hi);	/* which ignores a NAN */
}

/* The part of the axis that a label leaves to its dot. */
static double share(const struct canvas *s, const struct dot *d)
{
	double room = WIDTH - s->left - s->right;

	return fmax(1 - (SANS * (double)text_width(d->label) + GAP) / room, 0.2);
}

void canvas_fit_linear(struct canvas *s)
{
	s->max = 1e-9;
	for (size_t i = 0; i < s->dot_count; i++)
		s->min = fmin(s->min, 1.1 * fmin(s->dots[i].x, s->dots[i].lo));
	for (size_t i = 0; i < s->dot_count; i++)
		s->max = fmax(s->max, s->min + (reach(&s->dots[i]) - s->min) / share(s, &s->dots[i]));
}

void canvas_fit_log(struct canvas *s)
{
	double need = log(2);

	s->log = true;
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

static int by_y(const void *a, const void *b)
{
	double x = ((const struct text *)a)->y, y = ((const struct text *)b)->y;

	return (x > y) - (x < y);
}

/* A line of text further up the axis. */
static double line_above(const struct canvas *s, double y)
{
	return s->log ? y * pow(s->max / s->min, LINE / (double)CURVES) : y + s->max * LINE / CURVES;
}

void canvas_name_curves(struct canvas *s)
{
	struct texts *names = &s->texts[NAMES];
	struct canvas before = *s;

	if (names->count)
		qsort(names->all, names->count, sizeof(*names->all), by_y);
	for (size_t i = 0; i < names->count; i++) {
		if (i)
			names->all[i].y = fmax(names->all[i].y, line_above(&before, names->all[i - 1].y));
		s->max = fmax(s->max, line_above(&before, names->all[i].y));
		s->right = fmax(s->right, SANS * (double)text_width(names->all[i].text) + GAP + MARGIN);
	}
	s->left = 56 + 9 * ceil(log10(fmax(s->max, 10)));	/* the figures of its axis */
}

/* The data file */

/* One column; an empty one is a blank. */
static void put_text(FILE *out, const char *s)
{
	fputs(*s ? "\t" : "\t ", out);
	put_gnuplot(s, out);
}

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

static void put_dots(FILE *out, const struct canvas *s)
{
	fputs("\n\n", out);
	for (size_t i = 0; i < s->dot_count; i++) {
		const struct dot *d = &s->dots[i];

		if (i && (d->colour != d[-1].colour || d->marker != d[-1].marker))
			fputc('\n', out);	/* one curve ends */
		fprintf(out, "%.10g\t%.10g\t%.10g\t%g\t%d\t%d\t%d\t%.10g", d->off ? s->min : d->x,
			d->lo, d->hi, d->y, d->marker, d->colour, d->off,
			d->off ? s->min : reach(d));
		put_text(out, d->label);
		fputs(d->off ? " (below the scale)\n" : "\n", out);
	}
}

static void canvas_write(FILE *out, const struct canvas *s)
{
	fprintf(out, "%d\t%g\t%g\t%g\t%g\t%g\t%zu\t%.10g\t%.10g\t%d", WIDTH, s->y + FOOT + s->below,
		s->left, s->right, s->top, FOOT + s->below, s->texts[HEADS].count, s->min, s->max,
		s->log);
	put_text(out, s->title);
	put_text(out, s->axis);
	fputc('\n', out);
	for (size_t i = 0; i < BLOCKS; i++)
		put_texts(out, &s->texts[i]);
	put_dots(out, s);
	fputs("\n\n", out);
	if (!s->line_count)
		fprintf(out, "%.10g\t-1\n", s->min);
	for (size_t i = 0; i < s->line_count; i++)
		fprintf(out, "%.10g\t%d\n", s->lines[i].x, s->lines[i].colour);
}

size_t canvas_finish(struct canvas *s, FILE *out)
{
	size_t dots = s->dot_count;

	if (dots)
		canvas_write(out, s);
	for (size_t i = 0; i < dots; i++)
		free(s->dots[i].label);
	free(s->dots);
	free(s->lines);
	for (size_t i = 0; i < BLOCKS; i++) {
		while (s->texts[i].count)
			free(s->texts[i].all[--s->texts[i].count].text);
		free(s->texts[i].all);
	}
	free(s->title);
	free(s->axis);
	free(s);
	return dots;
}

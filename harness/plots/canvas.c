// SPDX-License-Identifier: GPL-2.0-only
#include "canvas.h"

#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define CAP 3			/* half of the stroke that ends an interval */

void canvas_text(struct canvas *c, double x, double y, enum style style, int colour, const char *text)
{
	FILE *out = c->blocks[TEXTS];

	if (!*text)
		return;
	fprintf(out, "%g\t%g\t%d\t%d\t", x, y, style, colour);
	put_gnuplot(text, out);
	fputc('\n', out);
}

void canvas_mark(struct canvas *c, double x, double y, int marker, int colour, bool hollow)
{
	fprintf(c->blocks[MARKS], "%g\t%g\t%d\t%d\t%d\n", x, y, marker, colour, hollow);
}

void canvas_curve(struct canvas *c, enum stroke stroke, int colour, double x, double y)
{
	fprintf(c->blocks[LINES], "%g\t%g\t%d\t%d\n", x, y, stroke, colour);
}

void canvas_curve_end(struct canvas *c)
{
	fputc('\n', c->blocks[LINES]);
}

void canvas_line(struct canvas *c, enum stroke stroke, int colour, double x, double y, double to_x,
		 double to_y)
{
	canvas_curve(c, stroke, colour, x, y);
	canvas_curve(c, stroke, colour, to_x, to_y);
	canvas_curve_end(c);
}

void canvas_interval(struct canvas *c, int colour, double x, double y, double to_x, double to_y)
{
	double over = x == to_x ? CAP : 0, up = CAP - over;

	canvas_line(c, MEDIUM, colour, x, y, to_x, to_y);
	canvas_line(c, MEDIUM, colour, x - over, y - up, x + over, y + up);
	canvas_line(c, MEDIUM, colour, to_x - over, to_y - up, to_x + over, to_y + up);
}

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

double canvas_wrap(struct canvas *c, double x, double y, enum style style, int colour,
		   const char *text, size_t room, int lines)
{
	while (lines--) {
		char *line = canvas_shorten(text, room);
		bool cut = strcmp(line, text);
		size_t used = strlen(line) - (cut ? strlen("…") : 0);

		if (cut && lines)
			line[used] = '\0';
		canvas_text(c, x, y, style, colour, line);
		free(line);
		text += used + strspn(text + used, " ");
		y += LINE - 2;
		if (!cut)
			break;
	}
	return y;
}

/* The title and the heading */

void canvas_title(struct canvas *c, char *text)
{
	canvas_wrap(c, MARGIN, 20, STYLE_TITLE, TEXT_COLOUR, text, TITLE, 1);
	free(text);
}

void canvas_heading(struct canvas *c, int colour, char *text)
{
	canvas_wrap(c, MARGIN, c->y, STYLE_LEFT, colour, text, HEADING, 1);
	c->y += LINE;
	free(text);
}

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

char *canvas_whose(const struct canvas *c, size_t record, char *text)
{
	char *name, *all;

	if (c->of.count <= 1)
		return text;
	name = canvas_record_name(c->of.records[record]);
	all = xasprintf("%s: %s", name, text);
	free(name);
	free(text);
	return all;
}

static const char *fact(const struct record *r, const char *key, const char *otherwise)
{
	const struct fact *f = record_find_fact(r, key);

	return f && f->value ? f->value : otherwise;
}

static void add_heading(struct canvas *c, size_t record)
{
	const struct record *r = c->of.records[record];
	char *where = xasprintf("%s · %s · target %s · clock %s", fact(r, "cpu_model", "unknown CPU"),
				fact(r, "kernel", "unknown kernel"), r->target ? r->target : "unknown",
				clock_names[r->clock]);

	if (c->of.count == 1) {
		canvas_heading(c, GREY, where);
		return;
	}
	where = canvas_whose(c, record, where);
	canvas_mark(c, MARGIN + 6, c->y, (int)record, (int)record, false);
	canvas_wrap(c, MARGIN + LINE, c->y, STYLE_LEFT, (int)record, where, HEADING, 1);
	c->y += LINE;
	free(where);
}

static bool any_emulated(const struct subject *of)
{
	for (size_t i = 0; i < of->count; i++)
		if (of->records[i]->clock == CLOCK_EMULATED)
			return true;
	return false;
}

struct canvas *canvas_new(const struct subject *of)
{
	struct canvas *c = xcalloc(1, sizeof(*c));

	*c = (struct canvas){ .of = *of, .y = 48 };
	for (int i = 0; i < BLOCKS; i++) {
		c->blocks[i] = open_memstream(&c->data[i], &c->sizes[i]);
		/* gnuplot fails at a block without a line */
		fputs("\n\nnan\tnan\t0\t0\t0\n\n", c->blocks[i]);
	}
	if (any_emulated(of)) {
		canvas_text(c, MARGIN, c->y, STYLE_BOLD, VERMILLION,
			    "EMULATED: describes the emulator, not a CPU");
		c->y += LINE;
	}
	for (size_t i = 0; i < of->count; i++)
		add_heading(c, i);
	return c;
}

char *canvas_unit(const struct canvas *c, const char *before, size_t room)
{
	static const char *const units[] = {
		[CLOCK_SILICON] = "core cycles per operation",
		[CLOCK_ICOUNT] = "instructions executed (exact path length, not time)",
		[CLOCK_EMULATED] = "ticks of an emulator (not a CPU's time)",
		[CLOCK_WALL] = "ns (imported)",
		[CLOCK_PMU] = "core cycles (imported)",
	};
	const struct record *r = c->of.records[0];
	const char *unit = record_counts_hypervisor(r) ?
		"instructions executed by guest and hypervisor (exact path length, not time)" :
		units[r->clock];
	const char *bracket = strstr(unit, " (");
	size_t n = strlen(unit);

	if (bracket && text_width(before) + text_width(unit) > room)
		n = (size_t)(bracket - unit);
	return xasprintf("%s%.*s", before, (int)n, unit);
}

size_t canvas_finish(struct canvas *c, FILE *out)
{
	size_t points = c->points;

	if (points)
		fprintf(out, "%d\t%g\n", WIDTH, c->y);
	for (int i = 0; i < BLOCKS; i++) {
		fclose(c->blocks[i]);
		if (points)
			fwrite(c->data[i], 1, c->sizes[i], out);
		free(c->data[i]);
	}
	free(c);
	return points;
}

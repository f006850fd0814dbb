// SPDX-License-Identifier: GPL-2.0-only
#include "canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "labels.h"
#include "questions.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define LABEL 32		/* characters of a record's label before a text */
#define NOTES 6			/* of one kind */
#define CAP 3			/* half of the stroke that ends an interval */
#define ARROW 5			/* the length of one */

void canvas_text(struct canvas *c, double x, double y, enum style style, int colour,
		 const char *text)
{
	if (!*text || !c->out)
		return;
	fprintf(c->out, "%d\t%g\t%g\t%d\t", style, x, y, colour);
	put_gnuplot(text, c->out);
	fputc('\n', c->out);
}

void canvas_mark(struct canvas *c, double x, double y, int marker, int colour, bool hollow)
{
	c->marked = x >= 0 && x <= WIDTH && isfinite(y);
	if (!c->marked)
		return;
	fprintf(c->out, "%d\t%g\t%g\t%d\t%d\t%d\n", MARK, x, y, colour, marker, hollow);
	*PUSH(c->hover.tips, c->hover.count) = NULL;
}

void canvas_tip(struct canvas *c, char *text)
{
	char **tip = c->marked ? &c->hover.tips[c->hover.count - 1] : NULL;

	if (tip && !*tip)
		*tip = text;
	else
		free(text);
}

void canvas_curve(struct canvas *c, enum style style, int colour, double x, double y)
{
	fprintf(c->out, "%d\t%g\t%g\t%d\t0\n", style, x, y, colour);
}

void canvas_curve_end(struct canvas *c)
{
	fputc('\n', c->out);
}

void canvas_line(struct canvas *c, enum style style, int colour, double x, double y, double to_x,
		 double to_y)
{
	canvas_curve(c, style, colour, x, y);
	canvas_curve(c, style, colour, to_x, to_y);
	canvas_curve_end(c);
}

/* The stroke at an end of an interval; from its middle back by `along`, an arrow. */
static void draw_end(struct canvas *c, int colour, double x, double y, bool across, double along)
{
	double over = across ? 0 : CAP, up = across ? CAP : 0;
	double back_x = across ? along : 0, back_y = across ? 0 : along;

	canvas_curve(c, MEDIUM, colour, x - over + back_x, y - up + back_y);
	canvas_curve(c, MEDIUM, colour, x, y);
	canvas_curve(c, MEDIUM, colour, x + over + back_x, y + up + back_y);
	canvas_curve_end(c);
}

void canvas_interval(struct canvas *c, int colour, double x, double y, double to_x, double to_y)
{
	canvas_line(c, MEDIUM, colour, x, y, to_x, to_y);
	draw_end(c, colour, x, y, x != to_x, 0);
	draw_end(c, colour, to_x, to_y, x != to_x, 0);
}

void canvas_interval_cut(struct canvas *c, int colour, double x, double y, double to_x,
			 double to_y)
{
	bool across = x != to_x;

	canvas_line(c, MEDIUM, colour, x, y, to_x, to_y);
	draw_end(c, colour, x, y, across, copysign(ARROW, across ? to_x - x : to_y - y));
	draw_end(c, colour, to_x, to_y, across, 0);
}

/* No more than `room` characters, cut between words where there is a choice (malloced). */
static char *shorten(const char *text, size_t room)
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
		char *line = shorten(text, room);
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

char *canvas_whose(const struct canvas *c, size_t record, char *text)
{
	char *brief, *all;

	if (c->count <= 1)
		return text;
	brief = shorten(c->labels[record], LABEL);
	all = xasprintf("%s: %s", brief, text);
	free(brief);
	free(text);
	return all;
}

static const char *fact(const struct record *r, const char *key, const char *otherwise)
{
	const struct fact *f = record_find_fact(r, key);

	return f && f->value ? f->value : otherwise;
}

void canvas_title(struct canvas *c, char *text)
{
	canvas_wrap(c, MARGIN, 20, TEXT_TITLE, INK, text, TITLE, 1);
	free(c->hover.title);
	c->hover.title = text;
}

void canvas_note(struct canvas *c, int record, int colour, char *text)
{
	if (record != ALL_RECORDS)
		text = canvas_whose(c, (size_t)record, text);
	canvas_wrap(c, MARGIN, c->y, TEXT_LEFT, colour, text, NOTE, 1);
	c->y += LINE;
	free(text);
}

/* " · guest of KVM" of core cycles, of which a hypervisor may have had a part (malloced). */
static char *guest(const struct record *r)
{
	static const char *const names[][2] = {
		{ "kvm", "KVM" }, { "tcg", "QEMU" }, { "xen-pv", "Xen (PV)" },
		{ "xen-hvm", "Xen (HVM)" }, { "xen-pvh", "Xen (PVH)" }, { "hyper-v", "Hyper-V" },
		{ "vmware", "VMware" },
	};
	const char *of = r->clock == CLOCK_SILICON ? record_guest_of(r) : NULL;

	for (size_t i = 0; of && i < ARRAY_SIZE(names); i++)
		if (!strcmp(of, names[i][0]))
			return xasprintf(" · guest of %s", names[i][1]);
	return of ? xasprintf(" · guest of %s", of) : xstrdup("");
}

static bool is_absent(const struct canvas *c, size_t record)
{
	return record < FLAGS && c->absent & 1U << record;
}

static int place_of(const struct canvas *c, size_t record)
{
	return c->places ? c->places[record] : (int)record;
}

int canvas_colour(struct canvas *c, size_t record)
{
	c->used |= record < FLAGS ? 1U << record : 0;
	return place_of(c, record);
}

/* " · 2.35 GHz" of core cycles, which last as long on no two machines (malloced). */
static char *frequency(const struct record *r)
{
	double ghz = r->core_ratio * r->tsc_khz / 1e6;

	return r->clock == CLOCK_SILICON && isfinite(ghz) ? xasprintf(" · %.2f GHz", ghz) :
							    xstrdup("");
}

/* What was measured where; of several records with the mark that each has. */
static void add_heading(struct canvas *c, size_t record)
{
	const struct record *r = c->records[record];
	const char *kernel = fact(r, "kernel", "unknown kernel");
	char *host = guest(r), *ghz = frequency(r);
	char *words = label_words(c->records, c->count, record);
	int place = place_of(c, record);

	if (c->count > 1)
		canvas_mark(c, MARGIN / 2.0 - 1, c->y, place, place, false);
	canvas_note(c, ALL_RECORDS, c->count > 1 ? place : GREY,
		    xasprintf("%s · %s%s%s · %s%s%s · clock %s",
			      r->target ? r->target : "unknown target",
			      fact(r, "cpu_model", "unknown CPU"), host, ghz,
			      strcmp(kernel, "none") ? kernel : "no kernel",
			      *words ? " " : "", words,
			      clock_names[r->clock]));
	free(words);
	free(ghz);
	free(host);
}

struct canvas canvas_begin(const struct plot_source *of, const char *question, size_t page,
			   FILE *out)
{
	struct canvas c = {
		.records = of->records, .count = of->count, .machine = of->machine,
		.places = of->places, .absent = of->absent,
		.comparison = of->comparison, .baseline = of->baseline, .candidate = of->candidate,
		.exact = of->exact, .question = question, .page = page, .out = out, .y = 48,
	};
	bool emulated = false;

	c.labels = labels_make(of->records, of->count);
	for (size_t i = 0; i < of->count; i++)
		emulated |= of->records[i]->clock == CLOCK_EMULATED;
	if (emulated) {
		canvas_text(&c, MARGIN, c.y, TEXT_BOLD, VERMILLION,
			    "EMULATED: describes the emulator, not a CPU");
		c.y += LINE;
	}
	for (size_t i = 0; i < of->count; i++)
		if (!is_absent(&c, i))
			add_heading(&c, i);
	return c;
}

static void note_absent(struct canvas *c)
{
	char *all = xstrdup("not in this picture:");

	for (size_t i = 0; i < c->count; i++)
		if (is_absent(c, i))
			append(&all, "%s %s", strchr(all, ':')[1] ? "," : "", c->labels[i]);
	if (c->absent)
		c->y = canvas_wrap(c, MARGIN, c->y, TEXT_LEFT, GREY, all, NOTE, 2) + 2;
	free(all);
}

void canvas_end(struct canvas *c)
{
	note_absent(c);
	labels_free(c->labels, c->count);
	c->labels = NULL;
	fprintf(c->out, "%d\t%d\t%g\t0\t0\n", SIZE, WIDTH, c->y);
}

double canvas_beside(const char *name)
{
	return fmin(MARGIN + GAP + 4 + MONO * (double)text_width(name), WIDTH / 2.0);
}

enum unit canvas_unit_of(const struct record *r)
{
	static const enum unit units[] = {
		[CLOCK_SILICON] = UNIT_CYCLES, [CLOCK_ICOUNT] = UNIT_INSTRUCTIONS,
		[CLOCK_EMULATED] = UNIT_TICKS,
	};

	const char *with = record_counts_hypervisor(r);

	if (with)
		return !strcmp(with, "Xen") ? UNIT_WITH_XEN : UNIT_WITH_KVM;
	return units[r->clock];
}

const char *canvas_unit_name(enum unit unit)
{
	static const char *const names[UNITS] = {
		[UNIT_CYCLES] = "core cycles",
		[UNIT_INSTRUCTIONS] = "instructions",
		[UNIT_WITH_XEN] = "instructions with Xen's",
		[UNIT_WITH_KVM] = "instructions with KVM's",
		[UNIT_TICKS] = "emulated ticks",
	};

	return names[unit];
}

const char *canvas_unit_title(enum unit unit)
{
	static const char *const titles[UNITS] = {
		[UNIT_CYCLES] = "core cycles per operation, back to back",
		[UNIT_INSTRUCTIONS] = "instructions executed",
		[UNIT_WITH_XEN] = "instructions executed by guest and hypervisor",
		[UNIT_WITH_KVM] = "instructions executed by guest and KVM",
		[UNIT_TICKS] = "ticks of an emulator",
	};

	return titles[unit];
}

const char *canvas_unit(const struct canvas *c)
{
	return canvas_unit_title(canvas_unit_of(c->records[0]));
}

enum style canvas_name_style(const struct canvas *c, const char *bench)
{
	return pb_question_leads(pb_question(c->question), bench) ? TEXT_NAME_BOLD : TEXT_NAME;
}

size_t canvas_notes(size_t count)
{
	return count < NOTES ? count : NOTES;
}

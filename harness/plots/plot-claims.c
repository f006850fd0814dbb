// SPDX-License-Identifier: GPL-2.0-only
/* The plot of the claims: effects around 1 with their verdicts; below, what was not decided. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "figures.h"
#include "util.h"

#define SENTENCES 400		/* the column of sentences beside the effects */
#define VERDICT_COLUMN 118

static const int colours[] = {
	[VERDICT_SUPPORTED] = GREEN, [VERDICT_REFUTED] = VERMILLION,
	[VERDICT_NO_DIFFERENCE] = BLUE, [VERDICT_UNRESOLVED] = PURPLE,
	[VERDICT_NOT_MEASURABLE] = GREY,
};

static bool same_claim(const struct claim_result *a, const struct claim_result *b)
{
	return !strcmp(a->id, b->id) && !strcmp(a->measure, b->measure);
}

static void target_claim(struct canvas *s, size_t record, const struct claim_result *c, double y)
{
	size_t room = (size_t)((WIDTH - s->left - s->right) / SANS);
	struct dot *d;

	canvas_text(s, VERDICTS, y, colours[c->verdict], xstrdup(verdict_names[c->verdict]));
	if (!(c->effect > 0) || !isfinite(c->effect)) {
		canvas_text(s, NOTES, y, GREY, canvas_shorten(c->reason ? c->reason : "no figure", room));
		return;
	}
	d = canvas_dot(s, c->effect, c->ci, y, claims_effect(c));
	d->colour = s->count > 1 ? (int)record : colours[c->verdict];
	d->marker = (int)record;
}

static void small_text(struct canvas *s, double y, const char *text)
{
	canvas_text(s, NAMES, y, GREY, canvas_shorten(text, (size_t)((SENTENCES - GAP) / SMALL)))->small = true;
}

/* The sentence in up to three lines; below it the benches, and what was predicted; where they end. */
static double name_claim(struct canvas *s, const struct claim_result *c)
{
	char *benches = xasprintf("%s / %s", c->a, c->b), *predicted;
	double y = canvas_wrap(s, NAMES, s->y + LINE / 2.0, TEXT_COLOUR, c->text,
			      (size_t)((SENTENCES - GAP) / SANS), 3);

	predicted = c->predicted ? xasprintf(", predicted %s %g", c->predicted, c->factor) : xstrdup("");
	small_text(s, y, benches);
	free(benches);
	benches = xasprintf("%s%s", strcmp(c->measure, "path") ? c->measure : "path length", predicted);
	small_text(s, y + LINE - 4, benches);
	free(benches);
	free(predicted);
	return y + LINE - 4;
}

/* The claim in a record that decided it, or NULL: why the others did not stands below. */
static const struct claim_result *decided(const struct record *r, const struct claim_result *claim)
{
	for (size_t i = 0; i < r->claim_count; i++)
		if (same_claim(&r->claims[i], claim) && r->claims[i].verdict != VERDICT_NOT_MEASURABLE)
			return &r->claims[i];
	return NULL;
}

static void add_claim(struct canvas *s, const struct claim_result *c)
{
	double first = s->y + LINE / 2.0, last = name_claim(s, c), height = -LINE, y;
	size_t i;

	for (i = 0; i < s->count; i++)
		height += decided(s->records[i], c) ? LINE : 0;
	y = fmax(first, (first + last - height) / 2);
	for (i = 0; i < s->count; i++)
		if (decided(s->records[i], c)) {
			target_claim(s, i, decided(s->records[i], c), y);
			y += LINE;
		}
	s->y += fmax(last - first, height) + LINE + 10;
}

static bool decided_before(const struct canvas *s, size_t record, const struct claim_result *c)
{
	for (size_t i = 0; i < record; i++)
		if (decided(s->records[i], c))
			return true;
	return decided(s->records[record], c) != c;
}

static void add_claims(struct canvas *s)
{
	for (size_t i = 0; i < s->count; i++)
		for (size_t j = 0; j < s->records[i]->claim_count; j++) {
			const struct claim_result *c = &s->records[i]->claims[j];

			if (!decided_before(s, i, c))
				add_claim(s, c);
		}
}

/* Whether the record left just these claims undecided for this reason: the first of them has all. */
static bool says(const struct record *r, const char *why, const char *ids)
{
	for (size_t i = 0; i < r->claim_count; i++) {
		const struct claim_result *c = &r->claims[i];
		char *its;
		bool same;

		if (c->verdict != VERDICT_NOT_MEASURABLE || strcmp(claims_why(c), why))
			continue;
		its = claims_undecided(r, i);
		same = its && !strcmp(its, ids);
		free(its);
		return same;
	}
	return false;
}

/* "one, two: not decided: why", of all the records that say so; NULL if one before `record` did. */
static char *not_decided(const struct canvas *s, size_t record, const char *why, const char *ids)
{
	char *all = xstrdup(""), *longer, *name;

	for (size_t i = 0; i < s->count; i++) {
		if (!says(s->records[i], why, ids))
			continue;
		if (i < record) {
			free(all);
			return NULL;
		}
		name = canvas_record_name(s->records[i]);
		longer = xasprintf("%s%s%s", all, *all ? ", " : "", name);
		free(name);
		free(all);
		all = longer;
	}
	longer = s->count > 1 ? xasprintf("%s: not decided: %s", all, why) : xasprintf("not decided here: %s", why);
	free(all);
	return longer;
}

static double add_reason(struct canvas *s, double y, const char *why, const char *ids)
{
	double room = WIDTH - 2 * MARGIN;
	size_t before;

	y = canvas_wrap(s, HEADS, y, GREY, why, (size_t)(room / SANS), 2);
	before = s->texts[HEADS].count;
	y = canvas_wrap(s, HEADS, y, GREY, ids, (size_t)(room / SMALL), 20);
	while (before < s->texts[HEADS].count)
		s->texts[HEADS].all[before++].small = true;
	return y + 8;
}

static void add_undecided(struct canvas *s, size_t record)
{
	const struct record *r = s->records[record];
	double y = s->y + FOOT + fmax(s->below, LINE);

	for (size_t i = 0; i < r->claim_count; i++) {
		char *ids = claims_undecided(r, i), *why;

		if (!ids)
			continue;
		why = not_decided(s, record, claims_why(&r->claims[i]), ids);
		if (why)
			y = add_reason(s, y, why, ids);
		free(why);
		free(ids);
	}
	s->below = y - s->y - FOOT;
}

/* Around 1, which is where an effect is none. */
static void fit(struct canvas *s)
{
	s->min = 0.5;
	for (size_t i = 0; i < s->dot_count; i++)
		s->min = fmin(s->min, 0.8 * fmin(s->dots[i].x, s->dots[i].lo));
	canvas_fit_log(s);
	s->max = fmax(s->max, 2);
	canvas_line(s, 1, TEXT_COLOUR);
}

size_t plot_write_claims(FILE *out, const struct record *const records[], size_t count)
{
	struct canvas *s = canvas_new(records, count);

	s->left = MARGIN + SENTENCES;
	s->right = VERDICT_COLUMN + MARGIN;
	add_claims(s);
	for (size_t i = 0; i < count; i++)
		add_undecided(s, i);
	fit(s);
	s->title = xstrdup("Claims — the effect a / b, and the verdict");
	s->axis = xstrdup("a / b (left of 1: a is less) — LOG SCALE");
	return canvas_finish(s, out);
}

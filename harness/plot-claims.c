// SPDX-License-Identifier: GPL-2.0-only
/* The plot of the claims: effects around 1 with their verdicts; below, what could not be measured. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sheet.h"
#include "table-claims.h"
#include "util.h"

#define SENTENCES 400		/* the column of sentences beside the effects */
#define VERDICT_COLUMN 118

static const int colours[] = {
	[VERDICT_SUPPORTED] = GREEN, [VERDICT_REFUTED] = VERMILLION,
	[VERDICT_NO_DIFFERENCE] = BLUE, [VERDICT_UNRESOLVED] = PURPLE,
	[VERDICT_NOT_MEASURABLE] = GREY,
};

static const struct claim_result *find(const struct record *r, const char *id)
{
	for (size_t i = 0; i < r->claim_count; i++)
		if (!strcmp(r->claims[i].id, id))
			return &r->claims[i];
	return NULL;
}

static bool measured(const struct sheet *s, const char *id)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct claim_result *c = find(s->records[i], id);

		if (c && c->verdict != VERDICT_NOT_MEASURABLE)
			return true;
	}
	return false;
}

static void place_claim(struct sheet *s, size_t record, const struct claim_result *c, double y)
{
	size_t room = (size_t)((WIDTH - s->left - s->right) / SANS);
	struct dot *d;

	sheet_text(s, VERDICTS, y, colours[c->verdict], xstrdup(verdict_names[c->verdict]));
	if (!(c->effect > 0) || !isfinite(c->effect)) {
		sheet_text(s, NOTES, y, GREY, sheet_shorten(c->reason ? c->reason : "no figure", room));
		return;
	}
	d = sheet_dot(s, c->effect, c->ci, y, claims_effect(c));
	d->colour = s->count > 1 ? (int)record : colours[c->verdict];
	d->marker = (int)record;
}

/* The sentence in up to three lines and the benches below it; where they end. */
static double name_claim(struct sheet *s, const struct claim_result *c)
{
	char *benches = xasprintf("%s / %s, %s", c->a, c->b,
				  strcmp(c->measure, "path") ? c->measure : "path length");
	double y = sheet_wrap(s, NAMES, s->y + LINE / 2.0, TEXT_COLOUR, c->text,
			      (size_t)((SENTENCES - GAP) / SANS), 3);

	sheet_text(s, NAMES, y, GREY, sheet_shorten(benches, (size_t)((SENTENCES - GAP) / SMALL)))
		->small = true;
	free(benches);
	return y;
}

static void add_claim(struct sheet *s, const struct claim_result *c)
{
	double first = s->y + LINE / 2.0, last = name_claim(s, c);
	double height = (double)(s->count - 1) * LINE;

	for (size_t i = 0; i < s->count; i++) {
		const struct claim_result *its = find(s->records[i], c->id);

		if (its)
			place_claim(s, i, its, (first + last - height) / 2 + (double)i * LINE);
	}
	s->y += fmax(last - first, height) + LINE + 10;
}

static void add_claims(struct sheet *s)
{
	struct names seen = { NULL, 0 };

	for (size_t i = 0; i < s->count; i++)
		for (size_t j = 0; j < s->records[i]->claim_count; j++) {
			const struct claim_result *c = &s->records[i]->claims[j];

			if (measured(s, c->id) && names_add(&seen, c->id))
				add_claim(s, c);
		}
	free(seen.all);
}

static void add_unmeasured(struct sheet *s, size_t record)
{
	const struct record *r = s->records[record];
	size_t room = WIDTH - 2 * MARGIN;
	double y = s->y + FOOT + fmax(s->below, LINE);

	for (size_t i = 0; i < r->claim_count; i++) {
		char *ids = claims_undecided(r, i), *all, *why;
		size_t before;

		if (!ids)
			continue;
		why = xasprintf("not decided here: %s", r->claims[i].reason ? r->claims[i].reason : "no reason was recorded");
		all = sheet_whose(s, record, why);
		y = sheet_wrap(s, HEADS, y, GREY, all, (size_t)((double)room / SANS), 2);
		before = s->texts[HEADS].count;
		y = sheet_wrap(s, HEADS, y, GREY, ids, (size_t)((double)room / SMALL), 20);
		while (before < s->texts[HEADS].count)
			s->texts[HEADS].all[before++].small = true;
		y += 8;
		free(all);
		free(why);
		free(ids);
	}
	s->below = y - s->y - FOOT;
}

/* Around 1, which is where an effect is none. */
static void fit(struct sheet *s)
{
	s->min = 0.5;
	for (size_t i = 0; i < s->dot_count; i++)
		s->min = fmin(s->min, 0.8 * fmin(s->dots[i].x, s->dots[i].lo));
	sheet_fit_log(s);
	s->max = fmax(s->max, 2);
	sheet_line(s, 1, TEXT_COLOUR);
}

size_t plot_write_claims(FILE *out, const struct record *const records[], size_t count)
{
	struct sheet *s = sheet_new(records, count);

	s->left = MARGIN + SENTENCES;
	s->right = VERDICT_COLUMN + MARGIN;
	add_claims(s);
	for (size_t i = 0; i < count; i++)
		add_unmeasured(s, i);
	fit(s);
	s->title = xstrdup("Claims — the effect a / b, and the verdict");
	s->axis = xstrdup("a / b (left of 1: a is less) — LOG SCALE");
	return sheet_finish(s, out);
}

// SPDX-License-Identifier: GPL-2.0-only
/* The claims: effects around 1 with their verdicts; below, what was not decided. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "figures.h"
#include "names.h"
#include "record.h"
#include "util.h"

#define SENTENCES 400		/* the column of sentences beside the effects */
#define VERDICTS 118		/* the column of verdicts */

static const int colours[] = {
	[VERDICT_SUPPORTED] = GREEN, [VERDICT_REFUTED] = VERMILLION,
	[VERDICT_NO_DIFFERENCE] = BLUE, [VERDICT_UNRESOLVED] = PURPLE,
	[VERDICT_BY_CONSTRUCTION] = GREY, [VERDICT_NOT_MEASURABLE] = GREY,
};

/* The claim in a record that decided it, or NULL: why the others did not stands below. */
static const struct claim_result *decided(const struct record *r, const struct claim_result *claim)
{
	for (const struct claim_result *its = r->claims; its < r->claims + r->claim_count; its++)
		if (!strcmp(its->id, claim->id) && !strcmp(its->measure, claim->measure) &&
		    its->verdict != VERDICT_NOT_MEASURABLE)
			return its;
	return NULL;
}

static bool decided_before(const struct canvas *c, size_t record, const struct claim_result *claim)
{
	for (size_t i = 0; i < record; i++)
		if (decided(c->records[i], claim))
			return true;
	return decided(c->records[record], claim) != claim;
}

static void add_effect(struct canvas *c, struct chart *s, size_t record,
		       const struct claim_result *claim, double y)
{
	int colour = colours[claim->verdict];

	canvas_text(c, s->x.to + GAP, y, TEXT_BOLD, colour, claims_verdict(claim));
	if (claim->effect > 0 && isfinite(claim->effect))
		chart_add(s, (struct figure){
			.x = claim->effect, .lo = claim->ci[0], .hi = claim->ci[1], .y = y,
			.colour = c->count > 1 ? (int)record : colour, .marker = (int)record,
			.label = claims_effect(claim),
		});
	else
		canvas_wrap(c, s->x.from + GAP, y, TEXT_VALUE, GREY,
			    claim->reason ? claim->reason : "no figure",
			    (size_t)((s->x.to - s->x.from) / SANS), 1);
}

static const char *subject_of(const struct claim_result *claim)
{
	if (!strcmp(claim->measure, "cycles"))
		return "time";
	return strcmp(claim->measure, "path") ? claim->measure : "path length";
}

/* The sentence; below it the benches, and what was predicted; where they end. */
static double name_claim(struct canvas *c, const struct claim_result *claim)
{
	size_t small = (size_t)((SENTENCES - GAP) / SMALL);
	char *benches = claims_ratio(claim);
	char *measure = xstrdup(subject_of(claim));
	double y = canvas_wrap(c, MARGIN, c->y + LINE / 2.0, TEXT_LEFT, INK, claim->text,
			       (size_t)((SENTENCES - GAP) / SANS), 3);

	if (claim->predicted)
		append(&measure, ", predicted %s %g", claim->predicted, claim->factor);
	if (benches)
		y = canvas_wrap(c, MARGIN, y, TEXT_SMALL, GREY, benches, small, 2) - 2;
	canvas_wrap(c, MARGIN, y, TEXT_SMALL, GREY, measure, small, 1);
	free(measure);
	free(benches);
	return y;
}

static void add_claim(struct canvas *c, struct chart *s, const struct claim_result *claim)
{
	double first = c->y + LINE / 2.0, last = name_claim(c, claim), height = -LINE, y;

	for (size_t i = 0; i < c->count; i++)
		height += decided(c->records[i], claim) ? LINE : 0;
	y = fmax(first, (first + last - height) / 2);
	for (size_t i = 0; i < c->count; i++) {
		const struct claim_result *its = decided(c->records[i], claim);

		if (!its)
			continue;
		add_effect(c, s, i, its, y);
		y += LINE;
	}
	c->y += fmax(last - first, height) + LINE + 10;
}

/* Those that a measurement decided, or those that are so by construction. */
static void add_claims_that(struct canvas *c, struct chart *s, bool constructed)
{
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->claim_count; j++) {
			const struct claim_result *claim = &c->records[i]->claims[j];

			if ((claim->verdict == VERDICT_BY_CONSTRUCTION) == constructed &&
			    !decided_before(c, i, claim))
				add_claim(c, s, claim);
		}
}

/* How many claims the record did not decide, by the reason. */
static void add_undecided(struct canvas *c, int record)
{
	const struct record *r = c->records[record];
	struct names reasons = { 0 };

	for (size_t i = 0; i < r->claim_count; i++)
		if (r->claims[i].verdict == VERDICT_NOT_MEASURABLE)
			names_add(&reasons, claims_why(&r->claims[i]));
	for (size_t i = 0; i < reasons.count; i++)
		canvas_note(c, record, GREY, xasprintf("%zu not decided: %s", reasons.times[i],
						       reasons.all[i]));
	names_free(&reasons);
}

/* Around 1, which is where an effect is none. */
static void choose_scale(struct chart *s)
{
	s->x.scale = LOG;
	s->x.min = 0.5;
	s->x.max = 2;
	for (const struct figure *f = s->figures; f < chart_end(s); f++)
		s->x.min = fmin(s->x.min, 0.8 * (f->lo > 0 ? fmin(f->x, f->lo) : f->x));
}

void build_claims(struct canvas *c)
{
	struct chart s = { .x = { .from = MARGIN + SENTENCES, .to = WIDTH - MARGIN - VERDICTS } };
	double top = c->y + 4, x;

	canvas_title(c, xstrdup("Claims — the effect a / b, and the verdict"));
	c->y += 8;
	add_claims_that(c, &s, false);
	add_claims_that(c, &s, true);
	choose_scale(&s);
	chart_rows(c, &s, 1, "a / b (left of 1: a is less)");
	x = axis_at(&s.x, 1);
	canvas_line(c, THIN, INK, x, top, x, s.x.at);
	for (size_t i = 0; i < c->count; i++)
		add_undecided(c, (int)i);
}

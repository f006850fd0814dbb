// SPDX-License-Identifier: GPL-2.0-only
/* The claims that measurements decided: effects around 1; below, what was not decided. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "figures.h"
#include "forest.h"
#include "names.h"
#include "record-claims.h"
#include "record.h"
#include "util.h"

#define SENTENCES 370		/* the column of sentences beside the effects */
#define REASONS 2
#define BRIEF 12		/* of more claims the sentences have a line */
#define FILLED 780		/* with claims down to here, less the notes of each record */
#define NOTES (3 * LINE)

/* A verdict has a sign and a word: colours and markers are the records'. */
static const char *const signs[] = {
	[VERDICT_SUPPORTED] = "✓", [VERDICT_REFUTED] = "✗", [VERDICT_NO_DIFFERENCE] = "=",
	[VERDICT_UNRESOLVED] = "?", [VERDICT_BY_CONSTRUCTION] = "·",
};

static bool is_measured(const struct claim_result *claim)
{
	return claim->verdict != VERDICT_NOT_MEASURABLE &&
	       claim->verdict != VERDICT_BY_CONSTRUCTION;
}

static bool is_decided(const struct claim_result *claim)
{
	return claim->verdict != VERDICT_NOT_MEASURABLE;
}

/* The claim in a record that decided it, or NULL; below stands why the others did not. */
static const struct claim_result *decided(const struct record *r, const struct claim_result *claim)
{
	for (const struct claim_result *its = r->claims; its < r->claims + r->claim_count; its++)
		if (!strcmp(its->id, claim->id) && !strcmp(its->measure, claim->measure) &&
		    is_decided(its))
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

/* On a log axis around the factor that was predicted. */
static void draw_none(struct forest_row *row, const struct claim_result *claim)
{
	double factor = isfinite(claim->factor) ? claim->factor : 1;

	if (!(claim->delta > 0))
		return;
	row->none[0] = factor - claim->delta;
	row->none[1] = factor + claim->delta;
}

static void add_effect(struct canvas *c, struct forest *f, size_t record,
		       const struct claim_result *claim, double y)
{
	struct forest_row *row = forest_add(f, c);
	int colour = canvas_colour(c, record);

	row->y = y;
	row->remark = xasprintf("%s %s", signs[claim->verdict], claims_verdict(claim));
	row->label = claim->effect > 0 ? figures_rounded(claim->effect) : xstrdup("no ratio");
	if (claim->effect > 0)
		append(&row->label, "×");
	draw_none(row, claim);
	if (claim->effect > 0 && isfinite(claim->effect))
		forest_point(row, (struct forest_point){
			.x = claim->effect, .lo = claim->ci[0], .hi = claim->ci[1],
			.colour = colour, .marker = colour,
			.hollow = claim->verdict == VERDICT_UNRESOLVED ||
				  claim->verdict == VERDICT_BY_CONSTRUCTION,
		});
}

static const char *subject_of(const struct claim_result *claim)
{
	if (!strcmp(claim->measure, "cycles"))
		return "time";
	return strcmp(claim->measure, "path") ? claim->measure : "path length";
}

/* "popf / sti; time, predicted below 1" (malloced) */
static char *prediction(const struct claim_result *claim)
{
	char *all = claims_ratio(claim);

	all = all ? all : xstrdup("");
	append(&all, "%s%s", *all ? "; " : "", subject_of(claim));
	if (claim->predicted)
		append(&all, ", predicted %s %g", claim->predicted, claim->factor);
	return all;
}

/* The sentence and, where there is room, what was predicted; where they end. */
static double name_claim(struct canvas *c, const struct claim_result *claim, bool brief)
{
	char *below = prediction(claim);
	double y = canvas_wrap(c, MARGIN, c->y + LINE / 2.0, TEXT_LEFT, INK, claim->text,
			       (size_t)((SENTENCES - GAP) / SANS), brief ? 1 : 2);

	if (!brief)
		y = canvas_wrap(c, MARGIN, y, TEXT_SMALL, GREY, below,
				(size_t)((SENTENCES - GAP) / SMALL), 1) + 6;
	free(below);
	return y - LINE / 2.0 + 3;
}

static void add_claim(struct canvas *c, struct forest *f, const struct claim_result *claim,
		      bool brief)
{
	double y = c->y + LINE / 2.0, end = name_claim(c, claim, brief);

	for (size_t i = 0; i < c->count; i++) {
		const struct claim_result *its = decided(c->records[i], claim);

		if (!its)
			continue;
		add_effect(c, f, i, its, y);
		y += LINE;
	}
	c->y = fmax(end, y - LINE / 2.0) + 2;
}

/* What speaks against a claim first, facts of the code last. */
static const enum verdict order[] = {
	VERDICT_REFUTED, VERDICT_NO_DIFFERENCE, VERDICT_SUPPORTED, VERDICT_UNRESOLVED,
	VERDICT_BY_CONSTRUCTION,
};

static bool any_says(const struct canvas *c, const struct claim_result *claim, enum verdict verdict)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct claim_result *its = decided(c->records[i], claim);

		if (its && its->verdict == verdict)
			return true;
	}
	return false;
}

/* As an index of `order`. */
static size_t worst(const struct canvas *c, const struct claim_result *claim)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(order) && !any_says(c, claim, order[i]))
		i++;
	return i;
}

/* Those whose worst verdict it is; how many had no room. */
static size_t add_claims_of(struct canvas *c, struct forest *f, size_t verdict, bool brief)
{
	size_t left = 0;

	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->claim_count; j++) {
			const struct claim_result *claim = &c->records[i]->claims[j];

			if (!is_decided(claim) || decided_before(c, i, claim) ||
			    worst(c, claim) != verdict)
				continue;
			if (c->y < FILLED - NOTES * (double)c->count)
				add_claim(c, f, claim, brief);
			else
				left++;
		}
	return left;
}

static size_t count_measured(const struct canvas *c)
{
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->claim_count; j++)
			count += is_measured(&c->records[i]->claims[j]);
	return count;
}

/* The most frequent of them that is not told yet; NULL: none is left. */
static size_t *most_frequent(struct names *reasons, size_t *which)
{
	size_t *most = NULL;

	for (size_t i = 0; i < reasons->count; i++)
		if (reasons->times[i] && (!most || reasons->times[i] > *most)) {
			most = &reasons->times[i];
			*which = i;
		}
	return most;
}

/* How many claims the record did not decide, and the commonest reasons. */
static void add_undecided(struct canvas *c, int record)
{
	const struct record *r = c->records[record];
	struct names reasons = { 0 };
	size_t count = 0, which = 0, *most;
	char *all;

	for (size_t i = 0; i < r->claim_count; i++)
		if (r->claims[i].verdict == VERDICT_NOT_MEASURABLE) {
			names_add(&reasons, claims_why(&r->claims[i]));
			count++;
		}
	all = xasprintf("%zu not decided:", count);
	for (size_t i = 0; i < REASONS && (most = most_frequent(&reasons, &which)); i++) {
		if (reasons.count > 1)
			append(&all, "%s %zu", i ? ";" : "", *most);
		append(&all, " %s", reasons.all[which]);
		*most = 0;
	}
	if (most_frequent(&reasons, &which))
		append(&all, "; and others");
	all = canvas_whose(c, (size_t)record, all);
	if (count)
		c->y = canvas_wrap(c, MARGIN, c->y, TEXT_LEFT, GREY, all, NOTE, 2) + 2;
	names_free(&reasons);
	free(all);
}

static void add_left_out(struct canvas *c, size_t record)
{
	char *text = claims_left_out(c->records[record]);

	if (text)
		canvas_note(c, (int)record, GREY, text);
}

void build_claims(struct canvas *c)
{
	struct forest f = forest_new(LOG);
	bool brief = count_measured(c) > BRIEF * c->count;
	size_t left = 0;

	canvas_title(c, xstrdup("Claims — what do the measurements say?"));
	c->y += 8;
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		left += add_claims_of(c, &f, i, brief);
	f.x.from = SENTENCES;
	f.x.min = 0.5;
	f.x.max = 2;
	f.origin = 1;
	forest_draw(c, &f, "a / b (left of 1: a is less)");
	canvas_note(c, ALL_RECORDS, GREY,
		    xstrdup("Bars: 95 % intervals.  Grey bands: what counts as no difference"));
	if (left)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu not drawn, for want of room", left));
	for (size_t i = 0; i < c->count; i++)
		add_undecided(c, (int)i);
	for (size_t i = 0; i < c->count; i++)
		add_left_out(c, i);
}

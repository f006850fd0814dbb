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

#define SENTENCES 320		/* the column of sentences beside the effects */
#define REASONS 2
#define BRIEF 24		/* of more claims there are only the sentences */
#define BELOW 110		/* room for the axis, and what bars and bands are */
#define NOTES (3 * LINE)	/* of each record, below the last claim */

/* Those of all pages, in their order. */
struct listed {
	const struct claim_result *claim;
	size_t page;
};

/* The same at some records. */
struct effect {
	const struct claim_result *claim;
	unsigned int records;		/* a bit each */
};

/* A verdict has a sign and a word: colours and markers are the records'. */
static const char *const signs[] = {
	[VERDICT_SUPPORTED] = "✓", [VERDICT_REFUTED] = "✗", [VERDICT_NO_DIFFERENCE] = "=",
	[VERDICT_UNRESOLVED] = "?", [VERDICT_BY_CONSTRUCTION] = "·",
};

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

/* "0.62× [0.60, 0.64], supported at user; popf / sti; time, predicted below 1" (malloced) */
static char *tip(const struct canvas *c, const struct effect *e)
{
	char *what = prediction(e->claim), *effect = claims_effect(e->claim);
	char *text = xasprintf("%s, %s at", effect, claims_verdict(e->claim));
	const char *before = " ";

	for (size_t i = 0; i < c->count; i++)
		if (e->records & 1U << i) {
			append(&text, "%s%s", before, c->labels[i]);
			before = ", ";
		}
	append(&text, "; %s", what);
	free(effect);
	free(what);
	return text;
}

static bool same_or_none(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* What is exact and the same has one row. */
static bool alike(const struct claim_result *a, const struct claim_result *b)
{
	return a->verdict == b->verdict && isnan(a->ci[0]) && isnan(b->ci[0]) &&
	       same_or_none(a->effect, b->effect) && same_or_none(a->delta, b->delta);
}

/* A claim's effects, each once; how many. */
static size_t effects_of(const struct canvas *c, const struct claim_result *claim,
			 struct effect all[PLOT_RECORDS])
{
	size_t count = 0;

	for (size_t i = 0; i < c->count && i < PLOT_RECORDS; i++) {
		const struct claim_result *its = decided(c->records[i], claim);
		struct effect *e = all;

		if (!its)
			continue;
		while (e < all + count && !alike(e->claim, its))
			e++;
		if (e == all + count)
			all[count++] = (struct effect){ its, 0 };
		e->records |= 1U << i;
	}
	return count;
}

/* "0.333×", "0.333×, 4 alike" (malloced) */
static char *label(const struct effect *e)
{
	int several = __builtin_popcount(e->records);
	char *text = e->claim->effect > 0 ? figures_rounded(e->claim->effect) :
					    xstrdup("no ratio");

	if (e->claim->effect > 0)
		append(&text, "×");
	if (several > 1)
		append(&text, ", %d alike", several);
	return text;
}

/* Those of another page, at a y that is none, are not in this picture. */
static int colour_of(struct canvas *c, const struct effect *e, double y)
{
	int colour = INK;

	for (size_t i = c->count; i-- && !isnan(y);)
		if (e->records & 1U << i)
			colour = canvas_colour(c, i);
	return e->records & (e->records - 1) ? INK : colour;
}

static void add_effect(struct canvas *c, struct forest *f, const struct effect *e, double y)
{
	const struct claim_result *claim = e->claim;
	int colour = colour_of(c, e, y);
	struct forest_row *row = forest_add(f, c);

	row->y = y;
	row->remark = xasprintf("%s %s", signs[claim->verdict], claims_verdict(claim));
	row->label = label(e);
	draw_none(row, claim);
	if (claim->effect > 0 && isfinite(claim->effect))
		forest_point(row, (struct forest_point){
			.x = claim->effect, .lo = claim->ci[0], .hi = claim->ci[1],
			.colour = colour, .marker = colour == INK ? CIRCLE : colour,
			.hollow = claim->verdict == VERDICT_UNRESOLVED ||
				  claim->verdict == VERDICT_BY_CONSTRUCTION,
			.tip = tip(c, e),
		});
}

/* The sentence and, where there is room, what was predicted; where they end. */
static double name_claim(struct canvas *c, const struct claim_result *claim, bool brief)
{
	char *below = prediction(claim);
	double y = canvas_wrap(c, MARGIN, c->y + LINE / 2.0, TEXT_LEFT, INK, claim->text,
			       (size_t)((SENTENCES - GAP) / SANS), 4);

	if (!brief)
		y = canvas_wrap(c, MARGIN, y, TEXT_SMALL, GREY, below,
				(size_t)((SENTENCES - GAP) / SMALL), 3);
	free(below);
	return y - LINE / 2.0 + (brief ? 2 : 6);
}

/* Down to where it ends, named there. */
static double claim_end(struct canvas *c, const struct claim_result *claim, bool brief)
{
	struct effect effects[PLOT_RECORDS];

	return fmax(name_claim(c, claim, brief),
		    c->y + LINE * (double)effects_of(c, claim, effects)) + 2;
}

/* Effects of another page have their say in the scale. */
static void add_claim(struct canvas *c, struct forest *f, const struct claim_result *claim,
		      bool here, bool brief)
{
	struct effect effects[PLOT_RECORDS];
	size_t count = effects_of(c, claim, effects);
	double y = c->y, end = here ? claim_end(c, claim, brief) : y;

	for (size_t i = 0; i < count; i++)
		add_effect(c, f, &effects[i], here ? y + LINE * ((double)i + 0.5) : NAN);
	c->y = end;
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

/* Those that any record decided, each once (malloced). */
static struct listed *list_claims(const struct canvas *c, size_t *count)
{
	struct listed *all = NULL;

	for (size_t verdict = 0; verdict < ARRAY_SIZE(order); verdict++)
		for (size_t i = 0; i < c->count; i++)
			for (size_t j = 0; j < c->records[i]->claim_count; j++) {
				const struct claim_result *claim = &c->records[i]->claims[j];

				if (!decided_before(c, i, claim) && worst(c, claim) == verdict)
					*PUSH(all, *count) = (struct listed){ claim, 0 };
			}
	return all;
}

/* The number of pages; what was not decided stands below the last claims. */
static size_t paginate(const struct canvas *c, struct listed *all, size_t count, bool brief)
{
	double notes = NOTES * (double)c->count;
	double top = c->y + LINE * __builtin_popcount(c->absent);	/* the same on all pages */
	struct canvas dry = *c;
	size_t page = 0, on_page = 0;

	dry.out = NULL;
	dry.y = top;
	for (size_t i = 0; i < count; i++) {
		double end = claim_end(&dry, all[i].claim, brief);

		if (on_page && end > HEIGHT_MAX - BELOW - (i + 1 == count ? notes : 0)) {
			page++;
			on_page = 0;
			end += top - dry.y;
		}
		all[i].page = page;
		on_page++;
		dry.y = end;
	}
	return page + 1;
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

/* What no record says of a claim: below the last page. */
static void tell_others(struct canvas *c)
{
	for (size_t i = 0; i < c->count; i++)
		add_undecided(c, (int)i);
	for (size_t i = 0; i < c->count; i++)
		add_left_out(c, i);
}

void build_claims(struct canvas *c)
{
	struct forest f = forest_new(LOG);
	size_t count = 0, pages;
	struct listed *all = list_claims(c, &count);
	bool brief = count > BRIEF;
	char *title = xstrdup("Claims — what do the measurements say?");

	c->y += 8;
	pages = paginate(c, all, count, brief);
	c->more = c->page + 1 < pages;
	if (pages > 1)
		append(&title, " (%zu of %zu)", c->page + 1, pages);
	canvas_title(c, title);
	for (size_t i = 0; i < count; i++)
		add_claim(c, &f, all[i].claim, all[i].page == c->page, brief);
	f.x.from = SENTENCES;
	f.x.min = 0.5;
	f.x.max = 2;
	f.origin = 1;
	forest_draw(c, &f, "a / b (left of 1: a is less)");
	canvas_note(c, ALL_RECORDS, GREY,
		    xstrdup("Bars: 95 % intervals.  Grey bands: what counts as no difference"));
	if (c->count > 1)
		canvas_note(c, ALL_RECORDS, GREY,
			    xstrdup("Without a record's colour: exact, and alike in so many of "
				    "them"));
	if (!c->more)
		tell_others(c);
	free(all);
}

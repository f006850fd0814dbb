// SPDX-License-Identifier: GPL-2.0-only
/* The claims: effects around 1 with their verdicts; below, what was not decided. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "kinds.h"
#include "names.h"
#include "record.h"
#include "rows.h"
#include "table-claims.h"
#include "util.h"

#define SENTENCES 400		/* the column of sentences beside the effects */
#define VERDICTS 118		/* the column of verdicts */

static const int colours[] = {
	[VERDICT_SUPPORTED] = GREEN, [VERDICT_REFUTED] = VERMILLION,
	[VERDICT_NO_DIFFERENCE] = BLUE, [VERDICT_UNRESOLVED] = PURPLE,
	[VERDICT_NOT_MEASURABLE] = GREY,
};

/* The claim in a record that decided it, or NULL: why the others did not stands below. */
static const struct claim_result *decided(const struct record *r, const char *id)
{
	for (size_t i = 0; i < r->claim_count; i++)
		if (!strcmp(r->claims[i].id, id) && r->claims[i].verdict != VERDICT_NOT_MEASURABLE)
			return &r->claims[i];
	return NULL;
}

static void add_effect(struct canvas *c, struct rows *rows, size_t record, const struct claim_result *claim,
		       double y)
{
	int colour = colours[claim->verdict];

	canvas_text(c, rows->axis.to + GAP / 2.0, y, STYLE_BOLD, colour, verdict_names[claim->verdict]);
	if (claim->effect > 0 && isfinite(claim->effect))
		rows_add(rows, (struct point){
			claim->effect, claim->ci[0], claim->ci[1], y,
			c->of.count > 1 ? (int)record : colour, (int)record, claims_effect(claim),
		});
	else
		canvas_wrap(c, rows->axis.from + GAP - 4, y, STYLE_VALUE, GREY,
			    claim->reason ? claim->reason : "no figure",
			    (size_t)((rows->axis.to - rows->axis.from) / SANS), 1);
}

/* The sentence in up to three lines; below it the benches, and what was predicted; where they end. */
static double name_claim(struct canvas *c, const struct claim_result *claim)
{
	size_t small = (size_t)((SENTENCES - GAP) / SMALL);
	char *benches = xasprintf("%s / %s", claim->a, claim->b);
	char *measure = xstrdup(strcmp(claim->measure, "path") ? claim->measure : "path length");
	double y = canvas_wrap(c, MARGIN, c->y + LINE / 2.0, STYLE_LEFT, TEXT_COLOUR, claim->text,
			       (size_t)((SENTENCES - GAP) / SANS), 3);

	if (claim->predicted)
		append(&measure, ", predicted %s %g", claim->predicted, claim->factor);
	canvas_wrap(c, MARGIN, y, STYLE_SMALL, GREY, benches, small, 1);
	canvas_wrap(c, MARGIN, y + LINE - 4, STYLE_SMALL, GREY, measure, small, 1);
	free(measure);
	free(benches);
	return y + LINE - 4;
}

static void add_claim(struct canvas *c, struct rows *rows, const struct claim_result *claim)
{
	double first = c->y + LINE / 2.0, last = name_claim(c, claim), height = -LINE, y;

	for (size_t i = 0; i < c->of.count; i++)
		height += decided(c->of.records[i], claim->id) ? LINE : 0;
	y = fmax(first, (first + last - height) / 2);
	for (size_t i = 0; i < c->of.count; i++) {
		const struct claim_result *its = decided(c->of.records[i], claim->id);

		if (!its)
			continue;
		add_effect(c, rows, i, its, y);
		y += LINE;
	}
	c->y += fmax(last - first, height) + LINE + 10;
}

/* Whether the record left just these claims undecided for this reason: the first of them has all. */
static bool says(const struct record *r, const char *why, const char *ids)
{
	for (size_t i = 0; i < r->claim_count; i++) {
		const struct claim_result *claim = &r->claims[i];
		char *its;
		bool same;

		if (claim->verdict != VERDICT_NOT_MEASURABLE || strcmp(claims_why(claim), why))
			continue;
		its = claims_undecided(r, i);
		same = its && !strcmp(its, ids);
		free(its);
		return same;
	}
	return false;
}

/* "one, two: not decided: why", of all the records that say so; NULL if one before `record` did. */
static char *not_decided(const struct canvas *c, size_t record, const char *why, const char *ids)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < c->of.count; i++) {
		char *name;

		if (!says(c->of.records[i], why, ids))
			continue;
		if (i < record) {
			free(all);
			return NULL;
		}
		name = canvas_record_name(c->of.records[i]);
		append(&all, "%s%s", *all ? ", " : "", name);
		free(name);
	}
	if (c->of.count > 1)
		append(&all, ": not decided: %s", why);
	else {
		free(all);
		all = xasprintf("not decided here: %s", why);
	}
	return all;
}

static void add_undecided(struct canvas *c, size_t record)
{
	const struct record *r = c->of.records[record];
	double room = WIDTH - 2 * MARGIN;

	for (size_t i = 0; i < r->claim_count; i++) {
		char *ids = claims_undecided(r, i);
		char *why = ids ? not_decided(c, record, claims_why(&r->claims[i]), ids) : NULL;

		if (why) {
			c->y = canvas_wrap(c, MARGIN, c->y, STYLE_LEFT, GREY, why, (size_t)(room / SANS), 2);
			c->y = canvas_wrap(c, MARGIN, c->y, STYLE_SMALL, GREY, ids,
					   (size_t)(room / SMALL), 20) + 8;
		}
		free(why);
		free(ids);
	}
}

/* Around 1, which is where an effect is none. */
static void fit(struct rows *rows)
{
	rows->axis.min = 0.5;
	for (const struct point *p = rows->all; p < rows->all + rows->count; p++)
		rows->axis.min = fmin(rows->axis.min, 0.8 * (p->lo > 0 ? fmin(p->figure, p->lo) : p->figure));
	rows_fit_log(rows);
	rows->axis.max = fmax(rows->axis.max, 2);
}

bool build_claims(struct canvas *c, const char *question)
{
	struct rows rows = { .axis = { .from = MARGIN + SENTENCES, .to = WIDTH - MARGIN - VERDICTS } };
	struct names seen = { 0 };
	double top = c->y + 4, at;
	bool any = false;

	(void)question;
	canvas_title(c, xstrdup("Claims — the effect a / b, and the verdict"));
	c->y += 8;
	for (size_t i = 0; i < c->of.count; i++)
		for (size_t j = 0; j < c->of.records[i]->claim_count; j++) {
			const struct claim_result *claim = &c->of.records[i]->claims[j];

			any = true;
			if (claim->verdict != VERDICT_NOT_MEASURABLE && names_add(&seen, claim->id))
				add_claim(c, &rows, claim);
		}
	names_free(&seen);
	fit(&rows);
	at = axis_at(&rows.axis, 1);
	canvas_line(c, THIN, TEXT_COLOUR, at, top, at, c->y);
	rows_draw(c, &rows, 1, "a / b (left of 1: a is less)");
	for (size_t i = 0; i < c->of.count; i++)
		add_undecided(c, i);
	return any;
}

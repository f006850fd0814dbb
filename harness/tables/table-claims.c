// SPDX-License-Identifier: GPL-2.0-only
#include "table-claims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "grid.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define VERDICT_WIDTH 15
#define EFFECT_WIDTH 22
#define KIND_WIDTH 8
#define INDENT (2 + VERDICT_WIDTH)

/* 1.0015 is not 1, nor 0.0063 nothing. */
static int decimals(double v)
{
	if (v != 1 && fabs(v - 1) < .005)
		return 4;
	return v < .1 ? 4 : 2;
}

char *claims_effect(const struct claim_result *c)
{
	char *effect, *low, *all;

	if (!isfinite(c->effect))
		return xstrdup("-");
	if (!isfinite(c->ci[0]) || !isfinite(c->ci[1]) || c->ci[0] == c->ci[1])
		return text_figure("", c->effect, decimals(c->effect), "×");
	effect = text_figure("", c->effect, 2, "× [");
	low = text_figure(effect, c->ci[0], 2, ", ");
	all = text_figure(low, c->ci[1], 2, "]");
	free(low);
	free(effect);
	return all;
}

static const char *reason_of(const struct claim_result *c)
{
	return c->reason ? c->reason : "no reason was recorded";
}

const char *claims_why(const struct claim_result *c)
{
	const char *const benches[] = { c->a, c->b, c->base };
	const char *reason = reason_of(c);
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(benches); i++) {
		n = benches[i] ? strlen(benches[i]) : 0;
		if (n && !strncmp(reason, benches[i], n) && !strncmp(reason + n, ": ", 2))
			return reason + n + 2;
	}
	return reason;
}

const char *claims_measure(const char *measure)
{
	static const char *const in_words[][2] = {
		{ "cycles", "core cycles" },
		{ "path", "path length: instructions executed, not time" },
		{ "bytes", "bytes a site" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(in_words); i++)
		if (!strcmp(measure, in_words[i][0]))
			return in_words[i][1];
	return measure;
}

char *claims_predicted(const struct claim_result *c)
{
	char *effect = c->base ? xasprintf("(%s − %s) / (%s − %s)", c->a, c->base, c->b, c->base) :
				 xasprintf("%s / %s", c->a, c->b);
	char *all = c->predicted && isfinite(c->factor) ? xasprintf("%s %s %g", effect, c->predicted, c->factor) :
							  xasprintf("of %s, not recorded", effect);

	free(effect);
	return all;
}

static bool undecided(const struct claim_result *c)
{
	return c->verdict == VERDICT_NOT_MEASURABLE;
}

char *claims_undecided(const struct record *r, size_t i)
{
	const char *reason = claims_why(&r->claims[i]);
	char *ids = NULL, *longer;
	size_t k;

	if (!undecided(&r->claims[i]))
		return NULL;
	for (k = 0; k < r->claim_count; k++) {
		if (!undecided(&r->claims[k]) || strcmp(claims_why(&r->claims[k]), reason))
			continue;
		if (k < i)
			return NULL;
		longer = ids ? xasprintf("%s, %s", ids, r->claims[k].id) : xstrdup(r->claims[k].id);
		free(ids);
		ids = longer;
	}
	return ids;
}

static void print_claim(const struct claim_result *c, FILE *out)
{
	char *effect = claims_effect(c), *because = xasprintf("%s · %s", c->source, reason_of(c));
	size_t width = text_width(effect);

	fprintf(out, "  %-*s%s", VERDICT_WIDTH, verdict_names[c->verdict], effect);
	text_spaces(width + 2 < EFFECT_WIDTH ? EFFECT_WIDTH - width : 2, out);
	text_put(c->measure, strlen(c->measure), out);
	text_spaces(strlen(c->measure) < KIND_WIDTH ? KIND_WIDTH - strlen(c->measure) : 1, out);
	text_wrap(c->text, INDENT + EFFECT_WIDTH + KIND_WIDTH, out);
	text_spaces(INDENT, out);
	text_wrap(because, INDENT, out);
	free(effect);
	free(because);
}

void claims_print(const struct record *r, FILE *out)
{
	const char *heading = "\nnot decided here\n";
	size_t i;

	if (r->claim_count)
		fputs("\nclaims: the effect is a / b\n", out);
	for (i = 0; i < r->claim_count; i++)
		if (!undecided(&r->claims[i]))
			print_claim(&r->claims[i], out);
	for (i = 0; i < r->claim_count; i++) {
		char *ids = claims_undecided(r, i);

		if (!ids)
			continue;
		fprintf(out, "%s  ", heading);
		heading = "";
		text_wrap(claims_why(&r->claims[i]), 2, out);
		text_spaces(4, out);
		text_wrap(ids, 4, out);
		free(ids);
	}
}

static void fill_line(const struct claim_result *c, struct grid_line *line)
{
	line->cells[0] = xstrdup(verdict_names[c->verdict]);
	line->cells[1] = claims_effect(c);
	line->cells[2] = xstrdup(c->measure);
	line->cells[3] = xstrdup(c->text);
	line->cells[4] = xstrdup(c->source);
	line->cells[5] = xstrdup(reason_of(c));
}

static void list_undecided(const struct record *r, const struct form *form, FILE *out)
{
	char **items = xcalloc(r->claim_count, sizeof(*items));
	size_t i, n = 0;

	for (i = 0; i < r->claim_count; i++) {
		char *ids = claims_undecided(r, i);

		if (ids)
			items[n++] = xasprintf("%s: %s", claims_why(&r->claims[i]), ids);
		free(ids);
	}
	if (n) {
		form->paragraph(out, "Not decided here:");
		form->list(out, (const char *const *)items, n);
	}
	while (n)
		free(items[--n]);
	free(items);
}

void claims_as(const struct record *r, const struct form *form, FILE *out)
{
	static const char *const heads[] = { "verdict", "effect (a / b)", "of", "claim", "source", "reason" };
	struct grid g = grid_new(heads, ARRAY_SIZE(heads));
	size_t i;

	if (!r->claim_count)
		return;
	g.words = 2;
	for (i = 0; i < r->claim_count; i++)
		if (!undecided(&r->claims[i]))
			fill_line(&r->claims[i], grid_line(&g));
	form->part(out, "claims");
	if (g.count)
		form->table(out, &g);
	list_undecided(r, form, out);
	grid_free(&g);
}

// SPDX-License-Identifier: GPL-2.0-only
/* The claims of one record. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "figures.h"
#include "record.h"
#include "tables.h"
#include "text.h"
#include "util.h"

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

static bool undecided(const struct claim_result *c)
{
	return c->verdict == VERDICT_NOT_MEASURABLE;
}

char *claims_undecided(const struct record *r, size_t i)
{
	const char *reason = claims_why(&r->claims[i]);
	char *ids;
	size_t k;

	if (!undecided(&r->claims[i]))
		return NULL;
	for (k = 0; k < i; k++)
		if (undecided(&r->claims[k]) && !strcmp(claims_why(&r->claims[k]), reason))
			return NULL;
	ids = xstrdup(r->claims[i].id);
	for (k = i + 1; k < r->claim_count; k++)
		if (undecided(&r->claims[k]) && !strcmp(claims_why(&r->claims[k]), reason))
			append(&ids, ", %s", r->claims[k].id);
	return ids;
}

static void add_undecided(struct document *d, const struct record *r)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->claim_count; i++) {
		char *ids = claims_undecided(r, i);

		if (ids && !any)
			document_add(d, BLOCK_HEADING, "claims not decided here");
		if (ids)
			document_add(d, BLOCK_ITEM, "%s: %s", claims_why(&r->claims[i]), ids);
		any |= ids != NULL;
		free(ids);
	}
}

void add_claims(struct document *d, const struct record *r)
{
	static const struct column columns[] = {
		SHOWN(NULL, "verdict"), { NULL, "effect", LEFT }, { NULL, "of", LEFT }, { NULL, "claim", WORDS },
		{ NULL, "source", BELOW }, { NULL, "reason", BELOW },
	};
	struct table *t;
	size_t i;

	if (!r->claim_count)
		return;
	t = document_table(d, NULL, "claims: the effect is a / b", columns, ARRAY_SIZE(columns));
	for (i = 0; i < r->claim_count; i++) {
		const struct claim_result *c = &r->claims[i];
		struct row *row = undecided(c) ? NULL : table_row(t);

		if (!row)
			continue;
		cell_text(row, 0, verdict_names[c->verdict]);
		cell_own(row, 1, claims_effect(c));
		cell_text(row, 2, c->measure);
		cell_text(row, 3, c->text);
		cell_text(row, 4, c->source);
		cell_text(row, 5, reason_of(c));
	}
	add_undecided(d, r);
}

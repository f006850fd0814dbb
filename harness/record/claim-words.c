// SPDX-License-Identifier: GPL-2.0-only
#include "claim-words.h"

#include "delta.h"
#include "record.h"
#include "util.h"

const char *const measure_names[PB_MEASURES] = {
	[PB_CYCLES] = "cycles", [PB_PATH] = "path", [PB_BYTES] = "bytes",
};

static const char *const nouns[PB_MEASURES] = {
	[PB_CYCLES] = "cycles", [PB_PATH] = "instructions", [PB_BYTES] = "bytes",
};

static const struct {
	const char *name, *once, *times;	/* against a factor of 1, or another */
} expects[] = {
	[PB_BELOW] = { "below", "fewer", "less than" },
	[PB_ABOVE] = { "above", "more", "at least" },
	[PB_EQUAL] = { "equal to", "as many", "exactly" },
	[PB_NOT_ABOVE] = { "not above", "no more", "at most" },
};

static char *sentence(const char *text, enum pb_measure measure, enum pb_expect expect,
		      double factor)
{
	if (factor == 1)
		return xasprintf("%s: %s %s", text, expects[expect].once, nouns[measure]);
	return xasprintf("%s: %s %g times the %s", text, expects[expect].times, factor,
			 nouns[measure]);
}

void claim_words(const struct pb_claim *claim, enum pb_measure measure, struct claim_result *c)
{
	const struct pb_prediction *p = &claim->predicts[measure];

	if (p->expect == PB_NOTHING)
		return;
	c->id = xstrdup(claim->id);
	c->measure = xstrdup(measure_names[measure]);
	c->source = xstrdup(claim->source);
	c->factor = p->factor > 0 ? p->factor : 1;
	c->text = sentence(claim->text, measure, p->expect, c->factor);
	c->a = xstrdup(claim->a);
	c->b = xstrdup(claim->b);
	c->base = claim->base ? xstrdup(claim->base) : NULL;
	c->predicted = xstrdup(expects[p->expect].name);
	c->margin = measure == PB_CYCLES ? xasprintf("%g %%, at least %g core cycles",
						     100 * DELTA_RELATIVE, DELTA_CYCLES)
					 : xstrdup("none, the figures are exact");
}

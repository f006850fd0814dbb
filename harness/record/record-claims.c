// SPDX-License-Identifier: GPL-2.0-only
/* What a record cannot say of a claim that this program knows, because no run decides it so. */
#include "record-claims.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "claim-words.h"
#include "claims.h"
#include "record.h"
#include "util.h"

const struct pb_claim *claim_known(const char *id, const char *measure)
{
	for (unsigned int i = 0; i < pb_claim_count; i++)
		if (!strcmp(pb_claims[i].id, id) &&
		    !strcmp(measure_names[pb_claims[i].about], measure))
			return &pb_claims[i];
	return NULL;
}

char *claims_left_out(const struct record *r)
{
	if (!r->left_out)
		return NULL;
	return xasprintf("%zu verdict%s on claims that this privbench does not make, and %s left "
			 "out", r->left_out, r->left_out == 1 ? " is" : "s are",
			 r->left_out == 1 ? "is" : "are");
}

static bool is_declared(const struct record *r, const char *name)
{
	const struct result *result = name ? record_find(r, name) : NULL;
	const struct pb_bench *bench = name ? pb_find(name) : NULL;

	if (result)
		return result->insns >= 0;
	return !bench || bench->insns != PB_NOT_OURS;
}

bool claim_is_by_construction(const struct record *r, const struct pb_claim *claim)
{
	return claim->about != PB_CYCLES && !claim->exits &&
	       is_declared(r, claim->a) && is_declared(r, claim->b) &&
	       is_declared(r, claim->base) && is_declared(r, claim->a_of) &&
	       is_declared(r, claim->b_of);
}

bool claim_effect_is_sane(const struct pb_claim *claim, double effect)
{
	return fabs(effect) <= RECORD_EFFECT_MOST && (claim->base || effect > 0);
}

/* Measured, not by construction, by a clock that tells nothing of it (malloced); or NULL. */
static char *wrong_clock(const struct record *r, const struct pb_claim *claim, const char *verdict)
{
	static const struct {
		const char *what;
		enum clock clock;
	} decided[] = {
		[PB_CYCLES] = { "time is", CLOCK_SILICON },
		[PB_PATH] = { "path lengths are", CLOCK_ICOUNT },
	};

	if (claim->about == PB_BYTES || r->clock == decided[claim->about].clock)
		return NULL;
	return xasprintf("is \"%s\", but %s decided under clock %s only, and this one is %s",
			 verdict, decided[claim->about].what,
			 clock_names[decided[claim->about].clock], clock_names[r->clock]);
}

static char *wrong_verdict(const struct record *r, const struct claim_result *c,
			   const struct pb_claim *claim)
{
	const char *verdict = verdict_names[c->verdict];

	if (c->verdict == VERDICT_NOT_MEASURABLE)
		return NULL;
	if (claim_is_by_construction(r, claim))
		return c->verdict == VERDICT_BY_CONSTRUCTION ? NULL :
			xasprintf("is \"%s\", but the code decides this claim, and no measurement",
				  verdict);
	if (c->verdict == VERDICT_BY_CONSTRUCTION)
		return xasprintf("is \"%s\", but only a measurement decides this claim", verdict);
	return wrong_clock(r, claim, verdict);
}

char *claim_nonsense(const struct record *r, const struct claim_result *c, const char **member)
{
	const struct pb_claim *claim = claim_known(c->id, c->measure);
	char *wrong = claim ? wrong_verdict(r, c, claim) : NULL;

	*member = "verdict";
	if (wrong || !claim || isnan(c->effect))
		return wrong;
	*member = "effect";
	return claim_effect_is_sane(claim, c->effect) ? NULL :
		xasprintf("is %g, and must be %s %g", c->effect,
			  claim->base ? "within ±" : "above 0 and at most", RECORD_EFFECT_MOST);
}

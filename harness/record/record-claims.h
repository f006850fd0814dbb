/* SPDX-License-Identifier: GPL-2.0-only */
/* What decides a claim, for those who judge it and those who read a verdict. */
#ifndef RECORD_CLAIMS_H
#define RECORD_CLAIMS_H

#include <stdbool.h>

struct claim_result;
struct pb_claim;
struct record;

#define RECORD_EFFECT_MOST 1e6

/* The claim of this program, or NULL: an older program's, or a newer one's. */
const struct pb_claim *claim_known(const char *id, const char *measure);

/* "12 verdicts are on claims that ..." (malloced); NULL: none is */
char *claims_left_out(const struct record *r);

/* A path, or a size, of code that is all ours: no measurement could turn it. */
bool claim_is_by_construction(const struct record *r, const struct pb_claim *claim);

/* A ratio of two costs is above 0; of what is left over a base it need not be. */
bool claim_effect_is_sane(const struct pb_claim *claim, double effect);

/* What no run says of the claim (malloced), and the member that says it; NULL: nothing. */
char *claim_nonsense(const struct record *r, const struct claim_result *c, const char **member);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Claims, and what the records that show their question make of them. */
#ifndef SITE_CLAIMS_H
#define SITE_CLAIMS_H

#include <stddef.h>

#include "site-model.h"

struct pb_claim;

struct site_claim {
	const struct claim_result *claim;	/* one of them: what is claimed */
	const struct pb_claim *known;		/* of this program */
	const struct claim_result **of;		/* by place; NULL: none there */
};

struct site_claims {
	const struct site_model *m;
	const struct record **records;		/* by place */
	char **labels;
	struct site_claim *all;
	size_t count;
};

struct site_claims site_claims(const struct site_model *m, const char *question);
void site_claims_free(struct site_claims *c);

#endif

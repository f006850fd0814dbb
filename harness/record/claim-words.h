/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLAIM_WORDS_H
#define CLAIM_WORDS_H

#include "claims.h"

struct claim_result;

extern const char *const measure_names[PB_MEASURES];	/* "cycles", "path", "bytes" */

/* Set all of `c` but verdict and figures (malloced), if the claim predicts the measure. */
void claim_words(const struct pb_claim *claim, enum pb_measure measure, struct claim_result *c);

#endif

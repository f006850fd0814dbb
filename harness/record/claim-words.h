/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLAIM_WORDS_H
#define CLAIM_WORDS_H

#include "claims.h"

struct claim_result;
struct pb_mail;

extern const char *const measure_names[PB_MEASURES];	/* "cycles", "path", "bytes" */
extern const char *const standing_names[];		/* "said", "implied", "open", "ours" */

/* "Lutomirski, LKML 2020-11-13"; "ours" for NULL (malloced). */
char *mail_words(const struct pb_mail *mail);

/* Set all of `c` but verdict and figures (malloced). */
void claim_words(const struct pb_claim *claim, struct claim_result *c);

#endif

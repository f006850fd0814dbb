/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What schema 2 leaves out because it follows from the rest, or is as in the first bench of
 * the same status: the writer leaves it out, and the reader puts it back, by the same functions.
 */
#ifndef RECORD_USUAL_H
#define RECORD_USUAL_H

#include "record-members.h"

usual_fn usual_quantiles, usual_histogram, usual_batches, usual_reason, usual_bytes, usual_cold,
	usual_samples, usual_with_dropped, usual_counters, usual_question, usual_what;
usual_fn usual_claim_reason, usual_texts;

/* The batch after `before` (NULL: the first one), but for its figures. */
struct batch usual_batch(const struct record *r, const struct result *result,
			 const struct batch *before);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A claim: a sentence from a thread that a measurement can refute.
 *
 * Its effect is a / b, or (a - base) / (b - base) if there is a base.  Each measure has its own
 * prediction of the effect against `factor`, decided by its own figures: cycles on silicon, path
 * lengths under icount, bytes anywhere.
 */
#ifndef PB_CLAIMS_H
#define PB_CLAIMS_H

enum pb_measure { PB_CYCLES, PB_PATH, PB_BYTES, PB_MEASURES };
enum pb_expect { PB_NOTHING, PB_BELOW, PB_ABOVE, PB_EQUAL, PB_NOT_ABOVE };

struct pb_prediction {
	enum pb_expect expect;	/* PB_NOTHING: no prediction */
	double factor;		/* 0 stands for 1 */
};

struct pb_claim {
	const char *id;		/* lower case with dashes; changes with the meaning, because
				   records have only the id */
	const char *source;	/* author, list, date */
	const char *text;	/* in our words, without a measure: "costs more than" */
	const char *a, *b, *base;	/* names of benches; base may be NULL */
	union {
		struct pb_prediction predicts[PB_MEASURES];
		struct {
			struct pb_prediction cycles, path, bytes;
		};
	};
};

extern const struct pb_claim pb_claims[];
extern const unsigned int pb_claim_count;

#endif

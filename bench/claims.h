/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A claim: a sentence from a thread that a measurement can refute.
 *
 * Its effect is a / b, or (a - base) / (b - base) where a base is named, and
 * what is predicted of it is `expect` against `factor`.  Only its own kind of
 * figure decides it: cycles on silicon, path lengths under icount, bytes
 * anywhere.
 */
#ifndef PB_CLAIMS_H
#define PB_CLAIMS_H

enum pb_measure { PB_CYCLES, PB_PATH, PB_BYTES };
enum pb_expect { PB_BELOW, PB_ABOVE, PB_EQUAL, PB_NOT_ABOVE };

struct pb_claim {
	const char *id;		/* lower case with dashes, stable for ever */
	const char *source;	/* author, list, date */
	const char *text;	/* in our words */
	enum pb_measure measure;
	const char *a, *b, *base;	/* names of benches; base may be NULL */
	enum pb_expect expect;
	double factor;		/* 0 stands for 1 */
};

extern const struct pb_claim pb_claims[];
extern const unsigned int pb_claim_count;

#endif

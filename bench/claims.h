/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A claim: a sentence that a measurement can refute.
 *
 * It is about time, path length or code size, and has one verdict, from figures of that measure
 * alone.  Its effect is a / b; (a - base) / (b - base) if there is a base; (a / a_of) / (b / b_of)
 * if there are these.
 */
#ifndef PB_CLAIMS_H
#define PB_CLAIMS_H

struct pb_mail;

enum pb_measure { PB_CYCLES, PB_PATH, PB_BYTES, PB_MEASURES };
enum pb_expect { PB_BELOW, PB_ABOVE, PB_EQUAL, PB_NOT_ABOVE };

enum pb_standing {
	PB_SAID,	/* the author wrote it, in that direction and at that strength */
	PB_IMPLIED,	/* it follows from what he wrote */
	PB_OPEN,	/* the thread asks, and nobody answers */
	PB_OURS,
};

struct pb_claim {
	const char *id;		/* lower case with dashes; changes with the meaning, because
				   records have only the id */
	const char *question;	/* whose answer it is part of */
	const struct pb_mail *mail;	/* NULL: ours */
	enum pb_standing standing;
	const char *text;	/* in our words, a whole sentence without its full stop */
	enum pb_measure about;
	const char *a, *b;	/* names of benches */
	const char *base;	/* subtracted from both; or NULL */
	const char *a_of, *b_of;	/* what a and b are shares of; or NULL */
	enum pb_expect expect;	/* of the effect, against `factor` */
	double factor;		/* 0 stands for 1 */
	double delta;		/* core cycles that count as no difference; 0: the usual margin */
	int exits;		/* it is about leaving a guest: decided where its benches do */
};

extern const struct pb_claim pb_claims[];
extern const unsigned int pb_claim_count;

#endif

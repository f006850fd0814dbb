/* SPDX-License-Identifier: GPL-2.0-only */
/* What to measure: read from a command line, and written to that of another privbench. */
#ifndef REQUEST_H
#define REQUEST_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much is measured: boots, batches in each, samples in each of those. */
struct plan {
	unsigned int boots, batches, samples;	/* batches, samples: 0: the default of the clock */
};

struct pb_bench;

struct request {
	const char *target;		/* its name, or "auto" */
	const char *const *globs;	/* none: everything */
	size_t glob_count;
	const char *clock;		/* "tsc" or "icount"; NULL: the target's default */
	const char *kernel;		/* of the guest; NULL: the default one */
	const char *cmdline;		/* more words of its command line; or NULL */
	struct plan plan;
	const char *pair;		/* "SESSION/N": half of this comparison; or NULL */
	uint64_t seed;			/* of the order of benches; 0: none given */
	double timeout;		/* a guest that is silent for so many seconds hangs; 0: default */
	double wait;			/* seconds, in all, for repeats of disturbed batches */
	bool verbose;
	const char *store;		/* a folder of earlier records of this core; or NULL */
};

/* The defaults. */
extern const struct request request_usual;

/* Options and globs; the input is a request.  A child of a subcommand's argp. */
extern const struct argp request_argp;

/* Words of a command line; initialise with zeros. */
struct words {
	char **all;			/* NULL-terminated */
	size_t count;
};

void words_add(struct words *w, char *word);	/* takes the malloced word */
void words_free(struct words *w);

/* Add words that request_argp parses to the same request, except `store`. */
void request_words(const struct request *q, struct words *w);

/* "quick", "compare", "release", or BOOTSxBATCHESxSAMPLES; false if none of them. */
bool plan_parse(const char *text, struct plan *plan);

/*
 * A glob matches a bench's name, its question, or question/name; and one of a question also what
 * its headline and its claims need.
 */
bool globs_match(const struct request *q, const struct pb_bench *bench);

/* The same, without what a question needs of others. */
bool globs_name(const struct request *q, const struct pb_bench *bench);

/*
 * To be measured: PB_OPT_IN only by its full name, or that of a question that has no others.
 * An overlap bench brings the work alone with it.  Without globs everything is selected except
 * PB_OPT_IN.
 */
bool globs_select(const struct request *q, const struct pb_bench *bench);

/* For who only matches names: the globs, and each bench that is selected for another's sake. */
void globs_spell_out(const struct request *q, struct words *w);

/*
 * Name on stderr the globs that match no bench, each with the nearest name; `measure`: and those
 * that select none.  Their number.
 */
size_t globs_complain(const struct request *q, bool measure);

#endif

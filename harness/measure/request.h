/* SPDX-License-Identifier: GPL-2.0-only */
/* What the user asked for: read from a command line, and written to that of another privbench. */
#ifndef REQUEST_H
#define REQUEST_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much is measured: boots, batches in each, samples in each of those. */
struct plan {
	unsigned int boots, batches, samples;	/* batches, samples: 0 is the clock's usual */
};

struct pb_bench;

struct request {
	const char *target;		/* its name, or "auto" */
	const char *const *globs;	/* none: everything */
	size_t glob_count;
	const char *clock;		/* "tsc" or "icount"; NULL: the target's usual one */
	const char *kernel;		/* of the guest; NULL: the default one */
	struct plan plan;
	const char *pair;		/* "SESSION/N": half of this comparison; or NULL */
	uint64_t seed;			/* of the order of benches; 0: none given */
	double timeout;		/* seconds of silence and a guest hangs; 0: the target's */
	double wait;			/* seconds, in all, to wait for an unshared core */
	bool verbose;
	const char *store;		/* a folder of earlier records of this core; or NULL */
};

/* What is meant where nothing is said. */
extern const struct request request_usual;

/* The options and the globs; the input is a request.  A child of a subcommand's own argp. */
extern const struct argp request_argp;

/* Words of a command line; zeros are none. */
struct words {
	char **all;			/* NULL-terminated */
	size_t count;
};

void words_add(struct words *w, char *word);	/* malloced, and theirs from now on */
void words_free(struct words *w);

/* Add what request_argp reads as the same request, but for `store`. */
void request_words(const struct request *q, struct words *w);

/* "quick", "compare", "release", or BOOTSxBATCHESxSAMPLES.  False: it is none of them. */
bool plan_parse(const char *text, struct plan *plan);

/*
 * A glob matches a bench's name, its question, or question/name; no globs match everything but what
 * is measured only when named (PB_OPT_IN).
 */
bool globs_select(const struct request *q, const struct pb_bench *bench);

/* Name on stderr the globs that match no bench, and the name nearest to each; how many. */
size_t globs_complain(const struct request *q);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* Two subcommands that compare: `compare` tells, `check` gates. */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "charset.h"
#include "commands.h"
#include "comparison.h"
#include "complain.h"
#include "guard.h"
#include "delta.h"
#include "side.h"
#include "table-comparison.h"
#include "util.h"

enum { FINE = 0, REGRESSION = 1, UNRESOLVED = 3, INCOMPARABLE = 4, FAILED = 5 };

struct arguments {
	const char *paths[2];
	size_t count;
	comparison_printer *print;
	bool verbose;
	struct rules rules;
};

enum { OPT_DELTA = 256, OPT_EXACT };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->print = comparison_printer_of(arg);
		if (!a->print)
			argp_error(state, "there is no format '%s'; the formats are text, json, csv, md and tap", arg);
		return 0;
	case 'b':
		if (a->count)
			argp_error(state, "one baseline, before what is compared with it");
		a->paths[a->count++] = arg;
		return 0;
	case 'v':
		a->verbose = true;
		return 0;
	case OPT_DELTA:
		a->rules.delta = delta_parse(arg);
		if (!(a->rules.delta > 0))
			argp_error(state, "'%s' is no share; give percent, more than 0 and less than 100", arg);
		return 0;
	case OPT_EXACT:
		a->rules.exact = true;
		return 0;
	case ARGP_KEY_ARG:
		if (a->count == 2)
			argp_error(state, "more than two sides: give two records, or two folders of records");
		a->paths[a->count++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->count < 2)
			argp_error(state, "compare what with what? give two records, or two folders of records");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

#define COMMON_OPTIONS \
	{ "format", 'f', "FORMAT", 0, "text, json, csv, md or tap; text if not given", 0 }, \
	{ "delta", OPT_DELTA, "PERCENT", 0, "what counts as no difference, of a figure or, below a cycle, of a cycle; 2 if not given", 0 }, \
	{ "verbose", 'v', NULL, 0, "and what is the same, where an exact clock says so", 0 }

static const struct argp_option compare_options[] = { COMMON_OPTIONS, { 0 } };

static const struct argp_option check_options[] = {
	{ "baseline", 'b', "A", 0, "what it was", 0 },
	COMMON_OPTIONS,
	{ "exact", OPT_EXACT, NULL, 0, "what became better fails too: nothing may move", 0 },
	{ 0 }
};

typedef int judge(const struct arguments *args, const struct comparison *c, const struct side *a,
		  const struct side *b);

/* Read both, compare, print; then `judge` says the exit status. */
static int run(const struct arguments *args, judge *judge)
{
	struct side a, b = { 0 };
	struct comparison c;
	int status = FAILED;

	if (!side_read(args->paths[0], &a) && !side_read(args->paths[1], &b)) {
		c = comparison_make(&a, &b, &args->rules);
		c.verbose = args->verbose;
		if (args->print != comparison_print)
			charset_utf8();
		args->print(&c, &a, &b, stdout);
		status = judge(args, &c, &a, &b);
		comparison_free(&c);
	}
	if (a.unreadable + b.unreadable)
		status = FAILED;
	side_free(&a);
	side_free(&b);
	return status;
}

static int always_fine(const struct arguments *args, const struct comparison *c, const struct side *a,
		       const struct side *b)
{
	(void)args;
	(void)c;
	(void)a;
	(void)b;
	return FINE;
}

static void list(const struct comparison *c, enum outcome outcome)
{
	size_t i;

	for (i = 0; i < c->count; i++) {
		const struct difference *d = &c->all[i];
		char *figures = d->outcome == outcome ? comparison_figures(c, d) : NULL;

		if (figures)
			complain("%s: %s: %s", outcome_names[outcome], d->name, figures);
		free(figures);
	}
}

/* False, and said so, where a side differs from itself more often than a test at 5 % may. */
static bool steady(const struct arguments *args, const struct comparison *c, const struct side *s)
{
	double share = c->clock == CLOCK_SILICON ? guard_false_alarms(s, &args->rules) : NAN;

	if (!(share > GUARD_MOST))
		return true;
	complain("%s differs from itself in %.0f %% of the benches, beyond delta and at 5 %%: too restless a machine to gate on; privbench system show says what disturbs it, or pair the sides with --against",
		s->path, 100 * share);
	return false;
}

static int gate(const struct arguments *args, const struct comparison *c, const struct side *a,
		const struct side *b)
{
	fflush(stdout);		/* the table, then the list */
	if (c->apart) {
		complain("INCOMPARABLE: %s", c->apart);
		return INCOMPARABLE;
	}
	if (!c->count) {
		complain("nothing was measured on either side; that is no pass");
		return FAILED;
	}
	if (!steady(args, c, a) || !steady(args, c, b))
		return UNRESOLVED;
	list(c, OUTCOME_REGRESSED);
	if (args->rules.exact)
		list(c, OUTCOME_IMPROVED);
	list(c, OUTCOME_INCOMPARABLE);
	if (c->outcomes[OUTCOME_REGRESSED] || (args->rules.exact && c->outcomes[OUTCOME_IMPROVED]))
		return REGRESSION;
	if (c->outcomes[OUTCOME_INCOMPARABLE])
		return INCOMPARABLE;
	if (!c->outcomes[OUTCOME_UNRESOLVED])
		return FINE;
	complain("%zu UNRESOLVED: the table says why, or how many boots would resolve them",
		c->outcomes[OUTCOME_UNRESOLVED]);
	return UNRESOLVED;
}

int cmd_compare(int argc, char **argv)
{
	static const struct argp argp = {
		compare_options, parse, "A B",
		"What changed from A to B, bench by bench, worst first; each is a record, or a folder of them.", 0, 0, 0,
	};
	struct arguments a = { .print = comparison_print, .rules.seed = 1 };

	arguments_parse(&argp, argc, argv, &a);
	return run(&a, always_fine);
}

int cmd_check(int argc, char **argv)
{
	static const struct argp argp = {
		check_options, parse, "--baseline A B",
		"The same as a gate: exit status 0 fine, 1 regression, 3 unresolved, 4 incomparable, 5 failed.", 0, 0, 0,
	};
	struct arguments a = { .print = comparison_print, .rules = { .correction = CORRECT_HOLM, .seed = 1 } };

	arguments_parse(&argp, argc, argv, &a);
	return run(&a, gate);
}

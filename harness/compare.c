// SPDX-License-Identifier: GPL-2.0-only
/* Two subcommands that compare: `compare` tells, `check` gates. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "comparable.h"
#include "comparison.h"
#include "complain.h"
#include "figures.h"
#include "plot.h"
#include "records.h"
#include "summary.h"
#include "tables.h"
#include "util.h"

#define COMMON_OPTIONS \
	OPTION_FORMAT, \
	{ "delta", OPT_DELTA, "PERCENT", 0, \
	  "the largest difference that counts as none, of a figure or, below one, of a cycle " \
	  "(default 2)", \
	  0 }, \
	{ "plot", 'p', "DIR", 0, "also draw the changes, as DIR/comparison.svg and .png", 0 }, \
	{ "verbose", 'v', NULL, 0, "also print exact figures that are equal", 0 }

static const struct argp_option compare_options[] = { COMMON_OPTIONS, { 0 } };

static const struct argp_option check_options[] = {
	{ "baseline", 'b', "BASELINE", 0, "the record or folder to compare with", 0 },
	COMMON_OPTIONS,
	{ "exact", OPT_EXACT, NULL, 0, "fail if a bench improved, too", 0 },
	{ "detect", OPT_DETECT, "PERCENT", 0,
	  "pass only if a regression of this size is excluded in every bench", 0 },
	{ "require-same", OPT_SAME, NULL, 0,
	  "pass only if every bench is SAME or IMPROVED", 0 },
	{ 0 }
};

/* What fails, in the table's order. */
static void list_failed(const struct comparison *c)
{
	const struct difference *d;

	for (d = c->all; d < c->all + c->count; d++) {
		char *figures;

		if (d->outcome != OUTCOME_REGRESSED && d->outcome != OUTCOME_INCOMPARABLE &&
		    !(c->exact && d->outcome == OUTCOME_IMPROVED))
			continue;
		figures = comparison_figures(c, d);
		complain("%s: %s: %s", outcome_names[d->outcome], d->name, figures);
		free(figures);
	}
}

/* In percent, and not less than it is. */
static double rounded_up(double share)
{
	return fmax(0, ceil(1000 * share - 1e-9) / 10);
}

/* "no regression of 2.6 % or more in 38 of 39 benches; 1 contended"; how many benches that is. */
static size_t say_shown(const struct comparison *c)
{
	double *shares = xcalloc(c->count + 1, sizeof(*shares)), most = -INFINITY;
	const struct difference *d, *widest = c->all;
	size_t contended = 0, n = 0;
	char *rest;

	for (d = c->all; d < c->all + c->count; d++) {
		double share = difference_share(d, d->bound);

		contended += d->contended;
		if (!isfinite(share) || d->reason)
			continue;
		shares[n++] = share;
		widest = share > most ? d : widest;
		most = fmax(most, share);
	}
	stats_sort(shares, n);
	rest = contended ? xasprintf("; %zu contended", contended) : xstrdup("");
	if (!n)
		complain("UNRESOLVED: no bench has figures that decide%s", rest);
	else if (c->clock == CLOCK_ICOUNT)
		remark("no regression in %zu of %zu benches%s, to the instruction", n, c->count,
		       rest);
	else
		remark("no regression of %.1f %% or more in %zu of %zu benches%s; the widest is "
		       "%s, half are below %.1f %%", rounded_up(most), n, c->count, rest,
		       widest->name, rounded_up(stats_quantile(shares, n, .5)));
	free(rest);
	free(shares);
	return n;
}

/* What is UNRESOLVED for no want of boots: it is not in what the gate says of the others. */
static size_t list_unsaid(const struct comparison *c)
{
	const struct difference *first = NULL, *d;
	size_t n = 0;

	for (d = c->all; d < c->all + c->count; d++) {
		if (d->outcome != OUTCOME_UNRESOLVED || !d->reason || d->contended)
			continue;
		n++;
		first = first ? first : d;
	}
	if (first)
		complain("%zu UNRESOLVED, which the table explains; %s: %s", n, first->name,
			 first->reason);
	return n;
}

/* The benches in which more than that is not excluded; what has no verdict excludes nothing. */
static size_t list_undetected(const struct comparison *c, double detect)
{
	size_t i, n = 0;

	for (i = 0; i < c->count; i++) {
		const struct difference *d = &c->all[i];
		double share = difference_share(d, d->bound);
		char *names = comparison_without_verdict(c, i);

		n += d->reason || !(share <= detect);
		if (names)
			complain("not detected: %s: %s", names, d->reason);
		else if (!d->reason && !(share <= detect) && isfinite(d->needed))
			complain("not detected: %s: it may be up to %.2g %% more; "
				 "%.0f %s would show %g %%", d->name, 100 * share, d->needed,
				 d->paired ? "pairs" : "boots of each", 100 * detect);
		else if (!d->reason && !(share <= detect))
			complain("not detected: %s: it may be up to %.2g %% more, "
				 "and is not below %g %%", d->name, 100 * share, 100 * detect);
		free(names);
	}
	return n;
}

static int gate(const struct arguments *args, struct comparison *c)
{
	size_t left = c->outcomes[OUTCOME_UNRESOLVED], shown;

	if (c->apart) {
		complain("INCOMPARABLE: %s", c->apart);
		return EXIT_INCOMPARABLE;
	}
	if (!c->count && !c->disturbed) {
		complain("neither A nor B has a figure; that is no pass");
		return EXIT_RUN_FAILED;
	}
	list_failed(c);
	if (c->outcomes[OUTCOME_REGRESSED] || (args->exact && c->outcomes[OUTCOME_IMPROVED]))
		return EXIT_REGRESSION;
	if (c->outcomes[OUTCOME_INCOMPARABLE])
		return EXIT_INCOMPARABLE;
	shown = say_shown(c);
	if (c->disturbed)
		complain("UNRESOLVED: %s", c->disturbed);
	if (args->require_same && left)
		complain("%zu UNRESOLVED: the table says why, or how many %s would resolve them",
			 left, c->paired ? "pairs" : "boots");
	if (!args->require_same)
		left = args->detect > 0 ? 0 : list_unsaid(c);
	if (args->detect > 0)
		left += list_undetected(c, args->detect);
	return left || c->disturbed || !shown ? EXIT_UNRESOLVED : EXIT_FINE;
}

static int draw(const struct comparison *c, const struct records *a, const struct records *b,
		const char *folder)
{
	char **paths;
	int err = plot_comparison(c, a, b, folder, &paths);

	for (char **p = paths; p && *p; p++)
		remark("plot: %s", *p);
	plot_free(paths);
	return err;
}

/* Compare, print; then the gate, if it is one, says the exit status. */
static int compare(const struct arguments *args, const struct rules *rules, bool gating,
		   const struct records *a, const struct records *b)
{
	struct comparison c = comparison_make(a, b, rules);
	int status;

	c.verbose = args->verbose;
	format_print(args->format, comparison_document(&c, a, b));
	fflush(stdout);		/* the table, then the list */
	status = gating ? gate(args, &c) : EXIT_FINE;
	if (args->plot && !c.apart && draw(&c, a, b, args->plot))
		status = EXIT_RUN_FAILED;
	comparison_free(&c);
	return status;
}

static void check(const struct argp_state *state, const struct arguments *a)
{
	size_t given = a->count + !!a->baseline;

	if (given > 2)
		argp_error(state, "more than two: give two records, or two folders");
	if (given < 2)
		argp_error(state, "%s", a->ask);
}

static int run(const struct argp *argp, int argc, char **argv, bool gating)
{
	struct arguments args = {
		.format = format_text, .check = check,
		.ask = "compare what with what? give two records, or two folders of them",
	};
	struct records a, b;
	struct rules rules;
	char *refused = NULL;
	int status = EXIT_RUN_FAILED;

	arguments_parse(argp, argc, argv, &args);
	rules = (struct rules){
		.delta = args.delta, .detect = args.detect, .exact = args.exact,
		.correction = gating ? CORRECT_HOLM : CORRECT_BH,
		.one_sided = gating && !args.exact, .guarded = gating,
	};
	records_read(args.baseline ? (char **)&args.baseline : args.files, 1, &a);
	records_read(args.files + !args.baseline, 1, &b);
	if (a.count && b.count) {
		refused = comparable_refused(&a, &b);
		if (refused)
			complain("%s", refused);
		status = refused ? EXIT_USAGE : compare(&args, &rules, gating, &a, &b);
	}
	if (a.unreadable + b.unreadable)
		status = EXIT_RUN_FAILED;
	free(refused);
	records_free(&a);
	records_free(&b);
	return status;
}

const struct argp compare_argp = {
	compare_options, arguments_option, "BASELINE CANDIDATE",
	"Compare CANDIDATE with BASELINE, each a record or a folder of records; print a "
	"verdict for each bench, worst first.", 0, 0, 0,
};

int cmd_compare(int argc, char **argv)
{
	return run(&compare_argp, argc, argv, false);
}

const struct argp check_argp = {
	check_options, arguments_option, "--baseline BASELINE CANDIDATE",
	"Compare as a gate.  Exit status: 0 no regression, 1 regression, 2 wrong usage, 3 "
	"too little data, or --detect or --require-same not met, 4 incomparable, 5 failed.",
	0, 0, 0,
};

int cmd_check(int argc, char **argv)
{
	return run(&check_argp, argc, argv, true);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands.  Each takes its arguments, its name first, and returns an exit status. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "formats.h"

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const struct argp *argp;
	const char *what;
	enum subject subject;		/* of --format */
};

/* By what they are for; the last one has no name. */
extern const struct command commands[];

/* NULL: there is none, which has been said on stderr. */
const struct command *command_named(const char *name);

/* The one with these options, which are its alone. */
const struct command *command_of(const struct argp *argp);

/* Run it with the words after its name.  The exit status. */
int command_run(const struct command *command, int argc, char **argv);

/* On commands in general. */
void commands_usage(FILE *out);

int cmd_list(int argc, char **argv);
int cmd_instructions(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_claims(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_trend(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_publish(int argc, char **argv);
int cmd_system(int argc, char **argv);
int cmd_completion(int argc, char **argv);
int cmd_help(int argc, char **argv);

extern const struct argp list_argp, instructions_argp, run_argp, show_argp, claims_argp,
	compare_argp, check_argp, trend_argp, plot_argp, report_argp, publish_argp,
	import_argp, system_argp, completion_argp, help_argp;

/* argp_parse(), but its messages are escaped for a terminal. */
void arguments_parse(const struct argp *argp, int argc, char **argv, void *input);

/* Arguments of subcommands; each accepts the options in its own table. */
struct arguments {
	/* in */
	const char *ask;		/* says what is missing without a file; NULL: nothing is */
	void (*check)(const struct argp_state *state, const struct arguments *a);

	const struct format *format;	/* -f */
	const char *output, *plot;	/* -o, -p: folders */
	const char *emulator;		/* --emulator of import */
	const char *baseline;		/* -b of check; -b of show is `beside` */
	double delta, detect;		/* shares; 0: not given */
	bool answers, code, verbose, beside, differ, questions, spread, exact, require_same;
	bool dark;
	const char **only;		/* globs; none: all benches */
	size_t only_count;
	char **files;			/* or globs, or an action */
	size_t count;
};

enum { OPT_DELTA = 256, OPT_DETECT, OPT_EXACT, OPT_SAME, OPT_DARK, OPT_EMULATOR, OPT_ONLY };

/* The parser; the input is a struct arguments. */
error_t arguments_option(int key, char *arg, struct argp_state *state);

struct records;

/* A subcommand on the records that its arguments name; `act`: 0, or -errno, said on stderr. */
int records_command(const struct argp *argp, int argc, char **argv, struct arguments *a,
		    int (*act)(const struct arguments *a, const struct records *all));

#define OPTION_ONLY \
	{ "only", OPT_ONLY, "GLOB", 0, "only these benches or questions; may be repeated", 0 }
#define OPTION_FORMAT { "format", 'f', "FORMAT", 0, FORMAT_HELP, 0 }

#endif

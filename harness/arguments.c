// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "bench.h"
#include "complain.h"
#include "escape.h"
#include "formats.h"
#include "judge.h"
#include "record.h"
#include "records.h"
#include "request.h"
#include "util.h"

static const struct command *parsed;

static ssize_t put_escaped(void *to, const char *text, size_t size)
{
	char *lines = xasprintf("%.*s", (int)size, text);

	put_lines(lines, to);
	free(lines);
	return (ssize_t)size;
}

/*
 * getopt, which argp calls, knows no stream but stderr, which glibc lets a program set.
 * An exit from within flushes it.
 */
void arguments_parse(const struct argp *argp, int argc, char **argv, void *input)
{
	const cookie_io_functions_t escape = { .write = put_escaped };
	FILE *terminal = stderr, *escaped = fopencookie(terminal, "w", escape);

	parsed = command_of(argp);
	if (escaped)
		stderr = escaped;
	argp_parse(argp, argc, argv, 0, NULL, input);
	stderr = terminal;
	if (escaped)
		fclose(escaped);
}

/* "5" or "5%": .05 */
static double share(const char *text, const struct argp_state *state)
{
	char *end;
	double share = strtod(text, &end) / 100;

	if (end == text || (*end && strcmp(end, "%") && strcmp(end, " %")) ||
	    !(share > 0 && share < 1))
		argp_error(state, "'%s' is no share; give percent, more than 0 and less than 100",
			   text);
	return share;
}

/* Where an option goes that only sets a member: to its argument, or to true. */
static const struct setting {
	int key;
	bool text;
	size_t at;
} settings[] = {
	{ 'b', true, offsetof(struct arguments, baseline) },
	{ 'o', true, offsetof(struct arguments, output) },
	{ 'p', true, offsetof(struct arguments, plot) },
	{ 'a', false, offsetof(struct arguments, answers) },
	{ 'b', false, offsetof(struct arguments, beside) },
	{ 'c', false, offsetof(struct arguments, code) },
	{ 'd', false, offsetof(struct arguments, beside) },
	{ 'd', false, offsetof(struct arguments, differ) },
	{ 'q', false, offsetof(struct arguments, questions) },
	{ 's', false, offsetof(struct arguments, spread) },
	{ 'v', false, offsetof(struct arguments, verbose) },
	{ OPT_EMULATOR, true, offsetof(struct arguments, emulator) },
	{ OPT_DARK, false, offsetof(struct arguments, dark) },
	{ OPT_EXACT, false, offsetof(struct arguments, exact) },
	{ OPT_SAME, false, offsetof(struct arguments, require_same) },
};

static error_t set(struct arguments *a, int key, char *arg)
{
	error_t err = ARGP_ERR_UNKNOWN;

	for (const struct setting *s = settings; s < settings + ARRAY_SIZE(settings); s++) {
		void *member = (char *)a + s->at;

		if (s->key != key)
			continue;
		if (s->text)
			*(const char **)member = arg;
		else
			*(bool *)member = true;
		err = 0;
	}
	return err;
}

error_t arguments_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = format_named(arg, parsed->subject, state);
		return 0;
	case 'j':
		a->format = format_named("json", parsed->subject, state);
		return 0;
	case OPT_DELTA:
		a->delta = share(arg, state);
		return 0;
	case OPT_ONLY:
		*PUSH(a->only, a->only_count) = arg;
		return 0;
	case OPT_DETECT:
		a->detect = share(arg, state);
		return 0;
	case ARGP_KEY_ARGS:
		a->files = state->argv + state->next;
		a->count = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_END:
		if (!a->count && a->ask)
			argp_error(state, "%s", a->ask);
		if (a->check)
			a->check(state, a);
		return 0;
	}
	return set(a, key, arg);
}

static bool is_asked(const struct result *result, const void *asked)
{
	const struct pb_bench *bench = pb_find(result->name);

	return bench && globs_name(asked, bench);
}

/* A record that has none of them is left out. */
static void keep_only(struct records *all, const struct request *asked)
{
	size_t kept = 0;

	if (!asked->glob_count)
		return;
	for (size_t i = 0; i < all->count; i++) {
		record_keep(all->records[i], is_asked, asked);
		all->records[i]->left_out = 0;
		if (all->records[i]->result_count)
			all->records[kept++] = all->records[i];
		else
			record_free(all->records[i]);
	}
	if (all->count && !kept)
		complain("no record has such a bench");
	all->count = kept;
}

/* An exit status. */
static int act_on(struct arguments *a, const struct request *asked,
		  int (*act)(const struct arguments *a, const struct records *all))
{
	struct records all;
	bool whole = records_read(a->files, a->count, &all);
	int err;

	for (size_t i = 0; i < all.count; i++)
		claims_of_today(all.records[i]);
	keep_only(&all, asked);
	err = all.count ? act(a, &all) : -ENODATA;
	records_free(&all);
	return err || !whole ? EXIT_RUN_FAILED : EXIT_FINE;
}

int records_command(const struct argp *argp, int argc, char **argv, struct arguments *a,
		    int (*act)(const struct arguments *a, const struct records *all))
{
	struct request asked;
	int status;

	a->ask = "which records? give files, or folders of them";
	arguments_parse(argp, argc, argv, a);
	asked = (struct request){ .globs = a->only, .glob_count = a->only_count };
	status = globs_complain(&asked, false) ? EXIT_USAGE : act_on(a, &asked, act);
	free(a->only);
	return status;
}

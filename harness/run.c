// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "campaign.h"
#include "commands.h"
#include "complain.h"
#include "request.h"
#include "interrupt.h"
#include "once.h"
#include "target.h"
#include "util.h"

enum { OPT_AGAINST = 256, OPT_ADAPTIVE, OPT_PLOT };

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "the record (default results/TIME-TARGET.json)", 0 },
	{ "force", 'f', NULL, 0, "overwrite FILE", 0 },
	{ "against", OPT_AGAINST, "PROGRAM", 0,
	  "measure this privbench and another build in turn, A B B A, within one boot", 0 },
	{ "adaptive", OPT_ADAPTIVE, NULL, 0,
	  "end a plan when every interval is narrow enough", 0 },
	{ "plot", OPT_PLOT, NULL, 0,
	  "also write an HTML page with plots, in a folder beside the record", 0 },
	{ 0 },
};

static bool is_campaign(const struct run_arguments *a)
{
	return a->against || a->request.plan.boots > 1;
}

static void check(struct argp_state *state, const struct run_arguments *a)
{
	const struct request *q = &a->request;
	const struct target *t = target_find(q->target);
	unsigned int can = t ? t->can : 0;

	if (!t && strcmp(q->target, "auto"))
		argp_error(state, "there is no target '%s'; the targets are auto, %s", q->target,
			   target_names(0));
	if (q->clock && !(can & TARGET_CLOCK))
		argp_error(state, "--clock goes with --on %s", target_names(TARGET_CLOCK));
	if (q->kernel && !(can & TARGET_KERNEL))
		argp_error(state, "--kernel goes with --on %s", target_names(TARGET_KERNEL));
	if (q->cmdline && !(can & TARGET_KERNEL))
		argp_error(state, "--cmdline goes with --on %s", target_names(TARGET_KERNEL));
	if (is_campaign(a) && !t)
		argp_error(state, "a plan of several boots needs --on TARGET");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->request;
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case 'f':
		a->force = true;
		return 0;
	case OPT_PLOT:
		a->plot = true;
		return 0;
	case OPT_ADAPTIVE:
		a->adaptive = true;
		return 0;
	case OPT_AGAINST:
		a->against = arg;
		return 0;
	case ARGP_KEY_END:
		check(state, a);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_child children[] = { { &request_argp, 0, NULL, 0 }, { 0 } };

const struct argp run_argp = {
	.options = options, .parser = parse, .args_doc = "[GLOB...]", .children = children,
	.doc = "Measure the benches whose name, question or question/name matches a GLOB, or all.",
};

static int run_campaign(const struct run_arguments *a)
{
	char *session = once_name(), *time = once_utc("%Y-%m-%dT%H-%M-%SZ");
	char *folder = a->output ? xstrdup(a->output) :
				   xasprintf("results/%s-%s", time, a->request.target);
	struct campaign c = {
		.against = a->against, .folder = folder, .session = session,
		.adaptive = a->adaptive, .request = &a->request,
	};
	int status = campaign_run(&c);

	free(folder);
	free(time);
	free(session);
	return status;
}

/* The folder that the record goes into (malloced); NULL: it is no file in a folder. */
static char *folder_of(const struct run_arguments *a)
{
	const char *slash = a->output ? strrchr(a->output, '/') : NULL;

	if (!once_is_file(a->output))
		return NULL;
	if (!a->output)
		return xstrdup("results");
	return slash ? xasprintf("%.*s", (int)(slash - a->output + 1), a->output) : xstrdup(".");
}

/* Why nothing can be written where the user wants it (malloced), or NULL. */
static char *output_unfit(const struct run_arguments *a, const char *folder)
{
	const char *path = a->output;
	char *inside, *why = NULL;
	struct stat st;
	bool is_folder = path && !stat(path, &st) && S_ISDIR(st.st_mode);

	if (path && !*path)
		return xstrdup("-o '': it is no name");
	if (is_folder && !is_campaign(a))
		return xasprintf("'%s' is a folder, and a record is a file", path);
	if (!folder)
		return NULL;
	if (path && !is_folder && !a->force && !lstat(path, &st))
		return xasprintf("%s is there already, and is replaced with --force only", path);
	inside = xasprintf("%s/.", folder);
	if ((!path && mkdir(folder, 0777) && errno != EEXIST) || access(inside, W_OK))
		why = xasprintf("cannot write into the folder %s: %s", folder, strerror(errno));
	free(inside);
	return why;
}

static bool is_program(const char *path)
{
	struct stat s;

	if (access(path, X_OK) || stat(path, &s))
		return false;
	errno = EACCES;
	return S_ISREG(s.st_mode);
}

/* Better told before the measurement than after it. */
static bool ready(const struct run_arguments *a)
{
	char *why = output_unfit(a, a->request.store);
	const char *what = "file with -o";

	if (!why && a->against && !is_program(a->against)) {
		why = xasprintf("--against %s: %s", a->against, strerror(errno));
		what = "privbench";
	}
	if (why)
		complain("%s; nothing was measured; name another %s", why, what);
	free(why);
	return !why;
}

int cmd_run(int argc, char **argv)
{
	struct run_arguments a = { .request = request_usual };
	int status = EXIT_RUN_FAILED;
	char *folder;

	arguments_parse(&run_argp, argc, argv, &a);
	if (globs_complain(&a.request, true))
		return EXIT_USAGE;
	if (!a.request.seed && getrandom(&a.request.seed, sizeof(a.request.seed), 0) < 0)
		a.request.seed = 1;
	a.request.seed &= INT64_MAX;	/* JSON's integers are signed */
	a.request.store = folder = folder_of(&a);
	interrupt_catch();
	if (ready(&a))
		status = is_campaign(&a) ? run_campaign(&a) : run_once(&a, argc, argv);
	free(folder);
	return status;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arguments.h"
#include "bench.h"
#include "build-id.h"
#include "calibration.h"
#include "campaign.h"
#include "commands.h"
#include "complain.h"
#include "document.h"
#include "figures.h"
#include "formats.h"
#include "globs.h"
#include "interrupt.h"
#include "judge.h"
#include "target.h"
#include "output.h"
#include "page.h"
#include "plot.h"
#include "record.h"
#include "tables.h"
#include "util.h"

struct arguments {
	const char *on, *output, *against;
	bool plot, adaptive, force;
	struct request request;
};

enum {
	OPT_CLOCK = 256, OPT_SEED, OPT_KERNEL, OPT_TIMEOUT, OPT_PLOT, OPT_PLAN, OPT_AGAINST, OPT_ADAPTIVE, OPT_PAIR,
	OPT_WAIT
};

static const struct argp_option options[] = {
	{ "on", 'n', "PLACE", 0, "where to measure: kernel, kvm, qemu, qemu-flat, xen, user, or auto: the best that works here", 0 },
	{ "output", 'o', "FILE", 0, "the record; results/TIME-PLACE.json if not given", 0 },
	{ "force", 'f', NULL, 0, "let the record take the place of FILE", 0 },
	{ "plan", OPT_PLAN, "PLAN", 0, "how much: quick (1 boot, described only), compare (10), release (20), or BOOTSxLOADSxSAMPLES; several boots make a folder of records", 0 },
	{ "against", OPT_AGAINST, "PROGRAM", 0, "measure this privbench and another in turn, A B B A, for a comparison within one boot", 0 },
	{ "adaptive", OPT_ADAPTIVE, NULL, 0, "end a plan as soon as every interval is narrow enough, and say which are not", 0 },
	{ "pair", OPT_PAIR, "SESSION/N", OPTION_HIDDEN, NULL, 0 },
	{ "clock", OPT_CLOCK, "CLOCK", 0, "tsc or icount, in a guest under QEMU's TCG", 0 },
	{ "kernel", OPT_KERNEL, "SPEC", 0, "the guest's kernel: default, backports, a version such as 6.12, a kernel's build tree, or IMAGE:KDIR", 0 },
	{ "seed", OPT_SEED, "N", 0, "of the order in which benches run; random if not given", 0 },
	{ "timeout", OPT_TIMEOUT, "SECONDS", 0, "of silence before a guest counts as hung; by target if not given", 0 },
	{ "wait", OPT_WAIT, "SECONDS", 0, "how long to wait, in all, for moments in which nobody else uses the core; 10 if not given", 0 },
	{ "plot", OPT_PLOT, NULL, 0, "and a page of HTML with plots, in a folder beside the record", 0 },
	{ "verbose", 'v', NULL, 0, "show where the time goes", 0 },
	{ 0 },
};

static error_t parse_clock(struct argp_state *state, struct request *q, const char *clock)
{
	if (strcmp(clock, "tsc") && strcmp(clock, "icount"))
		argp_error(state, "there is no clock '%s'; the clocks are tsc and icount", clock);
	q->clock = clock;
	return 0;
}

static error_t parse_seed(struct argp_state *state, struct request *q, const char *text)
{
	char *end;

	errno = 0;
	q->seed = strtoull(text, &end, 0);
	if (errno || *end || end == text || *text == '-' || !q->seed)
		argp_error(state, "'%s' is no seed; give a whole number from 1 up", text);
	return 0;
}

static error_t parse_timeout(struct argp_state *state, struct request *q, const char *text)
{
	char *end;

	q->patience = strtod(text, &end);
	if (*end || end == text || !(q->patience > 0 && q->patience < 86400))
		argp_error(state, "'%s' is no time limit; give seconds, more than 0", text);
	return 0;
}

static error_t parse_wait(struct argp_state *state, struct request *q, const char *text)
{
	char *end;

	q->wait = strtod(text, &end);
	if (*end || end == text || !(q->wait >= 0 && q->wait < 86400))
		argp_error(state, "'%s' is no time to wait; give seconds, 0 for none", text);
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'n':
		a->on = arg;
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case 'f':
		a->force = true;
		return 0;
	case 'v':
		a->request.verbose = true;
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
	case OPT_PAIR:
		a->request.pair = arg;
		return 0;
	case OPT_PLAN:
		if (!plan_parse(arg, &a->request.plan))
			argp_error(state, "there is no plan '%s'; give quick, compare, release, or BOOTSxLOADSxSAMPLES, such as 10x20x32", arg);
		return 0;
	case OPT_KERNEL:
		a->request.kernel = arg;
		return 0;
	case ARGP_KEY_END:
		if (a->request.clock && strncmp(a->on, "qemu", 4))
			argp_error(state, "--clock goes with --on qemu or qemu-flat");
		if ((a->against || a->request.plan.boots > 1) && !strcmp(a->on, "auto"))
			argp_error(state, "a plan of several boots wants its target named: --on PLACE");
		if (a->request.kernel && strcmp(a->on, "qemu") && strcmp(a->on, "xen"))
			argp_error(state, "--kernel goes with --on qemu or xen");
		return 0;
	case OPT_CLOCK:
		return parse_clock(state, &a->request, arg);
	case OPT_SEED:
		return parse_seed(state, &a->request, arg);
	case OPT_WAIT:
		return parse_wait(state, &a->request, arg);
	case OPT_TIMEOUT:
		return parse_timeout(state, &a->request, arg);
	case ARGP_KEY_ARGS:
		a->request.globs = (const char *const *)state->argv + state->next;
		a->request.glob_count = (size_t)(state->argc - state->next);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	options, parse, "[GLOB...]",
	"Measure the benches whose name, question or question/name matches a GLOB, or all of them.", NULL, NULL, NULL,
};

static char *words(int argc, char **argv)
{
	char *all = xstrdup(argv[0]), *longer;
	int i;

	for (i = 1; i < argc; i++) {
		longer = xasprintf("%s %s", all, argv[i]);
		free(all);
		all = longer;
	}
	return all;
}

/* Of this run alone, or as good as (malloced). */
static char *random_name(void)
{
	uint64_t id = 0;

	if (getrandom(&id, sizeof(id), 0) != sizeof(id))
		id = (uint64_t)time(NULL);
	return xasprintf("%016llx", (unsigned long long)id);
}

static struct record *new_record(int argc, char **argv, const struct request *q)
{
	struct record *r = record_new();
	char utc[32], *build;
	time_t now = time(NULL);

	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	r->id = random_name();
	r->utc = xstrdup(utc);
	r->version = xstrdup(PRIVBENCH_VERSION);
	r->command = words(argc, argv);
	r->seed = q->seed;
	build = build_id();
	if (build)
		record_fact(r, "build", "%s", build);
	free(build);
	if (q->pair)
		record_fact(r, "pair", "%s", q->pair);
	return r;
}

/* Two runs may begin in one second. */
static int write_record(struct record *r, const struct arguments *a)
{
	char *path;
	int err;

	if (a->output)
		return a->force ? record_replace(r, a->output) : record_write(r, a->output);
	path = record_path_in("results", r);
	err = record_write_beside(r, path);
	free(path);
	return err;
}

static bool asked_for(const struct request *q, const struct result *row)
{
	const struct pb_bench *bench = pb_find(row->name);

	return bench && globs_select(q, bench);
}

/* What measures the clock is in every run, and is not what somebody wanted to know. */
static bool measured_something(const struct record *r, const struct request *q)
{
	const struct result *row, *first = NULL;
	char *why;

	for (row = r->results; row < r->results + r->result_count; row++) {
		if (!asked_for(q, row))
			continue;
		if (row->status == STATUS_OK)
			return true;
		if (!first)
			first = row;
	}
	if (first && first->status == STATUS_CONTENDED) {
		complain("what was asked for is contended and decides nothing (%s: %s); measure again, or wait longer with --wait",
			 first->name, first->reason);
		return false;
	}
	why = first ? table_why(first) : xstrdup("no bench could run here");
	complain("nothing that was asked for was measured: %s%s%s", first ? first->name : "", first ? ": " : "", why);
	free(why);
	return false;
}

/* The figures stand, and decide nothing: said last, where it is read. */
static bool calibrated(const struct record *r)
{
	if (calibration_failed(r))
		fputs("privbench: " CALIBRATION_FAILED "; the notes say why. Measure again when the machine is quiet\n",
		      stderr);
	return !calibration_failed(r);
}

/* What was measured is not lost because a disk is full. */
static int keep_elsewhere(struct record *r)
{
	const char *folder = getenv("TMPDIR");
	char *path = xasprintf("%s/privbench-%s.json", folder ? folder : "/tmp", r->id);
	int err = record_write(r, path);

	if (!err)
		remark("record kept at: %s", path);
	free(path);
	return err;
}

/* As a page with plots, beside the record. */
static int draw(const struct record *r)
{
	char *folder = plot_folder(r->path), *page;
	int err = report_page(&r, 1, folder, &page);

	if (page) {
		putchar('\n');
		announce("page: %s", page);
	}
	free(page);
	free(folder);
	return err;
}

/* The record is there, whatever becomes of its page. */
static int tell_where(const struct record *r, bool plot)
{
	int err = plot ? draw(r) : 0;

	if (!plot)
		putchar('\n');
	announce("record: %s", r->path);
	fflush(stdout);
	return err;
}

static void print_record(const struct record *r, FILE *out)
{
	struct document *d = records_document(&r, 1, false, false);

	text_document(d, out);
	document_free(d);
}

/* The table goes to stderr where the record goes to standard output. */
static int finish(struct record *r, const struct arguments *a)
{
	bool to_stdout = a->output && !strcmp(a->output, "-");
	int err;

	claims_judge(r);
	print_record(r, to_stdout ? stderr : stdout);
	fflush(stdout);
	err = write_record(r, a);
	if (err)
		keep_elsewhere(r);
	else if (!to_stdout)
		err = tell_where(r, a->plot);
	if (!measured_something(r, &a->request))
		err = -ENODATA;
	if (!calibrated(r))
		err = -EIO;
	return err ? 5 : 0;
}

/* Many records: a folder of them. */
static int run_campaign(const struct arguments *a)
{
	char utc[32], *folder, *session = random_name();
	time_t now = time(NULL);
	struct campaign c = {
		.on = a->on, .against = a->against, .session = session, .adaptive = a->adaptive,
		.request = &a->request,
	};
	int status;

	strftime(utc, sizeof(utc), "%Y-%m-%dT%H-%M-%SZ", gmtime(&now));
	folder = a->output ? xstrdup(a->output) : xasprintf("results/%s-%s", utc, a->on);
	c.folder = folder;
	status = campaign_run(&c);
	free(session);
	free(folder);
	return status;
}

/* Measure at one target; its name is left in *target (malloced). */
static int run_at(const char *on, const struct arguments *a, int argc, char **argv, char **target)
{
	struct record *r = new_record(argc, argv, &a->request);
	int status = target_measure(on, &a->request, r);

	if (!status)
		status = finish(r, a);
	*target = r->target ? xstrdup(r->target) : NULL;
	record_free(r);
	return status;
}

/* Somewhere that a second record can go beside. */
static bool is_file(const char *output)
{
	return !output || !output_straight(output);
}

/*
 * Beside what auto chose: where ring 3 is silicon it gives the calibration of
 * this machine, and real cycles to who has nothing else.  What becomes of it
 * does not change how the run ended.
 */
static void run_beside(const struct arguments *chosen, int argc, char **argv)
{
	struct arguments a = *chosen;
	struct record *r = new_record(argc, argv, &a.request);
	char *path = a.output ? path_suffixed(a.output, "-user") : NULL;
	int status = target_measure("user", &a.request, r);

	a.output = path;
	if (!status && r->clock == CLOCK_SILICON)
		finish(r, &a);
	else if (!status)
		remark("not kept: ring 3 is no silicon here");
	free(path);
	record_free(r);
}

/* Better told before the measurement than after it. */
static bool taken(const struct arguments *a)
{
	struct stat st;

	if (!a->output || a->force || lstat(a->output, &st) || S_ISDIR(st.st_mode) || !is_file(a->output))
		return false;
	complain("%s is there already, and no record is rewritten; name another file, or say --force",
		a->output);
	return true;
}

/* The folder that the record goes into (malloced); NULL: it is no file in a folder. */
static char *folder_of(const struct arguments *a)
{
	const char *slash = a->output ? strrchr(a->output, '/') : NULL;

	if (a->output && !is_file(a->output))
		return NULL;
	if (!a->output)
		return xstrdup("results");
	return slash ? xasprintf("%.*s", (int)(slash - a->output + 1), a->output) : xstrdup(".");
}

/* So are these. */
static bool is_folder(const struct arguments *a)
{
	struct stat st;

	if (!a->output || (*a->output && (stat(a->output, &st) || !S_ISDIR(st.st_mode))))
		return false;
	complain("'%s' is %s, and a record is a file; nothing was measured; name one with -o", a->output,
		 *a->output ? "a folder" : "no name");
	return true;
}

static bool runnable(const char *program)
{
	struct stat st;
	int err = stat(program, &st) || access(program, X_OK) ? errno : S_ISREG(st.st_mode) ? 0 : EACCES;

	if (err)
		complain("--against %s: %s; nothing was measured; name another privbench", program, strerror(err));
	return !err;
}

static bool writable(const struct arguments *a)
{
	char *folder = folder_of(a), *inside = folder ? xasprintf("%s/.", folder) : NULL;
	int err = 0;

	if (folder && !a->output && mkdir(folder, 0777) && errno != EEXIST)
		err = errno;
	if (inside && !err && access(inside, W_OK))
		err = errno;
	if (err)
		complain("cannot write into the folder %s: %s; nothing was measured; name another place with -o",
			 folder, strerror(err));
	free(inside);
	free(folder);
	return !err;
}

int cmd_run(int argc, char **argv)
{
	struct arguments a = { .on = "auto", .request.wait = WAIT_USUAL };
	char *target = NULL, *store;
	bool campaign;
	int status;

	arguments_parse(&argp, argc, argv, &a);
	if (globs_complain(&a.request))
		return 2;
	if (!a.request.seed && getrandom(&a.request.seed, sizeof(a.request.seed), 0) < 0)
		a.request.seed = 1;
	a.request.seed &= INT64_MAX;	/* JSON's integers are signed */
	campaign = a.against || a.request.plan.boots > 1;
	if (taken(&a) || (!campaign && is_folder(&a)) || (a.against && !runnable(a.against)) || !writable(&a))
		return 5;
	interrupt_catch();
	if (campaign)
		return run_campaign(&a);
	a.request.store = store = folder_of(&a);
	status = run_at(a.on, &a, argc, argv, &target);
	if (!status && target && !strcmp(a.on, "auto") && strcmp(target, "user") &&
	    is_file(a.output))
		run_beside(&a, argc, argv);
	free(store);
	free(target);
	return status;
}

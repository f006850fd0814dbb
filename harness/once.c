// SPDX-License-Identifier: GPL-2.0-only
/* A run: at one target, or at every target that can measure what those before it could not. */
#include "once.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "bench.h"
#include "build-id.h"
#include "calibration.h"
#include "commands.h"
#include "complain.h"
#include "document.h"
#include "figures.h"
#include "formats.h"
#include "interrupt.h"
#include "judge.h"
#include "output.h"
#include "page.h"
#include "plot.h"
#include "questions.h"
#include "record.h"
#include "request.h"
#include "tables.h"
#include "target.h"
#include "util.h"

char *once_name(void)
{
	uint64_t id = 0;

	if (getrandom(&id, sizeof(id), 0) != sizeof(id))
		id = (uint64_t)time(NULL);
	return xasprintf("%016llx", (unsigned long long)id);
}

char *once_utc(const char *format)
{
	char text[32];
	time_t now = time(NULL);

	strftime(text, sizeof(text), format, gmtime(&now));
	return xstrdup(text);
}

static struct record *new_record(int argc, char **argv, const struct request *q, const char *begun)
{
	struct record *r = record_new();
	char *build = build_id();

	r->id = once_name();
	r->utc = xstrdup(begun);
	r->version = xstrdup(PRIVBENCH_VERSION);
	r->command = join((const char *const *)argv, (size_t)argc, " ");
	r->seed = q->seed;
	if (build)
		record_fact(r, "build", "%s", build);
	free(build);
	if (q->pair)
		record_fact(r, "pair", "%s", q->pair);
	return r;
}

/* What was measured so far. */
struct run {
	const struct run_arguments *a;
	int argc;
	char **argv;
	char *utc;			/* when it began: the name that its records share */
	struct record **records;
	size_t count;
	bool failed;			/* a target, or writing what it measured */
};

bool once_is_file(const char *output)
{
	return !output || !output_straight(output);
}

/* The first record is what -o names; others lie beside it. */
static int write_record(const struct run *run, struct record *r)
{
	const struct run_arguments *a = run->a;
	char *suffix = xasprintf("-%s", r->target), *path;
	int err;

	if (a->output) {
		path = run->count > 1 ? path_suffixed(a->output, suffix) : xstrdup(a->output);
		err = record_write(r, path, a->force ? RECORD_REPLACES : RECORD_NEW);
	} else {
		path = record_path_in("results", r);	/* there may be one of this second */
		err = record_write(r, path, RECORD_BESIDE);
	}
	free(path);
	free(suffix);
	return err;
}

/* What was measured is not lost because a disk is full. */
static void keep_elsewhere(struct record *r)
{
	const char *folder = getenv("TMPDIR");
	char *path = xasprintf("%s/privbench-%s.json", folder ? folder : "/tmp", r->id);

	if (!record_write(r, path, RECORD_NEW))
		remark("record kept at: %s", path);
	free(path);
}

static void keep(struct run *run, struct record *r)
{
	*PUSH(run->records, run->count) = r;
	claims_judge(r);
	if (write_record(run, r)) {
		run->failed = true;
		keep_elsewhere(r);
	}
}

/* The benches that calibrate are in every run, and are not what somebody wanted to know. */
static bool asked_for(const struct request *q, const struct result *result)
{
	const struct pb_bench *bench = pb_find(result->name);

	return bench && globs_name(q, bench);
}

/* A contended one, if there is any: that it might have been measured matters more. */
static const struct result *first_asked(const struct record *r, const struct request *q)
{
	const struct result *first = NULL;

	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (asked_for(q, result) && (!first || (result->status == STATUS_CONTENDED &&
							first->status != STATUS_CONTENDED)))
			first = result;
	}
	return first;
}

static bool measured_any(const struct record *r, const struct request *q)
{
	for (size_t i = 0; i < r->result_count; i++)
		if (r->results[i].status == STATUS_OK && asked_for(q, &r->results[i]))
			return true;
	return false;
}

static void tell_nothing(const struct result *first)
{
	char *why;

	if (!first) {
		complain("nothing that was asked for was measured: no bench could run here");
	} else if (first->status == STATUS_CONTENDED) {
		complain("what was asked for is contended and decides nothing (%s: %s); "
			 "measure again, or wait longer with --wait", first->name, first->reason);
	} else {
		why = table_why(first);
		complain("nothing that was asked for was measured: %s: %s", first->name, why);
		free(why);
	}
}

static bool measured_something(const struct run *run)
{
	const struct request *q = &run->a->request;

	for (size_t i = 0; i < run->count; i++)
		if (measured_any(run->records[i], q))
			return true;
	tell_nothing(first_asked(run->records[0], q));
	return false;
}

/* The figures stand, and decide nothing: said last, where it is read. */
static bool calibrated(const struct record *r)
{
	if (calibration_failed(r))
		complain(CALIBRATION_FAILED "; the notes say why. "
			 "Measure again when the machine is quiet");
	return !calibration_failed(r);
}

/* Several targets */

/* On silicon; for a target whose figures are not of silicon, anywhere. */
static bool measured_before(const struct run *run, const struct target *t, const char *name)
{
	for (size_t i = 0; i < run->count; i++)
		if ((run->records[i]->clock == CLOCK_SILICON || !(t->can & TARGET_HERE)) &&
		    result_measured(record_find(run->records[i], name)))
			return true;
	return false;
}

/* Is there a bench left that the target may be able to run? */
static bool has_work(const struct run *run, const struct target *t)
{
	for (unsigned int i = 0; i < pb_bench_count; i++) {
		const struct pb_bench *bench = pb_benches[i];

		if (globs_select(&run->a->request, bench) &&
		    (t->can & TARGET_FLAT || !(bench->needs & PB_OWN_MACHINE)) &&
		    !(t->can & TARGET_HERE && bench->needs & PB_RING0) &&
		    !measured_before(run, t, bench->name))
			return true;
	}
	return false;
}

struct others {
	const struct run *run;
	const struct target *target;
};

static bool is_new(const struct result *result, const void *of)
{
	const struct others *others = of;

	return !strcmp(result->question, PB_CALIBRATION) ||
	       !measured_before(others->run, others->target, result->name);
}

/* Each bench is measured once, in the best place: `next` is without what others have measured. */
static void measured(struct run *run, const struct target *t, struct record *next)
{
	if (t->can & TARGET_HERE && run->count && next->clock != CLOCK_SILICON) {
		remark("not kept: the clock here is not silicon's");
		record_free(next);
		return;
	}
	record_keep(next, is_new, &(struct others){ run, t });
	keep(run, next);
}

/* Beside others it takes a fifth of the time; --on user says more. */
#define BATCHES_BESIDE 10
#define SAMPLES_BESIDE 12

/*
 * At every target that can measure what those before it could not.  Why a target is unfit stands
 * in the record of the next.
 */
static void run_auto(struct run *run)
{
	struct record *next = NULL;

	for (size_t i = 0; i < target_count && !run->failed; i++) {
		const struct target *t = targets[i];
		struct request q = run->a->request;
		int err;

		if (!(t->can & TARGET_AUTO) || !has_work(run, t) ||
		    (run->count && !once_is_file(run->a->output)))
			continue;
		if (t->can & TARGET_HERE && run->count && !q.plan.samples) {
			q.plan.batches = BATCHES_BESIDE;
			q.plan.samples = SAMPLES_BESIDE;
		}
		next = next ? next : new_record(run->argc, run->argv, &q, run->utc);
		err = target_measure(t, &q, next, true);
		run->failed = err < 0;
		if (!err) {
			measured(run, t, next);
			next = NULL;
		}
	}
	record_free(next);
	if (!run->count && !run->failed)
		complain("no target can measure here; the reasons are above");
}

static void run_target(struct run *run, const struct target *t)
{
	struct record *r = new_record(run->argc, run->argv, &run->a->request, run->utc);

	if (target_measure(t, &run->a->request, r, false)) {
		run->failed = true;
		record_free(r);
	} else {
		keep(run, r);
	}
}

/* The end */

/* Pages and plots, in a folder beside the first record. */
static void draw(struct run *run)
{
	const struct record *const *records = (const struct record *const *)run->records;
	char *folder = plot_folder(run->records[0]->path);

	if (report_page(records, run->count, folder, "page      "))
		run->failed = true;
	free(folder);
}

static void show(const struct run *run, FILE *out)
{
	const struct record *const *records = (const struct record *const *)run->records;
	struct document *d = run->a->request.verbose ?
		records_document(records, run->count, true, false) :
		answers_document(records, run->count, ANSWERS_LINES);

	if (interrupted())
		document_fact(d, "partial", "interrupted before every target had its turn");
	text_document(d, out);
	document_free(d);
}

/* "results/TIME-" of "results/TIME-qemu.json" (malloced); NULL: its name is another */
static char *stem_of(const struct record *r)
{
	char *end = xasprintf("%s.json", r->target);
	size_t n = r->path ? strlen(r->path) : 0, most = strlen(end);
	bool is = n > most && !strcmp(r->path + n - most, end);

	free(end);
	return is ? xasprintf("%.*s", (int)(n - most), r->path) : NULL;
}

/* "results/TIME-{qemu,user}.json", as a shell expands it; or all names (malloced). */
static char *paths_of(const struct run *run)
{
	char *stem = stem_of(run->records[0]), *names = xstrdup(""), *all = xstrdup("");
	bool same = stem && run->count > 1;

	for (size_t i = 0; i < run->count; i++) {
		char *its = stem_of(run->records[i]);

		same = same && its && !strcmp(its, stem);
		append(&names, "%s%s", i ? "," : "", run->records[i]->target);
		if (run->records[i]->path)
			append(&all, "%s%s", *all ? " " : "", run->records[i]->path);
		free(its);
	}
	if (same) {
		free(all);
		all = xasprintf("%s{%s}.json", stem, names);
	}
	free(names);
	free(stem);
	return all;
}

static void tell_records(const struct run *run)
{
	char *paths = paths_of(run);

	announce("record: %s", paths);
	free(paths);
}

/* Say what was found and where it is.  An exit status. */
static int finish(struct run *run)
{
	bool to_stdout = run->a->output && !strcmp(run->a->output, "-");

	if (!run->count)
		return EXIT_RUN_FAILED;
	show(run, to_stdout ? stderr : stdout);
	if (!to_stdout && run->records[0]->path) {
		putchar('\n');
		if (run->a->plot)
			draw(run);
		tell_records(run);
	}
	fflush(stdout);
	if (!measured_something(run) || !calibrated(run->records[0]))
		run->failed = true;
	return run->failed ? EXIT_RUN_FAILED : EXIT_FINE;
}

int run_once(const struct run_arguments *a, int argc, char **argv)
{
	const struct target *t = target_find(a->request.target);	/* NULL: auto */
	struct run run = {
		.a = a, .argc = argc, .argv = argv, .utc = once_utc("%Y-%m-%dT%H:%M:%SZ"),
	};
	int status;

	if (t)
		run_target(&run, t);
	else
		run_auto(&run);
	status = finish(&run);
	while (run.count)
		record_free(run.records[--run.count]);
	free(run.records);
	free(run.utc);
	return status;
}


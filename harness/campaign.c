// SPDX-License-Identifier: GPL-2.0-only
#include "campaign.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boots.h"
#include "calibration.h"
#include "complain.h"
#include "document.h"
#include "formats.h"
#include "changes.h"
#include "interrupt.h"
#include "target.h"
#include "probe.h"
#include "progress.h"
#include "record.h"
#include "records.h"
#include "tables.h"
#include "util.h"

#define ARGS_MAX 32
#define TRIES 5

struct words {
	const char **argv;
	size_t count;
};

/* A word of a command line, kept until the process ends. */
static void word(struct words *w, const char *text)
{
	if (text)
		w->argv[w->count++] = text;
}

static void option(struct words *w, const char *name, const char *value)
{
	if (value)
		word(w, xasprintf("%s=%s", name, value));
}

static void number(struct words *w, const char *name, unsigned long long value)
{
	if (value)
		word(w, xasprintf("%s=%llu", name, value));
}

/* Why not, by the quickest core of the plan: shared evenly all the while, it may pass for quiet (malloced). */
static char *slower_core(struct campaign *c, const struct record *r)
{
	const struct result *result = r->clock == CLOCK_SILICON ? record_find(r, "issue-width") : NULL;

	if (!result || result->status != STATUS_OK)
		return NULL;
	if (c->width > 0 && result->estimate > c->width * (1 + PROBE_TOLERANCE))
		return xasprintf("the core was shared: issue-width took %.2f core cycles, and %.2f before", result->estimate,
				 c->width);
	c->width = c->width > 0 ? fmin(c->width, result->estimate) : result->estimate;
	return NULL;
}

/* Why the record is none to compare with (malloced), by its own evidence; NULL if it is one. */
static char *disturbed(struct campaign *c, const char *path)
{
	char *error = NULL, *why = NULL;
	struct record *r = record_read(path, &error);

	if (!r)
		return error;
	if (calibration_failed(r))
		why = xstrdup("the calibration failed");
	else if (record_contended(r))
		why = xstrdup("the core was shared most of the time");
	else if (!strcmp(c->on, "user") && r->clock != CLOCK_SILICON)
		why = xasprintf("the clock was not recognised: %s", r->clock_reason);
	else
		why = slower_core(c, r);
	record_free(r);
	return why;
}

static void tell_failed(const char *program, const char *path, int status, const char *output)
{
	progress_end();
	if (status < 0)
		complain("%s is not there: %s could not be started: %s", path, program, strerror(-status));
	else
		complain("%s is not there, and %s ended with exit status %d:", path, program, status);
	if (status >= 0)
		quote(output && *output ? output : "it said nothing");
}

/* One record by one program, and what disturbs it; 0, or 5, its last words on stderr. */
static int launch(struct campaign *c, const char *program, const char *path, unsigned int n,
		  char **why)
{
	const struct request *q = c->request;
	struct words w = { xcalloc(ARGS_MAX + q->glob_count, sizeof(*w.argv)), 0 };
	char *output = NULL, *plan = NULL, *patience = NULL, *pair = NULL, *wait = NULL;
	bool done;
	size_t i;
	int status;

	if (q->plan.batches)
		plan = xasprintf("1x%ux%u", q->plan.batches, q->plan.samples);
	if (q->wait != WAIT_USUAL)	/* an older program may not know it */
		wait = xasprintf("%.17g", q->wait);
	if (q->patience > 0)
		patience = xasprintf("%.17g", q->patience);
	if (c->against)
		pair = xasprintf("%s/%u", c->session, n);
	word(&w, program);
	word(&w, "run");
	option(&w, "--on", c->on);
	option(&w, "--output", path);
	option(&w, "--plan", plan ? plan : "quick");
	option(&w, "--clock", q->clock);
	option(&w, "--kernel", q->kernel);
	option(&w, "--timeout", patience);
	option(&w, "--wait", wait);
	number(&w, "--seed", (q->seed + n) & INT64_MAX);
	option(&w, "--pair", pair);
	word(&w, "--");
	for (i = 0; i < q->glob_count; i++)
		word(&w, q->globs[i]);
	status = run_program(w.argv, &output);
	*why = access(path, F_OK) ? NULL : disturbed(c, path);
	if (*why)
		status = 0;	/* a record there is */
	done = !status && !access(path, F_OK);
	if (!done && !interrupted())
		tell_failed(program, path, status, output);
	free(output);
	free(wait);
	free(pair);
	free(patience);
	free(plan);
	free(w.argv);
	return done ? 0 : 5;
}

static char *record_path(const struct campaign *c, const char *side, unsigned int n)
{
	return xasprintf("%s%s/%03u.json", c->folder, side, n);
}

/* What is in the folder already stays, and is added to. */
static bool taken(const struct campaign *c, const char *side, unsigned int n)
{
	char *path = record_path(c, side, n);
	bool there = !access(path, F_OK);

	free(path);
	return there;
}

static unsigned int first_free(const struct campaign *c)
{
	unsigned int n = 1;

	while (c->against ? taken(c, "/a", n) || taken(c, "/b", n) : taken(c, "", n))
		n++;
	return n;
}

/*
 * What a neighbour on the core has disturbed is measured again at once; the evidence
 * is the latency of the chains, not the figures of the benches.  It is kept
 * beside, by a name that is no record's.
 */
static int one_boot(struct campaign *c, const char *program, const char *side, unsigned int n)
{
	char *path = record_path(c, side, n), *why = NULL;
	int try, status = 0;

	for (try = 1; try <= TRIES && !status && !interrupted(); try++) {
		status = launch(c, program, path, n, &why);
		if (!why)
			break;
		progress_end();
		remark("%s: %s; %s", path, why, try < TRIES ? "once more" : "left at that");
		if (try < TRIES) {
			char *aside = xasprintf("%s.disturbed-%d", path, try);

			rename(path, aside);
			free(aside);
		}
		free(why);
	}
	free(path);
	return status;
}

/* A B, B A, A B, ... */
static int one_pair(struct campaign *c, const char *self, unsigned int n)
{
	bool swapped = n % 2 == 0;
	int status = one_boot(c, swapped ? c->against : self, swapped ? "/b" : "/a", n);

	return status ? status : one_boot(c, swapped ? self : c->against, swapped ? "/a" : "/b", n);
}

static int make_folders(const struct campaign *c)
{
	static const char *const sides[] = { "", "/a", "/b" };
	size_t i;

	for (i = 0; i < (c->against ? 3 : 1); i++) {
		char *path = xasprintf("%s%s", c->folder, sides[i]);
		int err = mkdir(path, 0777) && errno != EEXIST ? errno : 0;

		if (err)
			complain("cannot make the folder %s: %s; name another with -o", path,
				strerror(err));
		free(path);
		if (err)
			return 5;
	}
	return 0;
}

/* How many results' intervals are not narrow enough yet, said on stderr if asked. */
static size_t unsettled(const struct campaign *c, bool say)
{
	char *path = xasprintf("%s%s", c->folder, c->against ? "/a" : "");
	struct records side;
	struct record *all = records_read(path, &side) ? NULL : boots_summary(&side);
	size_t n = all ? boots_unsettled(all, say) : 1;

	record_free(all);
	records_free(&side);
	free(path);
	return n;
}

/* An exact clock has nothing more to say after the first boot. */
static bool exact(const struct campaign *c, unsigned int n)
{
	char *path = record_path(c, c->against ? "/a" : "", n), *error = NULL;
	struct record *r = record_read(path, &error);
	bool yes = r && r->clock == CLOCK_ICOUNT;

	record_free(r);
	free(error);
	free(path);
	return yes;
}

static int measure_all(struct campaign *c)
{
	unsigned int boots = c->request->plan.boots ? c->request->plan.boots : 1, first = first_free(c), i;
	char *self = program_file("privbench");
	int status = 0;

	for (i = 0; i < boots && !interrupted(); i++) {
		progress(i, boots, "%u of %u at %s", i + 1, boots, c->on);
		status = c->against ? one_pair(c, self, first + i) : one_boot(c, self, "", first + i);
		if (status)
			break;
		if (i + 1 < boots && exact(c, first)) {
			remark("the clock is exact: further boots would say the same");
			break;
		}
		if (c->adaptive && i + 1 >= BOOTS_MIN && !unsettled(c, false))
			break;
	}
	progress_end();
	free(self);
	return status;
}

static bool one_boot_only(const struct records *side)
{
	const char *boot = changes_fact(side->records[0], "boot_id");
	size_t i;

	for (i = 1; i < side->count; i++)
		if (strcmp(changes_fact(side->records[i], "boot_id"), boot))
			return false;
	return side->count > 1 && strcmp(boot, changes_unknown);
}

static void print_summary(const struct record *summary, const struct records *boots)
{
	struct document *d = records_document(&summary, 1, false, false);

	add_spread(d, boots);
	format_print(format_text, d);
}

/* Of all its boots.  5, and said so, where none of them is calibrated. */
static int conclude(const struct campaign *c, const char *name)
{
	char *path = xasprintf("%s%s", c->folder, name);
	struct record *all = NULL;
	struct records side;
	int status = 5;

	if (!records_read(path, &side)) {
		all = boots_summary(&side);
		status = calibration_failed(all) ? 5 : 0;
		if (!c->against)
			print_summary(all, &side);
		if (!c->against && one_boot_only(&side))
			puts("\nall of one boot, which they describe; another build is measured in the same boot with --against");
		fflush(stdout);
	}
	if (all && status)
		complain("%s: " CALIBRATION_FAILED, path);
	record_free(all);
	records_free(&side);
	free(path);
	return status;
}

static int conclude_all(const struct campaign *c)
{
	int a = conclude(c, c->against ? "/a" : ""), b = c->against ? conclude(c, "/b") : 0;

	return a ? a : b;
}

int campaign_run(struct campaign *c)
{
	int status = make_folders(c), end;

	if (status)
		return status;
	status = measure_all(c);
	if (interrupted()) {
		complain("interrupted; what was recorded is in %s", c->folder);
		status = 5;
	} else if (!status && c->adaptive) {
		unsettled(c, true);
	}
	end = conclude_all(c);
	putchar('\n');
	announce("records: %s", c->folder);
	if (c->against && !status)
		announce("compare them: privbench compare %s/a %s/b", c->folder, c->folder);
	return status ? status : end;
}

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
#include "changes.h"
#include "complain.h"
#include "document.h"
#include "formats.h"
#include "interrupt.h"
#include "probe.h"
#include "record.h"
#include "records.h"
#include "request.h"
#include "tables.h"
#include "target.h"
#include "util.h"

#define TRIES 5

/* Against the plan's quickest record: an evenly shared core may pass for quiet (malloced). */
static char *slower_core(struct campaign *c, const struct record *r)
{
	const struct result *result = record_find(r, "issue-width");

	if (r->clock != CLOCK_SILICON || !result || result->status != STATUS_OK)
		return NULL;
	if (c->width > 0 && result->estimate > c->width * (1 + PROBE_TOLERANCE))
		return xasprintf("the core was shared: issue-width took %.2f core cycles, "
				 "and %.2f before", result->estimate, c->width);
	c->width = c->width > 0 ? fmin(c->width, result->estimate) : result->estimate;
	return NULL;
}

/*
 * Why the record is not one to compare with (malloced), or NULL: by the latency of
 * the chains that calibrate, never by the figures of the benches.
 */
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
	else if (target_find(c->request->target)->can & TARGET_HERE && r->clock != CLOCK_SILICON)
		why = xasprintf("the clock was not recognised: %s", r->clock_reason);
	else
		why = slower_core(c, r);
	record_free(r);
	return why;
}

static void tell_failed(const char *program, const char *path, int status, const char *output)
{
	progress_end();
	if (status < 0) {
		complain("%s: %s could not be started: %s", path, program, strerror(-status));
		return;
	}
	complain("%s: %s ended with exit status %d:", path, program, status);
	quote(output && *output ? output : "it said nothing");
}

/* One record, and what disturbed it (malloced); 0, or 5 with what the program said. */
static int measure(struct campaign *c, const char *program, const char *path, unsigned int n,
		   char **why)
{
	struct request q = *c->request;
	struct words w = { 0 };
	char *output = NULL, *pair = c->against ? xasprintf("%s/%u", c->session, n) : NULL;
	bool there, failed;
	int status;

	q.plan.boots = 1;
	q.seed = (q.seed + n) & INT64_MAX;
	q.pair = pair;
	words_add(&w, xstrdup(program));
	words_add(&w, xstrdup("run"));
	words_add(&w, xasprintf("--output=%s", path));
	request_words(&q, &w);
	status = run_program((const char *const *)w.all, &output);
	there = !access(path, F_OK);
	*why = there ? disturbed(c, path) : NULL;
	failed = !*why && (status || !there);	/* a disturbed record is one, whatever the status */
	if (failed && !interrupted())
		tell_failed(program, path, status, output);
	words_free(&w);
	free(output);
	free(pair);
	return failed ? EXIT_RUN_FAILED : 0;
}

static char *record_path(const struct build *b, unsigned int n)
{
	return xasprintf("%s/%03u.json", b->folder, n);
}

static bool taken(const struct campaign *c, unsigned int n)
{
	bool there = false;
	size_t i;

	for (i = 0; i < c->count; i++) {
		char *path = record_path(&c->builds[i], n);

		there |= !access(path, F_OK);
		free(path);
	}
	return there;
}

/* A disturbed record is kept under a name that is no record's, and measured again. */
static int one_boot(struct campaign *c, const struct build *b, unsigned int n)
{
	char *path = record_path(b, n), *why = NULL, *aside;
	int try, status = 0;

	for (try = 1; try <= TRIES && !status && !interrupted(); try++) {
		status = measure(c, b->program, path, n, &why);
		if (!why)
			break;
		progress_end();
		remark("%s: %s; %s", path, why,
		       try < TRIES ? "measured again" : "kept all the same");
		free(why);
		if (try == TRIES) {
			c->disturbed++;
			break;
		}
		aside = xasprintf("%s.disturbed-%d", path, try);
		rename(path, aside);
		free(aside);
	}
	free(path);
	return status;
}

/* A B, B A, A B, ...; or A alone. */
static int one_round(struct campaign *c, unsigned int n)
{
	int status = 0;
	size_t i;

	for (i = 0; i < c->count && !status; i++)
		status = one_boot(c, &c->builds[(n + 1 + i) % c->count], n);
	return status;
}

static int make_folder(const char *path)
{
	int err = mkdir(path, 0777) && errno != EEXIST ? errno : 0;

	if (err)
		complain("cannot make the folder %s: %s; name another with -o", path,
			 strerror(err));
	return err ? EXIT_RUN_FAILED : 0;
}

/* A build's records so far, and their summary; NULL: there is none. */
static struct record *summary(const struct build *b, struct records *boots)
{
	records_read(&b->folder, 1, boots);
	return boots->count ? boots_summary(boots) : NULL;
}

/* Whether further boots would say nothing new. */
static bool enough(const struct campaign *c, unsigned int done)
{
	struct records boots;
	struct record *all = summary(&c->builds[0], &boots);
	const struct record *last = all ? boots.records[boots.count - 1] : NULL;
	/* Few paths of a hypervisor differ by boot, but some do. */
	bool exact = all && last->clock == CLOCK_ICOUNT && !record_counts_hypervisor(last);
	bool settled = all && c->adaptive && done >= BOOTS_MIN && !boots_unsettled(all, false);

	if (exact && done < c->request->plan.boots)
		remark("the clock is exact: further boots would say the same");
	record_free(all);
	records_free(&boots);
	return exact || settled;
}

static int measure_all(struct campaign *c)
{
	unsigned int boots = c->request->plan.boots, first = 1, i;
	int status = 0;

	while (taken(c, first))		/* what is in the folder already stays, and is added to */
		first++;
	for (i = 0; i < boots && !status && !interrupted(); i++) {
		progress(i, boots, "%u of %u at %s", i + 1, boots, c->request->target);
		status = one_round(c, first + i);
		if (!status && (!i || c->adaptive) && enough(c, i + 1))
			break;
	}
	progress_end();
	return status;
}

static bool one_boot_only(const struct records *boots)
{
	const char *boot = changes_fact(boots->records[0], "boot_id");
	size_t i;

	for (i = 1; i < boots->count; i++)
		if (strcmp(changes_fact(boots->records[i], "boot_id"), boot))
			return false;
	return boots->count > 1 && strcmp(boot, changes_unknown);
}

static void print(const struct record *all, const struct records *boots)
{
	struct document *d = records_document(&all, 1, false, false);

	add_spread(d, boots);
	format_print(format_text, d);
	if (one_boot_only(boots))
		puts("\nAll records are of one boot, and describe that. To compare another build "
		     "in the same boot: --against");
	fflush(stdout);
}

/* Of one build: 5, and said so, where none of its records is calibrated. */
static int conclude(const struct campaign *c, const struct build *b)
{
	struct records boots;
	struct record *all = summary(b, &boots);
	int status = !all || calibration_failed(all) ? EXIT_RUN_FAILED : EXIT_FINE;

	if (all && !c->against)
		print(all, &boots);
	if (all && c->adaptive && !interrupted() && b == c->builds)
		boots_unsettled(all, true);
	if (all && status)
		complain("%s: " CALIBRATION_FAILED, b->folder);
	record_free(all);
	records_free(&boots);
	return status;
}

/* Records at another target, in the folder already, would go into the same summary. */
static int refuse_others(const struct campaign *c, const struct build *b)
{
	struct records boots = { 0 };
	const char *other = NULL;
	size_t i;

	if (records_in(b->folder))
		records_read(&b->folder, 1, &boots);
	for (i = 0; i < boots.count; i++)
		if (strcmp(boots.records[i]->target, c->request->target))
			other = boots.records[i]->target;
	if (other)
		complain("%s holds a record of target %s; name another folder with -o", b->folder,
			 other);
	records_free(&boots);
	return other ? EXIT_USAGE : 0;
}

static int run(struct campaign *c)
{
	const struct build *b, *end = c->builds + c->count;
	int status = make_folder(c->folder), concluded;

	for (b = c->builds; b < end && !status; b++)
		status = make_folder(b->folder);
	for (b = c->builds; b < end && !status; b++)
		status = refuse_others(c, b);
	if (status)
		return status;
	status = measure_all(c);
	if (interrupted()) {
		complain("interrupted; what was recorded is in %s", c->folder);
		status = EXIT_RUN_FAILED;
	}
	for (b = c->builds; b < end; b++) {
		concluded = conclude(c, b);
		status = status ? status : concluded;
	}
	if (c->disturbed)
		complain("%u of the records in %s stayed disturbed at all of %d tries; "
			 "measure again when the machine is quiet", c->disturbed, c->folder, TRIES);
	putchar('\n');
	announce("records: %s", c->folder);
	if (c->against && !status)
		announce("compare them: privbench compare %s %s", c->builds[0].folder,
			 c->builds[1].folder);
	return status;
}

int campaign_run(struct campaign *c)
{
	char *self = program_file("privbench"), *b = xasprintf("%s/b", c->folder);
	char *a = xasprintf("%s%s", c->folder, c->against ? "/a" : "");
	char *other = c->against ? realpath(c->against, NULL) : NULL;	/* not by PATH */
	int status;

	c->count = c->against ? 2 : 1;
	c->builds[0] = (struct build){ self, a };
	c->builds[1] = (struct build){ other ? other : c->against, b };
	status = run(c);
	free(self);
	free(other);
	free(a);
	free(b);
	return status;
}

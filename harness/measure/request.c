// SPDX-License-Identifier: GPL-2.0-only
#include "request.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "complain.h"
#include "questions.h"
#include "util.h"

#define PLAN_MAX 1000		/* of each of its numbers */
#define SECONDS_MAX 86400

const struct request request_usual = {
	.target = "auto",
	.plan.boots = 1,
	.wait = 10,		/* phases in which a core is shared last about as long */
};

enum { TARGET, PLAN, PAIR, CLOCK, KERNEL, CMDLINE, SEED, TIMEOUT, WAIT, VERBOSE, OPTIONS };

#define KEY(option) (0x1000 + (option))

static const struct argp_option options[] = {
	[TARGET] = { "on", 'n', "TARGET", 0, "where to measure: a target of `privbench "
		     "list`, or auto (the default), the best that works here", 0 },
	[PLAN] = { "plan", KEY(PLAN), "PLAN", 0, "how much to measure: quick (1 boot, the "
		   "default), compare (10), release (20), or BOOTSxBATCHESxSAMPLES; several boots "
		   "make a folder of records", 0 },
	[PAIR] = { "pair", KEY(PAIR), "SESSION/N", OPTION_HIDDEN, NULL, 0 },
	[CLOCK] = { "clock", KEY(CLOCK), "CLOCK", 0,
		    "tsc or icount, for targets qemu and qemu-flat", 0 },
	[KERNEL] = { "kernel", KEY(KERNEL), "SPEC", 0, "the guest's kernel: default, backports, a "
		     "version such as 6.12, a kernel's build tree, or IMAGE:KDIR", 0 },
	[CMDLINE] = { "cmdline", KEY(CMDLINE), "WORDS", 0,
		      "more words for its command line, such as mitigations=off", 0 },
	[SEED] = { "seed", KEY(SEED), "N", 0,
		   "for the order of benches; random by default", 0 },
	[TIMEOUT] = { "timeout", KEY(TIMEOUT), "SECONDS", 0, "stop a guest or a batch that does "
		      "not answer for this long; the default depends on the target", 0 },
	[WAIT] = { "wait", KEY(WAIT), "SECONDS", 0, "total time for repeating batches that "
		   "were disturbed by other users of the core (default 10)", 0 },
	[VERBOSE] = { "verbose", 'v', NULL, 0, "print all tables and the time of each phase", 0 },
	[OPTIONS] = { 0 },
};

/* The field that an option sets, and what its value is. */
#define FIELD(name) offsetof(struct request, name), sizeof(request_usual.name)
static const struct field {
	enum { TEXT, CHOICE, LINE, NUMBER, POSITIVE, SECONDS, AMOUNT, SWITCH } type;
	size_t offset, size;
	const char *expected;
} fields[] = {
	[TARGET] = { TEXT, FIELD(target), NULL },
	[PLAN] = { AMOUNT, FIELD(plan), "a plan: quick, compare, release, or "
		   "BOOTSxBATCHESxSAMPLES, such as 10x20x32" },
	[PAIR] = { TEXT, FIELD(pair), NULL },
	[CLOCK] = { CHOICE, FIELD(clock), "a clock: tsc or icount" },
	[KERNEL] = { TEXT, FIELD(kernel), NULL },
	[CMDLINE] = { LINE, FIELD(cmdline), "words of a kernel's command line: printable ASCII, "
		      "and no \"--\", behind which stands what init is to do" },
	[SEED] = { NUMBER, FIELD(seed), "a whole number from 1 up" },
	[TIMEOUT] = { POSITIVE, FIELD(timeout), "a number of seconds above 0" },
	[WAIT] = { SECONDS, FIELD(wait), "a number of seconds, or 0 for none" },
	[VERBOSE] = { SWITCH, FIELD(verbose), NULL },
};

/* One boot describes and decides nothing; ten resolve 2 % (docs/method.md). */
static const struct {
	const char *name;
	unsigned int boots;
} plans[] = {
	{ "quick", 1 },
	{ "compare", 10 },
	{ "release", 20 },
};

bool plan_parse(const char *text, struct plan *p)
{
	int end = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(plans); i++) {
		if (!strcmp(text, plans[i].name)) {
			*p = (struct plan){ plans[i].boots, 0, 0 };
			return true;
		}
	}
	if (sscanf(text, "%4ux%4ux%4u%n", &p->boots, &p->batches, &p->samples, &end) != 3)
		return false;
	return !text[end] && p->boots && p->boots <= PLAN_MAX && p->batches &&
	       p->batches <= PLAN_MAX && p->samples && p->samples <= PLAN_MAX;
}

static bool parse_number(const char *text, uint64_t *n)
{
	char *end;

	errno = 0;
	*n = strtoull(text, &end, 0);
	return !errno && !*end && end != text && *text != '-' && *n;
}

static bool parse_seconds(const char *text, double *seconds)
{
	char *end;

	*seconds = strtod(text, &end);
	return !*end && end != text && *seconds >= 0 && *seconds < SECONDS_MAX;
}

/* A kernel takes what follows the word "--" for init's. */
static bool is_command_line(const char *text)
{
	char *words = xasprintf(" %s ", text);
	bool good = !strstr(words, " -- ");

	for (; *text; text++)
		good &= *text >= ' ' && *text <= '~';
	free(words);
	return good;
}

static bool parse_value(const struct field *f, const char *text, void *value)
{
	switch (f->type) {
	case CHOICE:
		*(const char **)value = text;
		return !strcmp(text, "tsc") || !strcmp(text, "icount");
	case LINE:
		*(const char **)value = text;
		return is_command_line(text);
	case NUMBER:
		return parse_number(text, value);
	case POSITIVE:
		return parse_seconds(text, value) && *(double *)value > 0;
	case SECONDS:
		return parse_seconds(text, value);
	case AMOUNT:
		return plan_parse(text, value);
	case SWITCH:
		*(bool *)value = true;
		return true;
	case TEXT:
		*(const char **)value = text;
	}
	return true;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct request *q = state->input;
	size_t i;

	if (key == ARGP_KEY_ARGS) {
		q->globs = (const char *const *)state->argv + state->next;
		q->glob_count = (size_t)(state->argc - state->next);
		return 0;
	}
	for (i = 0; i < OPTIONS; i++) {
		if (options[i].key != key)
			continue;
		if (!parse_value(&fields[i], arg, (char *)q + fields[i].offset))
			argp_error(state, "--%s: '%s' is not %s", options[i].name, arg,
				   fields[i].expected);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp request_argp = { .options = options, .parser = parse };

void words_add(struct words *w, char *word)
{
	w->all = xreallocarray(w->all, w->count + 2, sizeof(*w->all));
	w->all[w->count++] = word;
	w->all[w->count] = NULL;
}

void words_free(struct words *w)
{
	while (w->count)
		free(w->all[--w->count]);
	free(w->all);
}

static char *plan_text(const struct plan *p)
{
	size_t i;

	if (p->batches)
		return xasprintf("%ux%ux%u", p->boots, p->batches, p->samples);
	for (i = 0; i < ARRAY_SIZE(plans); i++)
		if (plans[i].boots == p->boots)
			return xstrdup(plans[i].name);
	return NULL;
}

/* What parse_value() reads as the same (malloced); NULL: there is nothing to say. */
static char *value_text(const struct field *f, const void *value)
{
	switch (f->type) {
	case NUMBER:
		return xasprintf("%llu", (unsigned long long)*(const uint64_t *)value);
	case POSITIVE:
	case SECONDS:
		return xasprintf("%.17g", *(const double *)value);
	case AMOUNT:
		return plan_text(value);
	case TEXT:
	case LINE:
	case CHOICE:
		return xstrdup(*(const char *const *)value);
	case SWITCH:
		break;
	}
	return NULL;
}

void request_words(const struct request *q, struct words *w)
{
	size_t i;

	for (i = 0; i < OPTIONS; i++) {
		const char *value = (const char *)q + fields[i].offset;
		const char *usual = (const char *)&request_usual + fields[i].offset;
		char *word, *text;

		if (!memcmp(value, usual, fields[i].size))
			continue;	/* an older program need not know the option */
		word = xasprintf("--%s", options[i].name);
		text = value_text(&fields[i], value);
		if (text)
			append(&word, "=%s", text);
		free(text);
		words_add(w, word);
	}
	for (i = 0; i < q->glob_count; i++)
		words_add(w, xstrdup(q->globs[i]));
}

/* Globs */

/* By a question that the glob matches, though the bench is another's. */
static bool wanted(const char *glob, const struct pb_bench *bench)
{
	for (unsigned int i = 0; i < pb_question_count; i++)
		if (!fnmatch(glob, pb_questions[i].id, 0) &&
		    pb_question_needs(&pb_questions[i], bench->name))
			return true;
	return false;
}

static bool matches_name(const char *glob, const struct pb_bench *bench)
{
	char *full = xasprintf("%s/%s", bench->question, bench->name);
	bool yes = !fnmatch(glob, bench->name, 0) || !fnmatch(glob, bench->question, 0) ||
		   !fnmatch(glob, full, 0);

	free(full);
	return yes;
}

static bool matches(const char *glob, const struct pb_bench *bench)
{
	return matches_name(glob, bench) || wanted(glob, bench);
}

static bool hurts(const struct pb_bench *bench)
{
	return bench->flags & PB_OPT_IN;
}

/* Nobody names such a question and expects no harm. */
static bool all_hurt(const char *question)
{
	for (unsigned int i = 0; i < pb_bench_count; i++)
		if (!strcmp(pb_benches[i]->question, question) && !hurts(pb_benches[i]))
			return false;
	return true;
}

/* By its whole name, or by that of a question all of whose benches hurt the machine. */
static bool named(const char *glob, const struct pb_bench *bench)
{
	char *full = xasprintf("%s/%s", bench->question, bench->name);
	bool yes = !strcmp(glob, bench->name) || !strcmp(glob, full) ||
		   (!strcmp(glob, bench->question) && all_hurt(bench->question));

	free(full);
	return yes;
}

static bool measures(const char *glob, const struct pb_bench *bench)
{
	return hurts(bench) ? named(glob, bench) : matches(glob, bench);
}

bool globs_match(const struct request *q, const struct pb_bench *bench)
{
	for (size_t i = 0; i < q->glob_count; i++)
		if (matches(q->globs[i], bench))
			return true;
	return !q->glob_count;
}

#define WORK "work-"
#define OVERLAP "-overlap-"

static bool overlaps(const struct pb_bench *bench, const char *length)
{
	const char *own = strstr(bench->name, OVERLAP);

	return own && !strcmp(own + strlen(OVERLAP), length);
}

/* "work-99" is the work alone of "sti-overlap-99", which tells nothing without it. */
static bool measures_with(const char *glob, const struct pb_bench *work)
{
	const char *length = work->name + strlen(WORK);

	if (strncmp(work->name, WORK, strlen(WORK)))
		return false;
	for (unsigned int i = 0; i < pb_bench_count; i++)
		if (overlaps(pb_benches[i], length) && measures(glob, pb_benches[i]))
			return true;
	return false;
}

bool globs_select(const struct request *q, const struct pb_bench *bench)
{
	for (size_t i = 0; i < q->glob_count; i++)
		if (measures(q->globs[i], bench) || measures_with(q->globs[i], bench))
			return true;
	return !q->glob_count && !hurts(bench);
}

bool globs_name(const struct request *q, const struct pb_bench *bench)
{
	for (size_t i = 0; i < q->glob_count; i++)
		if (matches_name(q->globs[i], bench))
			return true;
	return !q->glob_count;
}

void globs_spell_out(const struct request *q, struct words *w)
{
	for (size_t i = 0; i < q->glob_count; i++)
		words_add(w, xstrdup(q->globs[i]));
	for (unsigned int i = 0; i < pb_bench_count; i++)
		if (globs_select(q, pb_benches[i]) && !globs_name(q, pb_benches[i]))
			words_add(w, xstrdup(pb_benches[i]->name));
}

/* Letters of the glob, up to a wildcard, that a name has: all anywhere, or some at its start. */
static size_t likeness(const char *glob, const char *name)
{
	const char *start = glob + strspn(glob, "*?");
	char *plain = xasprintf("%.*s", (int)strcspn(start, "*?["), start);
	size_t length = strlen(plain), n = 0;

	if (length && strstr(name, plain))
		n = length + 1;
	else
		while (n < length && plain[n] == name[n])
			n++;
	free(plain);
	return n;
}

static const char *nearest(const char *glob)
{
	const char *best = NULL, *name;
	size_t most = 0, n;
	unsigned int i;

	for (i = 0; i < 2 * pb_bench_count; i++) {
		name = i % 2 ? pb_benches[i / 2]->question : pb_benches[i / 2]->name;
		n = likeness(glob, name);
		if (n > most) {
			most = n;
			best = name;
		}
	}
	return best;
}

/* No other character is in a name; a blank would break a guest's command line. */
static bool is_glob(const char *text)
{
	while (isalnum((unsigned char)*text) || (*text && strchr("-_./*?[]!^", *text)))
		text++;
	return !*text;
}

static size_t count_matches(const char *glob)
{
	size_t count = 0;

	for (unsigned int i = 0; i < pb_bench_count; i++)
		count += matches(glob, pb_benches[i]);
	return count;
}

static bool measures_any(const char *glob)
{
	for (unsigned int i = 0; i < pb_bench_count; i++)
		if (measures(glob, pb_benches[i]))
			return true;
	return false;
}

/* Questions whose title has it: "msr-call, irq-off-on" (malloced) */
static char *questions_on(const char *word)
{
	char *all = xstrdup("");

	for (unsigned int i = 0; i < pb_question_count; i++)
		if (strcasestr(pb_questions[i].title, word))
			append(&all, "%s%s", *all ? ", " : "", pb_questions[i].id);
	return all;
}

static void suggest(const char *glob)
{
	char *wide = xasprintf("*%s*", glob), *text = xstrdup(""), *on = questions_on(glob);
	const char *name = nearest(glob);
	size_t count = count_matches(wide);

	if (name)
		append(&text, "did you mean '%s'", name);
	if (count > 1)
		append(&text, "%s '%s', which matches %zu benches", name ? ", or" : "did you mean",
		       wide, count);
	if (*on)
		append(&text, "%s %s, where the question has the word", *text ? ", or" :
		       "did you mean", on);
	complain("no bench or question matches '%s'; %s%s`privbench list` shows them all", glob,
		 text, *text ? "? " : "");
	free(on);
	free(text);
	free(wide);
}

/* What it matches hurts the machine. */
static void ask_for_names(const char *glob)
{
	char *all = xstrdup("");

	for (unsigned int i = 0; i < pb_bench_count; i++)
		if (matches(glob, pb_benches[i]))
			append(&all, "%s%s", *all ? ", " : "", pb_benches[i]->name);
	complain("'%s' matches only benches that hurt the whole machine, which are measured by "
		 "their full names alone: %s", glob, all);
	free(all);
}

size_t globs_complain(const struct request *q, bool measure)
{
	size_t wrong = 0, i;

	for (i = 0; i < q->glob_count; i++) {
		const char *glob = q->globs[i];

		if (!is_glob(glob))
			complain("'%s' has a character that no bench's name has; "
				 "a GLOB is of letters, digits, -, /, *, ? and [...]", glob);
		else if (!count_matches(glob))
			suggest(glob);
		else if (measure && !measures_any(glob))
			ask_for_names(glob);
		else
			continue;
		wrong++;
	}
	return wrong;
}

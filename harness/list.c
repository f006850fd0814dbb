// SPDX-License-Identifier: GPL-2.0-only
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "claim-words.h"
#include "commands.h"
#include "document.h"
#include "questions.h"
#include "record.h"
#include "request.h"
#include "target.h"
#include "util.h"

static const struct argp_option options[] = {
	OPTION_FORMAT,
	{ "json", 'j', NULL, 0, "the same as --format json", 0 },
	{ "questions", 'q', NULL, 0,
	  "list questions instead, with the mails they come from and their claims", 0 },
	{ 0 },
};

const struct argp list_argp = {
	options, arguments_option, "[GLOB...]",
	"List targets and benches, and why one cannot run here.",
	NULL, NULL, NULL,
};

/* What this CPU keeps from running; ring 0 and the rest depend on the target. */
static const char *lacks_here(const struct pb_bench *b)
{
	return pb_lacks(b, pb_cpu_has() | pb_executor_needs());
}

static void add_targets(struct document *d)
{
	static const struct column columns[] = {
		SHOWN("name", "target"), { "what", "what", WORDS },
		{ "not_here", "not here", BELOW },
	};
	struct table *t =
		document_table(d, "targets", "targets, best first", columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < target_count; i++) {
		struct row *row = table_row(t);

		PUT_TEXTS(row, targets[i]->name, targets[i]->what);
		put_own(row, target_unfit(targets[i]));
	}
}

static void put_known(struct row *row, bool known, size_t count)
{
	if (known)
		put_count(row, count);
	else
		put_number(row, NAN, NULL);
}

static void fill_row(const struct pb_bench *b, struct row *row)
{
	PUT_TEXTS(row, b->name, b->question);
	put_known(row, b->insns != PB_NOT_OURS, (size_t)b->insns);
	put_known(row, b->code, b->code ? (size_t)pb_site_bytes(b->code) : 0);
	PUT_TEXTS(row, b->what, lacks_here(b),
		  b->flags & PB_OPT_IN ? "it hurts the whole machine" : NULL);
	put_known(row, b->code, b->code ? b->code->cold : 0);
	put_known(row, b->code, b->code ? b->code->tables : 0);
	put_own(row, bench_code(b));
}

/* The question's table: "POPF, or a test and STI? (irq-restore)" */
static struct table *bench_table(struct document *d, const char *question)
{
	static const struct column columns[] = {
		SHOWN("name", "bench"), DATA("question"), SHOWN("insns", "insns"),
		SHOWN("bytes", "bytes"), { "what", "what", WORDS },
		{ "not_here", "not here", BELOW },
		{ "only_when_named", "measured only when named", BELOW },
		DATA("cold_bytes"), DATA("table_bytes"), DATA("code"),
	};
	char *title = xasprintf("%s (%s)", pb_question_title(question), question);
	struct table *t = document_table(d, "benches", title, columns, ARRAY_SIZE(columns));

	free(title);
	return t;
}

/* A table for each question, whose benches stand together. */
static void add_benches(struct document *d, const struct request *q)
{
	const char *question = "";
	struct table *t = NULL;
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++) {
		const struct pb_bench *b = pb_benches[i];

		if (!globs_match(q, b))
			continue;
		if (strcmp(question, b->question))
			t = bench_table(d, b->question);
		question = b->question;
		fill_row(b, table_row(t));
	}
}

/* Questions */

static size_t count_benches(const char *question)
{
	size_t count = 0;

	for (unsigned int i = 0; i < pb_bench_count; i++)
		count += !strcmp(pb_benches[i]->question, question);
	return count;
}

/* "a, b" (malloced) */
static void add_name(char **all, const char *name)
{
	append(all, "%s%s", **all ? ", " : "", name);
}

static char *headline_of(const struct pb_question *question)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < PB_HEADLINE && question->headline[i]; i++)
		add_name(&all, question->headline[i]);
	return all;
}

/* NULL: it has none */
static char *claims_of(const struct pb_question *question)
{
	char *all = xstrdup("");

	for (unsigned int i = 0; i < pb_claim_count; i++)
		if (!strcmp(pb_claims[i].question, question->id))
			add_name(&all, pb_claims[i].id);
	if (*all)
		return all;
	free(all);
	return NULL;
}

static void fill_question(const struct pb_question *question, struct row *row)
{
	const struct pb_mail *mail = question->mail;

	PUT_TEXTS(row, question->id, question->title);
	put_count(row, count_benches(question->id));
	put_own(row, mail_words(mail));
	PUT_TEXTS(row, mail ? mail->author : NULL, mail ? mail->date : NULL,
		  mail ? mail->list : NULL, mail ? mail->subject : NULL, mail ? mail->url : NULL);
	put_own(row, headline_of(question));
	put_own(row, claims_of(question));
}

/* By its own name, or by that of a bench of its own. */
static bool matches(const char *glob, const struct pb_question *question)
{
	bool yes = !fnmatch(glob, question->id, 0);

	for (unsigned int i = 0; i < pb_bench_count && !yes; i++) {
		const struct pb_bench *b = pb_benches[i];
		char *full = xasprintf("%s/%s", b->question, b->name);

		yes = !strcmp(b->question, question->id) &&
		      (!fnmatch(glob, b->name, 0) || !fnmatch(glob, full, 0));
		free(full);
	}
	return yes;
}

static bool is_asked(const struct request *q, const struct pb_question *question)
{
	for (size_t i = 0; i < q->glob_count; i++)
		if (matches(q->globs[i], question))
			return true;
	return !q->glob_count;
}

static void add_questions(struct document *d, const struct request *q)
{
	static const struct column columns[] = {
		SHOWN("id", "question"), { "title", "in words", WORDS },
		{ "benches", "benches", BELOW }, { NULL, "from", BELOW }, DATA("author"),
		DATA("date"), DATA("list"), { "subject", "subject", BELOW },
		{ "url", "url", BELOW }, { "headline", "headline", BELOW },
		{ "claims", "claims", BELOW },
	};
	struct table *t =
		document_table(d, "questions", "questions", columns, ARRAY_SIZE(columns));

	for (unsigned int i = 0; i < pb_question_count; i++)
		if (is_asked(q, &pb_questions[i]))
			fill_question(&pb_questions[i], table_row(t));
}

/* Their claims, each with the mail that it is from. */
static void add_claimed(struct document *d, const struct request *q)
{
	static const struct column columns[] = {
		SHOWN("id", "claim"), DATA("question"), { "text", "what is claimed", WORDS },
		{ "standing", "standing", BELOW }, { "source", "by", BELOW },
		{ "url", "url", BELOW },
	};
	struct table *t = document_table(d, "claims", "claims", columns, ARRAY_SIZE(columns));

	for (unsigned int i = 0; i < pb_claim_count; i++) {
		const struct pb_claim *c = &pb_claims[i];
		struct row *row = is_asked(q, pb_question(c->question)) ? table_row(t) : NULL;

		if (!row)
			continue;
		PUT_TEXTS(row, c->id, c->question, c->text, standing_names[c->standing]);
		put_own(row, c->mail ? mail_words(c->mail) : NULL);
		put_text(row, c->mail ? c->mail->url : NULL);
	}
}

int cmd_list(int argc, char **argv)
{
	struct arguments a = { .format = format_text };
	struct request q = { 0 };
	struct document *d;

	arguments_parse(&list_argp, argc, argv, &a);
	q.globs = (const char *const *)a.files;
	q.glob_count = a.count;
	if (globs_complain(&q, false))
		return EXIT_USAGE;
	d = document_new(a.questions ? "questions" : "benches");
	if (a.questions) {
		add_questions(d, &q);
		add_claimed(d, &q);
	} else {
		add_targets(d);
		add_benches(d, &q);
	}
	format_print(a.format, d);
	return EXIT_FINE;
}

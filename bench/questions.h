/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A question is what benches and claims answer together: the headings of the terminal, of plots
 * and of pages.  docs/adding-a-bench.md shows how to ask one.
 */
#ifndef PB_QUESTIONS_H
#define PB_QUESTIONS_H

/* What a question or a claim comes from: a mail, as a rule. */
struct pb_mail {
	const char *author;
	const char *date;	/* "2020-11-13", in UTC */
	const char *list;	/* "LKML"; or the commit */
	const char *subject;
	const char *url;	/* by Message-ID; else a search by author and date */
};

#define PB_HEADLINE 8

struct pb_question {
	const char *id;		/* what benches have in .question */
	const char *title;	/* in words, with a question mark; at most 50 characters */
	const struct pb_mail *mail;	/* NULL: ours */
	/* Names of two or more benches that answer it, in pairs that compare. */
	const char *headline[PB_HEADLINE];
};

extern const struct pb_mail pb_luto_2015, pb_weisbecker_2015, pb_sysret_2014, pb_luto_2016,
	pb_torvalds_2016, pb_popf_vlasenko_2016, pb_popf_torvalds_2016, pb_luto_2020,
	pb_gross_2021, pb_fred_2023, pb_jiangshan_2023, pb_cooper_2023, pb_gleixner_2023,
	pb_anvin_2023, pb_cooper_reply_2023;

#define PB_FRONT 6
#define PB_CALIBRATION "calibrate"	/* the question of every run */
#define PB_EXITS "vm-exit"		/* whose benches leave a guest */

/* The questions that come first where there is no room for all. */
extern const char *const pb_front[PB_FRONT];

extern const struct pb_question pb_questions[];
extern const unsigned int pb_question_count;

/* The question with that id, or NULL. */
const struct pb_question *pb_question(const char *id);

/* Its title; the id itself if no question has it, as in a record of an older program. */
const char *pb_question_title(const char *id);

/* Does its headline name the bench?  NULL is no question, and has none. */
int pb_question_leads(const struct pb_question *question, const char *bench);

/* Does its headline, or one of its claims, name the bench? */
int pb_question_needs(const struct pb_question *question, const char *bench);

#endif

// SPDX-License-Identifier: GPL-2.0-only
#include "answers.h"

#include "estimate.h"
#include "flat.h"
#include "questions.h"

#define ROOM 20			/* lines of questions */
#define ROWS_MAX (ROOM - 1)	/* of a question */
#define FIGURE_MAX 24
#define WHY_MAX 43		/* of 80 columns */

struct rows {
	const struct pb_bench *benches[ROWS_MAX];
	unsigned int count, most;
};

static struct estimate_figure figure_of(const struct pb_bench *bench)
{
	return bench ? estimate_of(bench) : (struct estimate_figure){ .status = FIGURE_NONE };
}

static int is_asked(const struct pb_bench *bench)
{
	return figure_of(bench).status != FIGURE_NONE;
}

static int has_figure(const struct pb_bench *bench)
{
	struct estimate_figure f = figure_of(bench);

	return f.status == FIGURE_OK || f.status == FIGURE_CONTENDED;
}

/* Does a bench of its headline tell something?  Others may be there for another question's sake. */
static int leads(const struct pb_question *q, int (*tells)(const struct pb_bench *))
{
	unsigned int i;

	for (i = 0; i < PB_HEADLINE && q->headline[i]; i++) {
		const struct pb_bench *bench = pb_find(q->headline[i]);

		if (bench && !strcmp(bench->question, q->id) && tells(bench))
			return 1;
	}
	return 0;
}

static int any(const struct pb_question *q, int (*tells)(const struct pb_bench *))
{
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++)
		if (!strcmp(pb_benches[i]->question, q->id) && tells(pb_benches[i]))
			return 1;
	return 0;
}

/* The pair that is compared, as choose_pair() in harness/tables/answers.c; or -1. */
static int choose_pair(const struct pb_question *q)
{
	int i, score, most = 0, best = -1;

	for (i = 0; i + 1 < PB_HEADLINE && q->headline[i + 1]; i += 2) {
		const struct pb_bench *a = pb_find(q->headline[i]);
		const struct pb_bench *b = pb_find(q->headline[i + 1]);
		int both = has_figure(a) && has_figure(b);

		score = 4 * (both && estimate_ticks() == TICKS_CYCLES) +
			2 * (i ? both : has_figure(a)) + 1;
		if (score > most && is_asked(a) && is_asked(b)) {
			most = score;
			best = i;
		}
	}
	return best;
}

static void add_row(struct rows *r, const struct pb_bench *bench)
{
	unsigned int i;

	for (i = 0; i < r->count; i++)
		if (r->benches[i] == bench)
			return;
	if (r->count < r->most)
		r->benches[r->count++] = bench;
}

/* The pair, then what else of the headline and the question tells something, figures first. */
static void choose_rows(struct rows *r, const struct pb_question *q)
{
	int (*const tell[])(const struct pb_bench *) = { has_figure, is_asked };
	int pair = choose_pair(q);
	unsigned int i, k;

	if (pair >= 0) {
		add_row(r, pb_find(q->headline[pair]));
		add_row(r, pb_find(q->headline[pair + 1]));
	}
	for (k = 0; k < 2; k++) {
		for (i = 0; i < PB_HEADLINE && q->headline[i]; i++)
			if (tell[k](pb_find(q->headline[i])))
				add_row(r, pb_find(q->headline[i]));
		for (i = 0; i < pb_bench_count; i++)
			if (!strcmp(pb_benches[i]->question, q->id) && tell[k](pb_benches[i]))
				add_row(r, pb_benches[i]);
	}
}

/* v / ONE with so many decimals, to the nearest, of two to the even one. */
static void print_number(struct text *t, __s64 v, unsigned int decimals)
{
	__u64 power = decimals == 2 ? 100 : decimals ? 10 : 1, one = ESTIMATE_ONE;
	__u64 magnitude = v < 0 ? -(__u64)v : (__u64)v;
	__u64 rest = magnitude % one * power % one;
	__u64 units = magnitude / one * power + magnitude % one * power / one;

	units += 2 * rest > one || (2 * rest == one && units & 1);
	text_print(t, "%s%llu", v < 0 && units ? "-" : "", units / power);
	if (decimals)
		text_print(t, decimals == 2 ? ".%02llu" : ".%llu", units % power);
}

static void print_figure(struct text *t, const struct estimate_figure *f)
{
	int exact = estimate_ticks() == TICKS_INSTRUCTIONS;
	__s64 size = f->value < 0 ? -f->value : f->value;

	if (f->varies)
		text_print(t, "~ ");
	if (f->varies || (exact && !(size % ESTIMATE_ONE)))
		print_number(t, f->value, 0);
	else
		print_number(t, f->value, size < ESTIMATE_ONE * 19999 / 200 ? 2 : 1);
}

static void print_why(const char *name, const char *why)
{
	char brief[WHY_MAX + 1] = "";
	struct text t = { brief, WHY_MAX, 0 };

	while (*why && *why != '(')
		text_char(&t, *why++);
	if (t.length && t.length <= t.size && brief[t.length - 1] == ' ')
		brief[t.length - 1] = '\0';
	console_print("  %-33s %s\n", name, brief);
}

static void print_row(const struct pb_bench *bench)
{
	struct estimate_figure f = estimate_of(bench);
	char number[FIGURE_MAX] = "";
	struct text t = { number, sizeof(number) - 1, 0 };

	if (f.status == FIGURE_WHY) {
		print_why(bench->name, f.why);
		return;
	}
	print_figure(&t, &f);
	console_print("  %-33s %12s%s\n", bench->name, number,
		      f.status == FIGURE_CONTENDED ? " contended" : "");
}

static void print_question(const struct pb_question *q, unsigned int rows)
{
	struct rows r = { .most = rows };
	unsigned int i;

	choose_rows(&r, q);
	console_print("%s (%s)\n", q->title, q->id);
	for (i = 0; i < r.count; i++)
		print_row(r.benches[i]);
}

/* The questions of which something is told, calibration only if alone; their number, at most. */
static unsigned int choose_questions(const struct pb_question *chosen[], unsigned int most,
				     int (*of)(const struct pb_question *q,
					       int (*tells)(const struct pb_bench *)),
				     int (*tells)(const struct pb_bench *))
{
	unsigned int i, n = 0;

	for (i = 0; i < pb_question_count && n < most; i++)
		if (strcmp(pb_questions[i].id, PB_CALIBRATION) && of(&pb_questions[i], tells))
			chosen[n++] = &pb_questions[i];
	return n;
}

/* Of more than fit those that most people ask. */
static unsigned int choose(const struct pb_question *chosen[PB_FRONT + 1])
{
	unsigned int i, n = choose_questions(chosen, PB_FRONT + 1, leads, has_figure);

	if (!n)
		n = choose_questions(chosen, PB_FRONT, any, has_figure);
	if (!n)
		n = choose_questions(chosen, PB_FRONT, any, is_asked);
	if (!n)
		chosen[n++] = pb_question(PB_CALIBRATION);
	if (n <= PB_FRONT)
		return n;
	for (i = n = 0; i < PB_FRONT; i++)
		if (leads(pb_question(pb_front[i]), is_asked))
			chosen[n++] = pb_question(pb_front[i]);
	return n;
}

static void print_unit(void)
{
	static const char *const units[] = {
		[TICKS_CYCLES] = "core cycles per operation",
		[TICKS_INSTRUCTIONS] = "instructions, exact (QEMU -icount): path length, not time",
		[TICKS_EMULATED] = "TSC ticks of an emulator: they describe it, not a processor",
	};
	__s64 add = estimate_miscalibrated();
	char number[FIGURE_MAX] = "";
	struct text t = { number, sizeof(number) - 1, 0 };

	console_print("answers, in %s\n", units[estimate_ticks()]);
	if (!add)
		return;
	print_number(&t, add, 2);
	console_print("calibration FAILED: add-chain takes %s core cycles, not 1.00\n", number);
}

void answers_print(void)
{
	const struct pb_question *chosen[PB_FRONT + 1];
	unsigned int i, n = choose(chosen);
	unsigned int rows = n ? ROOM / n - 1 : 0;

	if (estimate_ticks() == TICKS_UNKNOWN) {
		console_print("no answers: nop, imul-chain and add-chain do not tell the clock\n");
		return;
	}
	print_unit();
	for (i = 0; i < n; i++)
		print_question(chosen[i], rows > 2 ? rows / 2 * 2 : rows);
	console_print("`privbench import` makes a record of the samples: claims, plots\n");
}

// SPDX-License-Identifier: GPL-2.0-only
/* The table of instructions: nothing is missing, nothing twice, nothing without an answer. */
#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "instructions.h"
#include "suites.h"
#include "tables.h"
#include "util.h"

#define FOLDER "tests/instructions/"
#define LINES_MAX 500
#define LINE_BYTES 128

/* The lines of a file but for comments; how many. */
static size_t read_lines(const char *name, char lines[LINES_MAX][LINE_BYTES])
{
	char path[80];
	size_t n = 0;
	FILE *in;

	snprintf(path, sizeof(path), FOLDER "%s", name);
	in = fopen(path, "r");
	ck_assert_msg(in, "%s cannot be read", path);
	while (n < LINES_MAX && fgets(lines[n], LINE_BYTES, in)) {
		lines[n][strcspn(lines[n], "\n")] = '\0';
		n += lines[n][0] && lines[n][0] != '#';
	}
	ck_assert_int_lt(n, LINES_MAX);
	fclose(in);
	return n;
}

typedef void visit(const struct pb_instruction *in, void *context);

static void each(visit *act, void *context)
{
	for (unsigned int c = 0; c < pb_chapter_count; c++)
		for (unsigned int i = 0; i < pb_chapters[c].count; i++)
			act(&pb_chapters[c].instructions[i], context);
}

struct search {
	const char *mnemonic;
	unsigned int found;
};

/* "INT" is not "INT3", nor "INT n". */
static void compare(const struct pb_instruction *in, void *context)
{
	struct search *s = context;
	size_t length = strlen(s->mnemonic);

	s->found += !strncmp(in->name, s->mnemonic, length) && !isalnum(in->name[length]);
}

static const char *const manuals[] = { "sdm.txt", "apm.txt" };

START_TEST(manual_is_covered)
{
	static char lines[LINES_MAX][LINE_BYTES];
	size_t n = read_lines(manuals[_i], lines);

	ck_assert_int_gt(n, 50);
	for (size_t i = 0; i < n; i++) {
		struct search s = { .mnemonic = lines[i] };

		each(compare, &s);
		ck_assert_msg(s.found, "%s: %s is not in bench/instructions.c", manuals[_i],
			      lines[i]);
	}
}
END_TEST

static void same_name(const struct pb_instruction *in, void *context)
{
	struct search *s = context;

	s->found += !strcmp(in->name, s->mnemonic);
}

static void check_once(const struct pb_instruction *in, void *context)
{
	struct search s = { .mnemonic = in->name };

	(void)context;
	each(same_name, &s);
	ck_assert_msg(s.found == 1, "%s: %u times", in->name, s.found);
}

START_TEST(nothing_twice)
{
	each(check_once, NULL);
}
END_TEST

static void check_answer(const struct pb_instruction *in, void *context)
{
	(void)context;
	ck_assert_msg(!in->benches != !in->reason, "%s: benches, or a reason, and not both",
		      in->name);
	ck_assert_msg(*(in->benches ? in->benches : in->reason), "%s: empty", in->name);
	ck_assert_msg(in->what && *in->what && in->rule && *in->rule, "%s: no words", in->name);
}

START_TEST(benches_or_a_reason)
{
	each(check_answer, NULL);
}
END_TEST

static bool matches_any(const char *glob)
{
	const struct pb_instruction in = { .benches = glob };
	bool any = false;

	for (unsigned int i = 0; i < pb_bench_count; i++)
		any |= instruction_has(&in, pb_benches[i]->name);
	return any;
}

static void check_globs(const struct pb_instruction *in, void *context)
{
	char *all = xstrdup(in->benches ? in->benches : ""), *rest = NULL;

	(void)context;
	for (char *glob = strtok_r(all, " ", &rest); glob; glob = strtok_r(NULL, " ", &rest))
		ck_assert_msg(matches_any(glob), "%s: \"%s\" matches no bench", in->name, glob);
	free(all);
}

START_TEST(globs_match)
{
	each(check_globs, NULL);
}
END_TEST

Suite *instructions_suite(void)
{
	Suite *suite = suite_create("instructions");
	TCase *tcase = tcase_create("instructions");

	tcase_add_loop_test(tcase, manual_is_covered, 0, ARRAY_SIZE(manuals));
	tcase_add_test(tcase, nothing_twice);
	tcase_add_test(tcase, benches_or_a_reason);
	tcase_add_test(tcase, globs_match);
	suite_add_tcase(suite, tcase);
	return suite;
}

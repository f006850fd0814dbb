// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "bench.h"
#include "charset.h"
#include "commands.h"
#include "escape.h"
#include "globs.h"
#include "target.h"
#include "text.h"
#include "util.h"

struct arguments {
	bool json;
	struct request request;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "as JSON", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	(void)arg;
	switch (key) {
	case 'j':
		a->json = true;
		return 0;
	case ARGP_KEY_ARGS:
		a->request.globs = (const char *const *)state->argv + state->next;
		a->request.glob_count = (size_t)(state->argc - state->next);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	options, parse, "[GLOB...]",
	"Show the targets and the benches, and what keeps each from running here.", NULL, NULL, NULL,
};

/* What this CPU keeps from running; ring 0 and the rest depend on the target. */
static const char *lacks_here(const struct pb_bench *b)
{
	return pb_lacks(b, pb_cpu_has() | pb_executor_needs());
}

/* Below what there is. */
static void print_remark(size_t indent, const char *label, const char *text)
{
	char *all = text ? xasprintf("%s: %s", label, text) : NULL;

	if (!all)
		return;
	text_spaces(indent, stdout);
	text_wrap(all, indent, stdout);
	free(all);
}

static void print_targets(void)
{
	size_t i;

	puts("places, best first:");
	for (i = 0; i < target_count; i++) {
		char *why = targets[i]->probe(true);

		printf("  %-10s ", targets[i]->name);
		text_wrap(targets[i]->what, 13, stdout);
		print_remark(13, "not here", why);
		free(why);
	}
}

static void print_bench(const struct pb_bench *b)
{
	printf("  %-30s ", b->name);
	if (b->insns == PB_NOT_OURS)
		printf("%5s ", "-");
	else
		printf("%5d ", b->insns);
	if (b->code)
		printf("%5u  ", b->code->bytes);
	else
		printf("%5s  ", "-");
	text_wrap(b->what, 46, stdout);
	print_remark(46, "not here", lacks_here(b));
	if (b->flags & PB_OPT_IN)
		print_remark(46, "measured only when named", "it hurts the whole machine");
}

static void print_all(const struct request *q)
{
	const char *question = "";
	unsigned int i;

	print_targets();
	for (i = 0; i < pb_bench_count; i++) {
		const struct pb_bench *b = pb_benches[i];

		if (q->glob_count && !globs_select(q, b))
			continue;
		if (strcmp(question, b->question))
			printf("\n%-32s %5s %5s\n", b->question, "insns", "bytes");
		question = b->question;
		print_bench(b);
	}
}

static json_t *optional(const char *s)
{
	return s ? json_string(s) : json_null();
}

static json_t *targets_json(void)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; i < target_count; i++) {
		char *why = targets[i]->probe(true);

		json_array_append_new(all, json_pack("{s:s, s:s, s:o}", "name", targets[i]->name,
						     "what", targets[i]->what, "not_here", optional(why)));
		free(why);
	}
	return all;
}

static json_t *bench_json(const struct pb_bench *b)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "name", b->name, "group", b->question,
			 "what", b->what,
			 "insns", b->insns == PB_NOT_OURS ? json_null() : json_integer(b->insns),
			 "bytes", b->code ? json_integer(b->code->bytes) : json_null(),
			 "not_here", optional(lacks_here(b)));
}

static void print_json(const struct request *q)
{
	json_t *benches = json_array(), *all;
	unsigned int i;

	charset_utf8();
	for (i = 0; i < pb_bench_count; i++)
		if (!q->glob_count || globs_select(q, pb_benches[i]))
			json_array_append_new(benches, bench_json(pb_benches[i]));
	all = json_pack("{s:o, s:o}", "places", targets_json(), "benches", benches);
	put_json_value(all, JSON_INDENT(2), stdout);
	puts("");
	json_decref(all);
}

int cmd_list(int argc, char **argv)
{
	struct arguments a = { 0 };

	arguments_parse(&argp, argc, argv, &a);
	if (globs_complain(&a.request))
		return 2;
	if (a.json)
		print_json(&a.request);
	else
		print_all(&a.request);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "document.h"
#include "machine.h"
#include "system.h"
#include "util.h"

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "of show: " FORMAT_HELP, 0 },
	{ 0 },
};

static void check(const struct argp_state *state, const struct arguments *a)
{
	const char *action = a->files[0];

	if (a->count > 1)
		argp_error(state, "one action at a time: show, tune or reset");
	if (strcmp(action, "show") && strcmp(action, "tune") && strcmp(action, "reset"))
		argp_error(state, "there is no action '%s'; the actions are show, tune and reset",
			   action);
}

static const struct argp argp = {
	.options = options, .parser = arguments_option, .args_doc = "show|tune|reset",
	.doc = "Show what makes this machine noisy; quieten it (tune); restore it (reset).",
};

static const struct column columns[] = {
	SHOWN("name", "condition"), { "now", "now", LEFT }, DATA("quiet"),
	{ "remedy", "what to do", WORDS },
};

static void add_conditions(struct document *d, int cpu)
{
	struct table *t = document_table(d, "conditions", NULL, columns, ARRAY_SIZE(columns));
	struct condition *all;
	size_t count, i;

	all = conditions_find(cpu, &count);
	for (i = 0; i < count; i++) {
		struct row *row = table_row(t);

		row->marked = !all[i].quiet;
		put_text(row, all[i].name);
		put_text(row, all[i].now);
		put_truth(row, all[i].quiet);
		put_text(row, all[i].quiet ? NULL : all[i].remedy);
	}
	conditions_free(all, count);
}

static void show(int cpu, const struct format *format)
{
	struct document *d = document_new("conditions");
	char *state = sys_path(STATE_FILE);
	bool tuned = !access(state, F_OK);

	document_fact(d, "measuring CPU", "%d, the last that this process may use", cpu);
	add_conditions(d, cpu);
	if (tuned)
		document_add(d, BLOCK_PARAGRAPH,
			     "tuned; privbench system reset puts back what was there");
	else
		document_add(d, BLOCK_PARAGRAPH, "privbench system tune sets what stands before "
			     "hypervisor; reset puts it back");
	format_print(format, d);
	free(state);
}

int cmd_system(int argc, char **argv)
{
	struct arguments a = {
		.format = format_text, .ask = "do what? show, tune or reset", .check = check,
	};
	int err = 0;

	arguments_parse(&argp, argc, argv, &a);
	if (!strcmp(a.files[0], "show"))
		show(last_cpu(), a.format);
	else
		err = !strcmp(a.files[0], "tune") ? system_tune(last_cpu()) : system_reset();
	return err ? EXIT_RUN_FAILED : EXIT_FINE;
}

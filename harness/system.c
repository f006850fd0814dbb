// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "cpulist.h"
#include "document.h"
#include "machine.h"
#include "record.h"
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

const struct argp system_argp = {
	.options = options, .parser = arguments_option, .args_doc = "show|tune|reset",
	.doc = "Show what makes this machine noisy; quieten it (tune); restore it (reset).",
};

/* One thing that makes the machine noisy, or does not. */
struct condition {
	const char *name;
	bool quiet;
	char *now, *remedy;	/* malloced */
};

/* All files of a setting: the first value that is noisy, and in how many. */
static struct condition setting(const struct knob *k, size_t n)
{
	const struct setting *s = k->setting;
	const char *now = NULL;
	size_t i, noisy = 0;

	for (i = 0; i < n; i++) {
		if (knob_quiet(&k[i]))
			continue;
		noisy++;
		now = now ? now : k[i].now ? k[i].now : "unreadable";
	}
	return (struct condition){
		.name = s->name, .quiet = !noisy,
		.now = noisy ? xasprintf("%s (%zu of %zu)", now, noisy, n) : xstrdup("quiet"),
		.remedy = xstrdup(s->remedy),
	};
}

static struct condition hypervisor(int cpu)
{
	struct record *r = record_new();
	struct condition c = { .name = "hypervisor" };

	(void)cpu;
	machine_describe(r);
	c.now = xstrdup(record_find_fact(r, "virt")->value);
	c.quiet = !strcmp(c.now, "none");
	c.remedy = xstrdup("others share the core, and little of it is told; "
			   "measure on bare metal, or take many boots");
	record_free(r);
	return c;
}

static bool in_file(const char *path, int cpu)
{
	char *list = sys_read(path);
	bool in = cpu_in_list(list, cpu);

	free(list);
	return in;
}

/* Isolated CPUs are not among those that a process may use, unless it asks for them. */
static struct condition isolation(int cpu)
{
	bool isolated = in_file(CPU_FOLDER "/isolated", cpu);
	bool tickless = in_file(CPU_FOLDER "/nohz_full", cpu);
	char *others = sys_read(CPU_FOLDER "/isolated");
	struct condition c = { .name = "isolation", .quiet = isolated && tickless };

	c.now = c.quiet ? xstrdup("isolated") : xasprintf("no%s%s", isolated ? "" : " isolcpus",
							  tickless ? "" : " nohz_full");
	if (others && *others && !isolated)
		c.remedy = xasprintf("CPUs are isolated: taskset -c %s privbench ...", others);
	else
		c.remedy = xasprintf("boot with isolcpus=%d nohz_full=%d rcu_nocbs=%d, "
				     "then taskset -c %d privbench ...", cpu, cpu, cpu, cpu);
	free(others);
	return c;
}

static struct condition smt(int cpu)
{
	char *path = xasprintf(CPU_FOLDER "/cpu%d/topology/thread_siblings_list", cpu);
	char *list = sys_read(path), *others;
	struct condition c = { .name = "SMT sibling" };
	cpu_set_t set;

	if (!list || !cpulist_parse(list, &set))
		CPU_ZERO(&set);
	CPU_CLR(cpu, &set);
	others = cpulist_text(&set);
	c.quiet = !*others;
	c.now = c.quiet ? xstrdup("none online") : xasprintf("CPU %s", others);
	c.remedy = xasprintf("it takes turns with CPU %d in one core; "
			     "echo 0 >" CPU_FOLDER "/cpu%s/online", cpu, others);
	free(others);
	free(list);
	free(path);
	return c;
}

static struct condition irqbalance(int cpu)
{
	bool runs = !run_program((const char *const[]){ "pidof", "irqbalance", NULL }, NULL);

	return (struct condition){
		.name = "irqbalance", .quiet = !runs, .now = xstrdup(runs ? "runs" : "none"),
		.remedy = xasprintf("it moves interrupts to CPU %d again; "
				    "systemctl stop irqbalance", cpu),
	};
}

static struct condition load(int cpu)
{
	char *line = sys_read("/proc/loadavg");
	unsigned int runnable = 0;
	double minute = 0;
	bool known = line && sscanf(line, "%lf %*f %*f %u/", &minute, &runnable) == 2;

	(void)cpu;
	free(line);
	runnable -= runnable > 0;	/* this program is one */
	return (struct condition){
		.name = "load", .quiet = known && minute < 0.5 && !runnable,
		.now = known ? xasprintf("%.2f, %u runnable", minute, runnable) :
			       xstrdup("unknown"),
		.remedy = xstrdup("other processes use the CPUs, now or in the last minute; "
				  "see top(1), and wait or stop them"),
	};
}

static struct condition clocksource(int cpu)
{
	char *name = sys_read(CLOCKSOURCE);

	(void)cpu;
	return (struct condition){
		.name = "clocksource", .now = name ? name : xstrdup("unknown"),
		.quiet = name && (!strcmp(name, "tsc") || !strcmp(name, "tsc-early")),
		.remedy = xstrdup("the kernel does not trust the TSC, by which privbench measures; "
				  "dmesg | grep -i tsc says why"),
	};
}

static const struct column columns[] = {
	SHOWN("name", "condition"), { "now", "now", LEFT }, DATA("quiet"),
	{ "remedy", "what to do", WORDS },
};

static void add_condition(struct table *t, struct condition c)
{
	struct row *row = table_row(t);

	row->marked = !c.quiet;
	put_text(row, c.name);
	put_text(row, c.now);
	put_truth(row, c.quiet);
	put_text(row, c.quiet ? NULL : c.remedy);
	free(c.now);
	free(c.remedy);
}

/* The settings, then what `tune` does not set. */
static void add_conditions(struct document *d, int cpu)
{
	static struct condition (*const find[])(int cpu) = {
		hypervisor, isolation, smt, irqbalance, load, clocksource
	};
	struct table *t = document_table(d, "conditions", NULL, columns, ARRAY_SIZE(columns));
	struct knobs k = knobs_find(cpu);
	size_t i, n;

	for (i = 0; i < k.count; i += n) {
		n = knobs_alike(&k, i);
		add_condition(t, setting(&k.all[i], n));
	}
	for (i = 0; i < ARRAY_SIZE(find); i++)
		add_condition(t, find[i](cpu));
	knobs_free(&k);
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

	arguments_parse(&system_argp, argc, argv, &a);
	if (!strcmp(a.files[0], "show"))
		show(last_cpu(), a.format);
	else
		err = !strcmp(a.files[0], "tune") ? system_tune(last_cpu()) : system_reset();
	return err ? EXIT_RUN_FAILED : EXIT_FINE;
}

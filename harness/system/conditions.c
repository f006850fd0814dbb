// SPDX-License-Identifier: GPL-2.0-only
#include "conditions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpulist.h"
#include "machine.h"
#include "record.h"
#include "sysfile.h"
#include "sysfs.h"
#include "util.h"

static struct condition hypervisor(int cpu)
{
	struct record *r = record_new();
	struct condition c = { .name = "hypervisor" };

	(void)cpu;
	machine_describe(r);
	c.now = xstrdup(record_find_fact(r, "virt")->value);
	c.quiet = !strcmp(c.now, "none");
	c.remedy = xstrdup("it shares the core with others, and tells little of it: measure on bare metal, or take many boots");
	record_free(r);
	return c;
}

/* Is the CPU in the set that the text gives?  "all" is one, too. */
static bool in_list(const char *list, int cpu)
{
	cpu_set_t set;

	return list && (!strcmp(list, "all") || (cpulist_parse(list, &set) && CPU_ISSET(cpu, &set)));
}

static bool in_file(const char *path, int cpu)
{
	char *list = sys_read(path);
	bool in = in_list(list, cpu);

	free(list);
	return in;
}

static bool in_boot_parameter(const char *name, int cpu)
{
	char *line = sys_read("/proc/cmdline"), *word, *rest = NULL;
	size_t n = strlen(name);
	bool in = false;

	for (word = line ? strtok_r(line, " ", &rest) : NULL; word; word = strtok_r(NULL, " ", &rest))
		if (!strncmp(word, name, n) && word[n] == '=')
			in = in_list(word + n + 1, cpu);
	free(line);
	return in;
}

/* Isolated CPUs are not among those that a process may use, unless it asks for them. */
static char *isolation_remedy(int cpu)
{
	char *isolated = sys_read(CPU_FOLDER "/isolated"), *remedy;

	if (isolated && *isolated && !in_list(isolated, cpu))
		remedy = xasprintf("there are isolated CPUs: taskset -c %s privbench ...", isolated);
	else
		remedy = xasprintf("boot with isolcpus=%d nohz_full=%d rcu_nocbs=%d, then taskset -c %d privbench ...",
				   cpu, cpu, cpu, cpu);
	free(isolated);
	return remedy;
}

static struct condition isolation(int cpu)
{
	bool isolated = in_file(CPU_FOLDER "/isolated", cpu), tickless = in_file(CPU_FOLDER "/nohz_full", cpu);
	bool no_callbacks = tickless || in_boot_parameter("rcu_nocbs", cpu);	/* the one implies the other */
	char *missing = xasprintf("%s%s%s", isolated ? "" : ", isolcpus", tickless ? "" : ", nohz_full",
				  no_callbacks ? "" : ", rcu_nocbs");
	struct condition c = {
		.name = "isolation", .quiet = !*missing,
		.now = *missing ? xasprintf("no %s", missing + 2) : xstrdup("whole"),
		.remedy = isolation_remedy(cpu),
	};

	free(missing);
	return c;
}

/* CPUs in the same core, but for this one (malloced). */
static char *siblings(int cpu)
{
	char *path = xasprintf(CPU_FOLDER "/cpu%d/topology/thread_siblings_list", cpu);
	char *list = sys_read(path);
	cpu_set_t set;

	if (!list || !cpulist_parse(list, &set))
		CPU_ZERO(&set);
	CPU_CLR(cpu, &set);
	free(list);
	free(path);
	return cpulist_text(&set);
}

static struct condition smt(int cpu)
{
	char *others = siblings(cpu);
	struct condition c = {
		.name = "SMT sibling", .quiet = !*others,
		.now = *others ? xasprintf("CPU %s", others) : xstrdup("none online"),
		.remedy = xasprintf("it takes turns with CPU %d in one core: echo 0 >" CPU_FOLDER "/cpu%s/online",
				    cpu, others),
	};

	free(others);
	return c;
}

bool irqbalance_runs(void)
{
	struct sys_paths names = sys_paths("/proc/[0-9]*/comm");
	bool runs = false;
	char *name;
	size_t i;

	for (i = 0; i < names.count && !runs; i++) {
		name = sys_read(names.all[i]);
		runs = name && !strcmp(name, "irqbalance");
		free(name);
	}
	sys_paths_free(&names);
	return runs;
}

static struct condition irqbalance(int cpu)
{
	bool runs = irqbalance_runs();

	return (struct condition){
		.name = "irqbalance", .quiet = !runs, .now = xstrdup(runs ? "runs" : "none"),
		.remedy = xasprintf("it moves interrupts to CPU %d again: systemctl stop irqbalance", cpu),
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
		.now = known ? xasprintf("%.2f, %u runnable", minute, runnable) : xstrdup("unknown"),
		.remedy = xstrdup("others want the CPUs, now or in the last minute: see top(1), and wait or stop them"),
	};
}

static struct condition clocksource(int cpu)
{
	char *name = sys_read(CLOCKSOURCE);

	(void)cpu;
	return (struct condition){
		.name = "clocksource", .quiet = name && (!strcmp(name, "tsc") || !strcmp(name, "tsc-early")),
		.now = name ? name : xstrdup("unknown"),
		.remedy = xstrdup("the kernel does not go by the TSC, as privbench does: dmesg | grep -i tsc says why"),
	};
}

struct condition *conditions_find(int cpu, size_t *count)
{
	static struct condition (*const look[])(int cpu) = {
		hypervisor, isolation, smt, irqbalance, load, clocksource
	};
	struct condition *all = xcalloc(ARRAY_SIZE(look), sizeof(*all));
	size_t i;

	for (i = 0; i < ARRAY_SIZE(look); i++)
		all[i] = look[i](cpu);
	*count = ARRAY_SIZE(look);
	return all;
}

void conditions_free(struct condition *all, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		free(all[i].now);
		free(all[i].remedy);
	}
	free(all);
}

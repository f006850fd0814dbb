// SPDX-License-Identifier: GPL-2.0-only
#include "system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpulist.h"
#include "machine.h"
#include "record.h"
#include "sysfs.h"
#include "util.h"

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
		.remedy = xasprintf("%s; %s", s->why, s->command),
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

struct condition *conditions_find(int cpu, size_t *count)
{
	static struct condition (*const find[])(int cpu) = {
		hypervisor, isolation, smt, irqbalance, load, clocksource
	};
	struct knobs k = knobs_find(cpu);
	struct condition *all = xcalloc(k.count + ARRAY_SIZE(find), sizeof(*all));
	size_t i, n;

	*count = 0;
	for (i = 0; i < k.count; i += n) {
		n = knobs_alike(&k, i);
		all[(*count)++] = setting(&k.all[i], n);
	}
	for (i = 0; i < ARRAY_SIZE(find); i++)
		all[(*count)++] = find[i](cpu);
	knobs_free(&k);
	return all;
}

void conditions_free(struct condition *all, size_t count)
{
	while (count--) {
		free(all[count].now);
		free(all[count].remedy);
	}
	free(all);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "cpulist.h"
#include "sysfile.h"
#include "sysfs.h"
#include "util.h"

#define DEEP_US 10	/* to leave an idle state: longer than most bursts */

/*
 * The energy preference before the governor, and so put back after it: under `performance` intel_pstate
 * and amd_pstate take no other, and on leaving it they bring one of their own.  A CPU's boost before all
 * CPUs', since the latter sets the former.
 *
 * Not here: the layout's randomness, which is wanted, and SMT, which makes another machine of it.  Not
 * kernel.watchdog either, which turns two watchdogs on where one was.
 */
const struct setting settings[] = {
	{ .name = "energy preference", .pattern = CPU_FOLDER "/cpu[0-9]*/cpufreq/energy_performance_preference",
	  .quiet = "performance", .each = "CPU", .why = "by it the core chooses its frequency, from moment to moment" },
	{ .name = "governor", .pattern = CPU_FOLDER "/cpu[0-9]*/cpufreq/scaling_governor",
	  .quiet = "performance", .each = "CPU", .why = "the frequency follows load: bursts after a rest are slower" },
	{ .name = "no_turbo", .pattern = NO_TURBO,
	  .quiet = "1", .why = "turbo depends on heat, and on what other cores do" },
	{ .name = "boost of a CPU", .pattern = CPU_FOLDER "/cpu[0-9]*/cpufreq/boost",
	  .quiet = "0", .each = "CPU", .why = "it depends on heat, and on what other cores do" },
	{ .name = "boost", .pattern = BOOST,
	  .quiet = "0", .why = "it depends on heat, and on what other cores do" },
	{ .name = "deep idle off", .pattern = CPU_FOLDER "/cpu%d/cpuidle/state[0-9]*/disable",
	  .quiet = "1", .each = "state", .deep_only = true, .absent = "no idle state that takes more than 10 µs to leave",
	  .why = "after a deep state caches are cold and the clock has yet to rise" },
	{ .name = "nmi_watchdog", .pattern = "/proc/sys/kernel/nmi_watchdog",
	  .quiet = "0", .absent = "not in this kernel",
	  .why = "CLI does not keep its NMI off, and perf is a counter short" },
	{ .name = "watchdog CPUs", .pattern = "/proc/sys/kernel/watchdog_cpumask", .absent = "not in this kernel",
	  .why = "a timer and a thread on each of them every few seconds" },
	{ .name = "numa_balancing", .pattern = "/proc/sys/kernel/numa_balancing",
	  .quiet = "0", .absent = "not in this kernel", .why = "it unmaps pages to see who uses them: page faults" },
	{ .name = "IRQ default", .pattern = "/proc/irq/default_smp_affinity", .mask = true,
	  .absent = "not in this kernel", .why = "where interrupts of devices go that come later" },
	{ .name = "IRQ affinity", .pattern = "/proc/irq/[0-9]*/smp_affinity_list", .each = "IRQ", .may_refuse = true,
	  .absent = "no interrupt has any", .why = "an interrupt disturbs a sample, and leaves caches cold for the next" },
};
const size_t setting_count = ARRAY_SIZE(settings);

/* For any CPU, where the pattern has one. */
static bool has_file(const struct setting *s, const char *path)
{
	const char *cpu = strstr(s->pattern, "%d");
	char *pattern = cpu ? xasprintf("%.*s[0-9]*%s", (int)(cpu - s->pattern), s->pattern, cpu + 2) :
			      xstrdup(s->pattern);
	bool has = !fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD | FNM_NOESCAPE);

	free(pattern);
	return has;
}

const struct setting *setting_of(const char *name, const char *path)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(settings); i++)
		if (!strcmp(settings[i].name, name))
			return has_file(&settings[i], path) ? &settings[i] : NULL;
	return NULL;
}

/* Online CPUs but this one. */
static cpu_set_t other_cpus(int cpu)
{
	char *online = sys_read(CPU_FOLDER "/online");
	cpu_set_t set;

	if (!online || !cpulist_parse(online, &set))
		CPU_ZERO(&set);
	CPU_CLR(cpu, &set);
	free(online);
	return set;
}

/* `now` without a CPU (malloced), the others if none is left; NULL if it is no set of CPUs. */
static char *without_cpu(const struct setting *s, const char *now, int cpu)
{
	cpu_set_t set;

	if (!(s->mask ? cpumask_parse(now, &set) : cpulist_parse(now, &set)))
		return NULL;
	if (!CPU_ISSET(cpu, &set))
		return xstrdup(now);
	CPU_CLR(cpu, &set);
	if (!CPU_COUNT(&set))
		set = other_cpus(cpu);
	return s->mask ? cpumask_text(now, &set) : cpulist_text(&set);
}

static bool shallow(const char *disable)
{
	char *path = xasprintf("%.*s/latency", (int)(strrchr(disable, '/') - disable), disable);
	char *latency = sys_read(path);
	bool yes = latency && strtol(latency, NULL, 10) <= DEEP_US;

	free(latency);
	free(path);
	return yes;
}

static void add_file(struct knobs *k, const struct setting *s, const char *path, int cpu)
{
	struct knob knob = { .setting = s, .now = sys_read(path) };

	if (!knob.now)
		knob.err = -errno;
	/* A CPU's cpufreq that is offline is busy; an interrupt can go at any time. */
	if (knob.err == -EBUSY || knob.err == -ENOENT)
		return;
	if (knob.now)
		knob.want = s->quiet ? xstrdup(s->quiet) : without_cpu(s, knob.now, cpu);
	if (knob.now && !knob.want) {
		free(knob.now);
		knob.now = NULL;
		knob.err = -EINVAL;
	}
	knob.path = xstrdup(path);
	knobs_add(k, knob);
}

static bool nowhere_else(const struct setting *s, int cpu)
{
	cpu_set_t others = other_cpus(cpu);

	return !s->quiet && !CPU_COUNT(&others);
}

struct knobs knobs_find(int cpu)
{
	struct knobs k = { 0 };
	struct sys_paths paths;
	char *pattern;
	size_t i, j;

	for (i = 0; i < setting_count; i++) {
		if (nowhere_else(&settings[i], cpu))
			continue;
		pattern = settings[i].deep_only ? xasprintf(settings[i].pattern, cpu) : xstrdup(settings[i].pattern);
		paths = sys_paths(pattern);
		for (j = 0; j < paths.count; j++)
			if (!settings[i].deep_only || !shallow(paths.all[j]))
				add_file(&k, &settings[i], paths.all[j], cpu);
		sys_paths_free(&paths);
		free(pattern);
	}
	return k;
}

const char *setting_absent(const struct setting *s, int cpu)
{
	struct sys_paths cpufreq;
	bool here;

	if (nowhere_else(s, cpu))
		return "there is no other CPU";
	if (s->absent)
		return s->absent;
	cpufreq = sys_paths(CPU_FOLDER "/cpu[0-9]*/cpufreq");
	here = cpufreq.count;
	sys_paths_free(&cpufreq);
	return here ? "this cpufreq driver has none" : "no cpufreq: the frequency is a hypervisor's or the firmware's";
}

void knobs_add(struct knobs *k, struct knob knob)
{
	k->all = xreallocarray(k->all, k->count + 1, sizeof(*k->all));
	k->all[k->count++] = knob;
}

void knobs_free(struct knobs *k)
{
	size_t i;

	for (i = 0; i < k->count; i++) {
		free(k->all[i].path);
		free(k->all[i].now);
		free(k->all[i].want);
	}
	free(k->all);
}

size_t knobs_alike(const struct knobs *k, size_t first)
{
	size_t n = 1;

	while (first + n < k->count && k->all[first + n].setting == k->all[first].setting)
		n++;
	return n;
}

bool knob_quiet(const struct knob *k)
{
	return k->now && !strcmp(k->now, k->want);
}

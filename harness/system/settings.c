// SPDX-License-Identifier: GPL-2.0-only
#include "system.h"

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpulist.h"
#include "machine.h"
#include "util.h"

#define DEEP_US 10	/* to leave an idle state: longer than most bursts */
#define ANY_CPU CPU_FOLDER "/cpu[0-9]*"

/*
 * The energy preference before the governor, and so put back after it: under `performance`
 * intel_pstate and amd_pstate take no other, and on leaving it they set one of their own.
 * A CPU's boost before all CPUs', since the latter sets the former.
 *
 * Not here: address space randomisation, which is wanted; SMT, without which it is another
 * machine; and kernel.watchdog, which turns two watchdogs on where one was.
 */
static const struct setting settings[] = {
	{ .name = "energy preference", .quiet = "performance",
	  .pattern = ANY_CPU "/cpufreq/energy_performance_preference",
	  .remedy = "by it the core chooses its frequency, from moment to moment; "
		    "cpupower set --epp performance" },
	{ .name = "governor", .quiet = "performance",
	  .pattern = ANY_CPU "/cpufreq/scaling_governor",
	  .remedy = "the frequency follows load: bursts after a rest are slower; "
		    "cpupower frequency-set -g performance" },
	{ .name = "no_turbo", .quiet = "1", .pattern = NO_TURBO,
	  .remedy = "turbo depends on heat, and on what other cores do; echo 1 >" NO_TURBO },
	{ .name = "boost of a CPU", .quiet = "0", .pattern = ANY_CPU "/cpufreq/boost",
	  .remedy = "boost depends on heat, and on what other cores do; echo 0 >each" },
	{ .name = "boost", .quiet = "0", .pattern = BOOST,
	  .remedy = "boost depends on heat, and on what other cores do; echo 0 >" BOOST },
	{ .name = "deep idle off", .quiet = "1", .deep_idle = true,
	  .pattern = ANY_CPU "/cpuidle/state[0-9]*/disable",
	  .remedy = "after a deep idle state caches are cold, and the clock has yet to rise; "
		    "cpupower idle-set -D 11" },
	{ .name = "nmi_watchdog", .quiet = "0", .pattern = "/proc/sys/kernel/nmi_watchdog",
	  .remedy = "CLI does not mask its NMI, and perf has a counter less; "
		    "sysctl kernel.nmi_watchdog=0" },
	{ .name = "watchdog CPUs", .pattern = "/proc/sys/kernel/watchdog_cpumask",
	  .remedy = "a timer and a thread run on each of them every few seconds; "
		    "sysctl kernel.watchdog_cpumask=OTHERS" },
	{ .name = "numa_balancing", .quiet = "0", .pattern = "/proc/sys/kernel/numa_balancing",
	  .remedy = "it unmaps pages to see who uses them: page faults; "
		    "sysctl kernel.numa_balancing=0" },
	{ .name = "IRQ affinity", .may_refuse = true,
	  .pattern = "/proc/irq/[0-9]*/smp_affinity_list",
	  .remedy = "an interrupt disturbs a sample, and leaves caches cold for the next; "
		    "echo OTHERS >each" },
};

char *sys_path(const char *path)
{
	const char *root = getenv("PRIVBENCH_SYSTEM_ROOT");

	return xasprintf("%s%s", root ? root : "", path);
}

char *value_read(const char *path)
{
	char value[4096] = "";
	FILE *f = fopen(path, "re");
	bool fine = f && (fgets(value, sizeof(value), f) || feof(f));
	int err = errno;

	if (f)
		fclose(f);
	errno = err;
	value[strcspn(value, "\n")] = '\0';
	return fine ? xstrdup(value) : NULL;
}

char *sys_read(const char *path)
{
	char *full = sys_path(path), *value = value_read(full);

	free(full);
	return value;
}

const struct setting *setting_of(const char *path)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		char *pattern = sys_path(settings[i].pattern);
		int differs = fnmatch(pattern, path, FNM_PATHNAME | FNM_PERIOD | FNM_NOESCAPE);

		free(pattern);
		if (!differs)
			return &settings[i];
	}
	return NULL;
}

bool cpu_in_list(const char *list, int cpu)
{
	cpu_set_t set;

	return list && cpulist_parse(list, &set) && CPU_ISSET(cpu, &set);
}

/* A list without the CPU, of all others online if none is left (malloced); NULL: there is none. */
static char *without_cpu(const char *list, int cpu)
{
	char *online = sys_read(CPU_FOLDER "/online");
	cpu_set_t set;

	if (!cpulist_parse(list, &set))
		CPU_ZERO(&set);
	CPU_CLR(cpu, &set);
	if (!CPU_COUNT(&set) && online && cpulist_parse(online, &set))
		CPU_CLR(cpu, &set);
	free(online);
	return CPU_COUNT(&set) ? cpulist_text(&set) : NULL;
}

static bool is_deep_idle_of(const char *path, int cpu)
{
	char *own = xasprintf("/cpu%d/cpuidle/", cpu);
	char *file = xasprintf("%.*s/latency", (int)(strrchr(path, '/') - path), path);
	char *latency = value_read(file);
	bool yes = strstr(path, own) && latency && strtol(latency, NULL, 10) > DEEP_US;

	free(latency);
	free(file);
	free(own);
	return yes;
}

static void add_file(struct knobs *k, const struct setting *s, const char *path, int cpu)
{
	char *now, *want;

	if (s->deep_idle && !is_deep_idle_of(path, cpu))
		return;
	now = value_read(path);
	/* A CPU's cpufreq that is offline is busy; an interrupt can go at any time. */
	if (!now && (errno == EBUSY || errno == ENOENT))
		return;
	if (!now || s->quiet)
		want = now ? xstrdup(s->quiet) : NULL;
	else
		want = cpu_in_list(now, cpu) ? without_cpu(now, cpu) : xstrdup(now);
	if (now && !want)
		free(now);		/* there is no other CPU */
	else
		*PUSH(k->all, k->count) = (struct knob){ s, xstrdup(path), now, want };
}

struct knobs knobs_find(int cpu)
{
	struct knobs k = { 0 };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		char *pattern = sys_path(settings[i].pattern);
		glob_t files;

		if (!glob(pattern, 0, NULL, &files)) {
			for (j = 0; j < files.gl_pathc; j++)
				add_file(&k, &settings[i], files.gl_pathv[j], cpu);
			globfree(&files);
		}
		free(pattern);
	}
	return k;
}

bool knob_quiet(const struct knob *k)
{
	return k->now && !strcmp(k->now, k->want);
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

// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE 1 /* strerrorname_np */
#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <perf/evsel.h>
#include <perf/threadmap.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf.h"

#define MSR_PMU "/sys/bus/event_source/devices/msr/"
#define PARANOID "/proc/sys/kernel/perf_event_paranoid"

enum {
	CYCLES,
	INSTRUCTIONS,
	BRANCHES,
	BRANCH_MISSES,
	CACHE_MISSES,
	TSC,
	CONTEXT_SWITCHES,
	CPU_MIGRATIONS,
	PAGE_FAULTS,
	NR_EVENTS,
	ALWAYS, /* as a witness: zero is believed */
};

/*
 * Some hypervisors accept PMU events and never count them. So a zero is believed
 * only if the witness, an event of the same PMU, is known to move.
 */
static const struct event {
	const char *name;
	uint32_t type;
	uint64_t config;
	int witness;
} events[NR_EVENTS] = {
	[CYCLES] = { "cycles", PERF_TYPE_HARDWARE,
		     PERF_COUNT_HW_CPU_CYCLES, CYCLES },
	[INSTRUCTIONS] = { "instructions", PERF_TYPE_HARDWARE,
			   PERF_COUNT_HW_INSTRUCTIONS, INSTRUCTIONS },
	[BRANCHES] = { "branches", PERF_TYPE_HARDWARE,
		       PERF_COUNT_HW_BRANCH_INSTRUCTIONS, BRANCHES },
	[BRANCH_MISSES] = { "branch-misses", PERF_TYPE_HARDWARE,
			    PERF_COUNT_HW_BRANCH_MISSES, BRANCHES },
	[CACHE_MISSES] = { "cache-misses", PERF_TYPE_HARDWARE,
			   PERF_COUNT_HW_CACHE_MISSES, INSTRUCTIONS },
	[TSC] = { "tsc", 0, 0, TSC }, /* type and config: from sysfs */
	[CONTEXT_SWITCHES] = { "context-switches", PERF_TYPE_SOFTWARE,
			       PERF_COUNT_SW_CONTEXT_SWITCHES, ALWAYS },
	[CPU_MIGRATIONS] = { "cpu-migrations", PERF_TYPE_SOFTWARE,
			     PERF_COUNT_SW_CPU_MIGRATIONS, ALWAYS },
	[PAGE_FAULTS] = { "page-faults", PERF_TYPE_SOFTWARE,
			  PERF_COUNT_SW_PAGE_FAULTS, ALWAYS },
};

struct slot {
	struct perf_evsel *evsel; /* NULL: could not be opened */
	struct perf_counts_values base;
	char why[160]; /* not ok because; empty: no reason not to be */
};

struct perf {
	struct perf_thread_map *self;
	bool in_window;
	struct slot slots[NR_EVENTS];
	struct perf_count counts[NR_EVENTS];
	char missing[NR_EVENTS * sizeof(((struct slot *)NULL)->why)];
};

__attribute__((format(printf, 2, 3)))
static void refuse(struct slot *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->why, sizeof(s->why), format, args);
	va_end(args);
}

__attribute__((format(printf, 2, 3)))
static void add_missing(struct perf *p, const char *format, ...)
{
	size_t used = strlen(p->missing);
	va_list args;

	va_start(args, format);
	vsnprintf(p->missing + used, sizeof(p->missing) - used, format, args);
	va_end(args);
}

static bool same_why(const struct perf *p, int a, int b)
{
	return strcmp(p->slots[a].why, p->slots[b].why) == 0;
}

static bool told_already(const struct perf *p, int id)
{
	for (int earlier = 0; earlier < id; earlier++)
		if (same_why(p, earlier, id))
			return true;
	return false;
}

static void tell_one_reason(struct perf *p, int id)
{
	add_missing(p, "%s%s", p->missing[0] ? "; " : "not counted: ",
	       events[id].name);
	for (int later = id + 1; later < NR_EVENTS; later++)
		if (same_why(p, id, later))
			add_missing(p, ", %s", events[later].name);
	add_missing(p, " (%s)", p->slots[id].why);
}

static void tell_missing(struct perf *p)
{
	p->missing[0] = '\0';
	for (int id = 0; id < NR_EVENTS; id++)
		if (p->slots[id].why[0] && !told_already(p, id))
			tell_one_reason(p, id);
}

/* Returns how many items were read, or -errno if the file cannot be opened. */
__attribute__((format(scanf, 2, 3)))
static int scan_file(const char *path, const char *format, ...)
{
	FILE *file = fopen(path, "re");
	va_list args;
	int items;

	if (!file)
		return -errno;
	va_start(args, format);
	items = vfscanf(file, format, args);
	va_end(args);
	fclose(file);
	return items == EOF ? 0 : items;
}

static const char *errno_name(int err)
{
	return strerrorname_np(err) ?: "an unknown error";
}

static bool find_tsc(struct slot *s, struct perf_event_attr *attr)
{
	uint64_t config;
	int got = scan_file(MSR_PMU "type", "%" SCNu32, &attr->type);

	if (got == 1)
		got = scan_file(MSR_PMU "events/tsc", "event=%" SCNx64, &config);
	if (got == 1) {
		attr->config = config;
		return true;
	}
	if (got < 0)
		refuse(s, "no msr PMU with such an event: %s from " MSR_PMU,
		       errno_name(-got));
	else
		refuse(s, "what " MSR_PMU " says is not understood");
	return false;
}

static const char *why_absent(const struct perf *p, int id)
{
	if (events[id].type != PERF_TYPE_HARDWARE)
		return "this kernel has no such event";
	if (p->slots[CYCLES].evsel)
		return "this machine's PMU has no such event";
	return "this machine has no PMU that the kernel can use";
}

static const char *why_refused(const struct perf *p, int id, int err)
{
	switch (err) {
	case ENOENT:
		return why_absent(p, id);
	case EPERM:
		return "forbidden, as by a container's seccomp filter or by kernel lockdown";
	case ENOSYS:
		return "this kernel was built without perf events";
	case EMFILE:
		return "too many open files";
	case EBUSY:
		return "all of its counters are in use";
	default:
		return "the kernel refused";
	}
}

/*
 * There is no second try with exclude_kernel: ring 0 is where the measured
 * instructions run, and even context switches would then count as 0.
 */
static void refuse_open(struct perf *p, int id, int err)
{
	struct slot *s = &p->slots[id];
	int paranoid;

	if (err == EACCES && scan_file(PARANOID, "%d", &paranoid) == 1 && paranoid > 1)
		refuse(s, "perf_event_paranoid is %d: counting ring 0 needs root or CAP_PERFMON; EACCES from perf_event_open",
		       paranoid);
	else
		refuse(s, "%s; %s from perf_event_open", why_refused(p, id, err),
		       errno_name(err));
}

/* Returns 0 whether or not the event can be counted. */
static int open_event(struct perf *p, int id)
{
	struct slot *s = &p->slots[id];
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = events[id].type,
		.config = events[id].config,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
		.disabled = 1,
	};
	int err;

	p->counts[id].event = events[id].name;
	if (id == TSC && !find_tsc(s, &attr))
		return 0;
	s->evsel = perf_evsel__new(&attr);
	if (!s->evsel)
		return -ENOMEM;
	err = perf_evsel__open(s->evsel, NULL, p->self);
	if (!err)
		return 0;
	perf_evsel__delete(s->evsel);
	s->evsel = NULL;
	refuse_open(p, id, -err);
	return 0;
}

static int open_events(struct perf *p)
{
	int err = 0;

	p->self = perf_thread_map__new_dummy();
	if (!p->self)
		return -ENOMEM;
	perf_thread_map__set_pid(p->self, 0, 0);
	for (int id = 0; id < NR_EVENTS && !err; id++)
		err = open_event(p, id);
	tell_missing(p);
	return err;
}

struct perf *perf_open(void)
{
	struct perf *p = calloc(1, sizeof(*p));

	if (p && open_events(p)) {
		perf_close(p);
		return NULL;
	}
	return p;
}

const char *perf_missing(const struct perf *p)
{
	return p->missing[0] ? p->missing : NULL;
}

/* libperf has no reset: what a count stood at is subtracted instead. */
static void begin_event(struct slot *s)
{
	int err = -perf_evsel__read(s->evsel, 0, 0, &s->base);

	s->why[0] = '\0';
	if (!err && perf_evsel__enable(s->evsel))
		err = errno;
	if (err)
		refuse(s, "it could not be started: %s", strerror(err));
}

/* Started last and stopped first, the first events see the least of our own work. */
int perf_begin(struct perf *p)
{
	if (p->in_window)
		return -EINVAL;
	p->in_window = true;
	for (int id = NR_EVENTS - 1; id >= 0; id--) {
		p->counts[id].ok = false;
		p->counts[id].value = 0;
		if (p->slots[id].evsel)
			begin_event(&p->slots[id]);
	}
	return 0;
}

const char *perf_doubt(uint64_t value, uint64_t enabled, uint64_t running,
		       bool zero_possible)
{
	if (!running)
		return "it was never on a counter: others had them all, or the core was of another type";
	if (running != enabled)
		return "it was on a counter for only a part of the time";
	if (!value && !zero_possible)
		return "its counter stood still, which it cannot have";
	return NULL;
}

static bool zero_possible(const struct perf *p, int id)
{
	int witness = events[id].witness;

	return witness == ALWAYS || p->counts[witness].ok;
}

static void take_count(struct perf *p, int id)
{
	struct slot *s = &p->slots[id];
	struct perf_counts_values now;
	const char *doubt;
	int err = -perf_evsel__read(s->evsel, 0, 0, &now);

	/* libperf takes the end of file of an event in error for success. */
	if (!err && now.ena < s->base.ena)
		err = EIO;
	if (err) {
		refuse(s, "it could not be read: %s", strerror(err));
		return;
	}
	doubt = perf_doubt(now.val - s->base.val, now.ena - s->base.ena,
			   now.run - s->base.run, zero_possible(p, id));
	if (doubt) {
		refuse(s, "%s", doubt);
		return;
	}
	p->counts[id].value = now.val - s->base.val;
	p->counts[id].ok = true;
}

static void end_event(struct slot *s)
{
	if (perf_evsel__disable(s->evsel) && !s->why[0])
		refuse(s, "it could not be stopped: %s", strerror(errno));
}

int perf_end(struct perf *p)
{
	if (!p->in_window)
		return -EINVAL;
	p->in_window = false;
	for (int id = 0; id < NR_EVENTS; id++)
		if (p->slots[id].evsel)
			end_event(&p->slots[id]);
	for (int id = 0; id < NR_EVENTS; id++)
		if (!p->slots[id].why[0])
			take_count(p, id);
	tell_missing(p);
	return 0;
}

size_t perf_counts(const struct perf *p, const struct perf_count **counts)
{
	*counts = p->counts;
	return NR_EVENTS;
}

void perf_close(struct perf *p)
{
	if (!p)
		return;
	for (int id = 0; id < NR_EVENTS; id++) {
		if (!p->slots[id].evsel)
			continue;
		perf_evsel__close(p->slots[id].evsel);
		perf_evsel__delete(p->slots[id].evsel);
	}
	perf_thread_map__put(p->self);
	free(p);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "perf.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <math.h>
#include <perf/evsel.h>
#include <perf/threadmap.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "util.h"

#define MSR_PMU "/sys/bus/event_source/devices/msr/"
#define PARANOID "/proc/sys/kernel/perf_event_paranoid"

enum {
	CYCLES, INSTRUCTIONS, BRANCHES, BRANCH_MISSES, CACHE_MISSES, TSC,
	CONTEXT_SWITCHES, CPU_MIGRATIONS, PAGE_FAULTS, EVENTS,
	ALWAYS,		/* as a witness: zero is believed */
};

/*
 * Some hypervisors accept PMU events and never count them.  So a zero is believed only if the
 * witness, an event of the same PMU, is known to have moved.
 */
static const struct {
	const char *name;
	uint32_t type;
	uint64_t config;
	int witness;
} events[EVENTS] = {
	{ "cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, CYCLES },
	{ "instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, INSTRUCTIONS },
	{ "branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS, BRANCHES },
	{ "branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, BRANCHES },
	{ "cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES, INSTRUCTIONS },
	{ "tsc", 0, 0, TSC },	/* type and config: from sysfs */
	{ "context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, ALWAYS },
	{ "cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, ALWAYS },
	{ "page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, ALWAYS },
};

struct slot {
	struct perf_evsel *evsel;	/* NULL: it could not be opened */
	struct perf_counts_values base;
	char why[160];			/* it is not counted; empty: it is */
};

struct perf {
	struct perf_thread_map *self;
	struct slot slots[EVENTS];
	struct count counts[EVENTS];
	char *missing;
};

__attribute__((format(printf, 2, 3)))
static void refuse(struct slot *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->why, sizeof(s->why), format, args);
	va_end(args);
}

/* A reason with every event that it keeps from counting, unless an earlier event had the same. */
static void list_reason(struct perf *p, int id)
{
	int other;

	for (other = 0; other < id; other++)
		if (!strcmp(p->slots[other].why, p->slots[id].why))
			return;
	append(&p->missing, "%s%s", *p->missing ? "; " : "not counted: ", events[id].name);
	for (other = id + 1; other < EVENTS; other++)
		if (!strcmp(p->slots[other].why, p->slots[id].why))
			append(&p->missing, ", %s", events[other].name);
	append(&p->missing, " (%s)", p->slots[id].why);
}

static void list_missing(struct perf *p)
{
	*p->missing = '\0';
	for (int id = 0; id < EVENTS; id++)
		if (p->slots[id].why[0])
			list_reason(p, id);
}

static const char *errno_name(int err)
{
	return strerrorname_np(err) ?: "an unknown error";
}

static bool find_tsc(struct slot *s, struct perf_event_attr *attr)
{
	char *type = read_line(MSR_PMU "type"), *config = read_line(MSR_PMU "events/tsc");
	uint64_t event = 0;

	if (!type || !config)
		refuse(s, "no msr PMU with such an event: %s from " MSR_PMU, errno_name(errno));
	else if (sscanf(type, "%" SCNu32, &attr->type) != 1 ||
		 sscanf(config, "event=%" SCNx64, &event) != 1)
		refuse(s, "the format of " MSR_PMU "type or events/tsc is unknown");
	attr->config = event;
	free(config);
	free(type);
	return !s->why[0];
}

static const char *why_refused(const struct perf *p, int id, int err)
{
	switch (err) {
	case ENOENT:
		if (events[id].type != PERF_TYPE_HARDWARE)
			return "this kernel has no such event";
		return p->slots[CYCLES].evsel ? "this machine's PMU has no such event" :
						"this machine has no PMU that the kernel can use";
	case EPERM:
		return "forbidden, as by a container's seccomp filter or by kernel lockdown";
	case ENOSYS:
		return "this kernel was built without perf events";
	case EBUSY:
		return "all of its counters are in use";
	default:
		return strerror(err);
	}
}

/*
 * There is no second try with exclude_kernel: ring 0 is where the measured instructions run, and
 * even context switches would then count as 0.
 */
static void refuse_open(struct perf *p, int id, int err)
{
	char *paranoid = err == EACCES ? read_line(PARANOID) : NULL;

	if (paranoid && atoi(paranoid) > 1)
		refuse(&p->slots[id], "perf_event_paranoid is %s: counting ring 0 needs root or "
		       "CAP_PERFMON; EACCES from perf_event_open", paranoid);
	else
		refuse(&p->slots[id], "%s; %s from perf_event_open", why_refused(p, id, err),
		       errno_name(err));
	free(paranoid);
}

static void open_event(struct perf *p, int id)
{
	struct slot *s = &p->slots[id];
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = events[id].type,
		.config = events[id].config,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
		.disabled = 1,
	};
	int err;

	if (id == TSC && !find_tsc(s, &attr))
		return;
	s->evsel = perf_evsel__new(&attr);
	err = s->evsel ? -perf_evsel__open(s->evsel, NULL, p->self) : ENOMEM;
	if (!err)
		return;
	perf_evsel__delete(s->evsel);
	s->evsel = NULL;
	refuse_open(p, id, err);
}

static struct perf *new_perf(void)
{
	struct perf *p = xcalloc(1, sizeof(*p));

	p->missing = xstrdup("");
	for (int id = 0; id < EVENTS; id++)
		p->counts[id] = (struct count){ xstrdup(events[id].name), NAN };
	return p;
}

struct perf *perf_none(const char *why)
{
	struct perf *p = new_perf();

	for (int id = 0; id < EVENTS; id++)
		refuse(&p->slots[id], "%s", why);
	list_missing(p);
	return p;
}

struct perf *perf_open(void)
{
	struct perf *p = new_perf();

	p->self = perf_thread_map__new_dummy();
	if (p->self)
		perf_thread_map__set_pid(p->self, 0, 0);
	for (int id = 0; id < EVENTS; id++)
		open_event(p, id);
	list_missing(p);
	return p;
}

const char *perf_missing(const struct perf *p)
{
	return *p->missing ? p->missing : NULL;
}

/* libperf has no reset: where a count stood before is subtracted instead. */
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
void perf_begin(struct perf *p)
{
	for (int id = EVENTS - 1; id >= 0; id--) {
		p->counts[id].value = NAN;
		if (p->slots[id].evsel)
			begin_event(&p->slots[id]);
	}
}

const char *perf_doubt(uint64_t value, uint64_t enabled, uint64_t running, bool zero_possible)
{
	if (!running)
		return "it was never on a counter: all were taken, or the core was of another type";
	if (running != enabled)
		return "it was on a counter for only a part of the time";
	if (!value && !zero_possible)
		return "its counter stood still, which it cannot have";
	return NULL;
}

static void take_count(struct perf *p, int id)
{
	struct slot *s = &p->slots[id];
	int witness = events[id].witness, err;
	struct perf_counts_values now;
	const char *doubt;

	err = -perf_evsel__read(s->evsel, 0, 0, &now);
	/* libperf takes the end of file of an event in error for success. */
	if (!err && now.ena < s->base.ena)
		err = EIO;
	if (err) {
		refuse(s, "it could not be read: %s", strerror(err));
		return;
	}
	doubt = perf_doubt(now.val - s->base.val, now.ena - s->base.ena, now.run - s->base.run,
			   witness == ALWAYS || !isnan(p->counts[witness].value));
	if (doubt) {
		refuse(s, "%s", doubt);
		return;
	}
	p->counts[id].value = (double)(now.val - s->base.val);
}

void perf_end(struct perf *p)
{
	struct slot *s;
	int id;

	for (s = p->slots; s < p->slots + EVENTS; s++)
		if (s->evsel && perf_evsel__disable(s->evsel) && !s->why[0])
			refuse(s, "it could not be stopped: %s", strerror(errno));
	for (id = 0; id < EVENTS; id++)
		if (!p->slots[id].why[0])
			take_count(p, id);
	list_missing(p);
}

size_t perf_counts(const struct perf *p, const struct count **counts)
{
	*counts = p->counts;
	return EVENTS;
}

void perf_close(struct perf *p)
{
	for (int id = 0; id < EVENTS; id++) {
		free(p->counts[id].name);
		if (!p->slots[id].evsel)
			continue;
		perf_evsel__close(p->slots[id].evsel);
		perf_evsel__delete(p->slots[id].evsel);
	}
	perf_thread_map__put(p->self);
	free(p->missing);
	free(p);
}

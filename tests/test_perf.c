// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE 1
#include <dirent.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "../harness/measure/perf.h"
#include "../harness/record/record.h"
#include "suites.h"

#define NOBODY 65534
#define MSR_TYPE "/sys/bus/event_source/devices/msr/type"

static struct perf *perf;

static void setup(void)
{
	perf = perf_open();
}

static void teardown(void)
{
	perf_close(perf);
}

/* NAN: not counted. */
static double count(const char *event)
{
	const struct count *counts;
	size_t n = perf_counts(perf, &counts);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(counts[i].name, event))
			return counts[i].value;
	ck_abort_msg("there is no event %s", event);
}

static bool is_missing(const char *event)
{
	const char *text = perf_missing(perf);
	size_t len = strlen(event);

	for (const char *at = text; at && (at = strstr(at, event)); at += len)
		if (at > text && at[-1] == ' ' && strchr(", ", at[len]))
			return true;
	return false;
}

static void begin(void)
{
	perf_begin(perf);
}

static void end(void)
{
	perf_end(perf);
}

/* What the kernel says without libperf between: 0, or the errno. */
static int kernel_refuses(uint32_t type, uint64_t config)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = type,
		.config = config,
		.disabled = 1,
	};
	int fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static const struct {
	const char *name;
	uint32_t type;
	uint64_t config;
} generic[] = {
	{ "cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
	{ "instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
	{ "branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS },
	{ "branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES },
	{ "cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES },
	{ "context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES },
	{ "cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS },
	{ "page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS },
};

static void need_event(const char *event, uint32_t type, uint64_t config)
{
	if (kernel_refuses(type, config))
		ck_assert_msg(is_missing(event), "%s is not named in: %s", event,
			      perf_missing(perf));
	else
		ck_assert_msg(!is_missing(event), "%s could be counted, yet: %s",
			      event, perf_missing(perf));
}

START_TEST(opens_what_the_kernel_allows)
{
	need_event(generic[_i].name, generic[_i].type, generic[_i].config);
}
END_TEST

START_TEST(nothing_is_counted_before_the_first_window)
{
	ck_assert_double_nan(count(generic[_i].name));
}
END_TEST

START_TEST(every_event_is_counted_or_missing)
{
	const struct count *counts;
	size_t n = perf_counts(perf, &counts);

	ck_assert_uint_eq(n, sizeof(generic) / sizeof(generic[0]) + 1);
	begin();
	end();
	for (size_t i = 0; i < n; i++) {
		ck_assert_msg(isnan(counts[i].value) == is_missing(counts[i].name),
			      "%s is %g, and: %s", counts[i].name, counts[i].value, perf_missing(perf));
	}
}
END_TEST

START_TEST(hardware_events_count_or_the_pmu_is_named)
{
	enum { ROUNDS = 1000000 };
	long rounds = ROUNDS;

	if (kernel_refuses(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES) == ENOENT) {
		ck_assert_ptr_nonnull(perf_missing(perf));
		ck_assert_ptr_nonnull(strstr(perf_missing(perf), "no PMU"));
		ck_assert(is_missing("cycles") && is_missing("cache-misses"));
		return;
	}
	begin();
	asm volatile("1: dec %0\n\tjnz 1b" : "+r"(rounds) : : "cc");
	end();
	ck_assert(isnan(count("instructions")) == is_missing("instructions"));
	if (isnan(count("instructions")) || isnan(count("branches")))
		return;
	ck_assert_double_ge(count("instructions"), 2 * ROUNDS);
	ck_assert_double_lt(count("instructions"), 3 * ROUNDS);
	ck_assert_double_ge(count("branches"), ROUNDS);
	ck_assert_double_lt(count("branches"), ROUNDS + ROUNDS / 2);
}
END_TEST

enum { PAGES = 512, STRAY = 64 };

/* Mapped once: the sanitizer keeps pages of its own for a mapping, and GCC 14's frees them with it. */
static char *fresh_pages(size_t size)
{
	char *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(pages, MAP_FAILED);
	madvise(pages, size, MADV_NOHUGEPAGE);
	return pages;
}

/* Each is a page fault; and gone afterwards, so that it is one again the next time. */
static void touch(char *pages, size_t size)
{
	for (size_t at = 0; at < size; at += sysconf(_SC_PAGESIZE))
		*(volatile char *)(pages + at) = 1;
	ck_assert_int_eq(madvise(pages, size, MADV_DONTNEED), 0);
}

START_TEST(page_faults_are_those_of_the_window)
{
	size_t size = PAGES * sysconf(_SC_PAGESIZE);
	char *pages;

	if (is_missing("page-faults"))
		return; /* opens_what_the_kernel_allows has judged that */
	pages = fresh_pages(size);
	touch(pages, size);
	begin();
	touch(pages, size);
	end();
	ck_assert_double_finite(count("page-faults"));
	ck_assert_double_ge(count("page-faults"), PAGES);
	ck_assert_double_lt(count("page-faults"), PAGES + STRAY);

	touch(pages, size);
	begin();
	ck_assert_double_nan(count("page-faults"));
	end();
	ck_assert_double_finite(count("page-faults"));
	ck_assert_double_lt(count("page-faults"), STRAY);
	munmap(pages, size);
}
END_TEST

START_TEST(context_switches_count_sleeps)
{
	enum { SLEEPS = 100 };

	if (is_missing("context-switches"))
		return;
	begin();
	for (int i = 0; i < SLEEPS; i++)
		usleep(1000);
	end();
	ck_assert_double_finite(count("context-switches"));
	/* A timer that is due before the thread has gone to sleep saves a switch. */
	ck_assert_double_ge(count("context-switches"), SLEEPS - SLEEPS / 10);

	begin();
	end();
	ck_assert_double_finite(count("context-switches"));
	ck_assert_double_lt(count("context-switches"), SLEEPS / 2);
}
END_TEST

/* Returns how many of the process's CPUs were visited in turn. */
static int visit_cpus(const cpu_set_t *allowed)
{
	int visited = 0;

	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		cpu_set_t one;

		if (!CPU_ISSET(cpu, allowed))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		ck_assert_int_eq(sched_setaffinity(0, sizeof(one), &one), 0);
		visited++;
	}
	return visited;
}

START_TEST(cpu_migrations_count_moves)
{
	cpu_set_t allowed;
	int visited;

	if (is_missing("cpu-migrations"))
		return;
	ck_assert_int_eq(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
	visit_cpus(&allowed); /* and stay, pinned to the last */
	begin();
	visited = visit_cpus(&allowed);
	end();
	ck_assert_double_finite(count("cpu-migrations"));
	ck_assert_double_eq(count("cpu-migrations"), visited > 1 ? visited : 0);

	begin();
	usleep(1000); /* a switch, but no move */
	end();
	sched_setaffinity(0, sizeof(allowed), &allowed);
	ck_assert_double_finite(count("cpu-migrations"));
	ck_assert_double_eq(count("cpu-migrations"), 0);
}
END_TEST

static uint64_t fenced_tsc(void)
{
	uint64_t tsc;

	_mm_lfence();
	tsc = __rdtsc();
	_mm_lfence();
	return tsc;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

/* Returns the TSC ticks of a window of about 50 ms. */
static uint64_t busy_window(void)
{
	double until = now() + 0.05;
	uint64_t start, ticks;

	begin();
	start = fenced_tsc();
	while (now() < until)
		;
	ticks = fenced_tsc() - start;
	end();
	return ticks;
}

static void real_time(bool on)
{
	struct sched_param param = { .sched_priority = on ? 1 : 0 };

	/* Not everybody may; then the retries have to do. */
	(void)!sched_setscheduler(0, on ? SCHED_FIFO : SCHED_OTHER, &param);
}

/* The event counts only while the thread runs, so an interrupted window says nothing. */
static uint64_t undisturbed_window(void)
{
	uint64_t ticks;
	int tries = 50;

	real_time(true);
	do {
		ticks = busy_window();
	} while (count("context-switches") > 0 && --tries);
	real_time(false);
	ck_assert_msg(tries, "the thread was preempted in every window");
	return ticks;
}

static uint32_t msr_pmu_type(void)
{
	FILE *file = fopen(MSR_TYPE, "r");
	uint32_t type;

	if (!file)
		return 0;
	ck_assert_int_eq(fscanf(file, "%u", &type), 1);
	fclose(file);
	return type;
}

START_TEST(tsc_agrees_with_rdtsc)
{
	uint32_t type = msr_pmu_type();
	uint64_t ticks;

	if (!type || kernel_refuses(type, 0)) {
		ck_assert(is_missing("tsc"));
		return;
	}
	ticks = undisturbed_window();
	ck_assert_msg(isfinite(count("tsc")), "%s", perf_missing(perf));
	ck_assert_double_ge(count("tsc"), ticks);
	ck_assert_double_le(count("tsc"), ticks + ticks / 100);
}
END_TEST

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

START_TEST(close_leaves_no_file_open)
{
	int before = open_files();

	for (int i = 0; i < 100; i++)
		perf_close(perf_open());
	ck_assert_int_eq(open_files(), before);
}
END_TEST

static void reopen(void)
{
	perf_close(perf);
	setup();
}

static void assert_nothing_counts(void)
{
	const struct count *counts;
	size_t n = perf_counts(perf, &counts);

	begin();
	end();
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(isnan(counts[i].value) && is_missing(counts[i].name),
			      "%s", counts[i].name);
}

START_TEST(what_another_process_does_is_not_counted)
{
	perf_close(perf);
	perf = perf_none("it is another process");
	assert_nothing_counts();
	ck_assert_ptr_nonnull(strstr(perf_missing(perf), "page-faults (it is another process)"));
}
END_TEST

START_TEST(no_files_left_is_told_and_survived)
{
	struct rlimit limit, none;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = limit;
	none.rlim_cur = 0;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	reopen();
	assert_nothing_counts();
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_ptr_nonnull(strstr(perf_missing(perf), "EMFILE"));
}
END_TEST

START_TEST(perf_event_paranoid_is_told)
{
	bool root = geteuid() == 0;

	if (root)
		ck_assert_int_eq(seteuid(NOBODY), 0);
	if (kernel_refuses(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS) == EACCES) {
		reopen();
		assert_nothing_counts();
		ck_assert_ptr_nonnull(strstr(perf_missing(perf), "perf_event_paranoid"));
	} else {
		need_event("page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS);
	}
	if (root)
		ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

static const struct {
	uint64_t value, enabled, running;
	bool zero_possible;
	const char *doubt; /* a part of it; NULL: believed */
} windows[] = {
	{ 1000, 500, 500, false, NULL },
	{ 1000, 500, 500, true, NULL },
	{ 0, 500, 500, true, NULL },
	{ 0, 500, 500, false, "stood still" },
	{ 1000, 500, 499, true, "a part of the time" },
	{ 0, 500, 250, true, "a part of the time" },
	{ 0, 500, 0, true, "never" },
	{ 0, 0, 0, true, "never" },
};

START_TEST(doubt)
{
	const char *why = perf_doubt(windows[_i].value, windows[_i].enabled,
				     windows[_i].running, windows[_i].zero_possible);

	if (!windows[_i].doubt) {
		ck_assert_ptr_null(why);
		return;
	}
	ck_assert_ptr_nonnull(why);
	ck_assert_ptr_nonnull(strstr(why, windows[_i].doubt));
}
END_TEST

static TCase *opening(void)
{
	TCase *tc = tcase_create("opening");
	int n = sizeof(generic) / sizeof(generic[0]);

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, opens_what_the_kernel_allows, 0, n);
	tcase_add_loop_test(tc, nothing_is_counted_before_the_first_window, 0, n);
	tcase_add_test(tc, every_event_is_counted_or_missing);
	tcase_add_test(tc, close_leaves_no_file_open);
	tcase_add_test(tc, what_another_process_does_is_not_counted);
	tcase_add_test(tc, no_files_left_is_told_and_survived);
	tcase_add_test(tc, perf_event_paranoid_is_told);
	return tc;
}

static TCase *counting(void)
{
	TCase *tc = tcase_create("counting");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, hardware_events_count_or_the_pmu_is_named);
	tcase_add_test(tc, page_faults_are_those_of_the_window);
	tcase_add_test(tc, context_switches_count_sleeps);
	tcase_add_test(tc, cpu_migrations_count_moves);
	tcase_add_test(tc, tsc_agrees_with_rdtsc);
	tcase_add_loop_test(tc, doubt, 0, sizeof(windows) / sizeof(windows[0]));
	return tc;
}

Suite *perf_suite(void)
{
	Suite *s = suite_create("perf");

	suite_add_tcase(s, opening());
	suite_add_tcase(s, counting());
	return s;
}

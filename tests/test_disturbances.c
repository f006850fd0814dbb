// SPDX-License-Identifier: GPL-2.0-only
/* What is noted of a result's figure. */
#include <check.h>
#include <string.h>

#include "record.h"
#include "suite.h"
#include "suites.h"
#include "util.h"

static const struct {
	const char *name, *virt;
	double cycles, exits, longest_us;
	const char *note;		/* how it starts; NULL: none */
} cases[] = {
	{ "wrmsr", "kvm", 90, -1, 10, NULL },
	{ "wrmsr", "kvm", 1500, -1, 10, "wrmsr: 1500 core cycles: a VM exit is suspected" },
	{ "wrmsr", "none", 1500, -1, 10, NULL },
	{ "wrmsr", "kvm", 1500, 0, 10, NULL },
	{ "cpuid", "kvm", 1500, -1, 10, "cpuid: 1500 core cycles: a VM exit is suspected" },
	{ "wrmsr", "kvm", 1500, 1, 10, "wrmsr: 1.0 VM exits an operation" },
	{ "cli-sti", "kvm", 1500, -1, 10, NULL },
	{ "cpuid", "kvm", 90, -1, 150, "cpuid kept interrupts off for 150 us" },
	{ "out-elcr", "kvm", 1500, 1, 10, "out-elcr: 1.0 VM exits an operation; the figure includes them" },
	{ "out-0x80", "kvm", 1500, 1, 10, "out-0x80: 1.0 VM exits an operation to privbench's own monitor" },
};

START_TEST(notes)
{
	struct record *r = record_new();
	struct result *result = record_add_result(r, cases[_i].name);

	r->clock = CLOCK_SILICON;
	record_fact(r, "virt", "%s", cases[_i].virt);
	result->insns = 1;
	result->estimate = cases[_i].cycles;
	result->longest_us = cases[_i].longest_us;
	if (cases[_i].exits >= 0) {
		result->counters = xcalloc(2, sizeof(*result->counters));
		result->counters[result->counter_count++] = (struct count){ xstrdup("vm-exits"), cases[_i].exits };
		result->counters[result->counter_count++] = (struct count){ xstrdup("user-exits"), !strcmp(cases[_i].name, "out-0x80") };
	}
	note_disturbances(r);
	ck_assert_uint_eq(r->note_count, !!cases[_i].note);
	if (cases[_i].note)
		ck_assert_msg(!strncmp(r->notes[0], cases[_i].note, strlen(cases[_i].note)), "%s", r->notes[0]);
	record_free(r);
}
END_TEST

START_TEST(strays)
{
	struct record *r = record_new();
	size_t i;

	r->clock = CLOCK_ICOUNT;
	for (i = 0; i < 3; i++) {
		struct result *result = record_add_result(r, cases[i + 5].name);

		result->samples = 10 - i;
		result->dropped = xcalloc(1, sizeof(*result->dropped));
		result->dropped[result->dropped_count++] = (struct count){ xstrdup(i ? "stray" : "nmi"), (double)i };
	}
	note_disturbances(r);
	ck_assert_uint_eq(r->note_count, 1);
	ck_assert_msg(!strncmp(r->notes[0], "3 of 30 samples ", 16), "%s", r->notes[0]);
	ck_assert_ptr_nonnull(strstr(r->notes[0], "dropped: cli-sti, cpuid"));
	record_free(r);
}
END_TEST

START_TEST(no_strays_no_note)
{
	struct record *r = record_new();

	record_add_result(r, "cli-sti")->samples = 10;
	note_disturbances(r);
	ck_assert_uint_eq(r->note_count, 0);
	record_free(r);
}
END_TEST

Suite *disturbances_suite(void)
{
	Suite *s = suite_create("disturbances");
	TCase *t = tcase_create("disturbances");

	tcase_add_loop_test(t, notes, 0, ARRAY_SIZE(cases));
	tcase_add_test(t, strays);
	tcase_add_test(t, no_strays_no_note);
	suite_add_tcase(s, t);
	return s;
}

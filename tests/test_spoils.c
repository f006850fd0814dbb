// SPDX-License-Identifier: GPL-2.0-only
/* What is noted of a row's figure. */
#include <check.h>
#include <string.h>

#include "record.h"
#include "spoils.h"
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
	{ "wrmsr", "kvm", 1500, 1, 10, "wrmsr: 1.0 VM exits an operation" },
	{ "cli-sti", "kvm", 1500, -1, 10, NULL },
	{ "cpuid", "kvm", 90, -1, 150, "cpuid kept interrupts off for 150 us" },
};

START_TEST(notes)
{
	struct record *r = record_new();
	struct row *row = record_add_row(r, cases[_i].name);

	r->clock = CLOCK_SILICON;
	record_fact(r, "virt", "%s", cases[_i].virt);
	row->insns = 1;
	row->estimate = cases[_i].cycles;
	row->longest_us = cases[_i].longest_us;
	if (cases[_i].exits >= 0) {
		row->counters = xcalloc(1, sizeof(*row->counters));
		row->counters[row->counter_count++] = (struct count){ xstrdup("vm-exits"), cases[_i].exits };
	}
	say_what_spoils(r, row);
	ck_assert_uint_eq(r->note_count, !!cases[_i].note);
	if (cases[_i].note)
		ck_assert_msg(!strncmp(r->notes[0], cases[_i].note, strlen(cases[_i].note)), "%s", r->notes[0]);
	record_free(r);
}
END_TEST

Suite *spoils_suite(void)
{
	Suite *s = suite_create("spoils");
	TCase *t = tcase_create("spoils");

	tcase_add_loop_test(t, notes, 0, ARRAY_SIZE(cases));
	suite_add_tcase(s, t);
	return s;
}

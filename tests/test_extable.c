// SPDX-License-Identifier: GPL-2.0-only
/* The exception table that the program itself carries: every entry is found, and no other address. */
#include <check.h>

#include "measure.h"
#include "suites.h"

struct entry {
	__s32 from, to, type;
};

extern const struct entry __start___ex_table[], __stop___ex_table[];

static __u64 address(const __s32 *relative)
{
	return (__u64)relative + (__u64)(__s64)*relative;
}

/* The search relies on it. */
START_TEST(in_the_order_of_the_code)
{
	const struct entry *e;
	int entries = 1;

	/* cppcheck-suppress comparePointers ; the ends of one section */
	for (e = __start___ex_table + 1; e < __stop___ex_table; e++, entries++)
		ck_assert(address(&e[-1].from) < address(&e->from));
	ck_assert_int_gt(entries, 100);
}
END_TEST

START_TEST(every_entry_is_found)
{
	const struct entry *e;

	/* cppcheck-suppress comparePointers ; the ends of one section */
	for (e = __start___ex_table; e < __stop___ex_table; e++) {
		__u64 rip = address(&e->from), rax = 99, rdx = 99, r8 = 99;
		struct pb_context c = { &rip, &rax, &rdx, &r8 };
		int read = e->type == 9, safe = e->type == (10 | 8 << 8) || e->type == (11 | 8 << 8);

		ck_assert(pb_fixup(&c, 13));
		ck_assert_uint_eq(rip, address(&e->to));
		ck_assert_uint_eq(rax, e->type == 2 ? 13 : read ? 0 : 99);
		ck_assert_uint_eq(rdx, read ? 0 : 99);
		ck_assert_uint_eq(r8, safe ? (__u64)-5 : 99);
	}
}
END_TEST

START_TEST(nothing_else_is)
{
	const __u64 first = address(&__start___ex_table->from);
	const __u64 strangers[] = { 0, ~0ULL, first - 1, first + 1 };
	size_t i;

	for (i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		__u64 rip = strangers[i], rax = 99, rdx = 99, r8 = 99;
		struct pb_context c = { &rip, &rax, &rdx, &r8 };

		ck_assert(!pb_fixup(&c, 13));
		ck_assert(rip == strangers[i] && rax == 99 && rdx == 99 && r8 == 99);
	}
}
END_TEST

/* An entry has 12 bytes; what only keeps a bench from crashing is no part of a site. */
static const struct {
	const char *bench;
	unsigned int tables;
} sites[] = {
	{ "wrmsr", 0 }, { "wrmsr-sysenter-esp", 0 }, { "wrmsr-check-first", 0 },
	{ "wrmsr-extable", 12 }, { "rdmsr-error-branch", 12 }, { "wrmsr-fixup-stub", 12 },
	{ "wrmsr-asm-goto-ud2", 24 }, { "switch-extable", 24 }, { "switch-guest-asm-goto", 48 },
};

START_TEST(a_site_knows_its_tables)
{
	ck_assert_uint_eq(pb_find(sites[_i].bench)->code->tables, sites[_i].tables);
}
END_TEST

Suite *extable_suite(void)
{
	Suite *s = suite_create("extable");
	TCase *t = tcase_create("extable");

	tcase_add_test(t, in_the_order_of_the_code);
	tcase_add_test(t, every_entry_is_found);
	tcase_add_test(t, nothing_else_is);
	tcase_add_loop_test(t, a_site_knows_its_tables, 0, sizeof(sites) / sizeof(sites[0]));
	suite_add_tcase(s, t);
	return s;
}

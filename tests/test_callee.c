// SPDX-License-Identifier: GPL-2.0-only
/* Return thunks: the places and the bytes that make them what they are (arch/x86/lib/retpoline.S). */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "bench.h"
#include "suites.h"

#define RET 0xc3

extern const unsigned char pb_rethunk[], pb_its[], pb_srso_alias_safe[];
extern const unsigned char pb_unret[], pb_unret_untrain[], pb_srso_safe[], pb_srso_untrain[];

static const unsigned char lea_ret[] = { 0x48, 0x8d, 0x64, 0x24, 0x08, RET };

static unsigned int in_line(const unsigned char *code)
{
	return (uintptr_t)code % 64;
}

START_TEST(ret_where_it_belongs)
{
	ck_assert_uint_eq(*pb_rethunk, RET);
	ck_assert_uint_eq(*pb_unret, RET);
	ck_assert_uint_eq(in_line(pb_unret), 0);
	ck_assert_uint_eq(*pb_its, RET);
	ck_assert_uint_ge(in_line(pb_its), 32);
}
END_TEST

START_TEST(safe_ret_drops_its_own_return)
{
	ck_assert_mem_eq(pb_srso_safe, lea_ret, sizeof(lea_ret));
	ck_assert_uint_eq(in_line(pb_srso_safe), 0);
	ck_assert_mem_eq(pb_srso_alias_safe, lea_ret, sizeof(lea_ret));
}
END_TEST

/* Entered a byte or two before, they are another instruction. */
START_TEST(ret_is_within_what_untrains)
{
	static const unsigned char test_bl[] = { 0xf6, RET, 0xcc };
	static const unsigned char movabs[] = { 0x48, 0xb8 };

	ck_assert_mem_eq(pb_unret_untrain, test_bl, sizeof(test_bl));
	ck_assert_ptr_eq(pb_unret_untrain + 1, pb_unret);
	ck_assert_mem_eq(pb_srso_untrain, movabs, sizeof(movabs));
	ck_assert_ptr_eq(pb_srso_untrain + 2, pb_srso_safe);
}
END_TEST

/*
 * Lutomirski's list of 2020-11-13 but for usergs_sysret64, whose row enters ring 0; and what an
 * ALTERNATIVE of WRMSR and WRMSRNS must fit.
 */
static const struct {
	const char *bench;
	long bytes;
} sites[] = {
	{ "cli", 1 }, { "sti", 1 }, { "pushf-pop", 2 }, { "read-cr2", 3 }, { "read-cr3", 3 },
	{ "write-cr3", 3 }, { "restore-native", 2 }, { "wbinvd", 2 }, { "swapgs", 3 }, { "mov64", 3 },
	{ "wrmsr", 2 }, { "wrmsr-sysenter-esp", 2 }, { "wrmsr-cs", 3 }, { "wrmsr-ds", 3 },
	{ "wrmsr-nop", 3 }, { "wrmsrns", 3 }, { "wrmsrns-sysenter-esp", 3 },
};

START_TEST(sites_have_the_sizes_that_were_told)
{
	const struct pb_bench *bench = pb_find(sites[_i].bench);

	ck_assert_ptr_nonnull(bench);
	ck_assert_int_eq(pb_site_bytes(bench->code), sites[_i].bytes);
	ck_assert_uint_eq(bench->code->cold, 0);
}
END_TEST

Suite *callee_suite(void)
{
	Suite *s = suite_create("callee");
	TCase *t = tcase_create("callee");

	tcase_add_test(t, ret_where_it_belongs);
	tcase_add_test(t, safe_ret_drops_its_own_return);
	tcase_add_test(t, ret_is_within_what_untrains);
	tcase_add_loop_test(t, sites_have_the_sizes_that_were_told, 0, sizeof(sites) / sizeof(sites[0]));
	suite_add_tcase(s, t);
	return s;
}

// SPDX-License-Identifier: GPL-2.0-only
/* Return thunks: the places and the bytes that make them what they are (arch/x86/lib/retpoline.S). */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "suites.h"

#define RET 0xc3

extern const unsigned char pb_rethunk[], pb_unret[], pb_its[], pb_srso_safe[], pb_srso_alias_safe[];

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

/* Entered by the byte before, they are another instruction. */
START_TEST(ret_is_within_what_untrains)
{
	static const unsigned char test_bl[] = { 0xf6, RET, 0xcc };
	static const unsigned char movabs[] = { 0x48, 0xb8 };

	ck_assert_mem_eq(pb_unret - 1, test_bl, sizeof(test_bl));
	ck_assert_mem_eq(pb_srso_safe - 2, movabs, sizeof(movabs));
}
END_TEST

Suite *callee_suite(void)
{
	Suite *s = suite_create("callee");
	TCase *t = tcase_create("callee");

	tcase_add_test(t, ret_where_it_belongs);
	tcase_add_test(t, safe_ret_drops_its_own_return);
	tcase_add_test(t, ret_is_within_what_untrains);
	suite_add_tcase(s, t);
	return s;
}

// SPDX-License-Identifier: GPL-2.0-only
/* What a site executes, as objdump says it; and where it says nothing. */
#include <stdlib.h>

#include "../harness/base/util.h"
#include "../harness/record/disassembly.h"
#include "../harness/record/record.h"
#include "suites.h"

static const struct {
	const char *code;
	long bytes;
	const char *text;
} sites[] = {
	{ "90", 1, "nop" },
	{ "509d", 2, "push %rax; popf" },
	{ "9090900f30", 5, "3 × nop; wrmsr" },
	/* A jump over a byte: from the first byte of the site, not of what objdump reads. */
	{ "75019090", 4, "jne 0x3; 2 × nop" },
	{ "90ebfd", 3, "nop; jmp 0x0" },
	{ "ebf0", 2, "jmp -0xe" },
	/* No instruction in long mode, and what follows it may be part of it. */
	{ "900690", 3, "nop; 06 90" },
	{ "06", 1, "06" },
	/* The first bytes of a MOV, whose displacement was not kept. */
	{ "90488b", 7, "nop; 48 8b …" },
	{ "488b", 7, "48 8b …" },
	{ "909090488b", 9, "3 × nop; 48 8b …" },
	/* A whole instruction, and there was another. */
	{ "90", 70, "nop; …" },
	/* The operand is relative to the next instruction; where that was is not known. */
	{ "488b0510000000", 7, "mov 0x10(%rip),%rax" },
	{ NULL, 0, NULL },
};

START_TEST(sites_are_disassembled)
{
	struct record *r = record_new();
	struct disassembly *d;
	char *text;

	for (size_t i = 0; i < ARRAY_SIZE(sites); i++) {
		struct result *result = record_add_result(r, "a bench");

		result->code = sites[i].code ? xstrdup(sites[i].code) : NULL;
		result->bytes = sites[i].bytes;
	}
	d = disassemble((const struct record *const[]){ r }, 1);
	text = disassembly_text(d, &r->results[_i]);
	if (sites[_i].text)
		ck_assert_pstr_eq(text, sites[_i].text);
	else
		ck_assert_ptr_null(text);
	free(text);
	disassembly_free(d);
	record_free(r);
}
END_TEST

START_TEST(without_objdump_there_is_no_text)
{
	struct record *r = record_new();
	struct result *result = record_add_result(r, "a bench");
	struct disassembly *d;

	result->code = xstrdup("90");
	setenv("PATH", "/nowhere", 1);
	d = disassemble((const struct record *const[]){ r }, 1);
	ck_assert_ptr_null(disassembly_text(d, result));
	disassembly_free(d);
	record_free(r);
}
END_TEST

Suite *disassembly_suite(void)
{
	Suite *s = suite_create("disassembly");
	TCase *tc = tcase_create("disassembly");

	tcase_add_loop_test(tc, sites_are_disassembled, 0, ARRAY_SIZE(sites));
	tcase_add_test(tc, without_objdump_there_is_no_text);
	suite_add_tcase(s, tc);
	return s;
}

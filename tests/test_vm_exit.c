// SPDX-License-Identifier: GPL-2.0-only
/* Every test of kvm-unit-tests' x86/vmexit.c has its bench in docs/vm-exit.md, and no burst is long. */
#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "suites.h"
#include "util.h"

#define MOST_COPIES 4

/* As its tests[] has them. */
static const char *const theirs[] = {
	"cpuid", "vmcall", "wbinvd", "invd", "mov_from_cr8", "mov_to_cr8", "inl_from_pmtimer",
	"inl_from_qemu", "inl_from_kernel", "outl_to_kernel", "mov_dr", "tscdeadline_immed", "tscdeadline",
	"self_ipi_sti_nop", "self_ipi_sti_hlt", "self_ipi_tpr", "self_ipi_tpr_sti_nop",
	"self_ipi_tpr_sti_hlt", "x2apic_self_ipi_sti_nop", "x2apic_self_ipi_sti_hlt",
	"x2apic_self_ipi_tpr", "x2apic_self_ipi_tpr_sti_nop", "x2apic_self_ipi_tpr_sti_hlt", "ipi",
	"ipi_halt", "ple_round_robin", "wr_kernel_gs_base", "wr_tsx_ctrl_msr", "wr_ibrs_msr",
	"wr_ibpb_msr", "wr_tsc_adjust_msr", "rd_tsc_adjust_msr", "toggle_cr0_wp", "toggle_cr4_pge",
	"pci-mem", "pci-io",
};

static char *text;

static void load(void)
{
	text = read_file("docs/vm-exit.md", NULL);
	ck_assert_ptr_nonnull(text);
}

static void unload(void)
{
	free(text);
}

/* The name in backquotes at *at, which moves on (malloced), or NULL before `end`. */
static char *next_name(const char **at, const char *end)
{
	const char *begin = memchr(*at, '`', (size_t)(end - *at)), *close;

	if (!begin)
		return NULL;
	close = strchr(begin + 1, '`');
	ck_assert(close && close < end);
	*at = close + 1;
	return xasprintf("%.*s", (int)(close - begin - 1), begin + 1);
}

static const struct pb_bench *existing(const char *name)
{
	const struct pb_bench *bench = pb_find(name);

	ck_assert_msg(bench, "docs/vm-exit.md: there is no bench %s", name);
	return bench;
}

/* KVM passes it through, SPEC_CTRL once it was written; or its copies have another reason. */
static bool may_have_more(const char *name)
{
	return !strcmp(name, "wrmsr") || !strcmp(name, "ibrs-on-off") ||
	       !strcmp(name, "cr4-pge-toggle");
}

START_TEST(every_test_has_a_bench)
{
	char *line = xasprintf("\n| `%s` | ", theirs[_i]), *name;
	const char *at = strstr(text, line), *end;
	size_t n = 0;

	ck_assert_msg(at, "%s has no line", theirs[_i]);
	at += strlen(line);
	ck_assert_msg(!strstr(at, line), "%s has two", theirs[_i]);
	end = strchr(at, '|');
	for (; (name = next_name(&at, end)); n++) {
		ck_assert_msg(existing(name)->unroll <= MOST_COPIES || may_have_more(name),
			      "%s: too many copies", name);
		free(name);
	}
	ck_assert_msg(n, "%s has no bench", theirs[_i]);
	free(line);
}
END_TEST

START_TEST(the_others_exist)
{
	const char *at = strstr(text, "## What it does not have"), *end = strstr(text, "## Limits");
	char *name;

	ck_assert(at && end && at < end);
	while ((name = next_name(&at, end))) {
		if (strcmp(name, "msr-read") && strcmp(name, "msr-write-each"))	/* questions */
			existing(name);
		free(name);
	}
}
END_TEST

/* A burst of 2U exits of 100 us each takes less than a millisecond. */
START_TEST(bursts_are_short)
{
	static const char *const questions[] = { "vm-exit", "apic", "entry-irq", "io", "hypercall" };
	const struct pb_bench *bench = pb_benches[_i];

	for (size_t i = 0; i < ARRAY_SIZE(questions); i++)
		ck_assert_msg(strcmp(bench->question, questions[i]) || bench->unroll <= MOST_COPIES,
			      "%s: %d copies", bench->name, bench->unroll);
}
END_TEST

Suite *vm_exit_suite(void)
{
	Suite *s = suite_create("vm-exit");
	TCase *t = tcase_create("vm-exit");

	tcase_add_checked_fixture(t, load, unload);
	tcase_add_loop_test(t, every_test_has_a_bench, 0, ARRAY_SIZE(theirs));
	tcase_add_test(t, the_others_exist);
	tcase_add_loop_test(t, bursts_are_short, 0, (int)pb_bench_count);
	suite_add_tcase(s, t);
	return s;
}

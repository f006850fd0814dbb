// SPDX-License-Identifier: GPL-2.0-only
#include <asm/prctl.h>
#include <cpuid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../bench/bench.h"
#include "../harness/measure/machine.h"
#include "../harness/measure/msr.h"
#include "../harness/record/record.h"
#include "../harness/base/util.h"
#include "suites.h"

#define EFER 0xc0000080
#define MPERF 0xe7
#define APERF 0xe8

static struct record *r;
static char *usual_path;
static char folder[] = "/tmp/privbench-msr-XXXXXX";

static void setup(void)
{
	r = record_new();
}

static void teardown(void)
{
	record_free(r);
}

static const struct fact *fact(const char *key)
{
	const struct fact *f = record_find_fact(r, key);

	ck_assert_msg(f, "there is no fact %s", key);
	ck_assert_msg(!f->value != !f->missing, "%s has both or neither", key);
	return f;
}

static const char *value(const char *key)
{
	const struct fact *f = fact(key);

	ck_assert_msg(f->value, "%s is missing: %s", key, f->missing);
	return f->value;
}

static const char *missing(const char *key)
{
	const struct fact *f = fact(key);

	ck_assert_msg(f->missing, "%s is %s", key, f->value);
	return f->missing;
}

/* The machine */

static const char *const keys[] = {
	"cpu_model", "cpu_vendor", "cpu_family", "cpu_model_number", "cpu_stepping", "cpu_flags",
	"microcode", "core_type", "smt", "governor", "turbo", "isolated_cpus", "online_cpus",
	"clocksource", "boot_id", "kernel", "kernel_version", "compiler", "command_line", "mitigations", "config",
	"virt", "lockdown",
};

START_TEST(says_something_or_why_not)
{
	const struct fact *f;

	machine_describe(r);
	f = fact(keys[_i]);
	ck_assert_msg(*(f->value ? f->value : f->missing), "%s is empty", keys[_i]);
}
END_TEST

START_TEST(says_nothing_else)
{
	machine_describe(r);
	ck_assert_uint_eq(r->fact_count, ARRAY_SIZE(keys));
	ck_assert_uint_eq(r->note_count, 0);
}
END_TEST

START_TEST(says_the_same_again_in_the_same_order)
{
	struct record *again = record_new();
	size_t i;

	machine_describe(r);
	machine_describe(again);
	ck_assert_uint_eq(r->fact_count, again->fact_count);
	for (i = 0; i < r->fact_count; i++) {
		ck_assert_str_eq(r->facts[i].key, again->facts[i].key);
		ck_assert_pstr_eq(r->facts[i].value, again->facts[i].value);
		ck_assert_pstr_eq(r->facts[i].missing, again->facts[i].missing);
	}
	record_free(again);
}
END_TEST

START_TEST(kernel_is_unames)
{
	struct utsname u;

	machine_describe(r);
	uname(&u);
	ck_assert_str_eq(value("kernel"), u.release);
	ck_assert_str_eq(value("kernel_version"), u.version);
}
END_TEST

/* "name\t: value" of the first processor, NULL if it has no such line */
static char *cpuinfo(const char *name)
{
	char *all = read_file("/proc/cpuinfo", NULL), *line, *rest = NULL, *found = NULL;

	ck_assert_ptr_nonnull(all);
	for (line = strtok_r(all, "\n", &rest); line && !found; line = strtok_r(NULL, "\n", &rest))
		if (!strncmp(line, name, strlen(name)) && strchr(" \t:", line[strlen(name)]))
			found = xstrdup(strchr(line, ':') + 2);
	free(all);
	return found;
}

START_TEST(cpuinfo_agrees)
{
	static const char *const pairs[][2] = {
		{ "cpu_vendor", "vendor_id" }, { "cpu_family", "cpu family" },
		{ "cpu_model_number", "model" }, { "cpu_stepping", "stepping" },
		{ "cpu_model", "model name" }, { "microcode", "microcode" },
	};
	char *theirs = cpuinfo(pairs[_i][1]);

	machine_describe(r);
	if (theirs)
		ck_assert_str_eq(value(pairs[_i][0]), theirs);
	free(theirs);
}
END_TEST

START_TEST(virt_agrees_with_the_hypervisor_flag)
{
	char *flags = cpuinfo("flags");
	bool flag = strstr(flags, " hypervisor");
	char signature[13];

	machine_describe(r);
	if (!strstr(value("virt"), "xen-pv"))
		ck_assert_int_eq(strcmp(value("virt"), "none") != 0, flag);
	ck_assert_int_eq(strstr(value("cpu_flags"), "hypervisor") != NULL, flag);
	cpu_hypervisor(signature);
	ck_assert(!flag == !*signature);
	free(flags);
}
END_TEST

/* The kernel does not list it. */
START_TEST(bases_that_do_not_serialise_are_told)
{
	bool amd = pb_cpuid(0x80000000, 0).eax >= 0x80000021 && pb_cpuid(0x80000021, 0).eax & 2;

	machine_describe(r);
	ck_assert_int_eq(strstr(value("cpu_flags"), "wrmsr_xx_base_ns") != NULL, amd);
}
END_TEST

START_TEST(isolated_cpus_are_a_list_or_none)
{
	char *line = read_line("/sys/devices/system/cpu/isolated");

	machine_describe(r);
	if (line)
		ck_assert_str_eq(value("isolated_cpus"), *line ? line : "none");
	else
		missing("isolated_cpus");
	free(line);
}
END_TEST

START_TEST(mitigations_are_sorted)
{
	const char *at, *entry, *last = NULL;
	size_t i, n = 0;
	const struct fact *f;

	machine_describe(r);
	f = fact("mitigations");
	if (!f->value)
		return;
	/* States contain "; " too, but no file name a space. */
	for (entry = f->value; entry; entry = at ? at + 2 : NULL) {
		at = strstr(entry, "; ");
		i = strcspn(entry, ": ");
		if (entry[i] != ':' || strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", *entry))
			continue;
		if (last)
			ck_assert_int_lt(strncmp(last, entry, i), 1);
		last = entry;
		n++;
	}
	ck_assert_uint_gt(n, 0);
}
END_TEST

/* MSRs, with an rdmsr of our own that reads files */

static void put(const char *name, const char *text, mode_t mode)
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	int err;

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	err = fclose(f);
	ck_assert_int_eq(err, 0);
	ck_assert_int_eq(chmod(path, mode), 0);
	free(path);
}

static void set_msr(uint32_t msr, const char *text)
{
	char *name = xasprintf("0x%x", msr);

	put(name, text, 0600);
	free(name);
}

static void fake_rdmsr(const char *body)
{
	char *script = xasprintf("#!/bin/sh\necho $* >>%s/log\n%s", folder, body);

	put("rdmsr", script, 0700);
	free(script);
}

/* MSRs of which nobody said otherwise hold 5. */
static void fake_that_reads_files(void)
{
	char *body = xasprintf("v=5\n"
			       "[ -f %1$s/$5 ] && read v <%1$s/$5\n"
			       "[ $v = no ] && { echo \"rdmsr: CPU $2 cannot read MSR $5\"; exit 4; }\n"
			       "echo $v\n", folder);

	fake_rdmsr(body);
	free(body);
}

static char *calls(void)
{
	char *path = xasprintf("%s/log", folder), *text = read_file(path, NULL);

	free(path);
	return text ? text : xstrdup("");
}

static void setup_fake(void)
{
	setup();
	strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	usual_path = xstrdup(getenv("PATH"));
	setenv("PATH", folder, 1);
}

static void teardown_fake(void)
{
	const char *const argv[] = { "/bin/rm", "-r", "--", folder, NULL };

	setenv("PATH", usual_path, 1);
	free(usual_path);
	ck_assert_int_eq(run_program(argv, NULL), 0);
	teardown();
}

static bool is_written(uint32_t msr, unsigned int results)
{
	unsigned int i;

	for (i = 0; i < results; i++)
		if (pb_benches[i]->operand == msr || pb_benches[i]->operand2 == msr)
			return true;
	return !pb_is_msr(msr);	/* none, or no MSR */
}

static unsigned int watched(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < pb_bench_count; i++) {
		n += !is_written(pb_benches[i]->operand, i);
		n += pb_benches[i]->operand2 != pb_benches[i]->operand && !is_written(pb_benches[i]->operand2, i);
	}
	return n;
}

static void expect_restored(unsigned int restored, unsigned int of)
{
	char *text = xasprintf("%u of %u", restored, of);

	ck_assert_str_eq(value("msrs_restored"), text);
	free(text);
}

static const char *const msr_keys[] = {
	"microcode_msr", "turbo_msr", "smis", "aperf_mperf_percent", "msrs_restored",
	"msrs_not_readable",
};

/* Some keys are missing for their vendor's sake, whatever rdmsr can do. */
static void all_missing_for(const char *reason)
{
	size_t i, n = 0;

	msr_before(r, 0);
	msr_after(r, 0);
	for (i = 0; i < ARRAY_SIZE(msr_keys); i++)
		if (strstr(missing(msr_keys[i]), reason))
			n++;
		else
			ck_assert_ptr_nonnull(strstr(missing(msr_keys[i]), "CPUs"));
	ck_assert_ptr_nonnull(strstr(missing("msrs_restored"), reason));
	ck_assert_ptr_nonnull(strstr(missing("aperf_mperf_percent"), reason));
	ck_assert_uint_ge(n, 3);
	ck_assert_uint_eq(r->note_count, 0);
}

START_TEST(without_rdmsr_the_package_is_named)
{
	all_missing_for("apt-get install msr-tools");
}
END_TEST

START_TEST(rdmsr_that_fails_is_asked_once)
{
	char *log;

	fake_rdmsr("echo rdmsr: open: it will not >&2; exit 127");
	all_missing_for(access("/dev/cpu/0/msr", F_OK) ? "modprobe msr" :
			access("/dev/cpu/0/msr", R_OK) ? "root" : "rdmsr: open: it will not");
	log = calls();
	ck_assert_ptr_nonnull(strchr(log, '\n'));
	ck_assert_str_eq(strchr(log, '\n'), "\n");
	free(log);
}
END_TEST

START_TEST(all_are_restored)
{
	fake_that_reads_files();
	msr_before(r, 0);
	msr_after(r, 0);
	expect_restored(watched(), watched());
	ck_assert_str_eq(value("msrs_not_readable"), "none");
	ck_assert_uint_eq(r->note_count, 0);
}
END_TEST

START_TEST(every_msr_that_benches_write_is_read_twice)
{
	uint32_t msr = 0;
	unsigned int i;
	char *log, *call, *again;

	fake_that_reads_files();
	msr_before(r, 0);
	msr_after(r, 0);
	log = calls();
	for (i = 0; i < pb_bench_count; i++) {
		msr = pb_benches[i]->operand;
		if (!pb_is_msr(msr))
			continue;
		call = xasprintf("-p 0 -0 -x 0x%x\n", msr);
		again = strstr(log, call);
		if (msr == PB_MSR_FS_BASE || msr == PB_MSR_KERNEL_GS_BASE)
			ck_assert_ptr_null(again);	/* rdmsr's own would say nothing */
		else
			ck_assert(again && strstr(again + 1, call));
		free(call);
	}
	free(log);
}
END_TEST

START_TEST(changed_msr_is_noted)
{
	fake_that_reads_files();
	set_msr(EFER, "d01");
	msr_before(r, 0);
	set_msr(EFER, "c01");
	msr_after(r, 0);
	expect_restored(watched() - 1, watched());
	ck_assert_uint_eq(r->note_count, 1);
	ck_assert_ptr_nonnull(strstr(r->notes[0], "EFER"));
	ck_assert_ptr_nonnull(strstr(r->notes[0], "0xd01 before"));
	ck_assert_ptr_nonnull(strstr(r->notes[0], "0xc01 after"));
}
END_TEST

START_TEST(changed_gs_base_of_this_task_is_noted)
{
	fake_that_reads_files();
	msr_before(r, 0);
	ck_assert_int_eq(syscall(SYS_arch_prctl, ARCH_SET_GS, 0x123000UL), 0);
	msr_after(r, 0);
	syscall(SYS_arch_prctl, ARCH_SET_GS, 0UL);
	expect_restored(watched() - 1, watched());
	ck_assert_uint_eq(r->note_count, 1);
	ck_assert_ptr_nonnull(strstr(r->notes[0], "KERNEL_GS_BASE"));
	ck_assert_ptr_nonnull(strstr(r->notes[0], "0x0 before"));
	ck_assert_ptr_nonnull(strstr(r->notes[0], "0x123000 after"));
}
END_TEST

START_TEST(unreadable_msr_is_left_out_and_named)
{
	fake_that_reads_files();
	set_msr(EFER, "no");
	msr_before(r, 0);
	msr_after(r, 0);
	expect_restored(watched() - 1, watched() - 1);
	ck_assert_str_eq(value("msrs_not_readable"), "EFER");
	ck_assert_uint_eq(r->note_count, 0);
}
END_TEST

START_TEST(msr_unreadable_after_the_run_is_noted)
{
	fake_that_reads_files();
	msr_before(r, 0);
	set_msr(EFER, "no");
	msr_after(r, 0);
	expect_restored(watched() - 1, watched());
	ck_assert_uint_eq(r->note_count, 1);
	ck_assert_ptr_nonnull(strstr(r->notes[0], "EFER"));
	ck_assert_ptr_nonnull(strstr(r->notes[0], "cannot be read"));
}
END_TEST

START_TEST(garbage_is_not_a_value)
{
	fake_that_reads_files();
	set_msr(EFER, "5gs");
	msr_before(r, 0);
	msr_after(r, 0);
	ck_assert_str_eq(value("msrs_not_readable"), "EFER");
}
END_TEST

static const struct {
	const char *mperf[2], *aperf[2], *percent;
} cycles[] = {
	{ { "1000", "2000" }, { "1000", "2000" }, "100" },
	{ { "1000", "2000" }, { "1000", "2800" }, "150" },
	{ { "fffffffffffff000", "0" }, { "10", "811" }, "50" },
	{ { "1000", "1000" }, { "1000", "2000" }, NULL },
	{ { "0", "1000" }, { "0", "1000" }, NULL },
	{ { "no", "1000" }, { "0", "1000" }, NULL },
	{ { "1000", "2000" }, { "1000", "no" }, NULL },
};

START_TEST(aperf_to_mperf)
{
	fake_that_reads_files();
	set_msr(MPERF, cycles[_i].mperf[0]);
	set_msr(APERF, cycles[_i].aperf[0]);
	msr_before(r, 0);
	set_msr(MPERF, cycles[_i].mperf[1]);
	set_msr(APERF, cycles[_i].aperf[1]);
	msr_after(r, 0);
	if (cycles[_i].percent)
		ck_assert_str_eq(value("aperf_mperf_percent"), cycles[_i].percent);
	else
		missing("aperf_mperf_percent");
}
END_TEST

START_TEST(environment_by_vendor)
{
	unsigned int eax, intel, amd, ecx, edx;

	__cpuid(0, eax, intel, ecx, edx);
	amd = intel == signature_AMD_ebx;
	intel = intel == signature_INTEL_ebx;
	fake_that_reads_files();
	set_msr(0x8b, "1a0000002b");
	set_msr(0x1a0, "4000000001");
	set_msr(0x34, "ffffffff");
	msr_before(r, 0);
	set_msr(0x34, "2");
	msr_after(r, 0);
	if (intel || amd)
		ck_assert_str_eq(value("microcode_msr"), intel ? "0x1a" : "0x2b");
	if (intel) {
		ck_assert_str_eq(value("turbo_msr"), "off");
		ck_assert_str_eq(value("smis"), "3");
	} else {
		ck_assert_ptr_nonnull(strstr(missing("turbo_msr"), "Intel"));
		ck_assert_ptr_nonnull(strstr(missing("smis"), "Intel"));
	}
}
END_TEST

static TCase *machine(void)
{
	TCase *tc = tcase_create("machine");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, says_something_or_why_not, 0, ARRAY_SIZE(keys));
	tcase_add_test(tc, says_nothing_else);
	tcase_add_test(tc, says_the_same_again_in_the_same_order);
	tcase_add_test(tc, kernel_is_unames);
	tcase_add_loop_test(tc, cpuinfo_agrees, 0, 6);
	tcase_add_test(tc, virt_agrees_with_the_hypervisor_flag);
	tcase_add_test(tc, bases_that_do_not_serialise_are_told);
	tcase_add_test(tc, isolated_cpus_are_a_list_or_none);
	tcase_add_test(tc, mitigations_are_sorted);
	return tc;
}

static TCase *msrs(void)
{
	TCase *tc = tcase_create("msrs");

	tcase_add_checked_fixture(tc, setup_fake, teardown_fake);
	tcase_add_test(tc, without_rdmsr_the_package_is_named);
	tcase_add_test(tc, rdmsr_that_fails_is_asked_once);
	tcase_add_test(tc, all_are_restored);
	tcase_add_test(tc, every_msr_that_benches_write_is_read_twice);
	tcase_add_test(tc, changed_msr_is_noted);
	tcase_add_test(tc, changed_gs_base_of_this_task_is_noted);
	tcase_add_test(tc, unreadable_msr_is_left_out_and_named);
	tcase_add_test(tc, msr_unreadable_after_the_run_is_noted);
	tcase_add_test(tc, garbage_is_not_a_value);
	tcase_add_loop_test(tc, aperf_to_mperf, 0, ARRAY_SIZE(cycles));
	tcase_add_test(tc, environment_by_vendor);
	return tc;
}

Suite *machine_suite(void)
{
	Suite *s = suite_create("machine");

	suite_add_tcase(s, machine());
	suite_add_tcase(s, msrs());
	return s;
}

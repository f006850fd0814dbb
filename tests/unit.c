// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "suites.h"

int main(void)
{
	SRunner *runner = srunner_create(perf_suite());
	int failed;

	setenv("COLUMNS", "100", 1);	/* whatever terminal they are run on */
	srunner_add_suite(runner, record_suite());
	srunner_add_suite(runner, table_suite());
	srunner_add_suite(runner, plot_suite());
	srunner_add_suite(runner, forest_suite());
	srunner_add_suite(runner, machine_suite());
	srunner_add_suite(runner, stats_suite());
	srunner_add_suite(runner, effect_suite());
	srunner_add_suite(runner, potts_suite());
	srunner_add_suite(runner, steps_suite());
	srunner_add_suite(runner, power_suite());
	srunner_add_suite(runner, judge_suite());
	srunner_add_suite(runner, questions_suite());
	srunner_add_suite(runner, clock_suite());
	srunner_add_suite(runner, extable_suite());
	srunner_add_suite(runner, random_suite());
	srunner_add_suite(runner, callee_suite());
	srunner_add_suite(runner, tally_suite());
	srunner_add_suite(runner, probe_suite());
	srunner_add_suite(runner, answer_suite());
	srunner_add_suite(runner, answers_suite());
	srunner_add_suite(runner, flat_suite());
	srunner_add_suite(runner, estimate_suite());
	srunner_add_suite(runner, raw_suite());
	srunner_add_suite(runner, disturbances_suite());
	srunner_add_suite(runner, request_suite());
	srunner_add_suite(runner, spread_suite());
	srunner_add_suite(runner, comparison_suite());
	srunner_add_suite(runner, matrix_suite());
	srunner_add_suite(runner, break_even_suite());
	srunner_add_suite(runner, trend_suite());
	srunner_add_suite(runner, cpulist_suite());
	srunner_add_suite(runner, escape_suite());
	srunner_add_suite(runner, site_suite());
	srunner_add_suite(runner, disassembly_suite());
	srunner_add_suite(runner, needs_suite());
	srunner_add_suite(runner, vm_exit_suite());
	srunner_add_suite(runner, instructions_suite());
	srunner_add_suite(runner, suite_suite());
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PRIVBENCH_SUITES_H
#define PRIVBENCH_SUITES_H

#include <check.h>

Suite *machine_suite(void);
Suite *clock_suite(void);
Suite *extable_suite(void);
Suite *random_suite(void);
Suite *callee_suite(void);
Suite *judge_suite(void);
Suite *questions_suite(void);
Suite *stats_suite(void);
Suite *effect_suite(void);
Suite *potts_suite(void);
Suite *steps_suite(void);
Suite *power_suite(void);
Suite *tally_suite(void);
Suite *probe_suite(void);
Suite *answer_suite(void);
Suite *answers_suite(void);
Suite *perf_suite(void);
Suite *record_suite(void);
Suite *table_suite(void);
Suite *plot_suite(void);
Suite *forest_suite(void);
Suite *flat_suite(void);
Suite *estimate_suite(void);
Suite *raw_suite(void);
Suite *disturbances_suite(void);
Suite *request_suite(void);
Suite *spread_suite(void);
Suite *comparison_suite(void);
Suite *matrix_suite(void);
Suite *break_even_suite(void);
Suite *trend_suite(void);
Suite *cpulist_suite(void);
Suite *escape_suite(void);
Suite *disassembly_suite(void);
Suite *needs_suite(void);
Suite *vm_exit_suite(void);
Suite *instructions_suite(void);
Suite *site_suite(void);
Suite *suite_suite(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Test only: the table, with rows that misbehave. */
#include "../../bench/list.h"

BENCH_ROW(bad_ud2)
BENCH_ROW(bad_int3)
BENCH_ROW(bad_page)
BENCH_ROW(bad_hang)
BENCH_ROW(bad_triple)
BENCH_ROW(bad_halt)
BENCH_ROW(bad_gate)
BENCH_ROW(bad_gate_user)
BENCH_ROW(bad_syscall)

/* SPDX-License-Identifier: GPL-2.0-only */
/* Test only: the table, with rows that misbehave. */
#include "../../bench/list.h"

BENCH_LIST(bad_ud2)
BENCH_LIST(bad_int3)
BENCH_LIST(bad_page)
BENCH_LIST(bad_hang)
BENCH_LIST(bad_triple)
BENCH_LIST(bad_halt)
BENCH_LIST(bad_gate)
BENCH_LIST(bad_gate_user)
BENCH_LIST(bad_syscall)

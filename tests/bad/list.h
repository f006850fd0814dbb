/* SPDX-License-Identifier: GPL-2.0-only */
/* Test only: the table, with rows that misbehave. */
#include "../../bench/list.h"

B(bad_ud2)
B(bad_int3)
B(bad_page)
B(bad_hang)
B(bad_triple)
B(bad_halt)
B(bad_gate)
B(bad_gate_user)
B(bad_syscall)
B(bad_call_gate)
B(bad_tables)
B(bad_irq)
B(bad_irq_late)
B(bad_shadow)
B(bad_shadow_user)
B(bad_interrupts)

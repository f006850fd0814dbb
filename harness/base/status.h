/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef STATUS_H
#define STATUS_H

/* How the program ends; the gate's callers rely on these numbers. */
enum exit_status {
	EXIT_FINE = 0,
	EXIT_REGRESSION = 1,
	EXIT_USAGE = 2,
	EXIT_UNRESOLVED = 3,
	EXIT_INCOMPARABLE = 4,
	EXIT_RUN_FAILED = 5,
};

#endif

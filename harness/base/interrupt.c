// SPDX-License-Identifier: GPL-2.0-only
#include "interrupt.h"

#include <signal.h>

static volatile sig_atomic_t came;

static void note(int sig)
{
	came = sig;
}

void interrupt_catch(void)
{
	struct sigaction act = { .sa_handler = note, .sa_flags = (int)SA_RESETHAND };

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
}

bool interrupted(void)
{
	return came;
}

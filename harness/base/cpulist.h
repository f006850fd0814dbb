/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of CPUs as the kernel writes them; CPUs from CPU_SETSIZE (1024) on are unknown. */
#ifndef CPULIST_H
#define CPULIST_H

#include <sched.h>
#include <stdbool.h>

/* A list, "0-3,8"; an empty one is an empty set.  False if the text is none. */
bool cpulist_parse(const char *text, cpu_set_t *set);
char *cpulist_text(const cpu_set_t *set);	/* malloced */

#endif

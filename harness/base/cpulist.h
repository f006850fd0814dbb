/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of CPUs as the kernel writes them; CPUs from CPU_SETSIZE (1024) on are ignored. */
#ifndef CPULIST_H
#define CPULIST_H

#include <sched.h>
#include <stdbool.h>

/* "0-3,8"; an empty list is an empty set.  False if the text is no list. */
bool cpulist_parse(const char *text, cpu_set_t *set);
char *cpulist_text(const cpu_set_t *set);	/* malloced */

#endif

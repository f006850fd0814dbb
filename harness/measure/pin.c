// SPDX-License-Identifier: GPL-2.0-only
#include "pin.h"

#include <sched.h>

int last_cpu(void)
{
	cpu_set_t allowed;
	int cpu = CPU_SETSIZE - 1;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return 0;
	while (cpu > 0 && !CPU_ISSET(cpu, &allowed))
		cpu--;
	return cpu;
}

int pin_to_last_cpu(void)
{
	int cpu = last_cpu();
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	return cpu;
}

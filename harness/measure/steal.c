// SPDX-License-Identifier: GPL-2.0-only
#include "steal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record.h"
#include "util.h"

/* The eighth figure of "cpuN user nice system idle iowait irq softirq steal ...". */
#define STEAL "%*s %*u %*u %*u %*u %*u %*u %*u %lu"

double steal_ms(int cpu)
{
	char *stat = read_file("/proc/stat", NULL), *wanted = xasprintf("cpu%d ", cpu);
	const char *line = stat ? strstr(stat, wanted) : NULL;
	unsigned long ticks;
	double ms = NAN;

	if (line && sscanf(line, STEAL, &ticks) == 1)
		ms = 1e3 * (double)ticks / (double)sysconf(_SC_CLK_TCK);
	free(wanted);
	free(stat);
	return ms;
}

void steal_record(struct record *r, int cpu, double before)
{
	double now = steal_ms(cpu);

	if (isnan(before) || isnan(now))
		record_fact_missing(r, "steal_ms", "/proc/stat does not tell it");
	else
		record_fact_number(r, "steal_ms", now - before);
	if (now > before)
		record_note(r, "others had this CPU for %.0f ms of the run (steal)", now - before);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "spoils.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "record.h"

static double per_operation(const struct row *row, const char *counter)
{
	size_t i;

	for (i = 0; i < row->counter_count; i++)
		if (!strcmp(row->counters[i].name, counter))
			return row->counters[i].value;
	return NAN;
}

/*
 * An MSR access that takes this long in a guest probably leaves for the
 * hypervisor, whose bitmap decides; no CPU takes it.  Only for the plain ones:
 * a fault that is taken is slow on its own.
 */
#define EXIT_CYCLES 600

static bool exit_suspected(const struct record *r, const struct row *row)
{
	const struct pb_bench *b = pb_find(row->name);
	const struct fact *virt = record_find_fact(r, "virt");

	return r->clock == CLOCK_SILICON && b->msr && row->insns == 1 && row->estimate > EXIT_CYCLES &&
	       virt && virt->value && strcmp(virt->value, "none");
}

void say_what_spoils(struct record *r, const struct row *row)
{
	double exits = per_operation(row, "vm-exits");

	if (r->clock == CLOCK_SILICON && exits > .5)
		record_note(r, "%s: %.1f VM exits an operation; the figure includes them", row->name, exits);
	else if (isnan(exits) && exit_suspected(r, row))
		record_note(r, "%s: %.0f core cycles: a VM exit is suspected, and the figure then the hypervisor's",
			    row->name, row->estimate);
	if (row->longest_us > 100)
		record_note(r, "%s kept interrupts off for %.0f us at a stretch: once round takes that long",
			    row->name, row->longest_us);
}

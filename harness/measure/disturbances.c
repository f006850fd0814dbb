// SPDX-License-Identifier: GPL-2.0-only
#include "disturbances.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "record.h"
#include "util.h"

/*
 * An MSR access in a guest that takes this long probably exits to the hypervisor, whose bitmap
 * decides; no CPU takes it.  Only for an access alone: a fault that is taken is slow anyway.
 */
#define EXIT_CYCLES 600

static double count_of(const struct count *counts, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(counts[i].name, name))
			return counts[i].value;
	return NAN;
}

static bool exit_suspected(const struct record *r, const struct result *result)
{
	const struct pb_bench *b = pb_find(result->name);
	const struct fact *virt = record_find_fact(r, "virt");

	return b->msr && result->insns == 1 && result->estimate > EXIT_CYCLES &&
	       virt && virt->value && strcmp(virt->value, "none");
}

static void note_result(struct record *r, const struct result *result)
{
	double exits = count_of(result->counters, result->counter_count, "vm-exits");

	if (exits > .5)
		record_note(r, "%s: %.1f VM exits an operation; the figure includes them",
			    result->name, exits);
	else if (isnan(exits) && exit_suspected(r, result))
		record_note(r, "%s: %.0f core cycles: a VM exit is suspected, and the figure "
			    "would be the hypervisor's", result->name, result->estimate);
	if (result->longest_us > 100)
		record_note(r, "%s kept interrupts off for %.0f us: one loop takes that long",
			    result->name, result->longest_us);
}

static void note_strays(struct record *r)
{
	double strays = 0, samples = 0;
	char *names = xstrdup("");
	size_t i;

	for (i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];
		double n = count_of(result->dropped, result->dropped_count, "stray");

		samples += (double)result->samples;
		if (!(n > 0))
			continue;
		strays += n;
		append(&names, "%s%s", *names ? ", " : "", result->name);
	}
	if (strays > 0)
		record_note(r, "%.0f of %.0f samples executed other instructions too, as of a "
			    "hypervisor's timer, and were dropped: %s", strays, strays + samples,
			    names);
	free(names);
}

void note_disturbances(struct record *r)
{
	size_t contended = record_count(r, STATUS_CONTENDED), i;

	for (i = 0; r->clock == CLOCK_SILICON && i < r->result_count; i++)
		note_result(r, &r->results[i]);
	if (contended)
		record_note(r, "%zu of %zu benches are contended and decide nothing; "
			    "--wait SECONDS waits longer for a quiet core", contended,
			    contended + record_count(r, STATUS_OK));
	note_strays(r);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A history to measure with: N records made of one, an hour and a boot apart,
 * with noise of 1 %.  Of the benches a tenth is 5 % dearer from the middle on, where the
 * microcode changes, a tenth 2.5 % from 2 boots later, and a tenth drifts by 5 %.
 * history RECORD DIR N [FIRST]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "random.h"
#include "record.h"
#include "util.h"

#define START 1767225600		/* 2026-01-01T00:00:00Z */

static double uniform(uint64_t *state)
{
	return (double)(random_next(state) >> 11) / 9007199254740992.;
}

static double normal(uint64_t *state)
{
	return sqrt(-2 * log(1 - uniform(state))) * cos(2 * M_PI * uniform(state));
}

static double level(size_t bench, size_t i, size_t n)
{
	switch (bench % 10) {
	case 0:
		return i >= n / 2 ? 1.05 : 1;
	case 3:
		return i >= n / 2 + 2 ? 1.025 : 1;
	case 6:
		return 1 + .05 * (double)i / (double)n;
	}
	return 1;
}

static void alter(struct record *r, const double *truth, size_t i, size_t n)
{
	uint64_t state = i + 1;
	time_t t = START + 3600 * (time_t)i;
	char utc[32];
	size_t k;

	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", gmtime(&t));
	free(r->utc);
	free(r->id);
	r->utc = xstrdup(utc);
	r->id = xasprintf("%016zx", i);
	record_fact(r, "boot_id", "boot-%zu", i);
	record_fact(r, "microcode", i < n / 2 ? "0x1" : "0x2");
	for (k = 0; k < 8; k++)
		random_next(&state);
	for (k = 0; k < r->row_count; k++)
		if (r->rows[k].status == STATUS_OK)
			r->rows[k].estimate = (truth[k] + 10) * (1 + .01 * normal(&state)) * level(k, i, n);
}

int main(int argc, char **argv)
{
	struct record *r;
	char *error;
	double *truth;
	size_t i, n;

	if (argc < 4 || !(r = record_read(argv[1], &error))) {
		fprintf(stderr, "usage: history RECORD DIR N [FIRST]\n");
		return 2;
	}
	r->clock = CLOCK_SILICON;	/* whatever it was: the figures are made up */
	n = strtoul(argv[3], NULL, 10);
	truth = xcalloc(r->row_count, sizeof(*truth));
	for (i = 0; i < r->row_count; i++)
		truth[i] = r->rows[i].estimate;
	for (i = argc > 4 ? strtoul(argv[4], NULL, 10) : 0; i < n; i++) {
		char *path = xasprintf("%s/%zu.json", argv[2], i);

		alter(r, truth, i, n);
		if (record_write(r, path))
			return 5;
		free(path);
	}
	free(truth);
	record_free(r);
	return 0;
}

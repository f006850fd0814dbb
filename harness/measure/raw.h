/* SPDX-License-Identifier: GPL-2.0-only */
/* Raw samples that the flat guest printed: bench/raw-format.h. */
#ifndef RAW_H
#define RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi.h"
#include "machine.h"

/* What was answered, in the guest's order. */
struct raw_answer {
	struct pb_run run;		/* samples 0: skipped, however many were asked for */
	struct pb_sample *samples;
	bool used;
};

struct raw {
	uint64_t id;			/* by its lines: the same text has the same */
	char *version, *command_line;
	char *trouble;			/* NULL: none */
	char *utc;			/* NULL: the guest has no clock to go by */
	uint64_t seed;
	unsigned int passes, samples, tsc_khz, microcode;
	struct cpu_identity cpu;
	char hypervisor[13];		/* CPUID's signature, where there is one */
	struct raw_answer *answers;
	size_t answer_count;
	size_t *pass_ends;		/* behind the last answer of each pass, the look at the clock first */
	size_t pass_count;
	struct pb_site *sites;
	size_t site_count;
};

/* The first such text in a file, whatever is around it; NULL with `*error` (malloced: file, line, reason). */
struct raw *raw_parse(const char *text, size_t length, const char *name, char **error);
void raw_free(struct raw *raw);

#endif

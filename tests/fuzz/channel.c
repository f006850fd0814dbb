// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest sends.  Input that begins with 'M' is an answer in its mailbox, and what
 * is made of that; anything else comes by serial, and holds a record, or not.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "bench.h"
#include "guest.h"
#include "executor.h"
#include "mailbox.h"
#include "perf.h"
#include "record.h"
#include "tally.h"
#include "util.h"

#define ASKED 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void serial(const uint8_t *data, size_t size)
{
	struct guest g = { .results = xcalloc(size + 1, 1), .results_length = size };
	const char *text;
	char *error = NULL;
	size_t length;
	int status;

	memcpy(g.results, data, size);
	text = guest_record(&g, &length, &status);
	if (text)
		record_free(record_parse(text, length, "the guest's record", &error));
	free(error);
	guest_free(&g);
}

/* The error, the answer, samples; what is not there is 0. */
struct lie {
	int32_t error;
	uint32_t honest;	/* the answer is to what was asked */
	struct pb_run run;
};

struct liar {
	struct executor executor;
	struct lie lie;
};

static int answer(struct executor *executor, struct pb_run *run)
{
	const struct lie *lie = &((struct liar *)executor)->lie;
	struct pb_run asked = *run;

	*run = lie->run;
	if (lie->honest) {
		memcpy(run, &asked, offsetof(struct pb_run, loops));
		run->buffer = asked.buffer;
	}
	return lie->error;
}

static void add_up(const struct pb_run *run, const struct pb_sample *samples, enum clock clock)
{
	static const struct window quiet = { .scale = 1, .disturbed = UNDISTURBED };
	struct tally t = { .bench = pb_find("nop"), .counts = clock == CLOCK_ICOUNT };
	struct record *r = record_new();
	struct perf *perf = perf_open();

	r->clock = clock;
	r->tsc_khz = 2000000;
	tally_add(&t, run, samples, &quiet, perf);
	tally_finish(&t, record_add_result(r, "nop"), r);
	tally_reset(&t);
	perf_close(perf);
	record_free(r);
}

static void mailbox(const uint8_t *data, size_t size)
{
	struct liar liar = { .executor = {
		.most_samples = PB_MAILBOX_SAMPLES, .run = answer,
	} };
	struct pb_sample *there = xcalloc(PB_MAILBOX_SAMPLES, sizeof(*there));
	struct pb_sample *samples = xcalloc(ASKED, sizeof(*samples));
	size_t head = size < sizeof(liar.lie) ? size : sizeof(liar.lie);
	size_t most = PB_MAILBOX_SAMPLES * sizeof(*there);
	struct pb_run run = {
		.version = PB_ABI_VERSION, .name = "nop", .samples = ASKED, .buffer = (uintptr_t)samples,
	};

	memcpy(&liar.lie, data, head);
	memcpy(there, data + head, size - head < most ? size - head : most);
	liar.executor.samples = there;
	free(answer_address_wrong(liar.lie.run.vector, 1 << 24));
	if (!executor_run(&liar.executor, &run))
		add_up(&run, samples, run.loops & 1 ? CLOCK_ICOUNT : CLOCK_SILICON);
	free(samples);
	free(there);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size && *data == 'M')
		mailbox(data + 1, size - 1);
	else
		serial(data, size);
	return 0;
}

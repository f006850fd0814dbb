// SPDX-License-Identifier: GPL-2.0-only
#include "run.h"

#include "console.h"
#include "cpu.h"
#include "entry.h"
#include "executor.h"
#include "json.h"
#include "machine.h"
#include "platform.h"
#include "ring3.h"
#include "string.h"
#include "text.h"
#include "words.h"

#define ROWS_MAX 256
#define RECORD_MAX (1 << 20)
#define CALIBRATION "calibrate"

/* Samples, and loops at most, by clock: harness/measure/suite.c; but one load, since the code is where it is. */
struct plan {
	unsigned int samples, loops;
};

static const struct plan plans[] = {
	[CLOCK_SILICON] = { 100, 0 },
	[CLOCK_ICOUNT] = { 3, 1 },
	[CLOCK_EMULATED] = { 20, 1 },
};

static const struct plan first_look = { 40, 0 };

int running_alone;

static struct machine machine;
static struct result rows[ROWS_MAX];
static struct pb_sample samples[FIGURES_SAMPLES_MAX];
static char record[RECORD_MAX];

static void measure(struct result *row, const struct pb_bench *bench, const struct plan *plan, __u32 tsc_khz)
{
	row->bench = bench;
	row->run = (struct pb_run){
		.version = PB_ABI_VERSION,
		.samples = plan->samples,
		.loops = plan->loops,
	};
	memcpy(row->run.name, bench->name, strlen(bench->name));
	row->error = executor_run(&row->run, samples, tsc_khz);
	if (row->run.done && row->run.status == PB_OK)
		figures_take(&row->figures, &row->run, samples, (unsigned int)bench->unroll * row->run.loops);
}

/* Ticks of a chain; *exact becomes 0 if its samples differ. */
static __s64 chain(const char *name, int *exact)
{
	static struct result row;

	measure(&row, pb_find(name), &first_look, 0);
	*exact &= figures_quantile(&row.figures, 0) == figures_quantile(&row.figures, 100);
	return figures_floor(&row.figures);
}

static void recognise_clock(struct results *r, int emulator)
{
	struct chains *c = &r->chains;

	*c = (struct chains){ .exact = 1, .emulator = emulator };
	c->nop = chain("nop", &c->exact);
	c->imul = chain("imul-chain", &c->exact);
	c->add = chain("add-chain", &c->exact);
	r->clock = clock_recognise(c);
	if (r->clock == CLOCK_SILICON)
		r->tsc_khz = pit_tsc_khz();
}

static void select_rows(struct results *r)
{
	unsigned int i;

	for (i = 0; i < pb_bench_count && r->count < ROWS_MAX; i++)
		if (!strcmp(pb_benches[i]->question, CALIBRATION) ||
		    words_select(r->command_line, pb_benches[i]->name, pb_benches[i]->question,
				  pb_benches[i]->flags & PB_OPT_IN))
			r->rows[r->count++].bench = pb_benches[i];
}

static __u64 read_seed(const char *line)
{
	const char *digits = words_value(line, "seed");
	__u64 seed = 0;

	for (; digits && *digits >= '0' && *digits <= '9'; digits++)
		seed = 10 * seed + (__u64)(*digits - '0');
	return seed & ~(1ULL << 63);
}

/* xorshift64*, as in harness/measure/suite.c. */
static __u64 next_random(__u64 *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dULL;
}

static void shuffle(struct result **order, unsigned int n, __u64 seed)
{
	struct result *t;
	unsigned int i, j;

	for (i = n; seed && i > 1; i--) {
		j = (unsigned int)(next_random(&seed) % i);
		t = order[i - 1];
		order[i - 1] = order[j];
		order[j] = t;
	}
}

static void print_row(const struct results *r, const struct result *row)
{
	char number[DECIMAL_MAX];

	if (row->run.status == PB_SKIPPED)
		console_print("skipped: %s\n", row->run.reason);
	else if (row->run.status == PB_FAULTED)
		console_print("faulted: vector %u\n", row->run.vector);
	else if (row->error || !row->figures.samples)
		console_print("failed\n");
	else
		console_print("%10s %s\n", text_decimal(number, clock_scale(r->clock, &r->chains,
									 row->figures.estimate)),
			      clock_units[r->clock]);
}

static void measure_rows(struct results *r)
{
	static struct result *order[ROWS_MAX];
	unsigned int i;

	for (i = 0; i < r->count; i++)
		order[i] = &r->rows[i];
	shuffle(order, r->count, r->seed);
	for (i = 0; i < r->count; i++) {
		console_print("%3u %%  %-32s", 100 * i / r->count, order[i]->bench->name);
		measure(order[i], order[i]->bench, &plans[r->clock], r->tsc_khz);
		print_row(r, order[i]);
	}
}

/* Framed as the harness expects it: harness/targets/guest.h. */
static int send(const struct results *r)
{
	struct text json = { record, sizeof(record), 0 };
	const char *where = words_value(r->command_line, "record");
	__u16 port = where && !memcmp(where, "com2", 4) && serial_open(COM2) ? COM2 : COM1;
	char head[64];
	struct text t = { head, sizeof(head), 0 };

	json_write(&json, r, &machine);
	if (json.length > json.size) {
		console_print("privbench: the record takes %llu bytes, more than there is room for\n",
			      (__u64)json.length);
		return 5;
	}
	text_print(&t, "privbench-record 0 %llu\n", (__u64)json.length);
	serial_write(port, head, t.length);
	serial_write(port, record, json.length);
	serial_write(port, "\nprivbench-end\n", 15);
	return 0;
}

/* Other hypervisors would only reset, and start us again. */
static int can_power_off(void)
{
	return !strcmp(machine_virt(&machine), "tcg") || !strcmp(machine_virt(&machine), "kvm");
}

void run_end(int status)
{
	if (running_alone && can_power_off())
		power_off(status);
	if (running_alone)
		console_print("%s; power off or reset\n", status ? "failed" : "done");
	cpu_stop();
}

void run_alone(const char *command_line)
{
	struct results r = { .command_line = command_line, .rows = rows, .seed = read_seed(command_line) };
	__u64 state = entry_state();

	machine_identify(&machine);
	running_alone = 1;
	pic_mask();
	console_print("privbench " PRIVBENCH_VERSION " on %s (%s)\n", machine.model, machine_virt(&machine));
	r.trouble = ring3_test();
	if (r.trouble)
		console_print("privbench: %s\n", r.trouble);
	recognise_clock(&r, !strcmp(machine_virt(&machine), "tcg"));
	console_print("clock: %s; a figure is in %s\n", clock_names[r.clock], clock_units[r.clock]);
	select_rows(&r);
	measure_rows(&r);
	if (!r.trouble && entry_state() != state)
		r.trouble = "a gate, CR4 or an MSR is not what it was before the run";
	run_end(send(&r));
}

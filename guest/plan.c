// SPDX-License-Identifier: GPL-2.0-only
#include "answers.h"
#include "cpu.h"
#include "estimate.h"
#include "flat.h"
#include "raw-format.h"

#define RAW_MAX (10 << 20)
#define COMMAND_LINE_MAX 2048
#define CALIBRATION "calibrate"

struct amount {
	unsigned int batches, samples, loops, probe;
};

static const struct amount usual = { PB_AMOUNT_SILICON, 1 }, emulated = { PB_AMOUNT_EMULATED, 0 };

struct plan {
	char command_line[COMMAND_LINE_MAX];
	__u64 random;
	struct amount amount;
	const struct pb_bench *benches[PB_BENCHES_MAX];	/* those that are worth asking for again */
	unsigned int count;
	struct text out;
};

static struct plan plan;
static char buffer[RAW_MAX];

static void ask(enum pb_request request, const struct pb_bench *bench, struct amount a)
{
	mailbox.request = request;
	mailbox.run = (struct pb_run){
		.version = PB_ABI_VERSION, .samples = a.samples, .loops = a.loops, .probe = a.probe,
	};
	mailbox.site = (struct pb_site){ .version = PB_ABI_VERSION };
	memcpy(mailbox.run.name, bench->name, strlen(bench->name));
	memcpy(mailbox.site.name, bench->name, strlen(bench->name));
	executor_answer();
	raw_answer(&plan.out, &mailbox);
}

/* Thousandths of a tick that a round of the loop took at its quickest. */
static __u64 quickest(const char *name)
{
	__u64 least = ~0ULL;
	unsigned int i;

	ask(PB_REQUEST_RUN, pb_find(name), (struct amount){ .samples = PB_CLOCK_SAMPLES });
	estimate_chain(pb_find(name), &mailbox.run, mailbox.samples);
	for (i = 0; i < mailbox.run.done; i++)
		if (mailbox.samples[i].two < least)
			least = mailbox.samples[i].two;
	return mailbox.run.done ? 1000 * least / mailbox.run.loops : 0;
}

/* A CPU executes several NOPs in an IMUL's three cycles; an emulator takes as long for either. */
static void choose_amount(void)
{
	__u64 nop = quickest("nop"), imul = quickest("imul-chain");

	quickest("add-chain");
	plan.amount = platform_under(UNDER_TCG) || imul < 2 * nop ? emulated : usual;
	plan.amount.batches = words_number(plan.command_line, "passes", plan.amount.batches);
	plan.amount.samples = words_number(plan.command_line, "samples", plan.amount.samples);
	if (plan.amount.samples > PB_MAILBOX_SAMPLES)
		plan.amount.samples = PB_MAILBOX_SAMPLES;
}

static void select_benches(void)
{
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++)
		if (!strcmp(pb_benches[i]->question, CALIBRATION) ||
		    words_select(plan.command_line, pb_benches[i]))
			plan.benches[plan.count++] = pb_benches[i];
}

/* xorshift64*, as in stats/random.h. */
static __u64 next_random(void)
{
	plan.random ^= plan.random >> 12;
	plan.random ^= plan.random << 25;
	plan.random ^= plan.random >> 27;
	return plan.random * 0x2545f4914f6cdd1dULL;
}

static void shuffle(void)
{
	const struct pb_bench *t;
	unsigned int i, j;

	for (i = plan.count; i > 1; i--) {
		j = (unsigned int)(next_random() % i);
		t = plan.benches[i - 1];
		plan.benches[i - 1] = plan.benches[j];
		plan.benches[j] = t;
	}
}

/* In the first pass with code and a line on the console.  What fails is not asked for again. */
static void measure_pass(unsigned int pass)
{
	static const char *const statuses[] = { "ok", "skipped", "faulted", "failed" };
	unsigned int i, kept = 0;

	shuffle();
	for (i = 0; i < plan.count; i++) {
		const struct pb_bench *bench = plan.benches[i];

		if (!pass)
			console_print("%3u %%  %s (%u of %u) ",
				      100 * i / (plan.count * plan.amount.batches), bench->name,
				      i + 1, plan.count);
		ask(PB_REQUEST_RUN, bench, plan.amount);
		if (!pass)
			console_print("%s %s\n", mailbox.error ? "failed" :
				      statuses[mailbox.run.status], mailbox.run.reason);
		if (mailbox.error)
			estimate_fail(bench, "it was refused");
		else
			estimate_add(bench, &mailbox.run, mailbox.samples);
		if (!mailbox.error && mailbox.run.status == PB_OK)
			plan.benches[kept++] = bench;
		if (!pass)
			ask(PB_REQUEST_CODE, bench, plan.amount);
	}
	plan.count = kept;
}

static void measure(void)
{
	static const char *const quiet[] = { "imul-chain", "load-hit", "issue-width" };
	static const struct amount probed = { .samples = PB_QUIET_SAMPLES, .probe = 1 };
	unsigned int pass, i;

	text_print(&plan.out, "pass 0\n");
	choose_amount();
	text_print(&plan.out, "plan %x %x\n", plan.amount.batches, plan.amount.samples);
	select_benches();
	for (pass = 0; pass < plan.amount.batches; pass++) {
		text_print(&plan.out, "pass %x\n", pass + 1);
		estimate_pass();
		if (pass)
			console_print("%3u %%  pass %u of %u\n", 100 * pass / plan.amount.batches,
				      pass + 1, plan.amount.batches);
		for (i = 0; plan.amount.probe && i < PB_QUIET_MOMENTS * 3; i++) {
			ask(PB_REQUEST_RUN, pb_find(quiet[i % 3]), probed);
			estimate_quiet(pb_find(quiet[i % 3]), &mailbox.run, mailbox.samples);
		}
		measure_pass(pass);
	}
}

static int send(void)
{
	__u16 port = words_number(plan.command_line, "port", 1) == 2 ? COM2 : COM1;

	if (plan.out.length > plan.out.size) {
		console_print("privbench: too many samples: %llu bytes; say fewer passes=\n",
			      (__u64)plan.out.length);
		return FAILED;
	}
	if (!serial_open(port)) {
		console_print("privbench: no serial port to send the samples to\n");
		return FAILED;
	}
	console_print("%llu bytes of samples on COM%u, for `privbench import`\n",
		      (__u64)plan.out.length, port == COM2 ? 2 : 1);
	serial_write(port, buffer, plan.out.length);
	return 0;
}

void plan_run(const char *command_line)
{
	__u64 state = entry_state();
	size_t n = strlen(command_line);
	const char *trouble = entry_test();

	if (n >= COMMAND_LINE_MAX)
		trouble = "the command line is too long; its end was ignored";
	memcpy(plan.command_line, command_line, n < COMMAND_LINE_MAX ? n : COMMAND_LINE_MAX - 1);
	plan.out = (struct text){ buffer, sizeof(buffer), 0 };
	platform_setup();
	if (words_number(plan.command_line, "x2apic", 1))
		apic_enter_x2apic();
	console_print("privbench " PRIVBENCH_VERSION ", %u benches\n", pb_bench_count);
	plan.random = words_number(plan.command_line, "seed", pb_tsc()) << 1 >> 1;
	if (!plan.random)
		plan.random = 1;
	mailbox.tsc_khz = platform_under(UNDER_TCG) ? 0 : pit_tsc_khz();
	raw_begin(&plan.out, plan.command_line, plan.random, mailbox.tsc_khz);
	estimate_begin(platform_under(UNDER_TCG), !pb_cpu_is_virtual());
	measure();
	if (!trouble && entry_state() != state)
		trouble = "a gate, CR4 or an MSR is not what it was before the run";
	if (trouble) {
		console_print("privbench: %s\n", trouble);
		text_print(&plan.out, "trouble %s\n", trouble);
	}
	raw_end(&plan.out);
	answers_print();
	platform_end(send());
}

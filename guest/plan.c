// SPDX-License-Identifier: GPL-2.0-only
#include "answers.h"
#include "cpu.h"
#include "estimate.h"
#include "flat.h"
#include "raw-format.h"

#define RAW_MAX (10 << 20)
#define COMMAND_LINE_MAX 2048
#define CALIBRATION "calibrate"
#define CPUID_TOPOLOGY 0xb	/* EBX: hardware threads of a core */

/* Benches without a word on the console; while they run, a platform that shares the CPU waits. */
#define SLICE_FIRST 16
#define SLICE_LATER 128

#define BATCHES_SHARED 10		/* on a CPU that a firmware waits for */
#define PASSES_MAX 1000			/* as harness/measure/raw.c takes them */

struct amount {
	unsigned int batches, samples, loops, probe;
};

static const struct amount usual = { PB_AMOUNT_SILICON, 1 }, emulated = { PB_AMOUNT_EMULATED, 0 };

struct plan {
	char command_line[COMMAND_LINE_MAX];
	__u64 random;
	struct amount amount;
	unsigned int pass;
	const struct pb_bench *benches[PB_BENCHES_MAX];	/* of this pass */
	unsigned int count, next;
	unsigned int kept;		/* of those before `next`, worth asking for again */
	struct text out;
	__u64 state;
	int alone;			/* the core has no other hardware thread */
	const char *trouble;
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

/* From 1 to `most`. */
static unsigned int number(const char *word, unsigned int otherwise, unsigned int most)
{
	__u64 n = words_number(plan.command_line, word, otherwise);

	return n < 1 ? 1 : n > most ? most : (unsigned int)n;
}

/* A CPU executes several NOPs in an IMUL's three cycles; an emulator takes as long for either. */
static void choose_amount(void)
{
	__u64 nop = quickest("nop"), imul = quickest("imul-chain");

	quickest("add-chain");
	plan.amount = platform_under(UNDER_TCG) || imul < 2 * nop ? emulated : usual;
	if (plan.amount.probe && !platform_is_ours())
		plan.amount.batches = BATCHES_SHARED;
	plan.amount.batches = number("passes", plan.amount.batches, PASSES_MAX);
	plan.amount.samples = number("samples", plan.amount.samples, PB_MAILBOX_SAMPLES);
	/* Those are known by their number. */
	if (plan.amount.samples == PB_QUIET_SAMPLES)
		plan.amount.samples++;
}

static void select_benches(void)
{
	unsigned int i;

	plan.count = 0;
	for (i = 0; i < pb_bench_count; i++)
		if (words_select(plan.command_line, pb_benches[i]))
			plan.benches[plan.count++] = pb_benches[i];
	if (!plan.count)
		console_print("privbench: no bench has such a name: only the calibration is "
			      "measured\n");
	for (i = 0; i < pb_bench_count; i++)
		if (!strcmp(pb_benches[i]->question, CALIBRATION) &&
		    !words_select(plan.command_line, pb_benches[i]))
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

/*
 * What takes the CPU's tables, clocks, idle states or a guest, or is too new to have been tried
 * everywhere, hangs or resets a machine where either of us has a fault.
 */
#define MAY_HANG (PB_SVM | PB_VMX | PB_FRED | PB_UINTR | PB_SHSTK | PB_USER_MSR | PB_MSRLIST |	\
		  PB_WRMSRNS | PB_MSR_IMM | PB_LKGS | PB_HRESET | PB_INVLPGB | PB_PTWRITE |	\
		  PB_MCOMMIT | PB_X2APIC | PB_XAPIC | PB_TSC_DEADLINE | PB_MONITOR |		\
		  PB_MONITORX | PB_WAITPKG | PB_PIC | PB_OWN_CR)

static int may_hang(const struct pb_bench *bench)
{
	return platform_is_careful() || bench->needs & MAY_HANG || bench->flags & PB_OPT_IN;
}

/* The harmless before the others, each in the order that they have. */
static void harmless_first(void)
{
	static const struct pb_bench *others[PB_BENCHES_MAX];
	unsigned int i, kept = 0, n = 0;

	for (i = 0; i < plan.count; i++)
		if (may_hang(plan.benches[i]))
			others[n++] = plan.benches[i];
		else
			plan.benches[kept++] = plan.benches[i];
	memcpy(&plan.benches[kept], others, n * sizeof(others[0]));
}

static int leave_out(const struct pb_bench *bench)
{
	const char *reason = platform_leaves_out(bench);

	if (reason) {
		text_print(&plan.out, "skip %s %s\n", bench->name, reason);
		estimate_fail(bench, "left out");
	}
	return !!reason;
}

/* What fails is not asked for again. */
static void measure_bench(const struct pb_bench *bench)
{
	if (!plan.pass && leave_out(bench))
		return;
	ask(PB_REQUEST_RUN, bench, plan.amount);
	if (mailbox.error)
		estimate_fail(bench, "it was refused");
	else
		estimate_add(bench, &mailbox.run, mailbox.samples);
	if (!mailbox.error && mailbox.run.status == PB_OK)
		plan.benches[plan.kept++] = bench;
	if (!plan.pass)
		ask(PB_REQUEST_CODE, bench, plan.amount);
}

/* Up to the next checkpoint. */
static void measure_slice(void)
{
	unsigned int last = plan.next + (plan.pass ? SLICE_LATER : SLICE_FIRST);

	do {
		measure_bench(plan.benches[plan.next++]);
	} while (plan.next < plan.count && plan.next < last &&
		 (plan.pass || !may_hang(plan.benches[plan.next])));
}

static void progress(void)
{
	unsigned int all = plan.count * plan.amount.batches;
	unsigned int done = plan.pass * plan.count + plan.next;
	char what[73];
	struct text t = { what, sizeof(what) - 1, 0 };

	text_print(&t, "%s (%u of %u)", plan.benches[plan.next]->name, plan.next + 1, plan.count);
	what[t.length < t.size ? t.length : t.size] = '\0';
	console_print("%3u %%  %-72s\r", 100 * done / all, what);
}

/* What is cut off is not saved, nor said to be whole. */
static void checkpoint(void)
{
	raw_sum(&plan.out);
	if (plan.out.length <= plan.out.size)
		platform_save(&plan.out, 0);
}

static void measure_pass(void)
{
	plan.next = plan.kept = 0;
	shuffle();
	if (!plan.pass)
		harmless_first();
	while (plan.next < plan.count) {
		if (!plan.pass && may_hang(plan.benches[plan.next]))
			raw_next(&plan.out, plan.benches[plan.next]);
		if (!plan.pass)
			checkpoint();
		progress();
		platform_measure(measure_slice);
	}
	plan.count = plan.kept;
}

static void look_for_quiet(void)
{
	static const char *const quiet[] = { "imul-chain", "load-hit", "issue-width" };
	static const struct amount probed = { .samples = PB_QUIET_SAMPLES, .probe = 1 };
	unsigned int i;

	for (i = 0; plan.amount.probe && i < PB_QUIET_MOMENTS * 3; i++) {
		ask(PB_REQUEST_RUN, pb_find(quiet[i % 3]), probed);
		estimate_quiet(pb_find(quiet[i % 3]), &mailbox.run, mailbox.samples);
	}
}

/* As alone() in harness/measure/suite.c has it. */
static int is_alone(void)
{
	return !pb_cpu_is_virtual() &&
	       (pb_cpuid(0, 0).eax < CPUID_TOPOLOGY || pb_cpuid(CPUID_TOPOLOGY, 0).ebx <= 1);
}

static void introduce(void)
{
	struct tsc clock = platform_clock();

	if (platform_is_ours() && words_number(plan.command_line, "x2apic", 1))
		apic_enter_x2apic();
	mailbox.tsc_khz = clock.khz;
	plan.alone = is_alone();
	raw_begin(&plan.out, plan.command_line, plan.random, clock);
}

static void begin(void)
{
	plan.state = entry_state();
	if (!plan.trouble)
		plan.trouble = entry_test();
	choose_amount();
	if (plan.amount.probe)
		raw_msrs(&plan.out);
}

static void end(void)
{
	raw_counts(&plan.out);
	if (!plan.trouble && entry_state() != plan.state)
		plan.trouble = "a gate, CR4 or an MSR is not what it was before the run";
}

/* For one more pass: as much as the largest so far, and half as much again. */
static int has_room(void)
{
	static size_t before, most;
	size_t length = plan.out.length;

	if (!plan.pass)
		most = 0;
	else if (length - before > most)
		most = length - before;
	before = length;
	if (length + most + most / 2 <= plan.out.size)
		return 1;
	plan.trouble = "there was no room for the samples of more passes";
	return 0;
}

static void measure(void)
{
	text_print(&plan.out, "pass 0\n");
	platform_measure(begin);
	text_print(&plan.out, "plan %x %x\n", plan.amount.batches, plan.amount.samples);
	select_benches();
	for (plan.pass = 0; plan.pass < plan.amount.batches && has_room(); plan.pass++) {
		text_print(&plan.out, "pass %x\n", plan.pass + 1);
		checkpoint();
		estimate_pass();
		platform_measure(look_for_quiet);
		measure_pass();
	}
	checkpoint();
	platform_measure(end);
	console_print("100 %%  %-72s\n", "");
}

static int save(void)
{
	if (plan.out.length <= plan.out.size)
		return platform_save(&plan.out, 1);
	console_print("privbench: too many samples: %llu bytes; say fewer passes=\n",
		      (__u64)plan.out.length);
	return FAILED;
}

const char *plan_words(void)
{
	return plan.command_line;
}

static void prepare(const char *command_line)
{
	size_t n = strlen(command_line);

	memset(&plan, 0, sizeof(plan));
	memcpy(plan.command_line, command_line, n < COMMAND_LINE_MAX ? n : COMMAND_LINE_MAX - 1);
	if (n >= COMMAND_LINE_MAX)
		plan.trouble = "the command line is too long; its end was ignored";
	plan.out = (struct text){ buffer, sizeof(buffer), 0 };
	plan.random = words_number(plan.command_line, "seed", pb_tsc()) << 1 >> 1;
	if (!plan.random)
		plan.random = 1;
}

static void say_what_is_wrong(const char *words)
{
	const char *word;

	while ((word = words_next_wrong(&words)))
		console_print("privbench: '%s' is ignored: no bench and no setting with a number\n",
			      word);
}

int plan_run(const char *command_line)
{
	prepare(command_line);
	console_print("privbench " PRIVBENCH_VERSION ", %u benches\n", pb_bench_count);
	say_what_is_wrong(plan.command_line);
	platform_measure(introduce);
	platform_describe(&plan.out);
	estimate_begin(platform_under(UNDER_TCG), plan.alone);
	measure();
	if (plan.trouble) {
		console_print("privbench: %s\n", plan.trouble);
		text_print(&plan.out, "trouble %s\n", plan.trouble);
	}
	raw_end(&plan.out);
	answers_print();
	return save();
}

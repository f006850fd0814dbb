// SPDX-License-Identifier: GPL-2.0-only
#include <asm/processor-flags.h>
#include <linux/errno.h>

#include "measure.h"

/* The longer burst of a sample aims at this: interrupts are off for a burst, and 100 us at most. */
#define BURST_US 20
#define UNKNOWN_KHZ 2000000

/*
 * A branch predictor would learn a sequence that is the same in every burst, or in every new guest.
 * A generator of Knuth's (MMIX), whose upper half is the better one.
 */
static __u64 seeds;

static __u64 next_seed(void)
{
	seeds = seeds * 6364136223846793005ULL + 1442695040888963407ULL;
	return seeds >> 32;
}

struct pb_frame pb_frame(const struct pb_bench *bench, __u64 loops, __u64 rflags, __u32 msr,
			 __u64 value, __u64 value2)
{
	return (struct pb_frame) {
		.rcx = msr,
		.rax = (__u32)value,
		.rdx = value >> 32,
		.rbx = value,
		.rbp = value2,
		.rsi = bench->flags & PB_RANDOM ? next_seed() : 1,
		.r12 = rflags | (bench->flags & PB_RESTORE_IF ? X86_EFLAGS_IF : 0),
		.flags = rflags | (bench->flags & PB_START_IF ? X86_EFLAGS_IF : 0),
		.loops = loops,
		.vector = PB_NO_VECTOR,
	};
}

struct session {
	const struct pb_executor *executor;
	struct pb_burst burst, chain, issue;
	struct pb_run *run;
};

static struct pb_burst probe_burst(const char *name, __u32 layout)
{
	const struct pb_bench *bench = pb_find(name);

	return (struct pb_burst){
		.bench = bench, .fn = bench->code->fn[layout][1], .loops = PB_PROBE_LOOPS,
	};
}

/*
 * The last of a few bursts: the body, or a VM exit in it, evicted the probe's code and data from
 * the caches.
 */
static __u16 probe_ticks(const struct session *s, struct pb_burst *b, int bursts)
{
	while (bursts--)
		s->executor->burst(b);
	return b->ticks < PB_PROBE_MAX ? b->ticks : PB_PROBE_MAX;
}

static struct pb_probe probe(struct session *s)
{
	struct pb_probe p = { 0, 0 };

	if (s->run->probe) {
		p.chain = probe_ticks(s, &s->chain, 2);
		p.issue = probe_ticks(s, &s->issue, 3);
	}
	return p;
}

static __u64 one_burst(struct session *s, int times, struct pb_sample *sample)
{
	struct pb_burst *b = &s->burst;

	b->fn = b->bench->code->fn[s->run->layout][times - 1];
	s->executor->burst(b);
	sample->irqs += b->irqs;
	sample->nmis += b->nmis;
	sample->smis += b->smis;
	sample->switches += b->switches;
	if (b->off > s->run->longest)
		s->run->longest = b->off;
	return b->ticks;
}

static int ran(const struct session *s)
{
	return s->burst.vector == PB_NO_VECTOR && !s->burst.failed;
}

/* False after a fault, or a burst that failed. */
static int take(struct session *s, struct pb_sample *sample)
{
	*sample = (struct pb_sample){ .cpu = s->executor->cpu() };
	sample->before = probe(s);
	sample->one = one_burst(s, 1, sample);
	if (ran(s))
		sample->two = one_burst(s, 2, sample);
	sample->after = probe(s);
	if (s->executor->cpu() != sample->cpu)
		sample->switches++;
	return ran(s);
}

/* A page is fresh but once. */
static __u32 most_loops(const struct session *s)
{
	if (s->burst.bench->flags & PB_FRESH)
		return 1;
	return s->run->loops ? s->run->loops : PB_LOOPS_MAX;
}

/* As many loops as fit that time, by the quickest of a few tries. */
static int choose_loops(struct session *s)
{
	__u64 khz = s->executor->tsc_khz ? s->executor->tsc_khz : UNKNOWN_KHZ;
	__u64 loops, quickest = ~0ULL;
	__u32 most = most_loops(s);
	struct pb_sample sample;
	int i;

	s->burst.loops = 1;
	for (i = 0; i < PB_TRIALS; i++) {
		if (!take(s, &sample))
			return 0;
		if (sample.two < quickest)
			quickest = sample.two;
	}
	loops = khz * BURST_US / 1000 / (quickest ? quickest : 1);
	s->burst.loops = loops < 1 ? 1 : loops > most ? most : loops;
	s->run->loops = s->burst.loops;
	s->run->longest = 0;
	return 1;
}

static int take_all(struct session *s)
{
	struct pb_run *run = s->run;
	struct pb_sample sample;
	int err;

	if (!choose_loops(s))
		return 0;
	while (run->done < run->samples && take(s, &sample)) {
		err = s->executor->sampled(run, &sample);
		if (err)
			return err;
		run->done++;
	}
	return 0;
}

static int end_with(struct pb_run *run, __u32 status, const char *reason)
{
	char *to = run->reason, *last = to + sizeof(run->reason) - 1;

	run->status = status;
	while (to < last && *reason)
		*to++ = *reason++;
	*to = '\0';
	return 0;
}

static int valid(const struct pb_run *run)
{
	return run->layout < PB_LAYOUTS && run->samples && run->samples <= PB_SAMPLES_MAX &&
	       run->loops <= PB_LOOPS_MAX && run->probe <= 1;
}

int pb_measure(const struct pb_executor *executor, struct pb_run *run)
{
	struct session s = { .executor = executor, .run = run };
	const char *lacks;
	int err;

	if (!valid(run))
		return -EINVAL;
	s.burst.bench = pb_find(run->name);
	if (!s.burst.bench)
		return -ENOENT;
	run->status = PB_OK;
	run->done = 0;
	run->longest = 0;
	run->reason[0] = '\0';
	lacks = pb_lacks(s.burst.bench, executor->have);
	if (!lacks)
		lacks = executor->lacks;
	if (lacks)
		return end_with(run, PB_SKIPPED, lacks);
	if (!s.burst.bench->code)
		return end_with(run, PB_SKIPPED, "this kernel has no code for it");
	s.chain = probe_burst("imul-chain", run->layout);
	s.issue = probe_burst("issue-width", run->layout);

	asm volatile("mov %%ss, %0" : "=m"(pb_selector));
	run->begin = pb_tsc();
	seeds += run->begin;
	err = take_all(&s);
	run->end = pb_tsc();
	if (s.burst.failed) {
		end_with(run, PB_FAILED, s.burst.failed);
	} else if (s.burst.vector != PB_NO_VECTOR) {
		run->status = PB_FAULTED;
		run->vector = (__u32)s.burst.vector;
	}
	return err;
}

int pb_read_code(struct pb_site *site)
{
	const struct pb_bench *bench = pb_find(site->name);
	unsigned int i;

	if (!bench)
		return -ENOENT;
	if (!bench->code || pb_site_bytes(bench->code) < 0)
		return -ENODATA;
	site->bytes = pb_site_bytes(bench->code);
	for (i = 0; i < site->bytes && i < PB_CODE_MAX; i++)
		site->code[i] = bench->code->site[i];
	return 0;
}

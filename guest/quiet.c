// SPDX-License-Identifier: GPL-2.0-only
#include "quiet.h"

#include "estimate.h"
#include "flat.h"
#include "integers.h"
#include "raw-format.h"

#define ONE ((__u64)ESTIMATE_ONE)
#define RATIO (1ULL << 32)	/* 1, of ratios to a probe's chain */
#define IMUL_CYCLES 3
#define LOADS 3			/* of load-hit */
#define INSNS 6			/* of issue-width */
#define WIDTH_MAX 16
#define PORTS_MIN 2

/* Core cycles, of a probe's chain and of its issue-width, and of the bench issue-width. */
struct moment {
	__u64 chain, issue, width;
};

static struct {
	int alone, is;
	unsigned int asked;		/* answers in this pass */
	struct moment moments[PB_QUIET_MOMENTS], usual;
	__u64 loads, least;		/* the least width of all passes */
	__u64 scratch[PB_MAILBOX_SAMPLES];
} quiet;

static unsigned int sample_count(const struct pb_run *run)
{
	return run->done < PB_MAILBOX_SAMPLES ? run->done : PB_MAILBOX_SAMPLES;
}

static __u64 chain2(const struct pb_sample *s)
{
	return (__u64)s->before.chain + s->after.chain;
}

static __u64 issue2(const struct pb_sample *s)
{
	return (__u64)s->before.issue + s->after.issue;
}

/* Twice what the longer burst has more than the shorter one. */
static __u64 body2(const struct pb_sample *s)
{
	return s->two > s->one ? 2 * (s->two - s->one) : 0;
}

/* Twice the median of a ratio to the chain. */
static __u64 ratio2(const struct pb_run *run, const struct pb_sample *samples,
		    __u64 (*of)(const struct pb_sample *))
{
	unsigned int i, n = sample_count(run);

	for (i = 0; i < n; i++)
		quiet.scratch[i] = mul_div(of(&samples[i]), RATIO, chain2(&samples[i]));
	return n ? median2(quiet.scratch, n) : 0;
}

/* How many a cycle, of `many` that take so many cycles: a whole number within 2 %, or 0. */
static __u64 whole(__u64 cycles, __u64 many)
{
	__u64 n = cycles ? (many * ONE + cycles / 2) / cycles : 0, off;

	if (!n || n > WIDTH_MAX)
		return 0;
	off = cycles * n > many * ONE ? cycles * n - many * ONE : many * ONE - cycles * n;
	return 50 * off <= many * ONE ? n : 0;
}

static int is_ours(__u64 loads, __u64 width)
{
	__u64 ports = whole(loads, LOADS);

	return quiet.alone || (ports >= PORTS_MIN && whole(width, INSNS) >= 2 * ports);
}

static __u64 median_moment(__u64 a, __u64 b, __u64 c)
{
	__u64 v[] = { a, b, c };

	return median2(v, 3) / 2;
}

_Static_assert(PB_QUIET_MOMENTS == 3, "as many as there are arguments");
#define MEDIAN(field) median_moment(m[0].field, m[1].field, m[2].field)

static int close_moments(void)
{
	const struct moment *m = quiet.moments;
	__u64 width = MEDIAN(width), least = quiet.least;

	quiet.usual = (struct moment){ MEDIAN(chain), MEDIAN(issue), width };
	if (least && 20 * width > 21 * least)
		quiet.is = 0;
	if (!quiet.is || (least && width >= least))
		return 0;
	quiet.least = width;
	return 21 * width < 20 * least;
}

void quiet_begin(int alone)
{
	memset(&quiet, 0, sizeof(quiet));
	quiet.alone = alone;
}

void quiet_pass(void)
{
	quiet.asked = 0;
	quiet.is = 1;
	quiet.usual = (struct moment){ 0 };
}

static void add_chain(struct moment *m, __u64 body, __u64 copies)
{
	m->chain = body ? mul_div(2 * IMUL_CYCLES * copies * ONE, RATIO, body) : 0;
}

/* Twice a ratio to the chain, in cycles of each copy. */
static __u64 cycles(const struct moment *m, __u64 ratio, __u64 copies)
{
	return mul_div(m->chain, ratio, 2 * RATIO * copies);
}

int quiet_add(const struct pb_bench *bench, const struct pb_run *run,
	      const struct pb_sample *samples)
{
	struct moment *m = &quiet.moments[quiet.asked / 3 % PB_QUIET_MOMENTS];
	__u64 copies = (__u64)bench->unroll * (run->loops ? run->loops : 1);
	__u64 body = run->status == PB_OK ? ratio2(run, samples, body2) : 0;

	switch (quiet.asked++ % 3) {
	case 0:
		add_chain(m, body, copies);
		break;
	case 1:
		quiet.loads = cycles(m, body, copies);
		break;
	default:
		m->issue = cycles(m, ratio2(run, samples, issue2), 1);
		m->width = cycles(m, body, copies);
		quiet.is &= m->issue && m->width && is_ours(quiet.loads, m->width);
	}
	return quiet.asked == 3 * PB_QUIET_MOMENTS && close_moments();
}

int quiet_is(void)
{
	return quiet.is;
}

__u64 quiet_chain(void)
{
	return quiet.usual.chain;
}

__u64 quiet_chain4(const struct pb_sample *samples, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		quiet.scratch[i] = chain2(&samples[i]);
	return median2(quiet.scratch, n);
}

static int disturbed(const struct pb_probe *p, __u64 usual4)
{
	__u64 chain4 = 4ULL * p->chain;
	__u64 off = chain4 > usual4 ? chain4 - usual4 : usual4 - chain4;

	return 20 * p->issue * quiet.usual.chain > 21 * p->chain * quiet.usual.issue ||
	       1000 * off > 15 * usual4;
}

int quiet_disturbed(const struct pb_sample *sample, __u64 usual4)
{
	return disturbed(&sample->before, usual4) || disturbed(&sample->after, usual4);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "estimate.h"

#include "flat.h"
#include "raw-format.h"

#define ONE ((__u64)ESTIMATE_ONE)
#define RATIO (1ULL << 32)	/* 1, of ratios to a probe's chain */
#define LOG_BITS 32
#define IMUL_CYCLES 3
#define LOADS 3			/* of load-hit */
#define INSNS 6			/* of issue-width */
#define WIDTH_MAX 16
#define PORTS_MIN 2

/* Of batches, their logarithms too; `small`: one of them has none that is worth adding. */
struct sums {
	__u32 count;
	__u16 small, varies;
	__s64 sum;
	__u64 logs;
};

struct tally {
	struct sums quiet, contended;
	int asked;
	char why[ESTIMATE_WHY];		/* closed */
};

/* Core cycles, of a probe's chain and of its issue-width, and of the bench issue-width. */
struct quiet {
	__u64 chain, issue, width;
};

static struct {
	enum ticks ticks;
	int emulator, alone;
	unsigned int chains, asked;		/* of this pass: answers to find quiet by */
	__s64 nop, imul, add;
	int exact;				/* each of them */
	struct quiet moments[PB_QUIET_MOMENTS], quiet;
	__u64 loads, least;			/* the least width of all passes */
	int is_quiet;
	struct tally tallies[PB_BENCHES_MAX];
	__u64 scratch[PB_MAILBOX_SAMPLES];
	struct pb_sample kept[PB_MAILBOX_SAMPLES];
} state;

/* a * b / c, rounded to the nearest, of two to the even one; the most there is if that is more. */
static __u64 mul_div(__u64 a, __u64 b, __u64 c)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	__u64 quotient = (__u64)product, rest = product >> 64;

	if (rest >= c)
		return ~0ULL >> 1;
	asm("divq %2" : "+a"(quotient), "+d"(rest) : "rm"(c) : "cc");
	return quotient + (rest > c - rest || (rest == c - rest && quotient & 1));
}

static __s64 signed_mul_div(__s64 a, __u64 b, __u64 c)
{
	return a < 0 ? -(__s64)mul_div(-(__u64)a, b, c) : (__s64)mul_div((__u64)a, b, c);
}

/* The logarithm to base 2 of v >= 1: a square has twice that of its root. */
static __u64 log_of(__u64 v)
{
	unsigned int zeros = (unsigned int)__builtin_clzll(v), i;
	__u64 x = v << zeros, log = 63 - zeros;

	for (i = 0; i < LOG_BITS; i++) {
		unsigned __int128 square = (unsigned __int128)x * x;
		unsigned int above = square >> 127;

		x = (__u64)(square >> (63 + above));
		log = log << 1 | above;
	}
	return log;
}

/* The greatest number with a logarithm up to that. */
static __u64 number_of(__u64 log)
{
	__u64 v = 0, bit;

	for (bit = 1ULL << 62; bit; bit >>= 1)
		if (log_of(v | bit) <= log)
			v |= bit;
	return v;
}

/* Shell's, with the gaps of Knuth. */
static void sort(__u64 *v, unsigned int n)
{
	unsigned int gap, i, j;
	__u64 x;

	for (gap = 364; gap; gap /= 3)
		for (i = gap; i < n; i++) {
			x = v[i];
			for (j = i; j >= gap && v[j - gap] > x; j -= gap)
				v[j] = v[j - gap];
			v[j] = x;
		}
}

/* Twice the median of n >= 1 values, which are sorted. */
static __u64 median2(__u64 *v, unsigned int n)
{
	sort(v, n);
	return v[(n - 1) / 2] + v[n / 2];
}

static __u64 total(const __u64 *v, unsigned int n)
{
	__u64 sum = 0;

	while (n--)
		sum += *v++;
	return sum;
}

/* The lowest 80 % count. */
static unsigned int low_count(unsigned int n)
{
	return n * 4 / 5 ? n * 4 / 5 : 1;
}

/* Of n >= 1 samples into the scratch, sorted. */
static __u64 *bursts(const struct pb_sample *samples, unsigned int n, int times)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		state.scratch[i] = times == 1 ? samples[i].one : samples[i].two;
	sort(state.scratch, n);
	return state.scratch;
}

static unsigned int done(const struct pb_run *run)
{
	return run->done < PB_MAILBOX_SAMPLES ? run->done : PB_MAILBOX_SAMPLES;
}

static __u64 copies(const struct pb_bench *bench, const struct pb_run *run)
{
	return (__u64)bench->unroll * (run->loops ? run->loops : 1);
}

static int counted(const struct pb_sample *s)
{
	return s->irqs || s->nmis || s->smis || s->switches;
}

/* The clock */

static int agree(const __u64 *sorted, unsigned int n)
{
	unsigned int i, same = 0, most = 0;

	for (i = 0; i < n; i++) {
		same = i && sorted[i] == sorted[i - 1] ? same + 1 : 1;
		if (same > most)
			most = same;
	}
	return 10 * most >= 9 * n;
}

/* The mean of the lowest tenth of a chain's samples. */
static __s64 floor_of(const struct pb_bench *bench, const struct pb_run *run,
		      const struct pb_sample *samples)
{
	unsigned int i, n = 0, low, tenth;
	__u64 *sorted, base;
	__s64 above;

	for (i = 0; i < done(run); i++)
		if (!counted(&samples[i]))
			state.kept[n++] = samples[i];
	if (run->status != PB_OK || !n)
		return 0;
	low = low_count(n);
	tenth = (n + 9) / 10;
	base = total(bursts(state.kept, n, 1), low);
	sorted = bursts(state.kept, n, 2);
	state.exact &= agree(sorted, n);
	above = (__s64)(total(sorted, tenth) * low - base * tenth);
	return signed_mul_div(above, ONE, (__u64)tenth * low * copies(bench, run));
}

/* As clock_recognise() in harness/measure/calibration.c. */
static enum ticks recognise(__s64 nop, __s64 imul, __s64 add)
{
	__s64 off = imul > 3 * add ? imul - 3 * add : 3 * add - imul;

	if (!nop || !imul || !add)
		return TICKS_UNKNOWN;
	if (state.exact && imul == (__s64)ONE && add == imul && nop == imul)
		return TICKS_INSTRUCTIONS;
	if (!state.emulator && 2 * imul >= (__s64)ONE && imul <= 15 * (__s64)ONE &&
	    100 * off <= 18 * add && 60 * nop >= imul && 5 * nop <= 2 * imul)
		return TICKS_CYCLES;
	return TICKS_EMULATED;
}

void estimate_begin(int emulator, int alone)
{
	memset(&state, 0, sizeof(state));
	state.emulator = emulator;
	state.alone = alone;
	state.exact = 1;
}

void estimate_chain(const struct pb_bench *bench, const struct pb_run *run,
		    const struct pb_sample *samples)
{
	__s64 ticks = floor_of(bench, run, samples);

	if (!strcmp(bench->name, "nop"))
		state.nop = ticks;
	else if (!strcmp(bench->name, "imul-chain"))
		state.imul = ticks;
	else
		state.add = ticks;
	state.ticks = recognise(state.nop, state.imul, state.add);
}

enum ticks estimate_ticks(void)
{
	return state.ticks;
}

/* Quiet moments, as in harness/measure/probe.c */

static __u64 chain2(const struct pb_sample *s)
{
	return (__u64)s->before.chain + s->after.chain;
}

/* Twice the median ratio of the longer burst's copies, or of the probes' issue-width, to a chain. */
static __u64 ratio2(const struct pb_run *run, const struct pb_sample *samples, int issue)
{
	unsigned int i, n = done(run);

	for (i = 0; i < n; i++) {
		const struct pb_sample *s = &samples[i];
		__u64 more = s->two > s->one ? s->two - s->one : 0;
		__u64 of = issue ? (__u64)s->before.issue + s->after.issue : 2 * more;

		state.scratch[i] = mul_div(of, RATIO, chain2(s));
	}
	return n ? median2(state.scratch, n) : 0;
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

	return state.alone || (ports >= PORTS_MIN && whole(width, INSNS) >= 2 * ports);
}

static __u64 median_moment(size_t field)
{
	__u64 v[PB_QUIET_MOMENTS];
	unsigned int i;

	for (i = 0; i < PB_QUIET_MOMENTS; i++)
		memcpy(&v[i], (const char *)&state.moments[i] + field, sizeof(v[i]));
	sort(v, PB_QUIET_MOMENTS);
	return v[PB_QUIET_MOMENTS / 2];
}

/* What was quiet beside a core that now is quicker by more than 5 % was not. */
static void demote(void)
{
	unsigned int i;

	for (i = 0; i < PB_BENCHES_MAX; i++) {
		struct sums *from = &state.tallies[i].quiet, *to = &state.tallies[i].contended;

		to->count += from->count;
		to->small |= from->small;
		to->sum += from->sum;
		to->logs += from->logs;
		*from = (struct sums){ 0 };
	}
}

static void close_moments(void)
{
	struct quiet *q = &state.quiet;

	q->chain = median_moment(offsetof(struct quiet, chain));
	q->issue = median_moment(offsetof(struct quiet, issue));
	q->width = median_moment(offsetof(struct quiet, width));
	if (state.least && 20 * q->width > 21 * state.least)
		state.is_quiet = 0;
	if (!state.is_quiet)
		return;
	if (state.least && 21 * q->width < 20 * state.least)
		demote();
	if (!state.least || q->width < state.least)
		state.least = q->width;
}

void estimate_pass(void)
{
	state.asked = 0;
	state.is_quiet = 1;
	state.quiet = (struct quiet){ 0 };
}

void estimate_quiet(const struct pb_bench *bench, const struct pb_run *run,
		    const struct pb_sample *samples)
{
	struct quiet *q = &state.moments[state.asked / 3 % PB_QUIET_MOMENTS];
	__u64 body = ratio2(run, samples, 0), n = copies(bench, run);

	if (run->status != PB_OK || !body)
		state.is_quiet = 0;
	else if (state.asked % 3 == 0)
		q->chain = mul_div(2 * IMUL_CYCLES * n * ONE, RATIO, body);
	else if (state.asked % 3 == 1)
		state.loads = mul_div(q->chain, body, 2 * RATIO * n);
	else
		*q = (struct quiet){ q->chain, mul_div(q->chain, ratio2(run, samples, 1), 2 * RATIO),
				     mul_div(q->chain, body, 2 * RATIO * n) };
	if (state.asked % 3 == 2)
		state.is_quiet &= q->issue && is_ours(state.loads, q->width);
	if (++state.asked == 3 * PB_QUIET_MOMENTS)
		close_moments();
}

/* Another hardware thread or guest used the core, or its frequency changed; `usual4`: four chains. */
static int disturbed(const struct pb_probe *p, __u64 usual4)
{
	__u64 chain4 = 4ULL * p->chain;
	__u64 off = chain4 > usual4 ? chain4 - usual4 : usual4 - chain4;

	return 20 * p->issue * state.quiet.chain > 21 * p->chain * state.quiet.issue ||
	       1000 * off > 15 * usual4;
}

/* Batches */

static struct tally *tally_of(const struct pb_bench *bench)
{
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++)
		if (pb_benches[i] == bench)
			return &state.tallies[i];
	return NULL;
}

static void add_value(struct sums *s, __s64 v)
{
	s->varies |= s->count && v * s->count != s->sum;
	s->count++;
	s->sum += v;
	if (v >= (__s64)ONE)
		s->logs += log_of((__u64)v);
	else
		s->small = 1;
}

/* Four times the median chain of all samples' probes. */
static __u64 usual_chain4(const struct pb_sample *samples, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		state.scratch[i] = chain2(&samples[i]);
	return median2(state.scratch, n);
}

/*
 * What an operation takes: the mean of the lowest 80 % of longer bursts minus that of shorter ones,
 * in core cycles by four chains of a probe, or in ticks.
 */
static __s64 batch_value(const struct pb_sample *samples, unsigned int n, __u64 operations,
			 __u64 usual4)
{
	unsigned int low = low_count(n);
	__u64 shorter = total(bursts(samples, n, 1), low);
	__s64 above = (__s64)(total(bursts(samples, n, 2), low) - shorter);

	if (usual4)
		return signed_mul_div(above, 4 * state.quiet.chain, usual4 * low * operations);
	return signed_mul_div(above, ONE, low * operations);
}

/* Half of a batch must be left, and the core have been quiet. */
static void add_cycles(struct tally *t, const struct pb_sample *samples, unsigned int n,
		       __u64 operations)
{
	__u64 usual4 = usual_chain4(samples, n);
	unsigned int i, kept = 0;

	if (!usual4 || !state.quiet.chain)
		return;
	for (i = 0; i < n; i++)
		if (!counted(&samples[i]) && !disturbed(&samples[i].before, usual4) &&
		    !disturbed(&samples[i].after, usual4))
			state.kept[kept++] = samples[i];
	if (state.is_quiet && 2 * kept >= n)
		add_value(&t->quiet, batch_value(state.kept, kept, operations, usual4));
	else
		add_value(&t->contended, batch_value(samples, n, operations, usual4));
}

static int same(const struct pb_sample *a, const struct pb_sample *b)
{
	return a->one == b->one && a->two == b->two;
}

/* Most samples agree: keep these.  0 if not (Boyer and Moore's vote, then a count). */
static unsigned int agreeing(struct pb_sample *samples, unsigned int n)
{
	struct pb_sample usual = samples[0];
	unsigned int i, votes = 0, kept = 0;

	for (i = 0; i < n; i++) {
		if (!votes)
			usual = samples[i];
		votes += same(&samples[i], &usual) ? 1U : -1U;
	}
	for (i = 0; i < n; i++)
		kept += same(&samples[i], &usual);
	if (2 * kept <= n)
		return 0;
	for (i = 0; i < kept; i++)
		samples[i] = usual;
	return kept;
}

static void add_ticks(const struct pb_bench *bench, struct tally *t,
		      const struct pb_sample *samples, unsigned int n, __u64 operations)
{
	unsigned int i, kept = 0, most;

	for (i = 0; i < n; i++)
		if (!counted(&samples[i]))
			state.kept[kept++] = samples[i];
	if (state.ticks == TICKS_INSTRUCTIONS && kept) {
		most = agreeing(state.kept, kept);
		if (!most && !(bench->flags & PB_VARIES)) {
			estimate_fail(bench, "its path is not always one");
			return;
		}
		kept = most ? most : kept;
	}
	if (kept)
		add_value(&t->quiet, batch_value(state.kept, kept, operations, 0));
}

static void close_with(struct tally *t, const char *fmt, ...)
{
	struct text why = { t->why, sizeof(t->why) - 1, 0 };
	va_list args;

	va_start(args, fmt);
	if (!*t->why)
		text_vprint(&why, fmt, args);
	va_end(args);
}

void estimate_fail(const struct pb_bench *bench, const char *reason)
{
	struct tally *t = tally_of(bench);

	if (!t)
		return;
	t->asked = 1;
	close_with(t, "failed: %s", reason);
}

void estimate_add(const struct pb_bench *bench, const struct pb_run *run,
		  const struct pb_sample *samples)
{
	struct tally *t = tally_of(bench);

	if (!t)
		return;
	t->asked = 1;
	if (run->status == PB_SKIPPED)
		close_with(t, "skipped: %s", run->reason);
	else if (run->status == PB_FAULTED)
		close_with(t, "faulted: raised vector %u", run->vector);
	else if (run->status != PB_OK)
		close_with(t, "failed: %s", run->reason);
	else if (!run->done)
		close_with(t, "failed: nothing was measured");
	else if (state.ticks == TICKS_CYCLES)
		add_cycles(t, samples, done(run), copies(bench, run));
	else
		add_ticks(bench, t, samples, done(run), copies(bench, run));
}

static __s64 mean_of(const struct sums *s)
{
	if (s->small || state.ticks == TICKS_INSTRUCTIONS)
		return signed_mul_div(s->sum, 1, s->count);
	return (__s64)number_of(s->logs / s->count);
}

struct estimate_figure estimate_of(const struct pb_bench *bench)
{
	const struct tally *t = tally_of(bench);
	struct estimate_figure f = {
		.status = FIGURE_WHY, .why = "failed: every sample was disturbed",
	};
	struct sums all;

	if (!t || !t->asked)
		return (struct estimate_figure){ .status = FIGURE_NONE };
	if (*t->why) {
		f.why = t->why;
		return f;
	}
	all = t->quiet;
	if (t->contended.count > t->quiet.count) {
		all.count += t->contended.count;
		all.small |= t->contended.small;
		all.sum += t->contended.sum;
		all.logs += t->contended.logs;
	}
	if (all.count)
		f = (struct estimate_figure){
			.status = all.count > t->quiet.count ? FIGURE_CONTENDED : FIGURE_OK,
			.value = mean_of(&all),
			.varies = all.varies && state.ticks == TICKS_INSTRUCTIONS,
		};
	return f;
}

__s64 estimate_miscalibrated(void)
{
	const struct tally *t = tally_of(pb_find("add-chain"));
	__s64 mean, off;

	if (state.ticks != TICKS_CYCLES || !t || !t->quiet.count)
		return 0;
	mean = t->quiet.sum / t->quiet.count;
	off = mean > (__s64)ONE ? mean - (__s64)ONE : (__s64)ONE - mean;
	return 200 * off > (__s64)ONE ? mean : 0;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "estimate.h"

#include "flat.h"
#include "integers.h"
#include "quiet.h"

#define ONE ((__u64)ESTIMATE_ONE)
#define CHAINS 3

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

static struct {
	enum ticks ticks;
	int emulator;
	unsigned int chains;	/* that have answered */
	__s64 nop, imul, add;
	int exact;		/* each of them */
	struct tally tallies[PB_BENCHES_MAX];
	__u64 scratch[PB_MAILBOX_SAMPLES];
	struct pb_sample kept[PB_MAILBOX_SAMPLES];
} state;

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
	state.chains++;
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

	if (state.chains < CHAINS)
		return TICKS_UNKNOWN;
	if (state.exact && imul == (__s64)ONE && add == imul && nop == imul)
		return TICKS_INSTRUCTIONS;
	if (!state.emulator && 2 * imul >= (__s64)ONE && imul <= 60 * (__s64)ONE &&
	    100 * off <= 18 * add && 60 * nop >= imul && 5 * nop <= 2 * imul)
		return TICKS_CYCLES;
	return TICKS_EMULATED;
}

void estimate_begin(int emulator, int alone)
{
	memset(&state, 0, sizeof(state));
	state.emulator = emulator;
	state.exact = 1;
	quiet_begin(alone);
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

/* Batches */

static void add_sums(struct sums *to, const struct sums *from)
{
	to->count += from->count;
	to->small |= from->small;
	to->sum += from->sum;
	to->logs += from->logs;
}

void estimate_pass(void)
{
	quiet_pass();
}

void estimate_quiet(const struct pb_bench *bench, const struct pb_run *run,
		    const struct pb_sample *samples)
{
	struct tally *t;

	if (!quiet_add(bench, run, samples))
		return;
	for (t = state.tallies; t < state.tallies + pb_bench_count; t++) {
		add_sums(&t->contended, &t->quiet);
		t->quiet = (struct sums){ 0 };
	}
}

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
		return signed_mul_div(above, 4 * quiet_chain(), usual4 * low * operations);
	return signed_mul_div(above, ONE, low * operations);
}

/* Half of a batch must be left, and the core have been quiet. */
static void add_cycles(struct tally *t, const struct pb_sample *samples, unsigned int n,
		       __u64 operations)
{
	__u64 usual4 = quiet_chain4(samples, n);
	unsigned int i, kept = 0;

	if (!usual4 || !quiet_chain())
		return;
	for (i = 0; i < n; i++)
		if (!counted(&samples[i]) && !quiet_disturbed(&samples[i], usual4))
			state.kept[kept++] = samples[i];
	if (quiet_is() && 2 * kept >= n)
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
	if (t->contended.count > t->quiet.count)
		add_sums(&all, &t->contended);
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

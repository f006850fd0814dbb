// SPDX-License-Identifier: GPL-2.0-only
#include "figures.h"

#define MILLION 1000000

__s64 divide(__s64 a, __s64 b)
{
	return (a < 0 ? a - b / 2 : a + b / 2) / b;
}

static void sort(__s64 *v, unsigned int n)
{
	unsigned int i, j;

	for (i = 1; i < n; i++) {
		__s64 x = v[i];

		for (j = i; j && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

/* Of n samples those that count. */
static unsigned int low(unsigned int n)
{
	return n * 4 / 5 ? n * 4 / 5 : 1;
}

static __s64 sum(const __s64 *v, unsigned int n)
{
	__s64 s = 0;

	while (n--)
		s += *v++;
	return s;
}

/* Sorted values, and their estimate: harness/measure/tally.c says why not sample by sample. */
static __s64 per_operation(const struct pb_sample *samples, unsigned int n, unsigned int operations,
			   __s64 *values)
{
	__s64 base;
	unsigned int i;

	for (i = 0; i < n; i++)
		values[i] = (__s64)samples[i].one;
	sort(values, n);
	base = sum(values, low(n));
	for (i = 0; i < n; i++)
		values[i] = divide(((__s64)samples[i].two * low(n) - base) * MILLION,
				   (__s64)low(n) * operations);
	sort(values, n);
	return divide(sum(values, low(n)), low(n));
}

void figures_take(struct figures *f, const struct pb_run *run, const struct pb_sample *samples,
		  unsigned int operations)
{
	static struct pb_sample kept[FIGURES_SAMPLES_MAX];
	unsigned int i;

	*f = (struct figures){ .with_dropped = per_operation(samples, run->done, operations, f->values) };
	for (i = 0; i < run->done; i++) {
		if (samples[i].irqs)
			f->irqs++;
		else if (samples[i].nmis)
			f->nmis++;
		else if (samples[i].smis)
			f->smis++;
		else
			kept[f->samples++] = samples[i];
	}
	if (f->samples)
		f->estimate = per_operation(kept, f->samples, operations, f->values);
}

__s64 figures_floor(const struct figures *f)
{
	unsigned int n = (f->samples + 9) / 10;

	return n ? divide(sum(f->values, n), n) : 0;
}

__s64 figures_quantile(const struct figures *f, unsigned int p)
{
	unsigned int at = (f->samples - 1) * p, i = at / 100;

	if (i + 1 >= f->samples)
		return f->values[f->samples - 1];
	return f->values[i] + divide((f->values[i + 1] - f->values[i]) * (at % 100), 100);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "multiple.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
	double p;
	size_t at;
};

static int ascending(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

/* The tests in order of p (malloced), *m of them; out[] is NAN all over. */
static struct ranked *rank(const double *p, size_t n, double *out, size_t *m)
{
	struct ranked *ranks = malloc((n + 1) * sizeof(*ranks));
	size_t i;

	*m = 0;
	for (i = 0; i < n; i++) {
		if (ranks && !isnan(p[i]))
			ranks[(*m)++] = (struct ranked){ p[i], i };
		out[i] = NAN;
	}
	if (ranks)
		qsort(ranks, *m, sizeof(*ranks), ascending);
	return ranks;
}

void adjust_holm(const double *p, size_t n, double *adjusted)
{
	double worst = 0;
	size_t i, m;
	struct ranked *ranks = rank(p, n, adjusted, &m);

	for (i = 0; i < m; i++) {
		worst = fmax(worst, fmin(1, (double)(m - i) * ranks[i].p));
		adjusted[ranks[i].at] = worst;
	}
	free(ranks);
}

void adjust_bh(const double *p, size_t n, double *adjusted)
{
	double best = 1;
	size_t i, m;
	struct ranked *ranks = rank(p, n, adjusted, &m);

	for (i = m; i-- > 0;) {
		best = fmin(best, (double)m / (double)(i + 1) * ranks[i].p);
		adjusted[ranks[i].at] = best;
	}
	free(ranks);
}

void levels_holm(const double *p, size_t n, double alpha, double *levels)
{
	size_t i, m, rejected = 0;
	struct ranked *ranks = rank(p, n, levels, &m);

	while (rejected < m && (double)(m - rejected) * ranks[rejected].p <= alpha)
		rejected++;
	for (i = 0; i < m; i++)
		levels[ranks[i].at] = 1 - alpha / (double)(m - (i < rejected ? i : rejected));
	free(ranks);
}

void levels_bh(const double *p, size_t n, double alpha, double *levels)
{
	size_t i, m, rejected = 1;
	struct ranked *ranks = rank(p, n, levels, &m);

	for (i = 1; i <= m; i++)
		if ((double)m / (double)i * ranks[i - 1].p <= alpha)
			rejected = i;
	for (i = 0; i < m; i++)
		levels[ranks[i].at] = 1 - alpha * (double)rejected / (double)m;
	free(ranks);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "permutation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#define SPLITS 200000
#define FLIPS 14

/* A sum is extreme where it is `far` or more from `centre`; `ways` of them were looked at. */
struct count {
	double centre, far;
	uint64_t ways, extreme;
};

static void look(struct count *c, double sum)
{
	c->ways++;
	c->extreme += fabs(sum - c->centre) >= c->far;
}

/* Equal sums, added up in another order, are to count as equal. */
static struct count count_from(double centre, double observed, double scale)
{
	return (struct count){ centre, fabs(observed - centre) - 1e-12 * scale, 0, 0 };
}

static double share(const struct count *c)
{
	return isnan(c->far) || !c->ways ? NAN : (double)c->extreme / (double)c->ways;
}

/* The observed way is one of those drawn. */
static double drawn_share(struct count *c)
{
	c->ways++;
	c->extreme++;
	return share(c);
}

static double splits(double n, double k)
{
	double ways = 1;

	while (k > 0)
		ways *= n-- / k--;
	return ways;
}

/* Every sum of k more values out of v[0..n). */
static void split(struct count *c, const double *v, size_t n, size_t k, double sum)
{
	size_t i;

	if (!k)
		look(c, sum);
	else if (k == 1)
		for (i = 0; i < n; i++)
			look(c, sum + v[i]);
	else
		for (i = 0; i + k <= n; i++)
			split(c, v + i + 1, n - i - 1, k - 1, sum + v[i]);
}

static void draw_splits(struct count *c, double *v, size_t n, size_t k, uint64_t seed)
{
	size_t draw, i, j;
	double sum, t;

	for (draw = 0; draw < PERMUTATION_DRAWS; draw++) {
		for (sum = 0, i = 0; i < k; i++) {
			j = i + random_below(&seed, n - i);
			t = v[i];
			sum += v[i] = v[j];
			v[j] = t;
		}
		look(c, sum);
	}
}

static double split_share(double *v, size_t k, size_t n, uint64_t seed)
{
	double total = 0, first = 0, scale = 0;
	struct count c;
	size_t i;

	for (i = 0; i < n; i++) {
		total += v[i];
		first += i < k ? v[i] : 0;
		scale += fabs(v[i]);
	}
	c = count_from(total * (double)k / (double)n, first, scale);
	if (splits((double)n, (double)k) > SPLITS) {
		draw_splits(&c, v, n, k, seed);
		return drawn_share(&c);
	}
	/* Halves mirror each other: it is enough to see those with the first value. */
	if (2 * k == n)
		split(&c, v + 1, n - 1, k - 1, v[0]);
	else
		split(&c, v, n, k, 0);
	return share(&c);
}

double permutation_unpaired(const double *a, size_t na, const double *b, size_t nb, uint64_t seed)
{
	size_t small = na < nb ? na : nb, large = na < nb ? nb : na;
	double *v = small ? malloc((na + nb) * sizeof(*v)) : NULL, p;

	if (!v)
		return NAN;
	memcpy(v, na < nb ? a : b, small * sizeof(*v));
	memcpy(v + small, na < nb ? b : a, large * sizeof(*v));
	p = split_share(v, small, na + nb, seed ? seed : 1);
	free(v);
	return p;
}

/* Every sum of +-d. */
static void flip(struct count *c, const double *a, const double *b, size_t n, double sum)
{
	if (!n) {
		look(c, sum);
		return;
	}
	flip(c, a + 1, b + 1, n - 1, sum + (*b - *a));
	flip(c, a + 1, b + 1, n - 1, sum - (*b - *a));
}

static void draw_flips(struct count *c, const double *a, const double *b, size_t n, uint64_t seed)
{
	size_t draw, i;
	double sum;

	for (draw = 0; draw < PERMUTATION_DRAWS; draw++) {
		for (sum = 0, i = 0; i < n; i++)
			sum += random_below(&seed, 2) ? b[i] - a[i] : a[i] - b[i];
		look(c, sum);
	}
}

double permutation_paired(const double *a, const double *b, size_t n, uint64_t seed)
{
	double sum = 0, scale = 0;
	struct count c;
	size_t i;

	for (i = 0; i < n; i++) {
		sum += b[i] - a[i];
		scale += fabs(a[i]) + fabs(b[i]);
	}
	c = count_from(0, sum, scale);
	if (!n)
		return NAN;
	if (n > FLIPS) {
		draw_flips(&c, a, b, n, seed ? seed : 1);
		return drawn_share(&c);
	}
	flip(&c, a, b, n, 0);
	return share(&c);
}

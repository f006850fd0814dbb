// SPDX-License-Identifier: GPL-2.0-only
/*
 * Let Q(m) be the least cost of v[0..t] if the segment that t is in has level m:
 *
 *	Q'(m) = min(Q(m), min Q + gamma) + |v[t + 1] - m|
 *
 * Q is linear between knots, and these are kept (functional pruning: Rigaill 2015;
 * Maidstone, Hocking, Rigaill, Fearnhead 2017).  Each step goes over them once.  What is
 * more than a fresh start costs is cut away, so few remain: at most about 3 t, as a rule
 * some square roots of t.
 */
#include "potts.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct knot {
	double level, cost;
	size_t start;		/* where the segment began that costs this, up to the next knot */
};

/* Q, and room for the next one. */
struct curve {
	struct knot *knots, *next;
	size_t count, room;
};

/* Between two knots a cut makes at most one more, and a value adds one in all. */
static int make_room(struct curve *q)
{
	size_t room = 4 * q->count + 16;
	struct knot *k;

	if (q->room >= 2 * q->count + 1)
		return 0;
	k = realloc(q->knots, room * sizeof(*k));
	if (!k)
		return -1;
	q->knots = k;
	k = realloc(q->next, room * sizeof(*k));
	if (!k)
		return -1;
	q->next = k;
	q->room = room;
	return 0;
}

static double crossing(const struct knot *k, double cap)
{
	return k[0].level + (cap - k[0].cost) / (k[1].cost - k[0].cost) * (k[1].level - k[0].level);
}

/* min(Q, cap): where a segment that starts now is cheaper, it starts now. */
static void cut(struct curve *q, double cap, size_t now)
{
	const struct knot *k = q->knots, *last = k + q->count - 1;
	struct knot *out = q->next;

	for (; k <= last; k++) {
		if (k->cost <= cap)
			*out++ = *k;
		else if (k == q->knots || k == last)
			*out++ = (struct knot){ k->level, cap, now };
		if (k < last && k[0].cost <= cap && k[1].cost > cap)
			*out++ = (struct knot){ crossing(k, cap), cap, now };
		else if (k < last && k[0].cost > cap && k[1].cost < cap)
			*out++ = (struct knot){ crossing(k, cap), cap, k->start };
	}
	q->count = (size_t)(out - q->next);
	out = q->next;
	q->next = q->knots;
	q->knots = out;
}

/* A knot at x, unless there is one. */
static void split(struct curve *q, double x)
{
	struct knot *k = q->knots;
	size_t low = 0, high = q->count - 1, mid;

	while (high - low > 1) {
		mid = (low + high) / 2;
		*(k[mid].level <= x ? &low : &high) = mid;
	}
	if (!(k[low].level < x && x < k[high].level))
		return;
	memmove(k + high + 1, k + high, (q->count++ - high) * sizeof(*k));
	k[high].level = x;
	k[high].start = k[low].start;
	k[high].cost = k[low].cost + (k[high + 1].cost - k[low].cost) * (x - k[low].level) /
				     (k[high + 1].level - k[low].level);
}

/* Q + |x - m|: the least of it, and where the segment of that began. */
static double add(struct curve *q, double x, size_t *start)
{
	double best = INFINITY;
	struct knot *k;

	split(q, x);
	for (k = q->knots; k < q->knots + q->count; k++) {
		k->cost += fabs(x - k->level);
		if (k->cost < best) {
			best = k->cost;
			*start = k->start;
		}
	}
	return best;
}

/* starts[t]: where the last segment of v[0..t] begins. */
static int last_starts(struct curve *q, const double *v, size_t n, double gamma, size_t *starts)
{
	double low = v[0], high = v[0], best = 0;
	size_t t;

	for (t = 1; t < n; t++) {
		low = fmin(low, v[t]);
		high = fmax(high, v[t]);
	}
	if (make_room(q))
		return -1;
	q->knots[q->count++] = (struct knot){ low, 0, 0 };
	q->knots[q->count++] = (struct knot){ high, 0, 0 };
	for (t = 0; t < n; t++) {
		if (make_room(q))
			return -1;
		if (t)
			cut(q, best + gamma, t);
		best = add(q, v[t], &starts[t]);
	}
	return 0;
}

/* Back from the end, segment by segment, then to the front of the array. */
static size_t trace(size_t *starts, size_t n)
{
	size_t end = n, at = n, count;

	while (end) {
		end = starts[end - 1];
		starts[--at] = end;
	}
	count = n - at;
	memmove(starts, starts + at, count * sizeof(*starts));
	return count;
}

size_t potts_segments(const double *v, size_t n, double gamma, size_t *starts)
{
	struct curve q = { NULL, NULL, 0, 0 };
	size_t i, count = 0;

	for (i = 0; i < n && isfinite(v[i]); i++)
		;
	if (n && i == n && gamma >= 0 && !last_starts(&q, v, n, gamma, starts))
		count = trace(starts, n);
	free(q.knots);
	free(q.next);
	return count;
}

double potts_gamma(double scale, double rho, size_t n)
{
	return 1.5 * scale * sqrt(1 + rho) / (1 - rho) * log(n < 10 ? 10 : (double)n);
}

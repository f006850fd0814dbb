// SPDX-License-Identifier: GPL-2.0-only
#include "break-even.h"

#include <math.h>
#include <stdlib.h>

#include "calibration.h"
#include "record.h"
#include "summary.h"
#include "util.h"

#define TABLE "wrmsr-extable"

static const struct form {
	const char *name;
	bool excepts;		/* what faults takes the exception */
} forms[] = {
	{ "wrmsr-error-branch", true }, { "wrmsr-fixup-stub", true }, { "wrmsr-asm-goto", true },
	{ "wrmsr-check-first", false },
};

static const struct result *faulting(const struct record *r, const char *form)
{
	char *name = xasprintf("%s-faults", form);
	const struct result *result = record_find(r, name);

	free(name);
	return result;
}

double break_even_good(const struct break_even *b)
{
	return b->good->estimate - b->table_good->estimate;
}

double break_even_faulting(const struct break_even *b)
{
	return b->faulting->estimate - b->table_faulting->estimate;
}

struct range {
	double lo, hi;
	bool whole;		/* whole numbers, and one a bench */
};

static void widen(struct range *of, const struct result *result)
{
	if (!result || result->status != STATUS_OK)
		return;
	for (size_t i = 0; i < result->batch_count; i++) {
		double figure = result->batches[i].estimate;

		of->lo = fmin(of->lo, figure);
		of->hi = fmax(of->hi, figure);
		of->whole &= figure == rint(figure) && figure == result->batches[0].estimate;
	}
}

/*
 * Linux searches its exception table for the site that faulted, so the path depends on where the
 * site's entry lies.  The forms that except differ by a few instructions of their own, and the
 * search by more: as much as their figures spread.  Where each has one whole number, the search
 * takes as many steps for every site, and there is nothing to allow for.
 */
double break_even_place(const struct record *r)
{
	struct range all = { INFINITY, -INFINITY, true };

	if (r->clock != CLOCK_ICOUNT)
		return 0;
	widen(&all, faulting(r, TABLE));
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (forms[i].excepts)
			widen(&all, faulting(r, forms[i].name));
	return all.whole ? 0 : all.hi - all.lo;
}

/* Why nothing can be derived (malloced), or NULL. */
static char *unfit(const struct record *r, const struct break_even *b)
{
	const struct result *results[] = { b->table_good, b->table_faulting, b->good, b->faulting };
	size_t i;

	if (r->clock == CLOCK_EMULATED)
		return xstrdup("this clock describes the emulator");
	if (calibration_failed(r))
		return xstrdup("the calibration failed; the notes say why");
	for (i = 0; i < ARRAY_SIZE(results); i++) {
		const struct result *x = results[i];

		if (x->status != STATUS_OK)
			return xasprintf("%s: %s", x->name, x->reason ? x->reason : "no figure");
		if (!(x->estimate > 0))
			return xasprintf("%s: its estimate is not above 0", x->name);
	}
	return NULL;
}

/* What the form adds, pass by pass: where nothing faults, where something does. */
struct added {
	double *good, *faulting;
	size_t passes;
};

static struct added added_by(const struct break_even *b)
{
	const struct result *const results[] = {
		b->good, b->faulting, b->table_good, b->table_faulting,
	};
	double *v[ARRAY_SIZE(results)];
	size_t n = record_common(results, ARRAY_SIZE(results), v), i;

	for (i = 0; i < n; i++) {
		v[0][i] -= v[2][i];
		v[1][i] -= v[3][i];
	}
	free(v[2]);
	free(v[3]);
	return (struct added){ v[0], v[1], n };
}

/* -1, 0 or 1: by every pass or, on silicon, by the 95 % interval.  False: neither tells. */
static bool sign_of(const struct record *r, const double *added, size_t n, int *sign)
{
	struct estimate e = stats_mean(added, n);
	double lo = added[0], hi = added[0];
	size_t i;

	for (i = 1; i < n; i++) {
		lo = fmin(lo, added[i]);
		hi = fmax(hi, added[i]);
	}
	*sign = (lo > 0) - (hi < 0);
	if (!*sign && r->clock == CLOCK_SILICON)
		*sign = (e.lo > 0) - (e.hi < 0);
	return *sign || (lo == 0 && hi == 0);
}

static double share_of(double odds)
{
	return odds / (1 + odds);
}

/*
 * At the rate r what is added where nothing faults is what is saved where it
 * does, (1 - r) * added = r * saved: the odds of a fault are added / saved.
 */
static struct estimate rate_at(const struct record *r, const struct break_even *b,
			       const struct added *d)
{
	double *odds = xcalloc(d->passes, sizeof(*odds));
	struct estimate e = { -break_even_good(b) / break_even_faulting(b), NAN, NAN };
	size_t i;

	for (i = 0; i < d->passes; i++)
		odds[i] = -d->good[i] / d->faulting[i];
	if (r->clock != CLOCK_ICOUNT) {
		e = stats_log_mean(odds, d->passes);
	} else if (b->place > 0) {
		double added = fabs(break_even_good(b)), saved = fabs(break_even_faulting(b));

		e.lo = added / (saved + b->place);
		e.hi = added / (saved - b->place);
	}
	free(odds);
	return (struct estimate){ share_of(e.mean), share_of(e.lo), 1 / (1 + 1 / e.hi) };
}

static char *disagree(const struct record *r, const char *where)
{
	return xasprintf("its batches do not agree which %s %s a fault",
			 r->clock == CLOCK_ICOUNT ? "executes fewer" : "costs less", where);
}

static void decide(const struct record *r, struct break_even *b, const struct added *d)
{
	int good = 0, faulting = 0;

	if (!d->passes) {
		b->reason = xstrdup("the benches do not have the same batches");
	} else if (b->place > 0 && fabs(break_even_faulting(b)) <= b->place) {
		b->kind = BREAK_EVEN_HIDDEN;
	} else if (r->clock == CLOCK_SILICON && d->passes < 2) {
		b->reason = xstrdup("one batch has no interval");
	} else if (!sign_of(r, d->good, d->passes, &good)) {
		b->reason = disagree(r, "without");
	} else if (!sign_of(r, d->faulting, d->passes, &faulting)) {
		b->reason = disagree(r, "with");
	} else if (good * faulting < 0) {
		b->kind = BREAK_EVEN_AT;
		b->above = good > 0;
		b->rate = rate_at(r, b, d);
	} else {
		b->kind = good + faulting > 0 ? BREAK_EVEN_NEVER :
			  good + faulting < 0 ? BREAK_EVEN_ALWAYS : BREAK_EVEN_SAME;
	}
}

size_t break_even(const struct record *r, struct break_even **all)
{
	double place = break_even_place(r);
	size_t i, n = 0;
	struct added d;

	*all = xcalloc(ARRAY_SIZE(forms), sizeof(**all));
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		struct break_even b = {
			.form = forms[i].name, .kind = BREAK_EVEN_UNKNOWN,
			.rate = { NAN, NAN, NAN }, .place = place,
			.good = record_find(r, forms[i].name),
			.faulting = faulting(r, forms[i].name),
			.table_good = record_find(r, TABLE), .table_faulting = faulting(r, TABLE),
		};

		if (!b.good || !b.faulting || !b.table_good || !b.table_faulting)
			continue;
		b.reason = unfit(r, &b);
		if (!b.reason) {
			d = added_by(&b);
			decide(r, &b, &d);
			free(d.good);
			free(d.faulting);
		}
		(*all)[n++] = b;
	}
	return n;
}

void break_even_free(struct break_even *all, size_t count)
{
	while (count)
		free(all[--count].reason);
	free(all);
}

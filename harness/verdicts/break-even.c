// SPDX-License-Identifier: GPL-2.0-only
#include "break-even.h"

#include <math.h>
#include <stdlib.h>

#include "calibration.h"
#include "record.h"
#include "util.h"

#define TABLE "wrmsr-extable"

static const char *const forms[] = { "wrmsr-error-branch", "wrmsr-asm-goto", "wrmsr-check-first" };

static const struct row *faulting_row(const struct record *r, const char *form)
{
	char *name = xasprintf("%s-faults", form);
	const struct row *row = record_find(r, name);

	free(name);
	return row;
}

double break_even_good(const struct break_even *b)
{
	return b->good->estimate - b->table_good->estimate;
}

double break_even_faulting(const struct break_even *b)
{
	return b->faulting->estimate - b->table_faulting->estimate;
}

/* Why nothing can be derived (malloced), or NULL. */
static char *unfit(const struct record *r, const struct break_even *b)
{
	const struct row *rows[] = { b->table_good, b->table_faulting, b->good, b->faulting };
	size_t i;

	if (r->clock == CLOCK_EMULATED)
		return xstrdup("this clock describes the emulator");
	if (calibration_failed(r))
		return xstrdup("the calibration failed; the notes say why");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i]->status != STATUS_OK)
			return xasprintf("%s: %s", rows[i]->name, rows[i]->reason ? rows[i]->reason : "no figure");
		if (!(rows[i]->estimate > 0))
			return xasprintf("%s: its estimate is not above 0", rows[i]->name);
		if (rows[i]->load_count != rows[0]->load_count)
			return xstrdup("the rows do not have the same loads");
	}
	if (!rows[0]->load_count || (r->clock == CLOCK_SILICON && rows[0]->load_count < 2))
		return xstrdup("one load has no interval");
	return NULL;
}

/* What the form adds in load i. */
static double adds(const struct row *form, const struct row *table, size_t i)
{
	return form->loads[i].estimate - table->loads[i].estimate;
}

/* -1, 0 or 1, and whether every load says the same. */
static bool sign_of(const struct row *form, const struct row *table, int *sign)
{
	for (size_t i = 0; i < form->load_count; i++) {
		double d = adds(form, table, i);
		int s = (d > 0) - (d < 0);

		if (i && s != *sign)
			return false;
		*sign = s;
	}
	return true;
}

/*
 * At the rate r what is added where nothing faults is what is saved where it
 * does, (1 - r) * added = r * saved: the odds of a fault are added / saved.
 */
static struct estimate rate_at(const struct record *r, const struct break_even *b)
{
	size_t i, n = b->good->load_count;
	double *odds = xcalloc(n, sizeof(*odds));
	struct estimate e = { -break_even_good(b) / break_even_faulting(b), NAN, NAN };

	for (i = 0; i < n; i++)
		odds[i] = -adds(b->good, b->table_good, i) / adds(b->faulting, b->table_faulting, i);
	if (r->clock != CLOCK_ICOUNT)
		e = stats_log_mean(odds, n);
	free(odds);
	return (struct estimate){ e.mean / (1 + e.mean), e.lo / (1 + e.lo), 1 / (1 + 1 / e.hi) };
}

static void derive(const struct record *r, struct break_even *b)
{
	int good = 0, faulting = 0;

	b->kind = BREAK_EVEN_UNKNOWN;
	b->reason = unfit(r, b);
	if (b->reason)
		return;
	if (!sign_of(b->good, b->table_good, &good)) {
		b->reason = xstrdup("its loads do not agree which costs less without a fault");
	} else if (!sign_of(b->faulting, b->table_faulting, &faulting)) {
		b->reason = xstrdup("its loads do not agree which costs less with a fault");
	} else if (good * faulting < 0) {
		b->kind = BREAK_EVEN_AT;
		b->above = good > 0;
		b->rate = rate_at(r, b);
	} else {
		b->kind = good + faulting > 0 ? BREAK_EVEN_NEVER :
			  good + faulting < 0 ? BREAK_EVEN_ALWAYS : BREAK_EVEN_SAME;
	}
}

size_t break_even(const struct record *r, struct break_even **all)
{
	size_t i, n = 0;

	*all = xcalloc(ARRAY_SIZE(forms), sizeof(**all));
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		struct break_even b = {
			.form = forms[i],
			.good = record_find(r, forms[i]), .faulting = faulting_row(r, forms[i]),
			.table_good = record_find(r, TABLE), .table_faulting = faulting_row(r, TABLE),
			.rate = { NAN, NAN, NAN },
		};

		if (!b.good || !b.faulting || !b.table_good || !b.table_faulting)
			continue;
		derive(r, &b);
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

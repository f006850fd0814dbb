// SPDX-License-Identifier: GPL-2.0-only
/* Figures of a record as its tables and plots show them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "figures.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define CELL 22			/* characters of a reason */

const char *table_unit(const struct record *r)
{
	static const char *const units[] = {
		[CLOCK_SILICON] = "core cycles per operation; ns and TSC ticks beside them",
		[CLOCK_ICOUNT] = "instructions, exact (QEMU -icount): path length, not time",
		[CLOCK_EMULATED] = "emulated ticks: they describe the emulator, not a processor",
	};

	if (record_counts_hypervisor(r))
		return "instructions of guest and hypervisor together, exact (QEMU -icount): path "
		       "length, not time";
	return units[r->clock];
}

static int decimals(const struct record *r, double v)
{
	if (r->clock == CLOCK_ICOUNT && v == rint(v))
		return 0;
	return fabs(v) < 99.995 ? 2 : 1;
}

/* A rounded -0.00 is 0.00. */
char *table_figure(const struct record *r, double v)
{
	int digits = decimals(r, v);

	if (!isfinite(v))
		return NULL;
	return text_figure("", fabs(v) * pow(10, digits) < .5 ? 0 : v, digits, "");
}

void figures_ends(const struct record *r, const struct result *result, double ends[2])
{
	ends[0] = result->ci[0];
	ends[1] = result->ci[1];
	if (r->clock != CLOCK_ICOUNT)
		return;
	for (size_t i = 0; i < result->batch_count; i++) {	/* fmin() ignores a NAN */
		ends[0] = fmin(ends[0], result->batches[i].estimate);
		ends[1] = fmax(ends[1], result->batches[i].estimate);
	}
	if (ends[0] == ends[1])
		ends[0] = ends[1] = NAN;
}

bool figures_spread(const struct record *r, const struct result *result)
{
	double ends[2];

	figures_ends(r, result, ends);
	return r->clock == CLOCK_ICOUNT && ends[0] < ends[1];
}

static void range_of(const struct record *r, const struct result *result, double range[2])
{
	figures_ends(r, result, range);
	if (r->clock == CLOCK_ICOUNT && isnan(range[0]))
		range[0] = range[1] = result->estimate;
}

bool figures_apart(const struct record *r, const struct result *a, const struct record *other,
		   const struct result *b)
{
	double of_a[2], of_b[2];

	range_of(r, a, of_a);
	range_of(other, b, of_b);
	return of_a[1] < of_b[0] || of_b[1] < of_a[0];
}

const char figures_spreading[] =
	"≈: the path differs from batch to batch, as a fault's with the place of its entry, or "
	"a hypervisor's";

char *table_estimate(const struct record *r, const struct result *result)
{
	return figures_spread(r, result) ? text_figure("≈ ", rint(result->estimate), 0, "") :
					   table_figure(r, result->estimate);
}

static char *ends(const double ci[2], int digits)
{
	char *low = text_figure("[", ci[0], digits, ", ");
	char *both = text_figure(low, ci[1], digits, "]");

	free(low);
	return both;
}

/* "± 0.12", or "[1.02, 1.31]" where the sides differ by more than a tenth and it can be seen. */
char *table_interval(const struct record *r, const struct result *result)
{
	const double *ci = result->ci;
	double v = result->estimate;
	int digits = decimals(r, v);
	double down = v - ci[0], up = ci[1] - v, half = (ci[1] - ci[0]) / 2;
	double least = pow(10, -digits), batches[2];

	if (figures_spread(r, result)) {
		figures_ends(r, result, batches);
		return xasprintf("(%.0f to %.0f)", floor(batches[0]), ceil(batches[1]));
	}
	if (!isfinite(v) || !isfinite(half))
		return NULL;
	if (fabs(up - down) > fmax(.2 * half, least))
		return ends(ci, digits);
	if (half < least / 2)
		return xasprintf("± <%.*f", digits, least);
	return text_figure("± ", half, digits, "");
}

char *table_size(const struct result *result)
{
	if (result->bytes < 0)
		return NULL;
	if (result->tables > 0)
		return xasprintf("%ld+%ld+%ld", result->bytes, result->cold, result->tables);
	return result->cold > 0 ? xasprintf("%ld+%ld", result->bytes, result->cold) :
				  xasprintf("%ld", result->bytes);
}

/* "skipped: needs ring 0" */
char *table_why(const struct result *result)
{
	bool told = result->reason && *result->reason;

	return xasprintf("%s: %s", status_names[result->status],
			 told ? result->reason : "no reason was recorded");
}

char *table_brief_why(const struct result *result)
{
	static const char this_cpu[] = "this CPU has ";
	const char *why = result->reason ? result->reason : status_names[result->status];
	char *brief;
	size_t n;

	if (!strncmp(why, this_cpu, strlen(this_cpu)))
		why += strlen(this_cpu);
	n = strcspn(why, ":(");
	while (n && why[n - 1] == ' ')
		n--;
	brief = xasprintf("%.*s", (int)n, why);
	if (text_width(brief) > CELL) {
		free(brief);
		brief = xstrdup(status_names[result->status]);
	}
	return brief;
}

char *question_anchor(const char *question)
{
	char *plain = escape_file_name(question), *anchor = xasprintf("q-%s", plain);

	free(plain);
	return anchor;
}

/* Comparisons and histories */

char *figures_value(bool exact, double v)
{
	if (!isfinite(v))
		return NULL;
	if (exact)
		return xasprintf("%.10g", v);
	return text_figure("", fabs(v) < .005 ? 0 : v, fabs(v) < 100 ? 2 : 1, "");
}

char *figures_change(bool exact, bool absolute, double v)
{
	const char *sign = signbit(v) ? "" : "+";

	if (!isfinite(v))
		return NULL;
	if (exact)
		return xasprintf("%+.10g", v);
	return absolute ? text_figure(sign, v, 2, "") : text_figure(sign, 100 * v, 1, " %");
}

char *figures_probability(double p)
{
	if (!isfinite(p))
		return NULL;
	return p < .0001 ? xstrdup("<.0001") : xasprintf("%.4f", p);
}

/* Claims */

/* 1.0015 is not 1, nor 0.0063 nothing. */
static int ratio_digits(double v)
{
	if (v != 1 && fabs(v - 1) < .005)
		return 4;
	return v < .1 ? 4 : 2;
}

char *claims_effect(const struct claim_result *c)
{
	int digits = c->effect > 0 && c->effect < .1 ? 4 : 2;
	char *effect, *interval;

	if (!isfinite(c->effect))
		return xstrdup("-");
	if (!isfinite(c->ci[0]) || !isfinite(c->ci[1]) || c->ci[0] == c->ci[1])
		return text_figure("", c->effect, ratio_digits(c->effect), "×");
	interval = ends(c->ci, digits);
	effect = text_figure("", c->effect, digits, "×");
	append(&effect, " %s", interval);
	free(interval);
	return effect;
}

const char *claims_verdict(const struct claim_result *c)
{
	if (c->verdict == VERDICT_BY_CONSTRUCTION)
		return "by construction";
	if (c->verdict == VERDICT_NO_DIFFERENCE && isfinite(c->factor) && c->factor != 1)
		return "at the threshold";
	return verdict_names[c->verdict];
}

char *claims_ratio(const struct claim_result *c)
{
	if (!*c->a)
		return NULL;
	if (c->a_of && c->b_of)
		return xasprintf("(%s / %s) / (%s / %s)", c->a, c->a_of, c->b, c->b_of);
	return c->base ? xasprintf("(%s − %s) / (%s − %s)", c->a, c->base, c->b, c->base) :
			 xasprintf("%s / %s", c->a, c->b);
}

char *claims_source(const struct claim_result *c)
{
	static const char *const before[][2] = {
		{ "implied", "implied by" }, { "open", "left open by" },
	};

	for (size_t i = 0; c->standing && i < ARRAY_SIZE(before); i++)
		if (!strcmp(c->standing, before[i][0]))
			return xasprintf("%s %s", before[i][1], c->source);
	return xstrdup(c->source);
}

const char *claims_why(const struct claim_result *c)
{
	const char *const benches[] = { c->a, c->b, c->base, c->a_of, c->b_of };
	const char *reason = c->reason ? c->reason : "no reason was recorded";
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(benches); i++) {
		n = benches[i] ? strlen(benches[i]) : 0;
		if (n && !strncmp(reason, benches[i], n) && !strncmp(reason + n, ": ", 2))
			return reason + n + 2;
	}
	return reason;
}

char *figures_rounded(double v)
{
	double unit = pow(10, floor(log10(fabs(v))) - 2);
	char *digits, *text;
	size_t ahead;

	if (!(v >= 100) || v >= 1e15)
		return xasprintf("%.3g", v);
	digits = xasprintf("%.0f", unit * round(v / unit));
	ahead = (strlen(digits) - 1) % 3 + 1;
	text = xasprintf("%.*s", (int)ahead, digits);
	for (const char *rest = digits + ahead; *rest; rest += 3)
		append(&text, ",%.3s", rest);
	free(digits);
	return text;
}

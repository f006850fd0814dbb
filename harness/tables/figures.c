// SPDX-License-Identifier: GPL-2.0-only
/* Figures of a record as its tables and plots show them. */
#include <math.h>
#include <stdlib.h>

#include "figures.h"
#include "record.h"
#include "text.h"
#include "util.h"

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

static char *ends(const double ci[2], int digits)
{
	char *low = text_figure("[", ci[0], digits, ", "), *both = text_figure(low, ci[1], digits, "]");

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
	double least = pow(10, -digits);

	if (!isfinite(v) || !isfinite(half))
		return NULL;
	if (fabs(up - down) > fmax(.2 * half, least))
		return ends(ci, digits);
	if (half < least / 2)
		return xasprintf("± <%.*f", digits, least);
	return text_figure("± ", half, digits, "");
}

double table_ticks(const struct record *r, double cycles)
{
	return r->clock == CLOCK_SILICON ? cycles / r->core_ratio : NAN;
}

double table_ns(const struct record *r, double cycles)
{
	return table_ticks(r, cycles) / r->tsc_khz * 1e6;
}

/* "skipped: needs ring 0" */
char *table_why(const struct result *result)
{
	return xasprintf("%s: %s", status_names[result->status],
			 result->reason && *result->reason ? result->reason : "no reason was recorded");
}

// SPDX-License-Identifier: GPL-2.0-only
#include "axis.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "canvas.h"
#include "util.h"

#define TICK 5			/* its length */
#define DAY 86400
#define DENSE 2000		/* a log axis of less than this ratio has ticks between its decades */

double axis_at(const struct axis *a, double figure)
{
	double share = a->scale == LOG ? log(figure / a->min) / log(a->max / a->min) :
					 (figure - a->min) / (a->max - a->min);

	return a->from + share * (a->to - a->from);
}

static void draw_tick(struct canvas *c, const struct axis *a, double figure, const char *label)
{
	double at = axis_at(a, figure);

	if (a->up) {
		canvas_line(c, THIN, GREY, a->at - TICK, at, a->at, at);
		canvas_text(c, a->at - TICK - 5, at, STYLE_RIGHT, TEXT_COLOUR, label);
	} else {
		canvas_line(c, THIN, GREY, at, a->at, at, a->at + TICK);
		canvas_text(c, at, a->at + TICK + 15, STYLE_CENTRE, TEXT_COLOUR, label);
	}
}

static void draw_number(struct canvas *c, const struct axis *a, double figure)
{
	char *label = xasprintf("%.10g", figure);

	draw_tick(c, a, figure, label);
	free(label);
}

static void draw_time(struct canvas *c, const struct axis *a, double seconds, bool days)
{
	time_t t = (time_t)seconds;
	struct tm tm;
	char label[32] = "";

	if (gmtime_r(&t, &tm))
		strftime(label, sizeof(label), days ? "%Y-%m-%d" : "%m-%d %H:%M:%S", &tm);
	draw_tick(c, a, seconds, label);
}

/* The least of 1, 2, 5, 10, 20, ... that makes no more than so many steps. */
static double round_step(double range, double most)
{
	double decade = pow(10, floor(log10(range / most))), step = range / most / decade;

	return decade * (step > 5 ? 10 : step > 2 ? 5 : step > 1 ? 2 : 1);
}

static void draw_linear(struct canvas *c, const struct axis *a)
{
	double range = a->max - a->min, step = round_step(range, a->up ? 10 : 12);
	bool days = range > 4 * DAY;

	if (!a->up && range >= 1)
		step = fmax(step, 1);
	if (a->scale == TIMES)
		step = days ? DAY * ceil(range / DAY / 6) : ceil(range / 5);
	for (double k = ceil(a->min / step); k * step <= a->max; k++)
		if (a->scale == TIMES)
			draw_time(c, a, k * step, days);
		else
			draw_number(c, a, k * step);
}

static void draw_log(struct canvas *c, const struct axis *a)
{
	double decades = log10(a->max / a->min);
	int every = (int)ceil(decades * (a->up ? 30 : 64) / fabs(a->to - a->from));

	for (int i = (int)floor(log10(a->min)); i <= (int)floor(log10(a->max)); i++)
		for (int digit = 1; digit < 10; digit++) {
			double figure = digit * pow(10, i);
			bool labelled = digit == 1 ? i % every == 0 :
				pow(10, decades) < DENSE && (digit == 2 || digit == 5);

			if (figure < a->min || figure > a->max || (every > 1 && digit > 1 && !labelled))
				continue;
			if (labelled)
				draw_number(c, a, figure);
			else
				draw_tick(c, a, figure, "");
		}
}

void axis_draw(struct canvas *c, const struct axis *a, const char *title)
{
	double middle = (a->from + a->to) / 2;
	char *all = xasprintf("%s%s", title, a->scale == LOG ? " — LOG SCALE" : "");

	if (a->up) {
		canvas_line(c, THIN, GREY, a->at, a->from, a->at, a->to);
		canvas_text(c, MARGIN, middle, STYLE_UPWARD, TEXT_COLOUR, all);
	} else {
		canvas_line(c, THIN, GREY, a->from, a->at, a->to, a->at);
		canvas_text(c, middle, a->at + 47, STYLE_CENTRE, TEXT_COLOUR, all);
	}
	if (a->scale != LOG)
		draw_linear(c, a);
	else if (a->min > 0 && a->max > a->min && isfinite(a->max / a->min))
		draw_log(c, a);
	free(all);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "csv.h"

#include <math.h>
#include <stdbool.h>

#include "escape.h"
#include "record.h"

static bool inside;		/* a line, so that a comma comes first */

static void separate(FILE *out)
{
	if (inside)
		fputc(',', out);
	inside = true;
}

void csv_text(const char *s, FILE *out)
{
	separate(out);
	if (s)
		put_csv(s, out);
}

void csv_number(double v, FILE *out)
{
	char s[32];

	separate(out);
	if (isfinite(v))
		fputs(record_number(s, v), out);
}

void csv_end(FILE *out)
{
	fputc('\n', out);
	inside = false;
}

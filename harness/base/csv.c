// SPDX-License-Identifier: GPL-2.0-only
#include "csv.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "record.h"

static bool inside;		/* a line, so that a comma comes first */

void csv_text(const char *s, FILE *out)
{
	if (inside)
		fputc(',', out);
	inside = true;
	if (!s || !s[strcspn(s, ",\"\r\n")]) {
		fputs(s ? s : "", out);
		return;
	}
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"')
			fputc('"', out);
		fputc(*s, out);
	}
	fputc('"', out);
}

void csv_number(double v, FILE *out)
{
	char s[32];

	csv_text(isfinite(v) ? record_number(s, v) : NULL, out);
}

void csv_end(FILE *out)
{
	fputc('\n', out);
	inside = false;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "globs.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "place.h"
#include "util.h"

#define FAR 1000	/* more letters than any name has */

/* A row that hurts the whole machine asks for its name, or its group's, letter by letter. */
static bool match(const char *glob, const char *text, const struct pb_bench *bench)
{
	return bench->flags & PB_OPT_IN ? !strcmp(glob, text) : !fnmatch(glob, text, 0);
}

static bool matches(const char *glob, const struct pb_bench *bench)
{
	char *full = xasprintf("%s/%s", bench->group, bench->name);
	bool yes = match(glob, bench->name, bench) || match(glob, bench->group, bench) ||
		   match(glob, full, bench);

	free(full);
	return yes;
}

bool globs_select(const struct request *q, const struct pb_bench *bench)
{
	size_t i;

	for (i = 0; i < q->glob_count; i++)
		if (matches(q->globs[i], bench))
			return true;
	return !q->glob_count && !(bench->flags & PB_OPT_IN);
}

static size_t min3(size_t a, size_t b, size_t c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

/* Levenshtein's distance, one row of the matrix at a time. */
static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(b), i, j, diagonal, above;
	size_t *row = xcalloc(n + 1, sizeof(*row));

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1]; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= n; j++) {
			above = row[j];
			row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	diagonal = row[n];
	free(row);
	return diagonal;
}

/* The nearest of the names that have it in them, else of all. */
static const char *nearest(const char *glob)
{
	const char *best = "";
	size_t least = (size_t)-1;
	unsigned int i, k;

	for (i = 0; i < pb_bench_count; i++) {
		const char *names[] = { pb_benches[i]->name, pb_benches[i]->group };

		for (k = 0; k < ARRAY_SIZE(names); k++) {
			size_t d = distance(glob, names[k]) + (strstr(names[k], glob) ? 0 : FAR);

			if (d < least) {
				least = d;
				best = names[k];
			}
		}
	}
	return best;
}

static size_t count_matches(const char *glob)
{
	size_t count = 0;
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++)
		count += matches(glob, pb_benches[i]);
	return count;
}

static void complain(const char *glob)
{
	char *wide = xasprintf("*%s*", glob);
	size_t count = count_matches(wide);

	fprintf(stderr, "privbench: no bench or group matches '%s'; did you mean '%s'", glob, nearest(glob));
	if (count > 1)
		fprintf(stderr, ", or '%s', which matches %zu benches", wide, count);
	fputs("? `privbench list` shows them all\n", stderr);
	free(wide);
}

int globs_complain(const struct request *q)
{
	int unmatched = 0;
	size_t i;

	for (i = 0; i < q->glob_count; i++) {
		if (count_matches(q->globs[i]))
			continue;
		unmatched++;
		complain(q->globs[i]);
	}
	return unmatched;
}

char *globs_append(char *line, const struct request *q)
{
	char *longer;
	size_t i;

	for (i = 0; i < q->glob_count; i++) {
		longer = xasprintf("%s %s", line, q->globs[i]);
		free(line);
		line = longer;
	}
	return line;
}

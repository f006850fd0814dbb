// SPDX-License-Identifier: GPL-2.0-only
#include "globs.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "complain.h"
#include "request.h"
#include "util.h"

#define FAR 1000	/* more letters than any name has */

/* A bench that hurts the whole machine is selected only by its whole name, or its question's. */
static bool match(const char *glob, const char *text, const struct pb_bench *bench)
{
	return bench->flags & PB_OPT_IN ? !strcmp(glob, text) : !fnmatch(glob, text, 0);
}

static bool matches(const char *glob, const struct pb_bench *bench)
{
	char *full = xasprintf("%s/%s", bench->question, bench->name);
	bool yes = match(glob, bench->name, bench) || match(glob, bench->question, bench) || match(glob, full, bench);

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

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's, one row of the matrix at a time. */
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
			row[j] = min(min(above, row[j - 1]) + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	n = row[n];
	free(row);
	return n;
}

/* The nearest of the names that contain it, else of all. */
static const char *nearest(const char *glob)
{
	const char *best = "", *name;
	size_t least = SIZE_MAX, d;
	unsigned int i;

	for (i = 0; i < 2 * pb_bench_count; i++) {
		name = i % 2 ? pb_benches[i / 2]->question : pb_benches[i / 2]->name;
		d = distance(glob, name) + (strstr(name, glob) ? 0 : FAR);
		if (d < least) {
			least = d;
			best = name;
		}
	}
	return best;
}

/* No other character is in a name; a blank would break a guest's command line. */
static bool is_glob(const char *text)
{
	while (isalnum((unsigned char)*text) || (*text && strchr("-_./*?[]!^", *text)))
		text++;
	return !*text;
}

static size_t count_matches(const char *glob)
{
	size_t count = 0;
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++)
		count += matches(glob, pb_benches[i]);
	return count;
}

static void suggest(const char *glob)
{
	char *wide = xasprintf("*%s*", glob), *more = xstrdup("");
	size_t count = count_matches(wide);

	if (count > 1)
		append(&more, ", or '%s', which matches %zu benches", wide, count);
	complain("no bench or question matches '%s'; did you mean '%s'%s? `privbench list` shows them all", glob,
		 nearest(glob), more);
	free(more);
	free(wide);
}

size_t globs_complain(const struct request *q)
{
	size_t wrong = 0, i;

	for (i = 0; i < q->glob_count; i++) {
		const char *glob = q->globs[i];

		if (!is_glob(glob))
			complain("'%s' has a character that no bench's name has; "
				 "a GLOB is of letters, digits, -, /, *, ? and [...]", glob);
		else if (!count_matches(glob))
			suggest(glob);
		else
			continue;
		wrong++;
	}
	return wrong;
}

char *globs_append(char *line, const struct request *q)
{
	size_t i;

	for (i = 0; i < q->glob_count; i++)
		append(&line, " %s", q->globs[i]);
	return line;
}

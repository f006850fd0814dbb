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

/* A row that hurts the whole machine asks for its name, or its question's, letter by letter. */
static bool match(const char *glob, const char *text, const struct pb_bench *bench)
{
	return bench->flags & PB_OPT_IN ? !strcmp(glob, text) : !fnmatch(glob, text, 0);
}

static bool matches(const char *glob, const struct pb_bench *bench)
{
	char *full = xasprintf("%s/%s", bench->question, bench->name);
	bool yes = match(glob, bench->name, bench) || match(glob, bench->question, bench) ||
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
		const char *names[] = { pb_benches[i]->name, pb_benches[i]->question };

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

/* One that no bench can have, such as a blank, would be more than a word on a guest's command line. */
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
	char *wide = xasprintf("*%s*", glob), *more;
	size_t count = count_matches(wide);

	more = count > 1 ? xasprintf(", or '%s', which matches %zu benches", wide, count) : xstrdup("");
	complain("no bench or question matches '%s'; did you mean '%s'%s? `privbench list` shows them all", glob,
		 nearest(glob), more);
	free(more);
	free(wide);
}

static bool wrong_glob(const char *glob)
{
	if (is_glob(glob) && count_matches(glob))
		return false;
	if (is_glob(glob))
		suggest(glob);
	else
		complain("'%s' has a character that no bench's name has; a GLOB is of letters, digits, -, /, *, ? and [...]",
			 glob);
	return true;
}

int globs_complain(const struct request *q)
{
	int wrong = 0;
	size_t i;

	for (i = 0; i < q->glob_count; i++)
		wrong += wrong_glob(q->globs[i]);
	return wrong;
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

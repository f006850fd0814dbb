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

/* A bench that hurts the whole machine is selected only by its whole name, or its question's. */
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

/* Letters of the glob, up to a wildcard, that a name has: all anywhere, or some at its start. */
static size_t likeness(const char *glob, const char *name)
{
	char *plain = xasprintf("%.*s", (int)strcspn(glob, "*?["), glob);
	size_t length = strlen(plain), n = 0;

	if (strstr(name, plain))
		n = length + 1;
	else
		while (n < length && plain[n] == name[n])
			n++;
	free(plain);
	return n;
}

/* NULL: there is none like it. */
static const char *nearest(const char *glob)
{
	const char *best = NULL, *name;
	size_t most = 0, n;
	unsigned int i;

	for (i = 0; i < 2 * pb_bench_count; i++) {
		name = i % 2 ? pb_benches[i / 2]->question : pb_benches[i / 2]->name;
		n = likeness(glob, name);
		if (n > most) {
			most = n;
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
	char *wide = xasprintf("*%s*", glob), *text = xstrdup("");
	const char *name = nearest(glob);
	size_t count = count_matches(wide);

	if (name)
		append(&text, "; did you mean '%s'", name);
	if (count > 1)
		append(&text, ", or '%s', which matches %zu benches", wide, count);
	complain("no bench or question matches '%s'%s%s `privbench list` shows them all", glob,
		 text, name ? "?" : ";");
	free(text);
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

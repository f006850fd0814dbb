// SPDX-License-Identifier: GPL-2.0-only
#include "formats.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "document.h"
#include "util.h"

static const struct format formats[] = {
	{ "text", true, text_document, NULL },
	{ "json", true, json_document, json_records },
	{ "csv", true, csv_document, NULL },
	{ "md", true, markdown_document, NULL },
	{ "html", true, html_document, NULL },
	{ .name = "tap", .document = tap_document },
	{ .name = "github", .records = github_records },
	{ .name = "bencher", .records = bencher_records },
	{ .name = "googlebench", .records = googlebench_records },
};

const struct format *const format_text = formats;

static bool can_show(const struct format *f, enum subject subject)
{
	return f->tables || subject == SUBJECT_RECORDS ||
	       (subject == SUBJECT_COMPARISON && f->document);
}

/* "text, json, csv, md and html" (malloced) */
static char *names_of(enum subject subject)
{
	char *names = xstrdup(""), *comma;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (can_show(&formats[i], subject))
			append(&names, "%s%s", *names ? ", " : "", formats[i].name);
	comma = strrchr(names, ',');
	comma = xasprintf("%.*s and%s", (int)(comma - names), names, comma + 1);
	free(names);
	return comma;
}

const struct format *format_named(const char *name, enum subject subject,
				  const struct argp_state *state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats) && strcmp(name, formats[i].name); i++)
		;
	if (i < ARRAY_SIZE(formats) && can_show(&formats[i], subject))
		return &formats[i];
	argp_error(state, "%s '%s'; the formats are %s", i < ARRAY_SIZE(formats) ?
		   "only what was measured has format" : "there is no format", name,
		   names_of(subject));
	return format_text;
}

void format_print(const struct format *format, struct document *d)
{
	if (format != format_text)
		charset_utf8();
	format->document(d, stdout);
	document_free(d);
}

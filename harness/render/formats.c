// SPDX-License-Identifier: GPL-2.0-only
#include "formats.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "document.h"
#include "util.h"

static const struct format formats[] = {
	{ .name = "text", .tables = true, .document = text_document },
	{ .name = "json", .tables = true, .document = json_document,
	  .records = json_records },
	{ .name = "csv", .tables = true, .document = csv_document },
	{ .name = "md", .tables = true, .document = markdown_document },
	{ .name = "html", .tables = true, .document = html_document },
	{ .name = "tap", .document = tap_document },
	{ .name = "mail", .letter = true, .document = mail_document },
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

char *format_names(enum subject subject, const char *between, const char *last)
{
	const char *names[ARRAY_SIZE(formats)];
	char *before, *all;
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (can_show(&formats[i], subject))
			names[n++] = formats[i].name;
	before = join(names, n - 1, between);
	all = xasprintf("%s%s%s", before, last, names[n - 1]);
	free(before);
	return all;
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
		   format_names(subject, ", ", " and "));
	return format_text;
}

void format_print(const struct format *format, struct document *d)
{
	if (format != format_text)
		charset_utf8();
	format->document(d, stdout);
	document_free(d);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "page-trend.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "escape.h"
#include "form.h"
#include "page.h"
#include "plot.h"
#include "series.h"
#include "table-trend.h"
#include "util.h"

/* Its table, and below that its plots. */
static int put_machine(const struct trend *t, size_t i, const char *folder, FILE *out)
{
	const struct machine *m = &t->machines[i];
	char *target = escape_file_name(m->target), **paths, **p;
	char *prefix = t->count > 1 ? xasprintf("%zu-%s-", i + 1, target) : xstrdup("");
	int err;

	trend_machine(m, &form_html, out);
	err = plot_trend(m, prefix, folder, &paths);
	for (p = paths; !err && p && *p; p++) {
		remark("%s", *p);
		if (page_is_svg(*p))
			err = form_svg(out, *p);
	}
	plot_free(paths);
	free(prefix);
	free(target);
	return err;
}

static int put_page(const struct trend *t, const char *folder, const char *path)
{
	char *title = xasprintf("Trend of %s", t->path), *whole;
	size_t size, i;
	FILE *out = open_memstream(&whole, &size);
	int err = 0;

	form_html.begin(out, title);
	for (i = 0; i < t->count && !err; i++)
		err = put_machine(t, i, folder, out);
	form_html.end(out);
	fclose(out);
	if (!err)
		err = page_write(path, whole);
	free(whole);
	free(title);
	return err;
}

int trend_page(const struct trend *t, const char *folder)
{
	char *path = page_path(folder, "trend.html");
	int err = page_folder(folder);

	if (!err)
		err = put_page(t, folder, path);
	if (!err)
		remark("%s", path);
	free(path);
	return err;
}

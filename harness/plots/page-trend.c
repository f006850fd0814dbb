// SPDX-License-Identifier: GPL-2.0-only
#include "page-trend.h"

#include <stdlib.h>

#include "complain.h"
#include "document.h"
#include "escape.h"
#include "page.h"
#include "plot.h"
#include "trend.h"
#include "tables.h"
#include "util.h"

/* Its tables, and below them its plots. */
static int put_machine(struct document *d, const struct trend *t, size_t i, const char *folder)
{
	const struct machine *m = &t->machines[i];
	char *target = escape_file_name(m->target), **paths, **p;
	char *prefix = t->count > 1 ? xasprintf("%zu-%s-", i + 1, target) : xstrdup("");
	int err;

	add_trend_machine(d, m);
	err = plot_trend(m, prefix, folder, &paths);
	for (p = paths; !err && p && *p; p++) {
		remark("%s", *p);
		if (page_is_svg(*p))
			err = page_add_svg(d, *p);
	}
	plot_free(paths);
	free(prefix);
	free(target);
	return err;
}

static int make_page(const struct trend *t, const char *folder, const char *path)
{
	struct document *d = document_new("changes");
	size_t i;
	int err = 0;

	document_title(d, "Trend of %s", t->path);
	for (i = 0; i < t->count && !err; i++)
		err = put_machine(d, t, i, folder);
	if (!err)
		err = page_write(d, path);
	document_free(d);
	return err;
}

int trend_page(const struct trend *t, const char *folder)
{
	char *path = page_path(folder, "trend.html");
	int err = page_folder(folder);

	if (!err)
		err = make_page(t, folder, path);
	if (!err)
		remark("%s", path);
	free(path);
	return err;
}

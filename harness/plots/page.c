// SPDX-License-Identifier: GPL-2.0-only
#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "document.h"
#include "formats.h"
#include "output.h"
#include "plot.h"
#include "util.h"

bool page_is_svg(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcmp(dot, ".svg");
}

/* Where a link leads that is meant, by the slash behind it (malloced); NULL: it is none. */
static char *meant(const char *folder)
{
	char *name = xasprintf("%.*s", (int)strlen(folder) - 1, folder), to[1];
	char *real = readlink(name, to, sizeof(to)) > 0 ? realpath(folder, NULL) : NULL;

	free(name);
	return real;
}

char *page_path(const char *folder, const char *name)
{
	size_t n = strlen(folder);
	bool slash = n && folder[n - 1] == '/';
	char *real = slash ? meant(folder) : NULL, *path;

	path = real ? xasprintf("%s/%s", real, name) : xasprintf("%s%s%s", folder, slash ? "" : "/", name);
	free(real);
	return path;
}

static int read_svg(struct block *b, const char *path)
{
	int err;

	b->svg = read_file(path, NULL);
	err = b->svg ? 0 : -errno;
	if (err)
		complain("cannot read %s: %s", path, strerror(-err));
	return err;
}

int page_add_svg(struct document *d, const char *path)
{
	document_figure(d, "file", path);
	return read_svg(d->blocks[d->count - 1], path);
}

int page_fill(struct document *d, size_t from, char *const *paths)
{
	int err = 0;

	for (; from < d->count; from++) {
		struct block *b = d->blocks[from];
		const char *path = b->kind == BLOCK_FIGURE ? plot_svg(paths, b->label, b->text) : NULL;

		if (path && read_svg(b, path))
			err = -EIO;
	}
	return err;
}

int page_write(const struct document *d, const char *path)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	html_document(d, out);
	fclose(out);
	err = output_replace(path, text);
	if (err)
		complain("cannot write %s: %s", path, strerror(-err));
	free(text);
	return err;
}

int page_folder(const char *folder)
{
	int err = output_folder(folder);

	if (err == -ELOOP)
		complain("%s is a symbolic link; say %s/ to write where it leads",
			folder, folder);
	else if (err)
		complain("cannot write into %s: %s; name another folder", folder,
			strerror(-err));
	return err;
}

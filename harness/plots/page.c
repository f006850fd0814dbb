// SPDX-License-Identifier: GPL-2.0-only
#include "complain.h"
#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "util.h"

bool page_is_svg(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcmp(dot, ".svg");
}

char *page_path(const char *folder, const char *name)
{
	size_t n = strlen(folder);

	return xasprintf("%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", name);
}

int page_write(const char *path, const char *text)
{
	int err = output_replace(path, text);

	if (err)
		complain("cannot write %s: %s", path, strerror(-err));
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

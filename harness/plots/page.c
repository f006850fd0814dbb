// SPDX-License-Identifier: GPL-2.0-only
#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "output.h"

bool page_is_svg(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcmp(dot, ".svg");
}

int page_write(const char *path, const char *text)
{
	int err = output_write(path, text, true);

	if (err)
		fprintf(stderr, "privbench: cannot write %s: %s\n", path, strerror(-err));
	return err;
}

int page_folder(const char *folder)
{
	int err = output_folder(folder);

	if (err == -ELOOP)
		fprintf(stderr, "privbench: %s is a symbolic link; say %s/ with -o to write where it leads\n",
			folder, folder);
	else if (err)
		fprintf(stderr, "privbench: cannot write into %s: %s; name another folder with -o\n", folder,
			strerror(-err));
	return err;
}

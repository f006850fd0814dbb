// SPDX-License-Identifier: GPL-2.0-only
#include "complain.h"
#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool page_is_svg(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcmp(dot, ".svg");
}

int page_write(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");
	int err = 0;

	if (!out || fputs(text, out) == EOF)
		err = -errno;
	if (out && fclose(out))
		err = -errno;
	if (err)
		complain("cannot write %s: %s", path, strerror(-err));
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "flat.h"

void console_print(const char *fmt, ...)
{
	char line[512];
	struct text t = { line, sizeof(line), 0 };
	va_list args;

	va_start(args, fmt);
	text_vprint(&t, fmt, args);
	va_end(args);
	console_write(line, t.length < t.size ? t.length : t.size);
}

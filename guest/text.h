/* SPDX-License-Identifier: GPL-2.0-only */
/* Text into a buffer of fixed size; what does not fit is counted, and dropped. */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stddef.h>
#include <linux/types.h>

struct text {
	char *buffer;
	size_t size;
	size_t length;		/* above `size`: it did not fit */
};

void text_char(struct text *t, char c);

/* %s %u %llu %x %llx %%, with -, 0 and a width. */
void text_print(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_vprint(struct text *t, const char *fmt, va_list args);

#endif

// SPDX-License-Identifier: GPL-2.0-only
#include "flat.h"

void text_char(struct text *t, char c)
{
	if (t->length < t->size)
		t->buffer[t->length] = c;
	t->length++;
}

static void fill(struct text *t, char c, size_t n, size_t width)
{
	for (; n < width; n++)
		text_char(t, c);
}

static const char *number(char digits[24], unsigned int base, __u64 value)
{
	char *p = digits + 23;

	*p = '\0';
	do {
		*--p = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	return p;
}

void text_vprint(struct text *t, const char *fmt, va_list args)
{
	for (; *fmt; fmt++) {
		char digits[24], zero = ' ', left = 0;
		const char *s = digits;
		size_t n, width = 0;
		int wide;

		if (*fmt != '%' || *++fmt == '%') {
			text_char(t, *fmt);
			continue;
		}
		for (; *fmt == '-' || (*fmt == '0' && !width); fmt++)
			*(*fmt == '-' ? &left : &zero) = *fmt;
		for (; *fmt >= '0' && *fmt <= '9'; fmt++)
			width = 10 * width + (size_t)(*fmt - '0');
		wide = *fmt == 'l';
		fmt += 2 * wide;
		if (*fmt == 's')
			s = va_arg(args, const char *);
		else
			s = number(digits, *fmt == 'x' ? 16 : 10, wide ?
				   va_arg(args, unsigned long long) : va_arg(args, unsigned int));
		n = strlen(s);
		fill(t, zero, n, left ? 0 : width);
		for (; *s; s++)
			text_char(t, *s);
		fill(t, ' ', n, left ? width : 0);
	}
}

void text_print(struct text *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	text_vprint(t, fmt, args);
	va_end(args);
}

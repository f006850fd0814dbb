// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include "string.h"

struct spec {
	int left, zero, longs;
	unsigned int width;
	char conversion;
};

void text_char(struct text *t, char c)
{
	if (t->length < t->size)
		t->buffer[t->length] = c;
	t->length++;
}

static void padded(struct text *t, const struct spec *s, const char *digits, size_t n)
{
	size_t i;

	for (i = n; i < s->width && !s->left; i++)
		text_char(t, s->zero ? '0' : ' ');
	for (i = 0; i < n; i++)
		text_char(t, digits[i]);
	for (i = n; i < s->width && s->left; i++)
		text_char(t, ' ');
}

static void number(struct text *t, const struct spec *s, __u64 value)
{
	unsigned int base = s->conversion == 'x' ? 16 : 10;
	char digits[24], *p = digits + sizeof(digits);

	do {
		*--p = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	padded(t, s, p, (size_t)(digits + sizeof(digits) - p));
}

static const char *parse(const char *fmt, struct spec *s)
{
	*s = (struct spec){ 0 };
	for (; *fmt == '-' || *fmt == '0'; fmt++)
		*(*fmt == '-' ? &s->left : &s->zero) = 1;
	for (; *fmt >= '0' && *fmt <= '9'; fmt++)
		s->width = 10 * s->width + (unsigned int)(*fmt - '0');
	for (; *fmt == 'l'; fmt++)
		s->longs++;
	s->conversion = *fmt;
	return *fmt ? fmt + 1 : fmt;
}

void text_vprint(struct text *t, const char *fmt, va_list args)
{
	const char *string;
	struct spec s;

	while (*fmt) {
		if (*fmt != '%') {
			text_char(t, *fmt++);
			continue;
		}
		fmt = parse(fmt + 1, &s);
		switch (s.conversion) {
		case 's':
			string = va_arg(args, const char *);
			padded(t, &s, string, strlen(string));
			break;
		case 'u':
		case 'x':
			number(t, &s, s.longs ? va_arg(args, unsigned long long) :
						va_arg(args, unsigned int));
			break;
		default:
			text_char(t, s.conversion);
		}
	}
}

void text_print(struct text *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	text_vprint(t, fmt, args);
	va_end(args);
}

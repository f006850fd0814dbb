// SPDX-License-Identifier: GPL-2.0-only
#include "flat.h"

/* GCC calls memcpy, memset and memcmp even in freestanding code. */
void *memcpy(void *to, const void *from, size_t n)
{
	void *end = to;

	asm volatile("rep movsb" : "+D"(end), "+S"(from), "+c"(n) : : "memory");
	return to;
}

void *memset(void *to, int byte, size_t n)
{
	void *end = to;

	asm volatile("rep stosb" : "+D"(end), "+c"(n) : "a"(byte) : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	return memcmp(a, b, strlen(a) + 1);
}

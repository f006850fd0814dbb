// SPDX-License-Identifier: GPL-2.0-only
#include "cpulist.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

/* A number below CPU_SETSIZE at *text, which moves past it; -1 if there is none. */
static int number(const char **text)
{
	unsigned long n;
	char *end;

	if (!isdigit((unsigned char)**text))
		return -1;
	n = strtoul(*text, &end, 10);
	*text = end;
	return n < CPU_SETSIZE ? (int)n : -1;
}

bool cpulist_parse(const char *text, cpu_set_t *set)
{
	int from, to;

	CPU_ZERO(set);
	if (!*text)
		return true;
	for (;;) {
		from = to = number(&text);
		if (*text == '-') {
			text++;
			to = number(&text);
		}
		if (from < 0 || to < from)
			return false;
		for (; from <= to; from++)
			CPU_SET(from, set);
		if (!*text)
			return true;
		if (*text++ != ',')
			return false;
	}
}

char *cpulist_text(const cpu_set_t *set)
{
	char *text = xstrdup("");
	int from, to;

	for (from = 0; from < CPU_SETSIZE; from = to + 1) {
		to = from;
		if (!CPU_ISSET(from, set))
			continue;
		while (to + 1 < CPU_SETSIZE && CPU_ISSET(to + 1, set))
			to++;
		append(&text, to > from ? "%s%d-%d" : "%s%d", *text ? "," : "", from, to);
	}
	return text;
}

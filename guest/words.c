// SPDX-License-Identifier: GPL-2.0-only
#include "flat.h"

#define WORD_MAX 64
#define DIGITS_MAX 19		/* of 64 bits */

/* The next word (cut at WORD_MAX), and what follows it; NULL at the end. */
static const char *next(const char *line, char word[WORD_MAX])
{
	size_t n = 0;

	while (*line == ' ')
		line++;
	if (!*line)
		return NULL;
	for (; *line && *line != ' '; line++)
		if (n < WORD_MAX - 1)
			word[n++] = *line;
	word[n] = '\0';
	return line;
}

/* fnmatch() with * and ? alone. */
static int matches(const char *glob, const char *text)
{
	for (; *glob && *glob != '*'; glob++, text++)
		if (!*text || (*glob != '?' && *glob != *text))
			return 0;
	if (!*glob)
		return !*text;
	do {
		if (matches(glob + 1, text))
			return 1;
	} while (*text++);
	return 0;
}

static int is_setting(const char *word)
{
	while (*word && *word != '=')
		word++;
	return *word;
}

/* A key that nobody asks for, or no number, or one that is too long. */
static int is_wrong_setting(const char *word)
{
	static const char *const keys[] = {
		"seed=", "passes=", "samples=", "port=", "x2apic=", "core=", "menu=", "off=",
	};
	unsigned int i, n = 0, digits = 0;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!memcmp(word, keys[i], strlen(keys[i])))
			n = (unsigned int)strlen(keys[i]);
	while (word[n + digits] >= '0' && word[n + digits] <= '9')
		digits++;
	return !n || !digits || digits > DIGITS_MAX || word[n + digits];
}

/* Nobody names such a question and expects no harm. */
static int all_hurt(const char *question)
{
	for (unsigned int i = 0; i < pb_bench_count; i++)
		if (!strcmp(pb_benches[i]->question, question) &&
		    !(pb_benches[i]->flags & PB_OPT_IN))
			return 0;
	return 1;
}

int words_select(const char *line, const struct pb_bench *bench)
{
	int by_letter = bench->flags & PB_OPT_IN, globs = 0;
	char word[WORD_MAX] = "", full[2 * WORD_MAX] = "";
	const char *const names[] = { bench->name, full, bench->question };
	unsigned int count = by_letter && !all_hurt(bench->question) ? 2 : 3;
	struct text t = { full, sizeof(full) - 1, 0 };
	unsigned int i;

	text_print(&t, "%s/%s", bench->question, bench->name);
	while ((line = next(line, word))) {
		if (is_setting(word))
			continue;
		globs = 1;
		for (i = 0; i < count; i++)
			if (by_letter ? !strcmp(word, names[i]) : matches(word, names[i]))
				return 1;
	}
	return !globs && !by_letter;
}

__u64 words_number(const char *line, const char *key, __u64 otherwise)
{
	char word[WORD_MAX] = "";
	size_t n = strlen(key);
	const char *digit;
	__u64 number = 0;

	while ((line = next(line, word))) {
		if (memcmp(word, key, n) || word[n] != '=')
			continue;
		for (digit = word + n + 1; *digit >= '0' && *digit <= '9'; digit++)
			number = 10 * number + (__u64)(*digit - '0');
		return is_wrong_setting(word) ? otherwise : number;
	}
	return otherwise;
}

static int is_of_a_bench(const char *word)
{
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++)
		if (words_select(word, pb_benches[i]))
			return 1;
	return 0;
}

const char *words_next_wrong(const char **line)
{
	static char word[WORD_MAX];

	while ((*line = next(*line, word)))
		if (is_setting(word) ? is_wrong_setting(word) : !is_of_a_bench(word))
			return word;
	return NULL;
}

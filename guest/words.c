// SPDX-License-Identifier: GPL-2.0-only
#include "words.h"

#include "string.h"
#include "text.h"

static const char *skip_blanks(const char *line)
{
	while (*line == ' ')
		line++;
	return line;
}

/* The next word (cut at WORD_MAX), and what follows it; NULL at the end. */
static const char *next(const char *line, char word[WORD_MAX])
{
	size_t n = 0;

	line = skip_blanks(line);
	if (!*line)
		return 0;
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

static int same(const char *a, const char *b)
{
	return !strcmp(a, b);
}

static int is_setting(const char *word)
{
	while (*word && *word != '=')
		word++;
	return *word;
}

int words_select(const char *line, const char *name, const char *group, int to_the_letter)
{
	int (*const fits)(const char *, const char *) = to_the_letter ? same : matches;
	char word[WORD_MAX] = "", full[2 * WORD_MAX];
	struct text t = { full, sizeof(full) - 1, 0 };
	int globs = 0;

	text_print(&t, "%s/%s", group, name);
	full[t.length] = '\0';
	while ((line = next(line, word))) {
		if (is_setting(word))
			continue;
		if (fits(word, name) || fits(word, group) || fits(word, full))
			return 1;
		globs++;
	}
	return !globs && !to_the_letter;
}

const char *words_value(const char *line, const char *key)
{
	char word[WORD_MAX] = "";
	const char *end;
	size_t n = strlen(key);

	for (; (end = next(line, word)); line = end)
		if (!memcmp(word, key, n) && word[n] == '=')
			return skip_blanks(line) + n + 1;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "changes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "util.h"

const char *const changes_keys[CHANGES_FACTS] = {
	"microcode",
	"kernel",
	"kernel_version",
	"command_line",
	"mitigations",
	"config",
	"compiler",
	"virt",
	"hypervisor",
	"firmware",
	"governor",
	"turbo",
	"smt",
	[CHANGES_TARGET] = "target",
	[CHANGES_VERSION] = "privbench",
};

const char *const machine_keys[CORE_FACTS] = {
	"cpu_model", "cpu_vendor", "cpu_family", "cpu_model_number",
	[MACHINE_TYPE] = "core_type", [MACHINE_FACTS] = "cpu_stepping",
};

const char changes_unknown[] = "unknown";

const char *changes_fact(const struct record *r, const char *key)
{
	const struct fact *f = record_find_fact(r, key);

	return f && f->value ? f->value : changes_unknown;
}

void changes_facts(const struct record *r, const char *facts[CHANGES_FACTS])
{
	size_t i;

	for (i = 0; i < CHANGES_FACTS; i++)
		facts[i] = changes_fact(r, changes_keys[i]);
	facts[CHANGES_TARGET] = r->target;
	facts[CHANGES_VERSION] = r->version;
}

/* Linux 6.9 has renamed "RETPOLINE" and "CPU_SRSO": "MITIGATION_RETPOLINE", "MITIGATION_SRSO". */
static const char *lasting(const char *word)
{
	static const char *const prefixes[] = { "MITIGATION_", "CPU_" };

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (!strncmp(word, prefixes[i], strlen(prefixes[i])))
			word += strlen(prefixes[i]);
	return word;
}

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(lasting(word));

	for (; *text; text += strspn(text, " ")) {
		const char *its = lasting(text);

		if (strcspn(its, " ") == length && !strncmp(its, lasting(word), length))
			return true;
		text += strcspn(text, " ");
	}
	return false;
}

char *changes_words(const char *text, const char *other, const char *sign)
{
	char *words = xstrdup(text), *all = xstrdup(""), *next, *word;
	char *end = strstr(words, " -- ");

	if (end)
		*end = '\0';
	for (word = strtok_r(words, " ", &next); word; word = strtok_r(NULL, " ", &next))
		if (!has_word(other, word))
			append(&all, " %s%s", sign, word);
	free(words);
	return all;
}

/* Those that went (-) and came (+). */
static char *change_of_words(const char *key, const char *a, const char *b)
{
	char *went = changes_words(a, b, "-"), *came = changes_words(b, a, "+");
	char *named = *went || *came ? xasprintf("%s:%s%s", key, went, came) : NULL;

	free(came);
	free(went);
	return named;
}

#define SEPARATOR "; "

static const char *item_end(const char *item)
{
	const char *end = strstr(item, SEPARATOR);

	return end ? end : item + strlen(item);
}

static const char *next_item(const char *item)
{
	const char *end = item_end(item);

	return *end ? end + strlen(SEPARATOR) : end;
}

/* How long its name is, up to a colon. */
static size_t item_name(const char *item)
{
	return strcspn(item, ":;");
}

/* What a list has for the name of an item (malloced): "present" of a mere name, NULL of none. */
static char *item_value(const char *items, const char *like)
{
	size_t length = item_name(like);

	while (*items && (item_name(items) != length || strncmp(items, like, length) != 0))
		items = next_item(items);
	if (!*items || items[length] != ':')
		return *items ? xstrdup("present") : NULL;
	length += strspn(items + length, ": ");
	return xasprintf("%.*s", (int)(item_end(items) - items - length), items + length);
}

/* What one kernel calls unaffected, another need not know. */
static bool same_item(const char *from, const char *to)
{
	if (from && to)
		return !strcmp(from, to);
	return !strcmp(from ? from : to ? to : "", "Not affected");
}

/* Of "meltdown: Not affected; l1tf: Vulnerable", the items that are not the same. */
static char *change_of_items(const char *key, const char *a, const char *b)
{
	char *all = xstrdup(""), *named;
	const char *item, *lists[] = { a, b };

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		for (item = lists[i]; *item; item = next_item(item)) {
			char *from = item_value(a, item), *to = item_value(b, item);

			if ((!i || !from) && !same_item(from, to))
				append(&all, "%s%.*s: %s, then %s", *all ? SEPARATOR : "",
				       (int)item_name(item), item, from ? from : "not listed",
				       to ? to : "not listed");
			free(from);
			free(to);
		}
	named = *all ? xasprintf("%s: %s", key, all) : NULL;
	free(all);
	return named;
}

char *changes_name_one(size_t fact, const char *a, const char *b)
{
	const char *key = changes_keys[fact];
	bool known = strcmp(a, changes_unknown) && strcmp(b, changes_unknown);

	if (known && (!strcmp(key, "command_line") || !strcmp(key, "config")))
		return change_of_words(key, a, b);
	if (known && !strcmp(key, "mitigations"))
		return change_of_items(key, a, b);
	return strcmp(a, b) ? xasprintf("%s: %s, then %s", key, a, b) : NULL;
}

size_t changes_name(const char *const a[CHANGES_FACTS], const char *const b[CHANGES_FACTS],
		    char *named[CHANGES_FACTS])
{
	size_t i, n = 0;

	for (i = 0; i < CHANGES_FACTS; i++) {
		named[n] = changes_name_one(i, a[i], b[i]);
		n += named[n] != NULL;
	}
	return n;
}

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
	"governor",
	"turbo",
	"smt",
	[CHANGES_TARGET] = "place",
	[CHANGES_VERSION] = "privbench",
};

const char *const machine_keys[CORE_FACTS] = {
	"cpu_model", "cpu_vendor", "cpu_family", "cpu_model_number",
	[MACHINE_FACTS] = "cpu_stepping", "core_type",
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

/* The words of `text` that are not in `other` (malloced), up to " -- ": a guest's own command. */
static char *words_only_in(const char *text, const char *other, char sign)
{
	char *words = xstrdup(text), *all = xstrdup(""), *next, *word;
	char *end = strstr(words, " -- ");

	if (end)
		*end = '\0';
	for (word = strtok_r(words, " ", &next); word; word = strtok_r(NULL, " ", &next)) {
		char *padded = xasprintf(" %s ", other), *wanted = xasprintf(" %s ", word);

		if (!strstr(padded, wanted))
			append(&all, " %c%s", sign, word);
		free(wanted);
		free(padded);
	}
	free(words);
	return all;
}

/* Those that went (-) and came (+). */
static char *change_of_words(const char *key, const char *a, const char *b)
{
	char *went = words_only_in(a, b, '-'), *came = words_only_in(b, a, '+');
	char *named = *went || *came ? xasprintf("%s:%s%s", key, went, came) : NULL;

	free(came);
	free(went);
	return named;
}

static char *change_of_all(const char *key, const char *a, const char *b)
{
	return strcmp(a, b) ? xasprintf("%s: %s, then %s", key, a, b) : NULL;
}

#define SEPARATOR "; "

static size_t item_length(const char *item)
{
	const char *end = strstr(item, SEPARATOR);

	return end ? (size_t)(end - item) : strlen(item);
}

static const char *next_item(const char *item)
{
	const char *end = item + item_length(item);

	return *end ? end + strlen(SEPARATOR) : end;
}

/* How long its name is, up to a colon. */
static size_t item_name(const char *item)
{
	return strcspn(item, ":;");
}

/* What stands behind the name (malloced); "none": no item; "present": the name alone. */
static char *item_value(const char *item)
{
	size_t skip = item ? item_name(item) : 0;

	if (!item)
		return xstrdup("none");
	if (item[skip] != ':')
		return xstrdup("present");
	skip += strspn(item + skip, ": ");
	return xasprintf("%.*s", (int)(item_length(item) - skip), item + skip);
}

/* What is of the same name in a list of items; NULL: nothing is. */
static const char *item_like(const char *items, const char *item)
{
	for (; *items; items = next_item(items))
		if (item_name(items) == item_name(item) && !strncmp(items, item, item_name(item)))
			return items;
	return NULL;
}

/* "l1tf: Vulnerable", and nothing before: "l1tf: none, then Vulnerable" */
static void add_item(char **all, const char *a, const char *b)
{
	const char *named = a ? a : b;
	char *from = item_value(a), *to = item_value(b);

	append(all, "%s%.*s: %s, then %s", **all ? SEPARATOR : "", (int)item_name(named), named,
	       from, to);
	free(from);
	free(to);
}

static bool same_item(const char *a, const char *b)
{
	return item_length(a) == item_length(b) && !strncmp(a, b, item_length(a));
}

/* Of "meltdown: Not affected; l1tf: Vulnerable", the items that are not the same. */
static char *change_of_items(const char *key, const char *a, const char *b)
{
	char *all = xstrdup(""), *named;
	const char *item, *other;

	for (item = a; *item; item = next_item(item)) {
		other = item_like(b, item);
		if (!other || !same_item(other, item))
			add_item(&all, item, other);
	}
	for (item = b; *item; item = next_item(item))
		if (!item_like(a, item))
			add_item(&all, NULL, item);
	named = *all ? xasprintf("%s: %s", key, all) : NULL;
	free(all);
	return named;
}

static char *name_change(const char *key, const char *a, const char *b)
{
	if (!strcmp(a, changes_unknown) || !strcmp(b, changes_unknown))
		return change_of_all(key, a, b);
	if (!strcmp(key, "command_line") || !strcmp(key, "config"))
		return change_of_words(key, a, b);
	return strcmp(key, "mitigations") ? change_of_all(key, a, b) : change_of_items(key, a, b);
}

char *changes_name_one(size_t fact, const char *a, const char *b)
{
	return name_change(changes_keys[fact], a, b);
}

size_t changes_name(const char *const a[CHANGES_FACTS], const char *const b[CHANGES_FACTS],
		    char *named[CHANGES_FACTS])
{
	size_t i, n = 0;

	for (i = 0; i < CHANGES_FACTS; i++) {
		named[n] = name_change(changes_keys[i], a[i], b[i]);
		n += named[n] != NULL;
	}
	return n;
}

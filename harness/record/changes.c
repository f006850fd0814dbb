// SPDX-License-Identifier: GPL-2.0-only
#include "changes.h"

#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "util.h"

const char *const changes_keys[CHANGES_FACTS] = {
	"microcode", "kernel", "kernel_version", "command_line", "mitigations", "config", "compiler", "virt",
	"hypervisor", "governor", "turbo", "smt", "library_version", "library_build_type", [CHANGES_PLACE] = "place", [CHANGES_VERSION] = "privbench",
};

const char *const machine_keys[MACHINE_FACTS] = {
	"cpu_model", "cpu_vendor", "cpu_family", "cpu_model_number", [MACHINE_HOST] = "host_name",
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
	facts[CHANGES_PLACE] = r->place;
	facts[CHANGES_VERSION] = r->version;
}

/* The words of `text` that are not in `other` (malloced); a guest's own command, after " -- ", is not the kernel's. */
static char *words_only_in(const char *text, const char *other, char sign)
{
	char *words = xstrdup(text), *all = xstrdup(""), *longer, *next, *word;
	char *end = strstr(words, " -- ");

	if (end)
		*end = '\0';
	for (word = strtok_r(words, " ", &next); word; word = strtok_r(NULL, " ", &next)) {
		char *padded = xasprintf(" %s ", other), *wanted = xasprintf(" %s ", word);

		if (!strstr(padded, wanted)) {
			longer = xasprintf("%s %c%s", all, sign, word);
			free(all);
			all = longer;
		}
		free(wanted);
		free(padded);
	}
	free(words);
	return all;
}

/* Of many words, those that went (-) and came (+); NULL if there is no change. */
static char *name_change(const char *key, const char *a, const char *b)
{
	char *went = words_only_in(a, b, '-'), *came = words_only_in(b, a, '+'), *named = NULL;

	if (strchr(a, ' ') && (*went || *came))
		named = xasprintf("%s:%s%s", key, went, came);
	else if (!strchr(a, ' ') && strcmp(a, b))
		named = xasprintf("%s: %s, then %s", key, a, b);
	free(came);
	free(went);
	return named;
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

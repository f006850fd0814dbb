// SPDX-License-Identifier: GPL-2.0-only
#include "overview.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "conditions.h"
#include "escape.h"
#include "settings.h"
#include "state.h"
#include "text.h"
#include "util.h"

/* A setting in words */

static size_t count_noisy(const struct knob *k, size_t n)
{
	size_t i, noisy = 0;

	for (i = 0; i < n; i++)
		noisy += !knob_quiet(&k[i]);
	return noisy;
}

static const char *value_of(const struct knob *k)
{
	return k->now ? k->now : strerror(-k->err);
}

/* Of several the first that is noisy, and how many are (malloced). */
static char *now_text(const struct knob *k, size_t n)
{
	size_t noisy = count_noisy(k, n);
	const struct knob *first = k;

	while (noisy && knob_quiet(first))
		first++;
	if (!k->setting->each)
		return xstrdup(value_of(k));
	if (k->setting->may_refuse)
		return xasprintf("%zu of %zu here", noisy, n);
	return xasprintf("%s (%zu %s%s)", value_of(first), noisy ? noisy : n, k->setting->each,
			 (noisy ? noisy : n) == 1 ? "" : "s");
}

static const char *quiet_text(const struct knob *k)
{
	return k->setting->may_refuse ? "none" : k->want ? k->want : "?";
}

/* Text */

struct line {
	const char *name, *quiet;
	char *now;		/* malloced */
	const char *why;
	bool noisy;
};

static size_t wider(size_t width, const char *text)
{
	return text_width(text) > width ? text_width(text) : width;
}

static void put_left(const char *text, size_t width, FILE *out)
{
	text_put(text, strlen(text), out);
	text_spaces(width - text_width(text) + 2, out);
}

/* The last column is of words, wrapped; what is noisy is marked. */
static void print_lines(const struct line *lines, size_t count, FILE *out)
{
	size_t name = 0, now = 0, quiet = 0, i;

	for (i = 0; i < count; i++) {
		name = wider(name, lines[i].name);
		now = wider(now, lines[i].now);
		quiet = wider(quiet, lines[i].quiet);
	}
	for (i = 0; i < count; i++) {
		fputs(lines[i].noisy ? "! " : "  ", out);
		put_left(lines[i].name, name, out);
		put_left(lines[i].now, now, out);
		if (quiet)
			put_left(lines[i].quiet, quiet, out);
		text_wrap(lines[i].why, 2 + name + 2 + now + 2 + (quiet ? quiet + 2 : 0), out);
	}
}

static size_t print_settings(const struct knobs *k, FILE *out)
{
	struct line *lines = xcalloc(k->count + 1, sizeof(*lines));
	size_t count = 1, noisy = 0, i, n;

	lines[0] = (struct line){ .name = "setting", .now = xstrdup("now"), .quiet = "quiet", .why = "why" };
	for (i = 0; i < k->count; i += n) {
		n = knobs_alike(k, i);
		lines[count] = (struct line){
			.name = k->all[i].setting->name, .now = now_text(&k->all[i], n),
			.quiet = quiet_text(&k->all[i]), .why = k->all[i].setting->why,
			.noisy = count_noisy(&k->all[i], n),
		};
		noisy += lines[count++].noisy;
	}
	print_lines(lines, count, out);
	for (i = 0; i < count; i++)
		free(lines[i].now);
	free(lines);
	return noisy;
}

static void print_conditions(int cpu, FILE *out)
{
	size_t count, i;
	struct condition *all = conditions_find(cpu, &count);
	struct line *lines = xcalloc(count + 1, sizeof(*lines));
	char now[] = "now";

	lines[0] = (struct line){ .name = "condition", .now = now, .quiet = "", .why = "what to do" };
	for (i = 0; i < count; i++)
		lines[i + 1] = (struct line){
			.name = all[i].name, .now = all[i].now, .quiet = "",
			.why = all[i].quiet ? "-" : all[i].remedy, .noisy = !all[i].quiet,
		};
	print_lines(lines, count + 1, out);
	free(lines);
	conditions_free(all, count);
}

static bool is_there(const struct knobs *k, const struct setting *s)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (k->all[i].setting == s)
			return true;
	return false;
}

/* Settings that this machine does not have for the reason that the `first` has, in one line. */
static void print_absent(const struct knobs *k, size_t first, int cpu, FILE *out)
{
	const char *why = setting_absent(&settings[first], cpu);
	char *text = xstrdup(settings[first].name), *longer;
	size_t i;

	for (i = 0; i < setting_count; i++) {
		if (i == first || is_there(k, &settings[i]) || strcmp(setting_absent(&settings[i], cpu), why))
			continue;
		if (i < first)
			break;		/* it was told there */
		longer = xasprintf("%s, %s", text, settings[i].name);
		free(text);
		text = longer;
	}
	if (i == setting_count) {
		longer = xasprintf("%s: %s", text, why);
		fputs("  ", out);
		text_wrap(longer, 2, out);
		free(longer);
	}
	free(text);
}

static void print_all_absent(const struct knobs *k, int cpu, FILE *out)
{
	bool any = false;
	size_t i;

	for (i = 0; i < setting_count; i++) {
		if (is_there(k, &settings[i]))
			continue;
		if (!any)
			fputs("\nnot on this machine\n", out);
		any = true;
		print_absent(k, i, cpu, out);
	}
}

void overview_text(int cpu, FILE *out)
{
	struct knobs k = knobs_find(cpu);
	char *when = state_when();
	size_t noisy;

	fprintf(out, "measuring CPU  %d, the last that this process may use\n\n", cpu);
	noisy = print_settings(&k, out);
	fputc('\n', out);
	print_conditions(cpu, out);
	print_all_absent(&k, cpu, out);
	fputc('\n', out);
	if (when) {
		fputs("tuned at ", out);
		put_terminal(when, out);
		fputs("; privbench system reset puts back what was there\n", out);
	} else if (noisy)
		fprintf(out, "privbench system tune makes %zu setting%s quiet; privbench system reset puts %s back\n", noisy,
			noisy == 1 ? "" : "s", noisy == 1 ? "it" : "them");
	else
		fputs("all that can be set is quiet\n", out);
	free(when);
	knobs_free(&k);
}

/* JSON */

static json_t *text_or_null(const char *text)
{
	json_t *value = text ? json_string(text) : NULL;

	return value ? value : json_null();
}

static json_t *setting_json(const struct knob *k, size_t n)
{
	json_t *files = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(files, json_pack("{s:s, s:o, s:o, s:o}", "path", k[i].path,
						       "now", text_or_null(k[i].now), "quiet", text_or_null(k[i].want),
						       "reason", text_or_null(k[i].err ? strerror(-k[i].err) : NULL)));
	return json_pack("{s:s, s:b, s:s, s:o}", "name", k->setting->name, "quiet", !count_noisy(k, n),
			 "why", k->setting->why, "files", files);
}

static json_t *conditions_json(int cpu)
{
	size_t count, i;
	struct condition *all = conditions_find(cpu, &count);
	json_t *value = json_array();

	for (i = 0; i < count; i++)
		json_array_append_new(value, json_pack("{s:s, s:o, s:b, s:s}", "name", all[i].name, "now",
						       text_or_null(all[i].now), "quiet", all[i].quiet,
						       "remedy", all[i].remedy));
	conditions_free(all, count);
	return value;
}

void overview_json(int cpu, FILE *out)
{
	json_t *there = json_array(), *absent = json_array(), *all;
	struct knobs k = knobs_find(cpu);
	char *when = state_when();
	size_t i;

	for (i = 0; i < k.count; i += knobs_alike(&k, i))
		json_array_append_new(there, setting_json(&k.all[i], knobs_alike(&k, i)));
	for (i = 0; i < setting_count; i++)
		if (!is_there(&k, &settings[i]))
			json_array_append_new(absent, json_pack("{s:s, s:s}", "name", settings[i].name,
								"reason", setting_absent(&settings[i], cpu)));
	all = json_pack("{s:i, s:o, s:o, s:o, s:o}", "cpu", cpu, "tuned", text_or_null(when), "settings", there,
			"conditions", conditions_json(cpu), "absent", absent);
	put_json_value(all, JSON_INDENT(1), out);
	fputc('\n', out);
	json_decref(all);
	free(when);
	knobs_free(&k);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "raw.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "raw-format.h"
#include "util.h"

#define PASSES_MAX 1000		/* as a plan's */
#define VALUES_MAX 64

const char *raw_value(const struct raw *raw, const char *word)
{
	size_t i;

	for (i = 0; i < raw->value_count; i++)
		if (!strcmp(raw->values[i].word, word))
			return raw->values[i].text;
	return "";
}

uint64_t raw_number(const struct raw *raw, const char *word)
{
	return strtoull(raw_value(raw, word), NULL, 16);
}

/* Lines: each function returns NULL, or what is wrong (malloced). */

static char *get_value(struct raw *r, const char *word, const char *text)
{
	if (r->value_count == VALUES_MAX || *raw_value(r, word))
		return xasprintf("\"%s\" is a word too many", word);
	*PUSH(r->values, r->value_count) = (struct raw_value){ xstrdup(word), xstrdup(text) };
	return NULL;
}

static char *get_pass(struct raw *r, const char *text)
{
	if (strtoull(text, NULL, 16) != r->pass_count || r->pass_count > PASSES_MAX)
		return xasprintf("is not pass %zx, whose turn it is", r->pass_count);
	*PUSH(r->pass_ends, r->pass_count) = r->answer_count;
	return NULL;
}

static char *get_code(struct raw *r, const struct pb_bench *bench, const char *text)
{
	struct pb_site site = { .version = PB_ABI_VERSION };
	unsigned int i, shown;
	int n = 0;

	strcpy(site.name, bench->name);
	if (sscanf(text, "%x %n", &site.bytes, &n) != 1)
		return xstrdup("has no length");
	shown = site.bytes < PB_CODE_MAX ? site.bytes : PB_CODE_MAX;
	text += n;
	for (i = 0; i < shown && sscanf(text, "%2hhx%n", &site.code[i], &n) == 1 && n == 2; i++)
		text += 2;
	if (i < shown || *text)
		return xstrdup("has not as many bytes as it says");
	*PUSH(r->sites, r->site_count) = site;
	return NULL;
}

static struct raw_answer *add_answer(struct raw *r, const struct pb_bench *bench)
{
	struct raw_answer *a = PUSH(r->answers, r->answer_count);

	*a = (struct raw_answer){ 0 };
	strcpy(a->run.name, bench->name);
	r->pass_ends[r->pass_count - 1] = r->answer_count;
	return a;
}

/* The next difference is added to *value. */
static bool add_difference(const char **at, uint64_t *value)
{
	uint64_t all = 0, digit;
	unsigned int shift = 0;
	const char *found;

	do {
		found = **at ? strchr(PB_RAW_DIGITS, *(*at)++) : NULL;
		if (!found || shift > 60)
			return false;
		digit = (uint64_t)(found - PB_RAW_DIGITS);
		all |= digit % PB_RAW_MORE << shift;
		shift += 5;
	} while (digit >= PB_RAW_MORE);
	*value += all & 1 ? -(all >> 1) : all >> 1;
	return true;
}

/* A probe that was taken took some time. */
static bool get_sample(const uint64_t *f, bool probed, struct pb_sample *s)
{
	size_t i;

	for (i = 2; i < 6; i++)
		if (f[i] > PB_PROBE_MAX || (probed && !f[i]))
			return false;
	*s = (struct pb_sample){
		.one = f[0], .two = f[1],
		.before = { (__u16)f[2], (__u16)f[3] }, .after = { (__u16)f[4], (__u16)f[5] },
		.irqs = (__u16)f[6], .nmis = (__u16)(f[6] >> 16), .smis = (__u16)(f[6] >> 32),
	};
	return true;
}

static char *get_samples(struct raw_answer *a, const char *text)
{
	uint64_t fields[PB_RAW_FIELDS] = { 0 };
	size_t i, k;

	a->samples = xcalloc(a->run.done + 1UL, sizeof(*a->samples));
	for (i = 0; i < a->run.done; i++) {
		for (k = 0; k < PB_RAW_FIELDS; k++)
			if (!add_difference(&text, &fields[k]))
				return xasprintf("sample %zu is cut short, or is none", i + 1);
		if (!get_sample(fields, a->run.probe, &a->samples[i]))
			return xasprintf("sample %zu has a probe that cannot be", i + 1);
	}
	return *text ? xstrdup("has more samples than it says") : NULL;
}

static char *get_run(struct raw *r, const struct pb_bench *bench, const char *text)
{
	struct raw_answer *a = add_answer(r, bench);
	struct pb_run *run = &a->run;
	int n = 0;

	if (sscanf(text, "%x %x %x %x %x %llx %llx %llx %x %n", &run->samples, &run->probe,
		   &run->status, &run->loops, &run->vector, &run->begin, &run->end, &run->longest,
		   &run->done, &n) != 9)
		return xstrdup("has not nine numbers");
	if (!run->samples || run->samples > PB_SAMPLES_MAX || run->done > run->samples ||
	    run->probe > 1)
		return xstrdup("has a number of samples or probes that cannot be");
	return get_samples(a, text + n);
}

static char *get_reason(struct raw *r, const struct pb_bench *bench, enum pb_status status,
			const char *text)
{
	struct raw_answer *a = add_answer(r, bench);

	a->run.status = status;
	snprintf(a->run.reason, sizeof(a->run.reason), "%s", text);
	return NULL;
}

static char *get_skip(struct raw *r, const struct pb_bench *bench, const char *text)
{
	return get_reason(r, bench, PB_SKIPPED, text);
}

static char *get_fail(struct raw *r, const struct pb_bench *bench, const char *text)
{
	return get_reason(r, bench, PB_FAILED, text);
}

/* Words that a bench's name follows. */
static const struct {
	const char *word;
	char *(*get)(struct raw *r, const struct pb_bench *bench, const char *text);
} words[] = {
	{ "run", get_run }, { "skip", get_skip }, { "fail", get_fail },
	{ "code", get_code },
};

static char *get_line(struct raw *r, char *line)
{
	const char *word = strsep(&line, " "), *name;
	const struct pb_bench *bench;
	size_t i;

	if (!strcmp(word, "pass"))
		return get_pass(r, line ? line : "");
	for (i = 0; i < ARRAY_SIZE(words) && strcmp(words[i].word, word); i++)
		;
	if (i == ARRAY_SIZE(words))
		return get_value(r, word, line ? line : "");
	name = line ? strsep(&line, " ") : "";
	bench = pb_find(name);
	if (!bench)
		return xasprintf("there is no bench '%s'", name);
	if (!r->pass_count)
		return xstrdup("belongs to no pass");
	return words[i].get(r, bench, line ? line : "");
}

/* All that is needed, and the same benches. */
static char *check(struct raw *r)
{
	if (raw_number(r, "table") != pb_table_sum())
		return xasprintf("they are of privbench %s with other benches than this one (%s): "
				 "import them by that one", raw_value(r, "version"),
				 PRIVBENCH_VERSION);
	if (sscanf(raw_value(r, "plan"), "%x %x", &r->passes, &r->samples) != 2 || !r->passes ||
	    r->passes > PASSES_MAX || !r->samples || r->samples > PB_SAMPLES_MAX)
		return xstrdup("they have no plan");
	if (!*raw_value(r, "version") || !r->answer_count)
		return xstrdup("they have no version or no run");
	return NULL;
}

static char *get_end(struct raw *r, const char *line, unsigned int lines, uint32_t sum)
{
	unsigned int said_lines, said_sum;

	r->id = (uint64_t)sum << 32 | lines;
	if (sscanf(line, "end %x %x", &said_lines, &said_sum) != 2 || said_lines != lines ||
	    said_sum != sum)
		return xstrdup("the checksum is another: bytes were lost or changed on the way");
	return check(r);
}

/* The line at *text (malloced), which goes behind it; NULL: no whole one is left. */
static char *next_line(const char **text, const char *end)
{
	const char *from = *text, *newline = memchr(from, '\n', (size_t)(end - from));
	int n = newline ? (int)(newline - from) : 0;

	if (!newline)
		return NULL;
	*text = newline + 1;
	while (n && from[n - 1] == '\r')
		n--;
	return xasprintf("%.*s", n, from);
}

static void make_printable(char *line)
{
	for (; *line; line++)
		if (!isprint((unsigned char)*line))
			*line = '?';
}

/* Lines up to "end"; *lines: how many there were. */
static char *get_lines(struct raw *r, const char *text, const char *end, unsigned int *lines)
{
	char *line, *why = NULL;
	bool ended = false;
	uint32_t sum = 0;

	for (*lines = 0; !why && !ended && (line = next_line(&text, end)); ++*lines) {
		ended = !strncmp(line, "end ", 4);
		if (ended) {
			why = get_end(r, line, *lines, sum);
		} else {
			sum = pb_crc32(pb_crc32(sum, line, strlen(line)), "\n", 1);
			make_printable(line);
			why = *lines ? get_line(r, line) : NULL;
		}
		free(line);
	}
	return why || ended ? why : xstrdup("the samples are cut short here");
}

struct raw *raw_parse(const char *text, size_t length, const char *name, char **error)
{
	struct raw *r = xcalloc(1, sizeof(*r));
	const char *begin = memmem(text, length, PB_RAW_BEGIN, strlen(PB_RAW_BEGIN)), *c;
	unsigned int line = 0, lines;
	char *why;

	if (begin) {
		why = get_lines(r, begin, text + length, &lines);
		if (!why)
			return r;
		for (c = text; c < begin; c++)
			line += *c == '\n';
		*error = xasprintf("%s: line %u: %s", name, line + lines, why);
		free(why);
	} else {
		*error = xasprintf("%s: no raw samples of the flat guest (\"%s\")", name,
				   PB_RAW_BEGIN);
	}
	raw_free(r);
	return NULL;
}

void raw_free(struct raw *r)
{
	size_t i;

	for (i = 0; i < r->answer_count; i++)
		free(r->answers[i].samples);
	for (i = 0; i < r->value_count; i++) {
		free(r->values[i].word);
		free(r->values[i].text);
	}
	free(r->answers);
	free(r->values);
	free(r->pass_ends);
	free(r->sites);
	free(r);
}

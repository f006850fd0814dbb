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
#define VALUES_MAX 128

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

static char *get_next(struct raw *r, const struct pb_bench *bench, const char *text)
{
	r->lost = bench;
	return *text ? xstrdup("has more than a name") : NULL;
}

/* Words that a bench's name follows. */
static const struct {
	const char *word;
	char *(*get)(struct raw *r, const struct pb_bench *bench, const char *text);
} words[] = {
	{ "run", get_run }, { "skip", get_skip }, { "fail", get_fail },
	{ "code", get_code }, { "next", get_next },
};

static char *get_line(struct raw *r, char *line)
{
	const char *word = strsep(&line, " "), *name;
	const struct pb_bench *bench;
	size_t i;

	if (!strcmp(word, "sum"))
		return NULL;
	r->lost = NULL;
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

/* How many answers of a bench a pass has: all, or those that are ok. */
static size_t answers_in(const struct raw *r, size_t pass, const char *name, bool ok)
{
	size_t i, n = 0;

	for (i = r->pass_ends[pass - 1]; i < r->pass_ends[pass]; i++)
		n += !strcmp(r->answers[i].run.name, name) &&
		     (!ok || r->answers[i].run.status == PB_OK);
	return n;
}

/* What was ok in the pass before it is asked again in the last one. */
static bool last_is_whole(const struct raw *r)
{
	size_t last = r->pass_count - 1, i;
	const char *name;

	for (i = r->pass_ends[last - 2]; i < r->pass_ends[last - 1]; i++) {
		name = r->answers[i].run.name;
		if (answers_in(r, last, name, false) < answers_in(r, last - 1, name, true))
			return false;
	}
	return true;
}

/* How far it came; of a first pass nobody knows whether it is whole. */
static char *count_passes(struct raw *r)
{
	if (r->pass_count < 2 || (r->pass_ends[1] == r->pass_ends[0] && !r->lost))
		return xstrdup("the run ended before a bench was measured");
	r->whole = (unsigned int)r->pass_count - 2;
	if (r->pass_count > 2)
		r->whole += last_is_whole(r);
	if (r->whole < r->passes)
		r->passes = r->whole ? r->whole : 1;
	return NULL;
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
	r->planned = r->passes;
	if (r->unfinished)
		return count_passes(r);
	if (r->passes > r->pass_count - 1)	/* there was no room for more */
		r->passes = r->pass_count > 1 ? (unsigned int)r->pass_count - 1 : 1;
	return NULL;
}

struct line {
	const char *text;
	size_t length;			/* without its end */
};

/* The line at *text, which goes behind it; false: no whole one is left. */
static bool next_line(const char **text, const char *end, struct line *line)
{
	const char *newline = memchr(*text, '\n', (size_t)(end - *text));

	if (!newline)
		return false;
	*line = (struct line){ *text, (size_t)(newline - *text) };
	while (line->length && line->text[line->length - 1] == '\r')
		line->length--;
	*text = newline + 1;
	return true;
}

static bool begins(const struct line *line, const char *word)
{
	return line->length >= strlen(word) && !memcmp(line->text, word, strlen(word));
}

/* What of a file is known to be as it was written. */
struct good {
	const char *end;		/* behind it */
	unsigned int lines;		/* 0: nothing is */
	uint32_t sum;
	bool ended;
};

/* "WORD LINES SUM", of the lines before */
static bool is_right(const struct line *line, unsigned int lines, uint32_t sum)
{
	char text[32];
	unsigned int said_lines, said_sum;

	snprintf(text, sizeof(text), "%.*s", (int)line->length, line->text);
	return sscanf(text, "%*s %x %x", &said_lines, &said_sum) == 2 && said_lines == lines &&
	       said_sum == sum;
}

/* A file with an `end` is whole, or changed; one without is good up to its last checkpoint. */
static char *find_good(const char *text, const char *end, struct good *good, unsigned int *n)
{
	bool wrong = false;
	uint32_t sum = 0;
	struct line line;

	for (*n = 0; !good->ended && next_line(&text, end, &line); ++*n) {
		good->ended = begins(&line, "end ");
		if (good->ended || begins(&line, "sum ")) {
			wrong = !is_right(&line, *n, sum);
			if (!wrong)
				*good = (struct good){ text, *n, sum, good->ended };
		}
		sum = pb_crc32(pb_crc32(sum, line.text, line.length), "\n", 1);
	}
	if (wrong && (good->ended || !good->lines))
		return xstrdup("the checksum is another: bytes were lost or changed on the way");
	return good->lines ? NULL : xstrdup("the samples are cut short here, before the first "
					  "checkpoint: nothing of them is known to be whole");
}

static void make_printable(char *line)
{
	for (; *line; line++)
		if (!isprint((unsigned char)*line))
			*line = '?';
}

/* The first line, which was seen, and `end` are none of these. */
static char *get_lines(struct raw *r, const char *text, const struct good *good, unsigned int *n)
{
	struct line line;
	char *copy, *why = NULL;

	next_line(&text, good->end, &line);
	for (*n = 1; !why && *n < good->lines && next_line(&text, good->end, &line); ++*n) {
		copy = xasprintf("%.*s", (int)line.length, line.text);
		make_printable(copy);
		why = get_line(r, copy);
		free(copy);
	}
	return why;
}

/* Had anything been written after the checkpoint, the machine would have come back. */
static void see_the_end(struct raw *r, const struct good *good, const char *end)
{
	r->id = (uint64_t)good->sum << 32 | good->lines;
	r->unfinished = !good->ended;
	if (good->ended || (good->end < end && isprint((unsigned char)*good->end)))
		r->lost = NULL;
}

/* *n: the line of which something is wrong. */
static char *parse(struct raw *r, const char *text, const char *end, unsigned int *n)
{
	struct good good = { .end = text };
	char *why = find_good(text, end, &good, n);

	if (!why)
		why = get_lines(r, text, &good, n);
	if (why)
		return why;
	see_the_end(r, &good, end);
	*n = good.lines + 1;
	return check(r);
}

/* Where raw samples of this version begin; NULL with *why (malloced): there are none. */
static const char *find_begin(const char *text, size_t length, char **why)
{
	static const char word[] = PB_RAW_WORD;
	const char *begin = memmem(text, length, word, sizeof(word) - 1);
	char number[16] = "";
	unsigned long version;

	if (!begin) {
		*why = xstrdup(length ? "no raw samples of the flat guest (\"" PB_RAW_BEGIN "\")" :
					"no raw samples: the file is empty");
		return NULL;
	}
	length -= (size_t)(begin - text) + sizeof(word) - 1;
	memcpy(number, begin + sizeof(word) - 1,
	       length < sizeof(number) ? length : sizeof(number) - 1);
	version = strtoul(number, NULL, 10);
	if (version == PB_RAW_VERSION)
		return begin;
	*why = xasprintf("raw samples of version %lu, and privbench " PRIVBENCH_VERSION " reads "
			 "version %d: import them by the privbench that made the image", version,
			 PB_RAW_VERSION);
	return NULL;
}

struct raw *raw_parse(const char *text, size_t length, const char *name, char **error)
{
	struct raw *r = xcalloc(1, sizeof(*r));
	char *why = NULL;
	const char *begin = find_begin(text, length, &why), *c;
	unsigned int line = 0, lines;

	if (begin)
		why = parse(r, begin, text + length, &lines);
	if (!why)
		return r;
	for (c = text; begin && c < begin; c++)
		line += *c == '\n';
	*error = begin ? xasprintf("%s: line %u: %s", name, line + lines, why) :
			 xasprintf("%s: %s", name, why);
	free(why);
	raw_free(r);
	return NULL;
}

char *raw_unfinished(const struct raw *r)
{
	char *text;

	if (!r->unfinished)
		return NULL;
	text = xasprintf("the run did not end: it stopped after %u of %u passes", r->whole,
			 r->planned);
	if (r->lost)
		append(&text, ", and the machine did not come back from %s", r->lost->name);
	if (!r->whole)
		append(&text, "; what the first pass had measured by then is here");
	return text;
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

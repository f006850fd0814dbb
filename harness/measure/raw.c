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
#define RTC_24_HOURS 2
#define RTC_BINARY 4

struct reader {
	struct raw *raw;
	char *at;			/* in the line */
	bool same_table, ended;
};

/* The next hexadecimal number, and a blank behind it or the end. */
static bool take(struct reader *in, uint64_t most, uint64_t *value)
{
	char *end;

	if (!isxdigit((unsigned char)*in->at))
		return false;
	*value = strtoull(in->at, &end, 16);
	if (end - in->at > 16 || *value > most || (*end && *end != ' '))
		return false;
	in->at = end + (*end == ' ');
	return true;
}

static bool take32(struct reader *in, uint32_t *value)
{
	uint64_t wide = 0;
	bool fine = take(in, UINT32_MAX, &wide);

	*value = (uint32_t)wide;
	return fine;
}

/* The next word, if it names a bench. */
static const struct pb_bench *take_bench(struct reader *in)
{
	char *name = strsep(&in->at, " ");

	if (!in->at)
		in->at = name + strlen(name);
	return pb_find(name);
}

static char *no_bench(void)
{
	return xstrdup("names no bench");
}

static char *get_version(struct reader *in)
{
	free(in->raw->version);
	in->raw->version = xstrdup(in->at);
	return NULL;
}

static char *get_table(struct reader *in)
{
	uint32_t sum;

	if (!take32(in, &sum) || sum != pb_table_sum())
		return xasprintf("privbench %s, which measured this, has other benches than this %s; import it by that one",
				 in->raw->version ? in->raw->version : "", PRIVBENCH_VERSION);
	in->same_table = true;
	return NULL;
}

static char *get_command_line(struct reader *in)
{
	free(in->raw->command_line);
	in->raw->command_line = xstrdup(in->at);
	return NULL;
}

static char *get_trouble(struct reader *in)
{
	free(in->raw->trouble);
	in->raw->trouble = xstrdup(in->at);
	return NULL;
}

static char *get_seed(struct reader *in)
{
	return take(in, INT64_MAX, &in->raw->seed) ? NULL : xstrdup("is no seed");
}

static char *get_plan(struct reader *in)
{
	struct raw *r = in->raw;

	if (!take32(in, &r->passes) || !take32(in, &r->samples) || !r->passes || r->passes > PASSES_MAX ||
	    !r->samples || r->samples > PB_SAMPLES_MAX)
		return xasprintf("is no plan: 1 to %d passes, 1 to %d samples", PASSES_MAX, PB_SAMPLES_MAX);
	return NULL;
}

static char *get_tsc_khz(struct reader *in)
{
	return take32(in, &in->raw->tsc_khz) ? NULL : xstrdup("is no frequency");
}

static char *get_microcode(struct reader *in)
{
	return take32(in, &in->raw->microcode) ? NULL : xstrdup("is no revision");
}

static char *get_cpuid(struct reader *in)
{
	struct cpu_identity *cpu = &in->raw->cpu;
	struct cpuid_registers c;
	uint32_t leaf;

	if (!take32(in, &leaf) || !take32(in, &c.eax) || !take32(in, &c.ebx) || !take32(in, &c.ecx) ||
	    !take32(in, &c.edx))
		return xstrdup("is not a leaf and four registers");
	if (leaf == 0)
		cpu->vendor = c;
	else if (leaf == 1)
		cpu->version = c;
	else if (leaf >= 0x80000002 && leaf <= 0x80000004)
		cpu->brand[leaf - 0x80000002] = c;
	else if (leaf == 0x40000000)
		memcpy(in->raw->hypervisor, &c.ebx, 12);
	return NULL;
}

static unsigned int decimal(uint32_t value, uint32_t status)
{
	return status & RTC_BINARY ? value : (value >> 4) * 10 + (value & 15);
}

static char *get_rtc(struct reader *in)
{
	uint32_t v[7], status;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(v); i++)
		if (!take32(in, &v[i]) || v[i] > 0xff)
			return xstrdup("is not seven registers");
	status = v[0];
	for (i = 1; i < ARRAY_SIZE(v); i++)
		v[i] = decimal(v[i], status);
	if (!(status & RTC_24_HOURS) || v[1] > 59 || v[2] > 59 || v[3] > 23 || v[4] < 1 || v[4] > 31 ||
	    v[5] < 1 || v[5] > 12 || v[6] > 99)
		return NULL;
	free(in->raw->utc);
	in->raw->utc = xasprintf("20%02u-%02u-%02uT%02u:%02u:%02uZ", v[6], v[5], v[4], v[3], v[2], v[1]);
	return NULL;
}

static char *get_code(struct reader *in)
{
	const struct pb_bench *bench = take_bench(in);
	struct raw *r = in->raw;
	struct pb_site *site;
	size_t i, shown;

	if (!bench)
		return no_bench();
	r->sites = xreallocarray(r->sites, r->site_count + 1, sizeof(*r->sites));
	site = &r->sites[r->site_count++];
	*site = (struct pb_site){ .version = PB_ABI_VERSION };
	strcpy(site->name, bench->name);
	if (!take32(in, &site->bytes))
		return xstrdup("has no length");
	shown = site->bytes < PB_CODE_MAX ? site->bytes : PB_CODE_MAX;
	for (i = 0; i < shown && sscanf(in->at, "%2hhx", &site->code[i]) == 1 && in->at[1]; i++)
		in->at += 2;
	return i < shown || *in->at ? xstrdup("has not as many bytes as it says") : NULL;
}

static char *get_pass(struct reader *in)
{
	struct raw *r = in->raw;
	uint32_t pass;

	if (!take32(in, &pass) || pass != r->pass_count || pass > PASSES_MAX)
		return xasprintf("is not pass %zx, whose turn it is", r->pass_count);
	r->pass_ends = xreallocarray(r->pass_ends, r->pass_count + 1, sizeof(*r->pass_ends));
	r->pass_ends[r->pass_count++] = r->answer_count;
	return NULL;
}

static struct raw_answer *add_answer(struct raw *r, const struct pb_bench *bench)
{
	struct raw_answer *a;

	r->answers = xreallocarray(r->answers, r->answer_count + 1, sizeof(*r->answers));
	a = &r->answers[r->answer_count++];
	*a = (struct raw_answer){ 0 };
	strcpy(a->run.name, bench->name);
	r->pass_ends[r->pass_count - 1] = r->answer_count;
	return a;
}

/* The next difference, base64 VLQ, is added to *value. */
static bool add_difference(struct reader *in, uint64_t *value)
{
	unsigned int shift = 0;
	uint64_t all = 0, digit;
	const char *found;

	do {
		found = *in->at ? strchr(PB_RAW_DIGITS, *in->at++) : NULL;
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
		.one = f[0], .two = f[1], .before = { (__u16)f[2], (__u16)f[3] }, .after = { (__u16)f[4], (__u16)f[5] },
		.irqs = (__u16)f[6], .nmis = (__u16)(f[6] >> 16), .smis = (__u16)(f[6] >> 32),
	};
	return !(f[6] >> 48);
}

static char *get_samples(struct reader *in, struct raw_answer *a)
{
	uint64_t fields[PB_RAW_FIELDS] = { 0 };
	size_t i, k;

	a->samples = xcalloc(a->run.done + 1UL, sizeof(*a->samples));
	for (i = 0; i < a->run.done; i++) {
		for (k = 0; k < PB_RAW_FIELDS; k++)
			if (!add_difference(in, &fields[k]))
				return xasprintf("sample %zu is broken", i + 1);
		if (!get_sample(fields, a->run.probe, &a->samples[i]))
			return xasprintf("sample %zu cannot be", i + 1);
	}
	return *in->at ? xstrdup("has more samples than it says") : NULL;
}

static char *get_run(struct reader *in)
{
	const struct pb_bench *bench = take_bench(in);
	struct raw_answer *a;
	uint64_t begin, end, longest;
	struct pb_run *r;

	if (!bench || !in->raw->pass_count)
		return bench ? xstrdup("belongs to no pass") : no_bench();
	a = add_answer(in->raw, bench);
	r = &a->run;
	if (!take32(in, &r->samples) || !take32(in, &r->probe) || !take32(in, &r->status) ||
	    !take32(in, &r->loops) || !take32(in, &r->vector) || !take(in, UINT64_MAX, &begin) ||
	    !take(in, UINT64_MAX, &end) || !take(in, UINT64_MAX, &longest) || !take32(in, &r->done))
		return xstrdup("has a number that is none");
	if (!r->samples || r->samples > PB_SAMPLES_MAX || r->done > r->samples || r->probe > 1)
		return xstrdup("has a number of samples that cannot be");
	r->begin = begin;
	r->end = end;
	r->longest = longest;
	return get_samples(in, a);
}

static char *get_skip(struct reader *in)
{
	const struct pb_bench *bench = take_bench(in);
	struct raw_answer *a;

	if (!bench || !in->raw->pass_count)
		return bench ? xstrdup("belongs to no pass") : no_bench();
	a = add_answer(in->raw, bench);
	a->run.status = PB_SKIPPED;
	snprintf(a->run.reason, sizeof(a->run.reason), "%s", in->at);
	return NULL;
}

static const struct {
	const char *word;
	char *(*get)(struct reader *in);	/* NULL, or why not (malloced) */
} words[] = {
	{ "version", get_version }, { "table", get_table }, { "command_line", get_command_line },
	{ "seed", get_seed }, { "plan", get_plan }, { "tsc_khz", get_tsc_khz }, { "cpuid", get_cpuid },
	{ "microcode", get_microcode }, { "rtc", get_rtc }, { "code", get_code }, { "pass", get_pass },
	{ "run", get_run }, { "skip", get_skip }, { "trouble", get_trouble },
};

static char *get_line(struct reader *in, char *line)
{
	char *word = strsep(&line, " ");
	size_t i;

	in->at = line ? line : word + strlen(word);
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i].word, word))
			return words[i].get(in);
	return xstrdup("begins with no word that is known here");
}

/* "end LINES SUM" of so many lines and such a sum. */
static char *get_end(struct reader *in, char *line, unsigned int lines, uint32_t sum)
{
	uint32_t said_lines, said_sum;

	in->at = line + strlen("end ");
	in->ended = take32(in, &said_lines) && take32(in, &said_sum) && said_lines == lines && said_sum == sum;
	return in->ended ? NULL : xstrdup("the checksum is another: bytes were lost or changed on the way");
}

/* The line at *text without its end, as it was sent (malloced), and *text goes behind it; NULL: no whole one is left. */
static char *next_line(const char **text, const char *end)
{
	const char *newline = memchr(*text, '\n', (size_t)(end - *text));
	size_t n;
	char *line;

	if (!newline)
		return NULL;
	n = (size_t)(newline - *text);
	while (n && (*text)[n - 1] == '\r')
		n--;
	line = xasprintf("%.*s\n", (int)n, *text);
	*text = newline + 1;
	return line;
}

static void make_printable(char *line)
{
	line[strcspn(line, "\n")] = '\0';
	for (; *line; line++)
		if (!isprint((unsigned char)*line))
			*line = '?';
}

static char *get_lines(struct reader *in, const char *text, const char *end, unsigned int *lines)
{
	char *line, *why = NULL;
	uint32_t sum = 0;

	for (*lines = 0; !why && !in->ended && (line = next_line(&text, end)); ++*lines) {
		if (!strncmp(line, "end ", 4)) {
			in->raw->id = (uint64_t)sum << 32 | *lines;
			make_printable(line);
			why = get_end(in, line, *lines, sum);
		} else {
			sum = pb_crc32(sum, line, strlen(line));
			make_printable(line);
			why = *lines ? get_line(in, line) : NULL;
		}
		free(line);
	}
	if (!why && !in->ended)
		why = xstrdup("the samples are cut short here");
	if (!why && (!in->same_table || !in->raw->version || !in->raw->passes || !in->raw->answer_count))
		why = xstrdup("the samples have no version, table, plan or run");
	return why;
}

struct raw *raw_parse(const char *text, size_t length, const char *name, char **error)
{
	struct reader in = { .raw = xcalloc(1, sizeof(*in.raw)) };
	const char *begin = memmem(text, length, PB_RAW_BEGIN "\n", strlen(PB_RAW_BEGIN) + 1), *c;
	unsigned int line = 1, lines = 0;
	char *why;

	if (!begin)
		begin = memmem(text, length, PB_RAW_BEGIN "\r", strlen(PB_RAW_BEGIN) + 1);
	why = begin ? get_lines(&in, begin, text + length, &lines) :
		      xstrdup("no raw samples of a flat guest (\"" PB_RAW_BEGIN "\")");
	if (!why)
		return in.raw;
	for (c = text; begin && c < begin; c++)
		line += *c == '\n';
	*error = begin ? xasprintf("%s: line %u: %s", name, line + (lines ? lines - 1 : 0), why) :
			 xasprintf("%s: %s", name, why);
	free(why);
	raw_free(in.raw);
	return NULL;
}

void raw_free(struct raw *r)
{
	size_t i;

	for (i = 0; i < r->answer_count; i++)
		free(r->answers[i].samples);
	free(r->answers);
	free(r->pass_ends);
	free(r->sites);
	free(r->version);
	free(r->command_line);
	free(r->trouble);
	free(r->utc);
	free(r);
}

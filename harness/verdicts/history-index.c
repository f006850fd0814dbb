// SPDX-License-Identifier: GPL-2.0-only
/*
 * One file: a line that says what it is, a sum of all that follows, the texts of facts and those
 * of benches, the digests.  A text ends with a 0; a number is as it is in memory.  Whoever
 * wrote it: what no record could have made of it is not taken, nor anything with it.
 */
#include "history-index.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "record.h"
#include "util.h"

#define MAGIC "privbench index 4\n"	/* another one for whatever it means anew */
#define BYTES_MAX (256 << 20)		/* of 100,000 records */

/* FNV-1a */
static uint64_t sum_of(const char *bytes, size_t n)
{
	uint64_t sum = 0xcbf29ce484222325;

	while (n--)
		sum = (sum ^ (unsigned char)*bytes++) * 0x100000001b3;
	return sum;
}

static void tell(const char *path, const char *what, const char *why)
{
	complain("%s: the index could not be %s: %s; all is right without it, but slower", path, what, why);
}

/* Reading */

struct cursor {
	const char *at, *end;
	bool broken;
};

static void get_bytes(struct cursor *c, void *to, size_t n)
{
	if ((size_t)(c->end - c->at) < n) {
		c->broken = true;
		return;
	}
	memcpy(to, c->at, n);
	c->at += n;
}

static uint64_t get_number(struct cursor *c)
{
	uint64_t n = 0;

	get_bytes(c, &n, sizeof(n));
	return n;
}

static const char *get_text(struct cursor *c)
{
	const char *text = c->at, *end = memchr(text, '\0', (size_t)(c->end - text));

	if (!end) {
		c->broken = true;
		return "";
	}
	c->at = end + 1;
	return text;
}

struct text {
	const char *text;		/* the history's */
	size_t lines;
};

struct texts {
	struct text *all;
	size_t count;
};

static bool is_utf8(const char *text)
{
	json_t *value = json_string(text);

	json_decref(value);
	return value;
}

static bool is_clock(const char *line)
{
	const char *const *name = clock_names;

	while (*name && (strncmp(*name, line, strlen(*name)) || strcmp(line + strlen(*name), "\n")))
		name++;
	return *name;
}

/* HISTORY_FACTS lines, of which the last is a clock. */
static bool are_facts(const char *text, size_t *lines)
{
	const char *line = text, *next;

	for (*lines = 1; (next = strchr(line, '\n')) && next[1]; ++*lines)
		line = next + 1;
	return *lines == HISTORY_FACTS && is_clock(line);
}

/* Lines of a question, a tab and a name. */
static bool are_benches(const char *text, size_t *lines)
{
	for (*lines = 0; *text; ++*lines) {
		text += strcspn(text, "\t\n");
		if (*text++ != '\t')
			return false;
		text += strcspn(text, "\t\n");
		if (*text++ != '\n')
			return false;
	}
	return *lines <= RECORD_BENCHES_MAX;
}

/* Each is there once: otherwise what takes a byte in the file could be any number of texts here. */
static const char *new_text(struct cursor *c, struct history *h, const char *text)
{
	char *own = xstrdup(text);
	uintptr_t at = (uintptr_t)own;
	const char *kept = history_text(h, own);

	c->broken |= (uintptr_t)kept != at;
	return kept;
}

static struct texts get_texts(struct cursor *c, struct history *h, bool fits(const char *text, size_t *lines))
{
	uint64_t count = get_number(c);
	struct texts t = { NULL, 0 };

	for (; t.count < count && !c->broken; t.count++) {
		const char *text = get_text(c);
		size_t lines;

		c->broken |= !is_utf8(text) || !fits(text, &lines);
		if (c->broken)
			break;
		if (!(t.count & (t.count - 1)))
			t.all = xreallocarray(t.all, 2 * t.count + 1, sizeof(*t.all));
		t.all[t.count] = (struct text){ new_text(c, h, text), lines };
	}
	return t;
}

static const struct text *get_one_of(struct cursor *c, const struct texts *t)
{
	uint64_t n = get_number(c);

	c->broken |= n >= t->count;
	return c->broken ? NULL : &t->all[n];
}

static bool get_digest(struct cursor *c, const struct texts *facts, const struct texts *benches, struct digest *e)
{
	const char *name = get_text(c), *id = get_text(c), *utc = get_text(c), *boot = get_text(c);
	const struct text *its_facts = get_one_of(c, facts), *its_benches = get_one_of(c, benches);
	uint64_t uncalibrated = get_number(c), unfit = get_number(c);
	struct stamp stamp;
	double *figures;

	get_bytes(c, &stamp, sizeof(stamp));
	c->broken |= !is_utf8(id) || !is_utf8(utc) || !is_utf8(boot) || uncalibrated > 1;
	c->broken |= !c->broken && unfit > its_benches->lines;
	if (c->broken)
		return false;
	figures = xcalloc(its_benches->lines, sizeof(*figures));
	get_bytes(c, figures, its_benches->lines * sizeof(*figures));
	*e = (struct digest){
		.name = xstrdup(name), .id = xstrdup(id), .utc = xstrdup(utc), .boot = xstrdup(boot), .stamp = stamp,
		.facts = its_facts->text, .benches = its_benches->text,
		.figures = figures, .count = its_benches->lines, .uncalibrated = uncalibrated, .unfit = unfit,
	};
	return true;
}

static void get_all(struct cursor *c, struct history *h)
{
	struct texts facts = get_texts(c, h, are_facts), benches = get_texts(c, h, are_benches);
	uint64_t count = get_number(c);

	for (; h->count < count && !c->broken; h->count++) {
		if (!(h->count & (h->count - 1)))
			h->digests = xreallocarray(h->digests, 2 * h->count + 1, sizeof(*h->digests));
		if (!get_digest(c, &facts, &benches, &h->digests[h->count]))
			break;
	}
	c->broken |= c->at != c->end;
	free(facts.all);
	free(benches.all);
}

static void parse(const char *text, size_t length, struct history *h)
{
	struct cursor c = { text, text + length, false };
	uint64_t sum;

	if (strncmp(text, MAGIC, strlen(MAGIC)))
		return;
	c.at += strlen(MAGIC);
	sum = get_number(&c);
	if (sum == sum_of(c.at, (size_t)(c.end - c.at)))
		get_all(&c, h);
	while (c.broken && h->count)
		history_free_digest(&h->digests[--h->count]);
}

bool index_batch(const char *folder, struct history *known)
{
	char *path = xasprintf("%s/" HISTORY_INDEX, folder), *why = NULL, *text = NULL;
	bool ours = true;
	struct stat st;
	size_t length;

	if (!lstat(path, &st)) {
		text = read_input(path, INPUT_OWN, BYTES_MAX, &length, &why);
		ours = text;
	}
	if (text) {
		parse(text, length, known);
	} else if (!ours) {
		tell(path, "read", why);
		free(why);
	}
	free(text);
	free(path);
	return ours;
}

/* Writing */

static void put_number(FILE *out, uint64_t n)
{
	fwrite(&n, sizeof(n), 1, out);
}

static void put_text(FILE *out, const char *text)
{
	fwrite(text, strlen(text) + 1, 1, out);
}

static void put_texts(FILE *out, const char *const *texts, size_t count)
{
	size_t i;

	put_number(out, count);
	for (i = 0; i < count; i++)
		put_text(out, texts[i]);
}

static void put_one_of(FILE *out, const char *text, const char *const *texts, size_t count)
{
	const char *const *found = bsearch(&text, texts, count, sizeof(*texts), history_by_address);

	put_number(out, (uint64_t)(found - texts));
}

static char *to_bytes(const struct digest *const *put, size_t count, size_t *size)
{
	const char **facts = xcalloc(count, sizeof(*facts)), **benches = xcalloc(count, sizeof(*benches));
	size_t i, fact_count, bench_count;
	char *bytes;
	FILE *out = open_memstream(&bytes, size);

	for (i = 0; i < count; i++) {
		facts[i] = put[i]->facts;
		benches[i] = put[i]->benches;
	}
	put_texts(out, facts, fact_count = history_unique(facts, count));
	put_texts(out, benches, bench_count = history_unique(benches, count));
	put_number(out, count);
	for (i = 0; i < count; i++) {
		const struct digest *e = put[i];

		put_text(out, e->name);
		put_text(out, e->id);
		put_text(out, e->utc);
		put_text(out, e->boot);
		put_one_of(out, e->facts, facts, fact_count);
		put_one_of(out, e->benches, benches, bench_count);
		put_number(out, e->uncalibrated);
		put_number(out, e->unfit);
		fwrite(&e->stamp, sizeof(e->stamp), 1, out);
		fwrite(e->figures, sizeof(*e->figures), e->count, out);
	}
	fclose(out);
	free(facts);
	free(benches);
	return bytes;
}

static int write_bytes(int fd, const char *bytes, size_t size)
{
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
	int err = out ? 0 : -errno;

	if (!out)
		return err;
	fputs(MAGIC, out);
	put_number(out, sum_of(bytes, size));
	fwrite(bytes, size, 1, out);
	if (ferror(out) || fflush(out))
		err = -errno;
	return fclose(out) && !err ? -errno : err;
}

/* It can be made again, so no power cut is worth waiting for the disk. */
static void replace(const char *folder, const char *bytes, size_t size)
{
	char *path = xasprintf("%s/" HISTORY_INDEX, folder), *temporary = xasprintf("%s/.privbench-XXXXXX", folder);
	int fd = mkstemp(temporary), err = write_bytes(fd, bytes, size);

	if (!err && rename(temporary, path))
		err = -errno;
	if (err) {
		tell(path, "written", strerror(-err));
		if (fd >= 0)
			unlink(temporary);
	}
	free(temporary);
	free(path);
}

void index_save(const char *folder, const struct history *h)
{
	const struct digest **put = xcalloc(h->count, sizeof(*put));
	size_t i, count = 0, size;
	char *bytes;

	for (i = 0; i < h->count; i++)
		if (h->digests[i].id && h->digests[i].stamp.size >= 0)
			put[count++] = &h->digests[i];
	bytes = to_bytes(put, count, &size);
	replace(folder, bytes, size);
	free(bytes);
	free(put);
}

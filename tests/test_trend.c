// SPDX-License-Identifier: GPL-2.0-only
/* Histories that are made up: in memory, and as folders of records. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "delta.h"
#include "history.h"
#include "record.h"
#include "trend.h"
#include "suites.h"
#include "tables.h"
#include "util.h"
#include "written.h"

static char folder[] = "/tmp/privbench-trend-XXXXXX";
static struct history h;
static struct trend t;

static void setup(void)
{
	strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void forget(void)
{
	trend_free(&t);
	history_free(&h);
	t = (struct trend){ 0 };
	h = (struct history){ 0 };
}

static void teardown(void)
{
	const char *argv[] = { "/bin/rm", "-r", "--", folder, NULL };

	forget();
	ck_assert_int_eq(run_program(argv, NULL), 0);
}

/* The i-th boot's record, an hour after the one before. */
static struct record *boot(size_t i, enum clock clock)
{
	struct record *r = record_new();

	r->clock = clock;
	r->target = xstrdup("kernel");
	r->version = xstrdup("1");
	r->command = xstrdup("privbench run");
	r->id = xasprintf("%04zu", i);
	r->utc = xasprintf("2026-01-%02zuT%02zu:00:00Z", 1 + i / 24, i % 24);
	record_fact(r, "boot_id", "boot-%zu", i);
	record_fact(r, "cpu_model", "A CPU");
	record_fact(r, "microcode", "0x1");
	return r;
}

static void figure(struct record *r, const char *bench, double value)
{
	struct result *result = record_add_result(r, bench);

	result->status = STATUS_OK;
	result->estimate = value;
	result->question = xstrdup("g");
	result->what = xstrdup("w");
}

/* Older than what could still change unseen, as all records are but the newest. */
static void put(struct record *r, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);

	ck_assert_int_eq(record_replace(r, path), 0);
	record_free(r);
	free(path);
}

static void put_boot(struct record *r, size_t i)
{
	char *name = xasprintf("%zu.json", i);

	put(r, name);
	free(name);
}

static double noise(size_t i)
{
	return 1 + .002 * (double)((7 * i) % 11) - .01;
}

static const struct machine *only(void)
{
	forget();
	ck_assert_int_eq(history_read(folder, &h), 0);
	t = trend_make(&h, 0);
	ck_assert_uint_eq(t.count, 1);
	return &t.machines[0];
}

static char *as(void (*writer)(const struct document *d, FILE *out))
{
	return xstrdup(written(writer, trend_document(&t)));
}

static void settle(void)
{
	const struct timespec settled = { 2, 100000000 };

	nanosleep(&settled, NULL);
}

#define BOOTS 40
#define STEP 22

/* Two benches; one becomes dearer at STEP, where the microcode changes if `epoch`. */
static void step(double share, bool epoch)
{
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		if (epoch && i >= STEP)
			record_fact(r, "microcode", "0x2");
		figure(r, "cli", 300 * noise(i) * (i >= STEP ? share : 1));
		figure(r, "sti", 500 * noise(3 * i));
		put_boot(r, i);
	}
}

START_TEST(a_step_is_found_where_it_is)
{
	const struct machine *m;
	const struct change *c;

	step(_i ? 1.05 : .95, true);
	m = only();
	ck_assert_uint_eq(m->count, BOOTS);
	ck_assert_uint_eq(m->change_count, 1);
	c = m->changes[0];
	ck_assert_str_eq(c->history->name, "cli");
	ck_assert_uint_eq(c->at, STEP);
	ck_assert_str_eq(m->points[c->at].utc, "2026-01-01T22:00:00Z");
	ck_assert(c->before == STEP && c->after == BOOTS - STEP);
	ck_assert_double_eq_tol(c->effect, _i ? .05 : -.05, .004);
	ck_assert(c->p <= .001 && !c->absolute && !c->drift);
	ck_assert(c->first == STEP && c->last == STEP);
	ck_assert_uint_eq(m->epoch_count, 2);
	ck_assert_ptr_eq(c->epoch, &m->epochs[1]);
	ck_assert_str_eq(c->epoch->changed[0], "microcode: 0x1, then 0x2");
	ck_assert(m->epochs[1].first == STEP && m->epochs[1].moved == 1 && m->moved == 1);
}
END_TEST

START_TEST(a_step_without_an_epoch_says_so)
{
	char *text;

	step(1.05, false);
	ck_assert_uint_eq(only()->change_count, 1);
	ck_assert_uint_eq(t.machines[0].epoch_count, 1);
	ck_assert_ptr_null(t.machines[0].changes[0]->epoch);
	text = as(text_document);
	ck_assert_msg(strstr(text, "nothing that is recorded"), "%s", text);
	free(text);
}
END_TEST

/* 1 % is below delta; an epoch alone is no change. */
START_TEST(where_nothing_changes_nothing_is_found)
{
	step(_i ? 1.01 : 1, true);
	ck_assert_uint_eq(only()->change_count, 0);
	ck_assert_uint_eq(t.machines[0].epoch_count, 2);
	ck_assert_uint_eq(t.machines[0].epochs[1].moved, 0);
}
END_TEST

START_TEST(delta_is_the_users)
{
	step(1.05, true);
	only();
	trend_free(&t);
	t = trend_make(&h, .1);
	ck_assert_uint_eq(t.machines[0].change_count, 0);
}
END_TEST

/* 40 % less is within 50 %, though its logarithm is farther from 0 than that of 50 % more. */
START_TEST(less_is_a_share_too)
{
	step(.6, true);
	only();
	trend_free(&t);
	t = trend_make(&h, .5);
	ck_assert_uint_eq(t.machines[0].change_count, 0);
	trend_free(&t);
	t = trend_make(&h, .35);
	ck_assert_uint_eq(t.machines[0].change_count, 1);
}
END_TEST

/* The last `n` boots are 10 % dearer: one may be an outlier. */
START_TEST(a_step_is_found_from_its_second_boot)
{
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		figure(r, "cli", 300 * noise(i) * (i + (size_t)_i >= BOOTS ? 1.1 : 1));
		figure(r, "sti", 300 * noise(i) * (i == BOOTS / 2 ? 1.5 : 1));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, _i >= 2);
	if (_i >= 2)
		ck_assert_uint_eq(t.machines[0].changes[0]->at, BOOTS - (size_t)_i);
}
END_TEST

START_TEST(a_drift_is_no_step)
{
	const struct change *c;
	size_t i;
	char *text;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		if (i >= STEP)
			record_fact(r, "microcode", "0x2");
		figure(r, "cli", 300 * noise(i) * (1 + .08 * (double)i / BOOTS));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 1);
	c = t.machines[0].changes[0];
	ck_assert(c->drift && c->first == 0 && c->last == BOOTS - 1 && c->after == BOOTS && !c->epoch);
	ck_assert_double_eq_tol(c->effect, .08, .01);
	text = as(text_document);
	ck_assert_msg(strstr(text, "1 to 40") && strstr(text, "a drift, no step"), "%s", text);
	free(text);
	text = as(json_document);
	ck_assert_msg(strstr(text, "\"kind\": \"drift\""), "%s", text);
	free(text);
}
END_TEST

/* A boot after the epoch began: of a great step that is certain; where a boot lies between the levels it is not. */
START_TEST(an_epoch_is_blamed_as_near_as_can_be_told)
{
	const struct change *c;
	size_t i;
	char *text;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		if (i >= STEP - 1)
			record_fact(r, "microcode", "0x2");
		figure(r, "cli", 300 * (!_i && i == STEP - 1 ? 1.02 : noise(i) * (i >= STEP ? _i ? 1.1 : 1.04 : 1)));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 1);
	c = t.machines[0].changes[0];
	text = as(text_document);
	if (_i) {
		ck_assert(c->first == STEP && c->last == STEP && !c->epoch);
		ck_assert_msg(strstr(text, "nothing that is recorded"), "%s", text);
	} else {
		ck_assert(c->first < STEP && c->last >= STEP && c->epoch == &t.machines[0].epochs[1]);
		ck_assert_msg(strstr(text, "epoch 2, from boot 22, is near"), "%s", text);
	}
	ck_assert(t.machines[0].epochs[1].moved == 0 && t.machines[0].epochs[1].near == !_i);
	free(text);
}
END_TEST

/* The bench has no figure in the boots before the new level, and in them epochs begin: two, or the second alone. */
static void change_after_a_gap(enum clock clock, bool two)
{
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, clock);
		bool exact = clock == CLOCK_ICOUNT;

		record_fact(r, "kernel", "%s", i < STEP - 5 || !two ? "6.1" : "6.12");
		record_fact(r, "microcode", "%s", i < STEP - 1 ? "0x1" : "0x2");
		if (i < STEP - 8 || i >= STEP)
			figure(r, "cli", 300 * (exact ? 1 : noise(i)) * (i >= STEP ? 1.1 : 1));
		figure(r, "sti", exact ? 500 : 500 * noise(3 * i));
		put_boot(r, i);
	}
}

START_TEST(after_a_gap_any_epoch_within_may_be_it)
{
	const struct machine *m;
	const struct change *c;
	bool two = _i & 1;
	char *text;

	change_after_a_gap(_i & 2 ? CLOCK_ICOUNT : CLOCK_SILICON, two);
	m = only();
	ck_assert_uint_eq(m->change_count, 1);
	c = m->changes[0];
	text = as(text_document);
	ck_assert(c->at == STEP && c->first == STEP && c->last == STEP);
	ck_assert_uint_eq(c->epoch_count, two ? 2 : 1);
	ck_assert(m->epochs[1].moved == !two && m->epochs[1].near == two);
	ck_assert(!two || (m->epochs[2].moved == 0 && m->epochs[2].near == 1));
	ck_assert_msg(!two || strstr(text, "cannot be told: epochs 2 and 3, from boots 18 and 22, are near"), "%s", text);
	ck_assert_msg(two || !strstr(text, "cannot be told"), "%s", text);
	free(text);
}
END_TEST

/* Half of the records after STEP have 30 % more, and are not to be believed. */
START_TEST(what_is_not_ok_does_not_count)
{
	size_t i;
	char *text;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);
		bool bad = i >= STEP;

		record_fact(r, "calibration", bad && !_i ? "failed" : "ok");
		figure(r, "cli", 300 * noise(i) * (bad ? 1.3 : 1));
		if (bad && _i) {
			r->results[0].status = STATUS_CONTENDED;
			r->results[0].reason = xstrdup("another thread had part of the core");
		}
		put_boot(r, i);
	}
	settle();
	for (i = 0; i < 2; i++) {	/* from the records, then from the index */
		ck_assert_uint_eq(only()->change_count, 0);
		ck_assert_uint_eq(h.read, i ? 0 : BOOTS);
		ck_assert_uint_eq(t.machines[0].histories[0].count, STEP);
		text = as(text_document);
		ck_assert_msg(strstr(text, _i ? "18 figures of benches that are not ok" :
					   "18 records whose calibration failed"), "%s", text);
		free(text);
	}
	text = as(json_document);
	ck_assert_msg(strstr(text, _i ? "\"figures_left_out\": 18" : "18 records whose calibration failed"), "%s", text);
	free(text);
}
END_TEST

/* One boot each, one apart by an instruction: no test, no margin. */
START_TEST(an_exact_clock_knows_any_change)
{
	static const double values[] = { 7, 7, 8, 8, 7, 7 };
	const struct machine *m;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		struct record *r = boot(i, CLOCK_ICOUNT);

		if (i >= 2)
			record_fact(r, "kernel", "6.12");
		else
			record_fact(r, "kernel", "6.1");
		figure(r, "cli", values[i]);
		figure(r, "empty", 0);
		put_boot(r, i);
	}
	m = only();
	ck_assert_uint_eq(m->change_count, 2);
	ck_assert(m->changes[0]->at == 2 && m->changes[0]->effect == 1 && isnan(m->changes[0]->p));
	ck_assert_ptr_eq(m->changes[0]->epoch, &m->epochs[1]);
	ck_assert(m->changes[1]->at == 4 && m->changes[1]->effect == -1);
	ck_assert_ptr_null(m->changes[1]->epoch);
}
END_TEST

START_TEST(emulated_ticks_have_no_changes)
{
	size_t i;

	for (i = 0; i < 20; i++) {
		struct record *r = boot(i, CLOCK_EMULATED);

		figure(r, "cli", i < 10 ? 5 : 50);
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 0);
}
END_TEST

/* Half of delta is nothing, whatever its share; twice as much is something. */
START_TEST(below_a_cycle_cycles_count)
{
	const double delta = delta_of(.5);
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		figure(r, "half", .5 + .0001 * noise(i) + (i >= STEP ? .5 * delta : 0));
		figure(r, "two", .5 + .0001 * noise(i) + (i >= STEP ? 2 * delta : 0));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 1);
	ck_assert_str_eq(t.machines[0].changes[0]->history->name, "two");
	ck_assert(t.machines[0].changes[0]->absolute);
	ck_assert_double_eq_tol(t.machines[0].changes[0]->effect, 2 * delta, .0001);
}
END_TEST

/* Squares of such figures are beyond a double. */
START_TEST(levels_far_apart_are_a_step)
{
	static const double before[] = { 0, .5, 1, 100, 1 }, after[] = { 1e300, 1e200, 1e300, 1e300, 1e160 };
	const struct change *c;
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		figure(r, "cli", noise(i) * (i >= STEP ? after[_i] : before[_i]));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 1);
	c = t.machines[0].changes[0];
	ck_assert(!c->drift && c->first == STEP && c->last == STEP);
	ck_assert_double_eq_tol(c->to / after[_i], 1, .01);
}
END_TEST

START_TEST(records_of_one_boot_are_one_point)
{
	struct record *r;
	size_t i;

	for (i = 0; i < 4; i++) {
		r = boot(i, CLOCK_ICOUNT);
		record_fact(r, "boot_id", "%s", i < 3 ? "one" : "two");
		figure(r, "cli", i < 3 ? 7.3 : 8);
		put_boot(r, i);
	}
	only();
	ck_assert_uint_eq(t.machines[0].count, 2);
	ck_assert_uint_eq(t.machines[0].points[0].records, 3);
	ck_assert_uint_eq(t.machines[0].records, 4);
	ck_assert(t.machines[0].histories[0].figures[0] == 7.3);	/* exactly */
}
END_TEST

START_TEST(clocks_places_and_cpus_are_apart)
{
	struct record *r;

	put_boot(boot(0, CLOCK_SILICON), 0);
	put_boot(boot(1, CLOCK_ICOUNT), 1);
	r = boot(2, CLOCK_SILICON);
	record_fact(r, "cpu_model", "B CPU");
	put_boot(r, 2);
	r = boot(3, CLOCK_SILICON);
	free(r->target);
	r->target = xstrdup("user");
	put_boot(r, 3);
	ck_assert_int_eq(history_read(folder, &h), 0);
	t = trend_make(&h, 0);
	ck_assert_uint_eq(t.count, 4);
}
END_TEST

START_TEST(not_to_know_is_no_change)
{
	struct record *r;
	size_t i;

	for (i = 0; i < 3; i++) {
		r = boot(i, CLOCK_SILICON);
		if (i == 1)
			record_fact_missing(r, "microcode", "it was not to be had");
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->epoch_count, 1);
}
END_TEST

START_TEST(what_has_no_figure_any_more_is_lost)
{
	struct record *r;
	size_t i;
	char *text;

	for (i = 0; i < 4; i++) {
		r = boot(i, CLOCK_ICOUNT);
		figure(r, "cli", 1);
		if (i < 2)
			figure(r, "sti", 1);
		put_boot(r, i);
	}
	only();
	text = as(text_document);
	ck_assert_msg(strstr(text, "  sti    2026-01-01T02:00:00Z\n"), "%s", text);
	free(text);
}
END_TEST

/* The index */

static char *index_path(void)
{
	return xasprintf("%s/%s", folder, HISTORY_INDEX);
}

/* Old enough for the index: what changed just now is read again. */
static void spoil(long at, int mask)
{
	char *path = index_path();
	FILE *f = fopen(path, "r+");
	int c;

	ck_assert_ptr_nonnull(f);
	ck_assert(!fseek(f, at, SEEK_SET) && (c = fgetc(f)) != EOF);
	ck_assert(!fseek(f, at, SEEK_SET) && fputc(c ^ mask, f) != EOF);
	fclose(f);
	free(path);
}

static long index_size(void)
{
	char *path = index_path();
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	free(path);
	return st.st_size;
}

/* Broken anywhere, cut short, of another version, deleted: the same to the byte. */
START_TEST(the_index_is_never_the_truth)
{
	char *path = index_path(), *before, *after;
	long size, at;

	step(1.05, true);
	settle();
	only();
	before = as(json_document);
	size = index_size();
	for (at = 0; at < size; at += 97) {
		spoil(at, 0x41);
		only();
		after = as(json_document);
		ck_assert_msg(!strcmp(before, after), "with byte %ld disturbed:\n%s", at, after);
		free(after);
		ck_assert_uint_eq(h.read, BOOTS);
		only();
		ck_assert_uint_eq(h.read, 0);
	}
	ck_assert_int_eq(truncate(path, size / 2), 0);
	only();
	after = as(json_document);
	ck_assert_str_eq(before, after);
	free(after);
	only();
	ck_assert_uint_eq(h.read, 0);	/* and it was made anew */
	ck_assert_int_eq(unlink(path), 0);
	only();
	ck_assert_uint_eq(h.read, BOOTS);
	spoil(16, 1);			/* its version */
	only();
	ck_assert_uint_eq(h.read, BOOTS);
	only();
	ck_assert_uint_eq(h.read, 0);
	free(before);
	free(path);
}
END_TEST

/* What somebody makes of the index who knows how it is made: its sum is right. */

#define SUM_AT 18		/* behind the first line */

static char *read_index(size_t *size)
{
	char *path = index_path(), *bytes = read_file(path, size);

	ck_assert_ptr_nonnull(bytes);
	free(path);
	return bytes;
}

static void forge(char *bytes, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325;
	char *path = index_path();
	FILE *f = fopen(path, "w");
	size_t i;

	for (i = SUM_AT + sizeof(sum); i < size; i++)
		sum = (sum ^ (unsigned char)bytes[i]) * 0x100000001b3;
	memcpy(bytes + SUM_AT, &sum, sizeof(sum));
	ck_assert_uint_eq(fwrite(bytes, size, 1, f), 1);
	fclose(f);
	free(path);
}

static char *find(char *bytes, size_t size, const char *text)
{
	char *found = memmem(bytes, size, text, strlen(text));

	ck_assert_msg(found, "the index has no '%s'", text);
	return found;
}

static const struct {
	const char *text;
	size_t at;		/* a byte of it */
	char byte;
} forgeries[] = {
	{ "silicon\n", 0, 'S' },	/* a clock that is none */
	{ "silicon\n", 7, ' ' },	/* a fact too few */
	{ "A CPU\n", 1, '\n' },		/* one too many */
	{ "A CPU\n", 0, '\xff' },	/* no UTF-8 */
	{ "g\tcli\n", 1, ' ' },		/* no group */
	{ "g\tcli\n", 5, '\t' },	/* two groups */
	{ "g\tcli\n", 3, '\n' },	/* a bench more than there are figures */
	{ "boot-7", 0, '\xff' },
	{ "boot-7", 7, '\x7f' },		/* behind it, which facts */
	{ "boot-7", 15, 1 },		/* which benches: the one after the last */
	{ "boot-7", 22, '\x7f' },
};

/* A made one is not taken. */
static void ck_not_taken(char *bytes, size_t size, const char *text, size_t at, char byte)
{
	char *target = find(bytes, size, text) + at, was = *target;

	forge(bytes, size);
	only();
	ck_assert_uint_eq(h.read, 0);	/* this one is right */
	*target = byte;
	forge(bytes, size);
	only();
	ck_assert_msg(h.read == BOOTS, "'%s' was taken with another byte %zu", text, at);
	*target = was;
}

/* Nor is one to which something was added, at a target and at a count before it. */
static void ck_not_taken_with(const char *bytes, size_t size, size_t at, const char *more, size_t length, size_t count)
{
	char *longer = xcalloc(size + length, 1);

	memcpy(longer, bytes, at);
	memcpy(longer + at, more, length);
	memcpy(longer + at + length, bytes + at, size - at);
	if (count)
		longer[count]++;
	forge(longer, size + length);
	only();
	ck_assert_msg(h.read == BOOTS, "%zu more bytes at %zu were taken", length, at);
	free(longer);
}

/* It may tell lies, but does no harm. */
static void ck_harmless(char *bytes, size_t size, size_t at)
{
	char was = bytes[at];

	bytes[at] = (char)(was ^ (at % 2 ? 0x80 : 1));
	forge(bytes, size);
	forget();
	ck_assert_int_eq(history_read(folder, &h), 0);
	t = trend_make(&h, 0);
	free(as(json_document));
	free(as(text_document));
	bytes[at] = was;
}

START_TEST(a_forged_index_does_no_harm)
{
	char *before, *after, *bytes;
	size_t size, i;

	step(1.05, true);
	settle();
	only();
	before = as(json_document);
	bytes = read_index(&size);
	for (i = 0; i < ARRAY_SIZE(forgeries); i++) {
		ck_not_taken(bytes, size, forgeries[i].text, forgeries[i].at, forgeries[i].byte);
		after = as(json_document);
		ck_assert_str_eq(before, after);
		free(after);
	}
	ck_not_taken_with(bytes, size, size, "", 1, 0);
	i = (size_t)(find(bytes, size, "g\tcli\n") - bytes);
	ck_assert_uint_eq(bytes[i - 8], 1);
	ck_not_taken_with(bytes, size, i, "g\tcli\n", 7, i - 8);
	for (i = SUM_AT + 8; i < size; i += 13)
		ck_harmless(bytes, size, i);
	free(before);
	free(bytes);
}
END_TEST

/* What is there that is not ours stays as it is, and the trend is the same without it. */
static void ck_left_alone(void)
{
	char *path = index_path();
	struct stat before, after;

	ck_assert_int_eq(lstat(path, &before), 0);
	only();
	ck_assert_uint_eq(h.read, BOOTS);
	ck_assert_int_eq(lstat(path, &after), 0);
	ck_assert(before.st_ino == after.st_ino && before.st_size == after.st_size &&
		  before.st_ctim.tv_nsec == after.st_ctim.tv_nsec);
	free(path);
}

static void ck_link(const char *path)
{
	char *target = xasprintf("%s/target", folder);
	struct stat st;

	fclose(fopen(target, "w"));
	ck_assert_int_eq(symlink(target, path), 0);
	ck_left_alone();
	ck_assert_int_eq(stat(target, &st), 0);
	ck_assert_int_eq(st.st_size, 0);
	ck_assert_int_eq(unlink(target), 0);
	ck_left_alone();
	ck_assert_int_ne(access(target, F_OK), 0);
	ck_assert_int_eq(unlink(path), 0);
	free(target);
}

START_TEST(an_index_that_is_not_ours_is_left_alone)
{
	static const mode_t modes[] = { 0620, 0602 };
	char *path = index_path();
	size_t i;

	step(1.05, true);
	settle();
	ck_link(path);
	only();
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		ck_assert_int_eq(chmod(path, modes[i]), 0);
		ck_left_alone();
	}
	ck_assert_int_eq(chmod(path, 0600), 0);
	if (!geteuid()) {
		ck_assert_int_eq(chown(path, 1, 0), 0);
		ck_left_alone();
	}
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_left_alone();
	free(path);
}
END_TEST

START_TEST(only_what_changed_is_read)
{
	struct record *r;
	char *path;

	step(1.05, true);
	settle();
	ck_assert_uint_eq(only()->records, BOOTS);
	ck_assert_uint_eq(h.read, BOOTS);
	ck_assert_uint_eq(only()->records, BOOTS);
	ck_assert_uint_eq(h.read, 0);
	r = boot(5, CLOCK_SILICON);	/* the same size, another figure */
	figure(r, "cli", 299.40000000000003);
	put_boot(r, 5);
	put_boot(boot(BOOTS, CLOCK_SILICON), BOOTS);
	ck_assert_uint_eq(only()->records, BOOTS + 1);
	ck_assert_uint_eq(h.read, 2);
	ck_assert(isnan(t.machines[0].histories[1].figures[5]));
	path = xasprintf("%s/0.json", folder);
	ck_assert_int_eq(unlink(path), 0);
	free(path);
	ck_assert_uint_eq(only()->records, BOOTS);
	ck_assert_uint_eq(h.read, 2);	/* the new ones may still change unseen */
}
END_TEST

/* Every format has every change in it, and nothing that is no number. */
START_TEST(printed)
{
	static void (*const writers[])(const struct document *d, FILE *out) = {
		text_document, markdown_document, csv_document, json_document, html_document,
	};
	char *text;

	step(1.05, true);
	only();
	text = as(writers[_i]);
	ck_assert_msg(strstr(text, "cli") && strstr(text, "2026-01-01T22:00:00Z") && strstr(text, "0x1, then 0x2"), "%s",
		      text);
	ck_assert_msg(!strstr(text, "nan") && !strstr(text, "inf"), "%s", text);
	free(text);
}
END_TEST

Suite *trend_suite(void)
{
	Suite *s = suite_create("trend");
	TCase *c = tcase_create("trend");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, a_step_is_found_where_it_is, 0, 2);
	tcase_add_test(c, a_step_without_an_epoch_says_so);
	tcase_add_loop_test(c, where_nothing_changes_nothing_is_found, 0, 2);
	tcase_add_test(c, delta_is_the_users);
	tcase_add_test(c, less_is_a_share_too);
	tcase_add_loop_test(c, a_step_is_found_from_its_second_boot, 0, 4);
	tcase_add_test(c, a_drift_is_no_step);
	tcase_add_loop_test(c, an_epoch_is_blamed_as_near_as_can_be_told, 0, 2);
	tcase_add_loop_test(c, after_a_gap_any_epoch_within_may_be_it, 0, 4);
	tcase_add_loop_test(c, levels_far_apart_are_a_step, 0, 5);
	tcase_add_loop_test(c, what_is_not_ok_does_not_count, 0, 2);
	tcase_add_test(c, an_exact_clock_knows_any_change);
	tcase_add_test(c, emulated_ticks_have_no_changes);
	tcase_add_test(c, below_a_cycle_cycles_count);
	tcase_add_test(c, records_of_one_boot_are_one_point);
	tcase_add_test(c, clocks_places_and_cpus_are_apart);
	tcase_add_test(c, not_to_know_is_no_change);
	tcase_add_test(c, what_has_no_figure_any_more_is_lost);
	tcase_add_test(c, the_index_is_never_the_truth);
	tcase_add_test(c, a_forged_index_does_no_harm);
	tcase_add_test(c, an_index_that_is_not_ours_is_left_alone);
	tcase_add_test(c, only_what_changed_is_read);
	tcase_add_loop_test(c, printed, 0, 5);
	suite_add_tcase(s, c);
	return s;
}

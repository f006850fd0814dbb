// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows say by a sum what they were when they were written, and texts are known by
 * theirs: what SQLite does not notice of a broken file is noticed here.
 */
#include "history-index.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "util.h"

#define APPLICATION 0x70727662		/* "prvb" */
#define SCHEMA 2			/* another one for whatever a row or the facts in it mean anew */
#define PATIENCE_MS 10000		/* with another trend that writes */

struct index {
	sqlite3 *db;
	char *path;
	bool broken;			/* as a file; it is made anew */
	bool silent;			/* its failure was told */
};

static const char tables[] =
	"CREATE TABLE text(id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
	"CREATE TABLE file(name TEXT PRIMARY KEY, size INTEGER, modified INTEGER, changed INTEGER, inode INTEGER,"
	" id TEXT, utc TEXT, boot TEXT, facts INTEGER, benches INTEGER, sum INTEGER, figures BLOB);";

/* FNV-1a */
static uint64_t sum_bytes(uint64_t sum, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;

	while (n--)
		sum = (sum ^ *b++) * 0x100000001b3;
	return sum;
}

static uint64_t sum_text(uint64_t sum, const char *text)
{
	return sum_bytes(sum, text, strlen(text) + 1);
}

static int64_t text_id(const char *text)
{
	return (int64_t)sum_text(0xcbf29ce484222325, text);
}

static int64_t digest_sum(const struct digest *e, int64_t facts, int64_t benches)
{
	const int64_t numbers[] = {
		e->stamp.size, e->stamp.modified, e->stamp.changed, e->stamp.inode, facts, benches,
	};
	uint64_t sum = sum_text(0xcbf29ce484222325, e->name);

	sum = sum_text(sum_text(sum_text(sum, e->id), e->utc), e->boot);
	sum = sum_bytes(sum, numbers, sizeof(numbers));
	return (int64_t)sum_bytes(sum, e->figures, e->count * sizeof(*e->figures));
}

/* Opening */

static void say_why(struct index *x, const char *what)
{
	int err = sqlite3_errcode(x->db) & 0xff;

	x->broken |= err == SQLITE_CORRUPT || err == SQLITE_NOTADB;
	if (!x->silent && !x->broken)
		complain("%s: the index could not be %s: %s; all is right without it, but slower",
			x->path, what, sqlite3_errmsg(x->db));
	x->silent |= !x->broken;
}

static bool run(struct index *x, const char *sql, const char *what)
{
	if (sqlite3_exec(x->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	say_why(x, what);
	return false;
}

/* -1: it cannot be read. */
static int pragma(struct index *x, const char *sql)
{
	sqlite3_stmt *s;
	int value = -1;

	if (sqlite3_prepare_v2(x->db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		value = sqlite3_column_int(s, 0);
	else
		say_why(x, "read");
	sqlite3_finalize(s);
	return value;
}

/* A file that is read only is good enough to read. */
static bool open_file(struct index *x)
{
	int flags = access(x->path, W_OK) && !access(x->path, R_OK) ? SQLITE_OPEN_READONLY :
								     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

	if (sqlite3_open_v2(x->path, &x->db, flags, NULL) != SQLITE_OK) {
		say_why(x, "opened");
		return false;
	}
	sqlite3_busy_timeout(x->db, PATIENCE_MS);
	return true;
}

static void remove_file(struct index *x)
{
	char *journal = xasprintf("%s-journal", x->path);

	sqlite3_close(x->db);
	x->db = NULL;
	unlink(x->path);
	unlink(journal);
	free(journal);
}

/* Two may want to at once: the second finds it made. */
static bool make_tables(struct index *x)
{
	char *number = xasprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION, SCHEMA);
	bool made = run(x, "BEGIN IMMEDIATE", "written");

	if (made && pragma(x, "PRAGMA user_version") == 0)
		made = run(x, tables, "written") && run(x, number, "written");
	if (made)
		made = run(x, "COMMIT", "written");
	free(number);
	return made;
}

static bool has_tables(struct index *x)
{
	int schema = pragma(x, "PRAGMA user_version");

	if (schema == 0 && !x->broken)
		return make_tables(x);
	x->broken |= schema != SCHEMA || pragma(x, "PRAGMA application_id") != APPLICATION;
	return !x->broken;
}

struct index *index_open(const char *folder)
{
	struct index *x = xcalloc(1, sizeof(*x));
	int tries;

	x->path = xasprintf("%s/" HISTORY_INDEX, folder);
	for (tries = 0; tries < 2; tries++) {
		x->broken = false;
		if (open_file(x) && has_tables(x))
			return x;
		if (!x->broken)
			break;
		remove_file(x);
	}
	index_close(x);
	return NULL;
}

void index_close(struct index *x)
{
	if (x->broken)
		remove_file(x);
	sqlite3_close(x->db);
	free(x->path);
	free(x);
}

/* Reading */

struct text {
	int64_t id;
	const char *text;
	size_t benches;		/* that it names */
};

struct texts {
	struct text *all;
	size_t count;
};

static int by_id(const void *a, const void *b)
{
	int64_t x = ((const struct text *)a)->id, y = ((const struct text *)b)->id;

	return (x > y) - (x < y);
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static struct texts load_texts(struct index *x, struct history *h)
{
	struct texts t = { NULL, 0 };
	sqlite3_stmt *s;
	int state = SQLITE_ERROR;

	if (sqlite3_prepare_v2(x->db, "SELECT id, text FROM text ORDER BY id", -1, &s, NULL) == SQLITE_OK)
		while ((state = sqlite3_step(s)) == SQLITE_ROW) {
			const char *text = (const char *)sqlite3_column_text(s, 1);
			int64_t id = sqlite3_column_int64(s, 0);

			if (!text || text_id(text) != id)
				continue;
			t.all = xreallocarray(t.all, t.count + 1, sizeof(*t.all));
			t.all[t.count++] = (struct text){ id, history_text(h, xstrdup(text)), lines(text) };
		}
	if (state != SQLITE_DONE)
		say_why(x, "read");
	sqlite3_finalize(s);
	if (t.count)
		qsort(t.all, t.count, sizeof(*t.all), by_id);
	return t;
}

static const struct text *find_text(const struct texts *t, int64_t id)
{
	struct text key = { .id = id };

	return t->count ? bsearch(&key, t->all, t->count, sizeof(key), by_id) : NULL;
}

static char *column(sqlite3_stmt *s, int i)
{
	const char *text = (const char *)sqlite3_column_text(s, i);

	return xstrdup(text ? text : "");
}

/* A row, if it is whole. */
static bool load_digest(sqlite3_stmt *s, const struct texts *texts, struct digest *e)
{
	const struct text *facts = find_text(texts, sqlite3_column_int64(s, 8));
	const struct text *benches = find_text(texts, sqlite3_column_int64(s, 9));
	size_t size = (size_t)sqlite3_column_bytes(s, 11);

	if (!facts || !benches || size != benches->benches * sizeof(*e->figures))
		return false;
	*e = (struct digest){
		.name = column(s, 0), .id = column(s, 5), .utc = column(s, 6), .boot = column(s, 7),
		.stamp = { sqlite3_column_int64(s, 1), sqlite3_column_int64(s, 2), sqlite3_column_int64(s, 3),
			   sqlite3_column_int64(s, 4) },
		.facts = facts->text, .benches = benches->text,
		.figures = xcalloc(benches->benches, sizeof(*e->figures)), .count = benches->benches,
	};
	if (size)
		memcpy(e->figures, sqlite3_column_blob(s, 11), size);
	if (digest_sum(e, facts->id, benches->id) == sqlite3_column_int64(s, 10))
		return true;
	history_free_digest(e);
	return false;
}

void index_load(struct index *x, struct history *h)
{
	struct texts texts = load_texts(x, h);
	size_t room = 0;
	sqlite3_stmt *s;
	int state = SQLITE_ERROR;

	if (sqlite3_prepare_v2(x->db, "SELECT name, size, modified, changed, inode, id, utc, boot, facts, benches, sum, "
			       "figures FROM file", -1, &s, NULL) == SQLITE_OK)
		while ((state = sqlite3_step(s)) == SQLITE_ROW) {
			if (h->count == room)
				h->digests = xreallocarray(h->digests, room = 2 * room + 64, sizeof(*h->digests));
			h->count += load_digest(s, &texts, &h->digests[h->count]);
		}
	if (state != SQLITE_DONE)
		say_why(x, "read");
	sqlite3_finalize(s);
	free(texts.all);
}

/* Writing */

static bool put_text(sqlite3_stmt *s, const char *text, int64_t id)
{
	sqlite3_bind_int64(s, 1, id);
	sqlite3_bind_text(s, 2, text, -1, SQLITE_STATIC);
	return sqlite3_step(s) == SQLITE_DONE && sqlite3_reset(s) == SQLITE_OK;
}

static bool put_digest(sqlite3_stmt *s, const struct digest *e, int64_t facts, int64_t benches)
{
	const char *const texts[] = { e->id, e->utc, e->boot };
	const int64_t numbers[] = { e->stamp.size, e->stamp.modified, e->stamp.changed, e->stamp.inode };
	size_t i;

	sqlite3_bind_text(s, 1, e->name, -1, SQLITE_STATIC);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		sqlite3_bind_int64(s, 2 + (int)i, numbers[i]);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		sqlite3_bind_text(s, 6 + (int)i, texts[i], -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 9, facts);
	sqlite3_bind_int64(s, 10, benches);
	sqlite3_bind_int64(s, 11, digest_sum(e, facts, benches));
	sqlite3_bind_blob(s, 12, e->figures, (int)(e->count * sizeof(*e->figures)), SQLITE_STATIC);
	return sqlite3_step(s) == SQLITE_DONE && sqlite3_reset(s) == SQLITE_OK;
}

static bool put_all(struct index *x, const struct digest *const put[], size_t count)
{
	sqlite3_stmt *text = NULL, *file = NULL;
	bool fine = sqlite3_prepare_v2(x->db, "INSERT OR REPLACE INTO text VALUES(?, ?)", -1, &text, NULL) == SQLITE_OK &&
		    sqlite3_prepare_v2(x->db, "INSERT OR REPLACE INTO file VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1,
				       &file, NULL) == SQLITE_OK;
	const char *facts = NULL, *benches = NULL;
	int64_t facts_id = 0, benches_id = 0;
	size_t i;

	for (i = 0; fine && i < count; i++) {
		if (put[i]->facts != facts) {
			facts_id = text_id(facts = put[i]->facts);
			fine = put_text(text, facts, facts_id);
		}
		if (fine && put[i]->benches != benches) {
			benches_id = text_id(benches = put[i]->benches);
			fine = put_text(text, benches, benches_id);
		}
		fine = fine && put_digest(file, put[i], facts_id, benches_id);
	}
	if (!fine)
		say_why(x, "written");
	sqlite3_finalize(text);
	sqlite3_finalize(file);
	return fine;
}

static bool drop_all(struct index *x, char *const gone[], size_t count)
{
	sqlite3_stmt *s;
	bool fine = sqlite3_prepare_v2(x->db, "DELETE FROM file WHERE name = ?", -1, &s, NULL) == SQLITE_OK;
	size_t i;

	for (i = 0; fine && i < count; i++) {
		sqlite3_bind_text(s, 1, gone[i], -1, SQLITE_STATIC);
		fine = sqlite3_step(s) == SQLITE_DONE && sqlite3_reset(s) == SQLITE_OK;
	}
	if (!fine)
		say_why(x, "written");
	sqlite3_finalize(s);
	return fine && run(x, "DELETE FROM text WHERE id NOT IN (SELECT facts FROM file UNION SELECT benches FROM file)",
			   "written");
}

/* All or nothing.  It can be made again, so no power cut is worth waiting for the disk. */
void index_save(struct index *x, const struct digest *const put[], size_t put_count, char *const gone[],
		size_t gone_count)
{
	bool fine;

	if (x->broken || !run(x, "PRAGMA synchronous = OFF; BEGIN IMMEDIATE", "written"))
		return;
	fine = put_all(x, put, put_count) && (!gone_count || drop_all(x, gone, gone_count));
	if (!fine || !run(x, "COMMIT", "written"))
		sqlite3_exec(x->db, "ROLLBACK", NULL, NULL, NULL);
}

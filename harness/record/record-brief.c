// SPDX-License-Identifier: GPL-2.0-only
/*
 * Of thousands of records only the estimates are wanted.  jansson would spend most of its time on
 * the rest, so a brief read takes the rows of benches from the text itself, and of what follows
 * only the benches that were skipped.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record-members.h"
#include "util.h"

#define BEGIN "\"benches\": [\n"
#define QUESTION "\"question\":"
#define SKIPPED_BENCHES "],\n\"skipped\":"
#define CLAIMS ",\n\"claims\":"
#define END "]" CLAIMS
#define LAST "\n}\n"
enum { NAME_COLUMN, STATUS_COLUMN, ESTIMATE_COLUMN = 4, BRIEF_COLUMNS };

/*
 * Where the value ends that begins here; NULL: a list, an object, a text with an escape, or what is
 * no JSON.
 */
static const char *value_end(const char *at)
{
	size_t number = strspn(at, "-.0123456789e");

	if (*at == '"') {
		at += 1 + strcspn(at + 1, "\"\\\n");
		return *at == '"' ? at + 1 : NULL;
	}
	return number ? at + number : !strncmp(at, "null", 4) ? at + 4 : NULL;
}

/* How many of the first columns a row has as plain values; 0: none that can be told. */
static size_t split(const char *row, const char *columns[BRIEF_COLUMNS + 1])
{
	size_t n = 0;

	for (columns[0] = row + 1; n < BRIEF_COLUMNS; n++) {
		const char *end = value_end(columns[n]);

		if (!end)
			return strchr("[{", *columns[n]) ? n : 0;
		columns[n + 1] = end + 1;	/* past the comma */
		if (*end == ']')
			return n + 1;
		if (*end != ',')
			return 0;
	}
	return n;
}

static bool is_text(const char *column, const char *next, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(next - column) == n + 3 && !strncmp(column + 1, text, n);
}

static double get_estimate(const char *column, const char *next)
{
	char *end;
	double estimate = strtod(column, &end);

	return end + 1 == next && isfinite(estimate) ? estimate : NAN;	/* null */
}

/* Of a bench that this program does not have; within a text its quotes would be escaped. */
static bool get_question(const char *row, const char *end, struct result *result)
{
	const char *at = memmem(row, (size_t)(end - row), QUESTION, strlen(QUESTION)), *stop;

	if (!at)
		return true;
	at += strlen(QUESTION);
	stop = value_end(at);
	if (!stop || *at != '"')
		return false;
	result->question = xasprintf("%.*s", (int)(stop - at - 2), at + 1);
	return true;
}

/* The line before `end`. */
static bool ends(const char *end)
{
	return end[-2] == ']' || (end[-2] == ',' && end[-3] == ']');
}

/* False: the row is not as record_text() writes most rows. */
static bool get_row(struct record *r, const char *row, const char *end)
{
	const char *columns[BRIEF_COLUMNS + 1], *const *status = status_names;
	size_t n = *row == '[' ? split(row, columns) : 0;
	struct result *result;
	char *name;

	if (n <= STATUS_COLUMN || *columns[NAME_COLUMN] != '"' || !ends(end))
		return false;
	while (*status && !is_text(columns[STATUS_COLUMN], columns[STATUS_COLUMN + 1], *status))
		status++;
	if (!*status)
		return false;
	name = xasprintf("%.*s", (int)(columns[1] - columns[0] - 3), columns[0] + 1);
	rename_old_bench(&name);
	result = record_add_result(r, name);
	free(name);
	result->status = (enum status)(status - status_names);
	if (n > ESTIMATE_COLUMN)
		result->estimate = get_estimate(columns[ESTIMATE_COLUMN],
						columns[ESTIMATE_COLUMN + 1]);
	return get_question(row, end, result);
}

static bool starts(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

bool record_take_rows(struct record *r, char *text, size_t *length)
{
	char *begin = memmem(text, *length, BEGIN, strlen(BEGIN)), *row, *next, *end;
	bool whole = *length > strlen(LAST) && !strcmp(text + *length - strlen(LAST), LAST) &&
		     strlen(text) == *length;

	if (!begin || !whole)
		return false;
	row = begin += strlen(BEGIN);
	for (; !starts(row, END) && !starts(row, SKIPPED_BENCHES); row = next) {
		next = memchr(row, '\n', *length - (size_t)(row - text));
		if (!next++ || r->result_count == RECORD_BENCHES_MAX)
			return false;
		if (!get_row(r, row, next))
			return false;
	}
	end = strstr(row, CLAIMS);
	if (!end)
		return false;
	memmove(begin, row, (size_t)(end - row));
	*length = (size_t)(stpcpy(begin + (end - row), LAST) - text);
	return true;
}

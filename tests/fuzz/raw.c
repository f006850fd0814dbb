// SPDX-License-Identifier: GPL-2.0-only
/*
 * Raw samples of a flat guest, as a file and as lines between a head and a checksum that
 * are right.  What can be read becomes a record, is judged and written.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "raw.h"
#include "raw-format.h"
#include "record.h"
#include "util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_one(const char *text, size_t length)
{
	char *error = NULL;
	struct raw *raw = raw_parse(text, length, "fuzz", &error);
	struct record *r = raw ? record_new() : NULL;

	if (raw && !replay(raw, NULL, r)) {
		claims_judge(r);
		free(record_text(r));
	}
	if (raw)
		raw_free(raw);
	free(error);
	record_free(r);
}

/* As of a run that ended (`end`) or did not (`sum`). */
static void read_body(const uint8_t *data, size_t size, const char *last)
{
	char *text = xasprintf(PB_RAW_BEGIN "\nversion 1\ntable %x\n", pb_table_sum());
	unsigned int lines = 0;
	size_t i;

	append(&text, "%.*s\n", (int)size, (const char *)data);
	for (i = 0; text[i]; i++)
		lines += text[i] == '\n';
	append(&text, "%s %x %x\n", last, lines, pb_crc32(0, text, strlen(text)));
	read_one(text, strlen(text));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!freopen("/dev/null", "w", stderr))
		return 0;
	read_one((const char *)data, size);
	read_body(data, size, "end");
	read_body(data, size, "sum");
	return 0;
}

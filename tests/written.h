/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WRITTEN_H
#define WRITTEN_H

#include <stdlib.h>

#include "document.h"
#include "formats.h"

/* The document as the writer has it, good until the next call; the document is freed. */
static inline const char *written(void (*writer)(const struct document *d, FILE *out), struct document *d)
{
	static char *memory;
	size_t size;
	FILE *out;

	free(memory);
	out = open_memstream(&memory, &size);
	writer(d, out);
	fclose(out);
	document_free(d);
	return memory;
}

#endif

// SPDX-License-Identifier: GPL-2.0-only
#include "abi.h"
#include "bench.h"

/* The tests have a table of their own, with benches that misbehave. */
#ifndef PB_LIST
#define PB_LIST "list.h"
#endif

#define B(id) extern const struct pb_bench pb_bench_##id;
#include PB_LIST
#undef B

/* A list by hand: a linker section with its start and end would fail modpost. */
const struct pb_bench *const pb_benches[] = {
#define B(id) &pb_bench_##id,
#include PB_LIST
#undef B
};

const unsigned int pb_bench_count = sizeof(pb_benches) / sizeof(pb_benches[0]);
_Static_assert(sizeof(pb_benches) / sizeof(pb_benches[0]) <= PB_BENCHES_MAX, "PB_BENCHES_MAX");

/* A name from user space may lack its end. */
static int same(const char *a, const char *b)
{
	unsigned int i;

	for (i = 0; i < PB_NAME_MAX && a[i] == b[i]; i++)
		if (!a[i])
			return 1;
	return 0;
}

const struct pb_bench *pb_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++)
		if (same(pb_benches[i]->name, name))
			return pb_benches[i];
	return NULL;
}

/*
 * Where an operation branches, as a traced one does, a compiler may put its ends anywhere; a copy is
 * between them if the next one follows it and is as long.  It may come to nothing.
 */
long pb_site_bytes(const struct pb_code *code)
{
	long bytes = code->end - code->site;

	return code->next && code->next - code->end != bytes ? -1 : bytes;
}

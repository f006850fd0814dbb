// SPDX-License-Identifier: GPL-2.0-only
#include "json-arena.h"

#include <jansson.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define CHUNK (256 * 1024)
#define ALIGN 16

struct chunk {
	struct chunk *before;
	size_t used, size;
	_Alignas(ALIGN) char bytes[];
};

static _Thread_local struct chunk *newest;
static _Thread_local bool inside;

static void *take(size_t n)
{
	struct chunk *c = newest;
	void *p;

	if (!inside)
		return malloc(n);
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!c || c->size - c->used < n) {
		size_t size = n > CHUNK ? n : CHUNK;

		c = malloc(sizeof(*c) + size);
		if (!c)
			return NULL;
		*c = (struct chunk){ .before = newest, .size = size };
		newest = c;
	}
	p = c->bytes + c->used;
	c->used += n;
	return p;
}

static void give(void *p)
{
	if (!inside)
		free(p);
}

static void install(void)
{
	json_set_alloc_funcs(take, give);
}

void json_arena_begin(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, install);
	inside = true;
}

void json_arena_end(void)
{
	struct chunk *c, *before;

	for (c = newest; c; c = before) {
		before = c->before;
		free(c);
	}
	newest = NULL;
	inside = false;
}

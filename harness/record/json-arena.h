/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What jansson allocates between these two, on this thread, is gone after the
 * second, without a json_decref(): a record is tens of thousands of small pieces, and
 * allocating and freeing them one by one takes longer than parsing.
 */
#ifndef JSON_ARENA_H
#define JSON_ARENA_H

void json_arena_begin(void);
void json_arena_end(void);

#endif

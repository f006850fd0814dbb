/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef JSON_H
#define JSON_H

struct machine;
struct results;
struct text;

/* The record, as harness/record/record.h has it. */
void json_write(struct text *t, const struct results *r, const struct machine *m);

#endif

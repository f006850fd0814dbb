/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REPLAY_H
#define REPLAY_H

struct raw;
struct record;

/*
 * Make the record's facts and results of what a flat guest measured, as suite_run() does
 * where it asks.  `store`: as in struct request.  0 or -errno, said on stderr.
 */
int replay(struct raw *raw, const char *store, struct record *r);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SPOILS_H
#define SPOILS_H

struct record;
struct result;

/* Note in the record what a reader of the result's figure must know of how it came about. */
void note_disturbances(struct record *r, const struct result *result);

/* How many benches found no quiet moment. */
void say_what_contended(struct record *r);

/* The same of all results at once: samples in which somebody else's instructions were counted. */
void say_what_strayed(struct record *r);

#endif

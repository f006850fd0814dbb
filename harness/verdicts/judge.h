/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef JUDGE_H
#define JUDGE_H

struct record;

/* Judge every claim whose benches are in the record; earlier verdicts are forgotten. */
void claims_judge(struct record *r);

#endif

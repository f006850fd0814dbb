/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef JUDGE_H
#define JUDGE_H

struct record;
struct result;

/* Judge every claim whose benches are in the record; earlier verdicts are forgotten. */
void claims_judge(struct record *r);

/*
 * The same of a record that was read, for whoever shows it: its file may be of another version,
 * whose claims were others, or say of ours what the figures do not.
 */
void claims_of_today(struct record *r);

/*
 * The bytes of a site, in line, out of line and in tables; NAN: unknown.  In words:
 * "14 + 25 cold + 12 in tables" (malloced).
 */
double site_bytes(const struct result *result);
char *site_bytes_words(const struct result *result);

#endif

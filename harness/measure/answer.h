/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an executor answers, against what it was asked.  A executor may be a guest that broke, or
 * lies: nothing of its answer is used before it has been looked at here.  Each returns
 * what cannot be, as a sentence (malloced), or NULL.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stddef.h>
#include <stdint.h>

struct pb_mailbox;
struct pb_run;
struct pb_site;

/* `err` is what the call came to. */
char *answer_wrong(const struct pb_run *asked, const struct pb_run *answer, int err);
char *answer_site_wrong(const struct pb_site *asked, const struct pb_site *answer, int err);

/* The mailbox of a guest with so much memory, at its physical address. */
char *answer_address_wrong(uint32_t address, size_t memory);
char *answer_mailbox_wrong(const struct pb_mailbox *box);

#endif

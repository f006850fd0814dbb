/* SPDX-License-Identifier: GPL-2.0-only */
/* What was measured, as the text that bench/raw-format.h describes. */
#ifndef RAW_WRITE_H
#define RAW_WRITE_H

#include <linux/types.h>

struct pb_mailbox;
struct text;

/* What is known of this machine and run. */
void raw_begin(struct text *t, const char *command_line, __u64 seed, __u32 tsc_khz);

/* The answer in a mailbox; nothing if it is an error. */
void raw_answer(struct text *t, const struct pb_mailbox *box);

/* Closes the text. */
void raw_end(struct text *t);

#endif

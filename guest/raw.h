/* SPDX-License-Identifier: GPL-2.0-only */
/* What was measured, as the text that bench/raw-format.h describes. */
#ifndef RAW_H
#define RAW_H

#include <linux/types.h>

struct pb_mailbox;
struct text;

/* What is known of this machine and run; then how much is measured. */
void raw_begin(struct text *t, const char *command_line, __u64 seed, __u32 tsc_khz);
void raw_plan(struct text *t, unsigned int passes, unsigned int samples);
void raw_pass(struct text *t, unsigned int pass);

/* The answer in a mailbox to either request; nothing if it is an error. */
void raw_run(struct text *t, const struct pb_mailbox *box);
void raw_code(struct text *t, const struct pb_mailbox *box);

/* Closes the text; `trouble` is NULL if there was none. */
void raw_end(struct text *t, const char *trouble);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The flat guest as an executor of benches. */
#ifndef EXECUTOR_H
#define EXECUTOR_H

#include "mailbox.h"

extern struct pb_mailbox mailbox;

/* What the compiler and the benches ask of the CPU. */
void executor_setup(void);

/* Answer the request in the mailbox. */
void executor_answer(void);

#endif

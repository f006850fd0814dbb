/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SERVE_H
#define SERVE_H

/* Answer a monitor's requests, for ever: bench/mailbox.h. */
__attribute__((noreturn)) void serve_mailbox(void);

#endif

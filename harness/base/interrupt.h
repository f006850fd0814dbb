/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>

/*
 * From now on SIGINT and SIGTERM interrupt system calls and make interrupted() true, so that the
 * program can restore everything before it ends.  A second signal ends it at once.
 */
void interrupt_catch(void);
bool interrupted(void);

#endif

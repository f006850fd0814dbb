/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>

/*
 * From now on SIGINT and SIGTERM no longer end the program: system calls are
 * interrupted, and interrupted() tells, so that everything is put back on the
 * way out.  A second one ends it at once.
 */
void interrupt_catch(void);
bool interrupted(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>

/*
 * From now on SIGINT and SIGTERM interrupt system calls and make interrupted() true, so that all is
 * put back before the program ends.  A second one ends it at once.
 */
void interrupt_catch(void);
bool interrupted(void);

#endif

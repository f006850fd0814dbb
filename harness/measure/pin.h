/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PIN_H
#define PIN_H

/*
 * Stay on one CPU from now on: the last that this process may use, since the
 * first one serves most interrupts.  Its number.
 */
int pin_to_last_cpu(void);

#endif

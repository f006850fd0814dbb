/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PIN_H
#define PIN_H

/*
 * The CPU to measure on: the last that this process may use, because the first one serves most
 * interrupts.
 */
int last_cpu(void);

/* Run only there from now on.  Its number. */
int pin_to_last_cpu(void);

#endif

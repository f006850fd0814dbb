/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SERVE_H
#define SERVE_H

/*
 * Print what kernel this is, answer requests until there are no more, and end this process.  Call
 * with interrupts off.
 */
void uml_serve(const char *banner, int irqs_unchecked);

#endif

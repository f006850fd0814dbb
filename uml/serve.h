/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SERVE_H
#define SERVE_H

/* Answer requests until there are no more, and end this process; with interrupts off. */
void uml_serve(int irqs_unchecked);

#endif

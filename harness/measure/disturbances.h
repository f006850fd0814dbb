/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DISTURBANCES_H
#define DISTURBANCES_H

struct record;

/*
 * Notes in the record on how its figures came about: VM exits, long times without interrupts,
 * contended benches, samples that held another's instructions.
 */
void note_disturbances(struct record *r);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PARALLEL_H
#define PARALLEL_H

#include <stddef.h>

/*
 * Call work(arg, i) for each i below n, in any order, on all CPUs of this process.  Never
 * for a measurement.
 */
void parallel(size_t n, void (*work)(void *arg, size_t i), void *arg);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Many tests at once.  Entries that are NAN were no tests: they stay NAN and do not count. */
#ifndef STATS_MULTIPLE_H
#define STATS_MULTIPLE_H

#include <stddef.h>

/*
 * Adjusted p values (as R's p.adjust()) into adjusted[], which may be p itself.
 * Reject those <= alpha.  Holm 1979: the chance of even one false rejection is at
 * most alpha, whatever the tests have to do with each other.  Benjamini and Hochberg
 * 1995: of the rejected, a share of alpha is false in the mean (independent or
 * positively dependent tests).  All NAN if memory is short.
 */
void adjust_holm(const double *p, size_t n, double *adjusted);
void adjust_bh(const double *p, size_t n, double *adjusted);

/*
 * The level at which to take each interval so that it shows what Holm decides,
 * into levels[]: with m tests, the k-th smallest p, if rejected, 1 - alpha / (m - k + 1);
 * and all that are not rejected what the first of them was held against,
 * 1 - alpha / (m - r) after r rejections.  Then an interval excludes what its test was
 * about exactly where Holm rejects.  Each interval has its level by itself; that all
 * of them cover at once is not promised for the rejected ones (Guilbaud 2008).
 */
void levels_holm(const double *p, size_t n, double alpha, double *levels);

/*
 * The same for Benjamini and Hochberg: 1 - alpha r / m after r rejections of m, one at
 * least (Benjamini and Yekutieli 2005).
 */
void levels_bh(const double *p, size_t n, double alpha, double *levels);

#endif

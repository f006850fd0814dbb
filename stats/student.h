/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Student's t distribution (Student 1908) for df > 0 degrees of freedom, whole
 * or not.  NAN for what is no probability or no distribution.
 */
#ifndef STATS_STUDENT_H
#define STATS_STUDENT_H

/* P(T <= t), to 1e-9 of its value also far out in the lower tail. */
double student_cdf(double t, double df);

/* The t with P(T <= t) = p.  Ask for small p, not for 1 - p: it has more digits. */
double student_quantile(double p, double df);

#endif

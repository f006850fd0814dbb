/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A record as other programs want it.  A figure goes out with its unit; a bench without one is left out, or skipped
 * where the format has a word for that, and never 0.  Trackers do not get what cannot be told from 0.
 */
#ifndef EXPORT_H
#define EXPORT_H

#include <stddef.h>
#include <stdio.h>

struct comparison;
struct record;
struct records;

/*
 * For trackers, who keep one figure a bench: of `count` records there may be but one.  0; -EIO if `out` could not be
 * written; -EINVAL, said on stderr, where the format has no honest form of this record:
 *   github       github-action-benchmark's customSmallerIsBetter (its src/extract.ts, BenchmarkResult)
 *   bencher      Bencher Metric Format (https://bencher.dev/bmf.json)
 *   googlebench  google/benchmark's JSON (its src/json_reporter.cc), a repetition a batch; times only
 */
int export_github(const struct record *const records[], size_t count, FILE *out);
int export_bencher(const struct record *const records[], size_t count, FILE *out);
int export_googlebench(const struct record *const records[], size_t count, FILE *out);

/* TAP 13, a test a bench: failed is `not ok`; skipped and faulted are skipped, with the reason.  0 or -EIO. */
int export_tap(const struct record *const records[], size_t count, FILE *out);

/*
 * TAP 13, a test a verdict: REGRESSED and INCOMPARABLE are `not ok`, and so is IMPROVED where nothing may move;
 * UNRESOLVED is `not ok # TODO`: not shown to be fine, and no failure.
 */
void export_comparison_tap(const struct comparison *c, const struct records *a, const struct records *b, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include <stdio.h>

/* What makes this machine noisy for measurements on `cpu`. */
void overview_text(int cpu, FILE *out);
void overview_json(int cpu, FILE *out);

#endif

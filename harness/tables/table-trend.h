/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TABLE_TREND_H
#define TABLE_TREND_H

#include <stdio.h>

struct form;
struct machine;
struct trend;

typedef void trend_printer(const struct trend *t, FILE *out);

/* "text", "json", "csv", "md"; NULL: there is no such format. */
trend_printer *trend_printer_of(const char *format);

/* What there is to say of a machine: its epochs and changes. */
void trend_machine(const struct machine *m, const struct form *form, FILE *out);

/* "+5.0 %", "+2" (malloced). */
struct change;
char *trend_effect(const struct change *c);

/* "AMD EPYC; target user, clock silicon" (malloced). */
char *trend_machine_name(const struct machine *m);

/* "kernel: 6.1, then 6.12; turbo: on, then off" (malloced). */
struct epoch;
char *trend_epoch_text(const struct epoch *e);

#endif

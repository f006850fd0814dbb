/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of CSV, which end in \n; escape.h says how a field is written. */
#ifndef CSV_H
#define CSV_H

#include <stdio.h>

/* A field; NULL is empty, and so is a figure that there is not. */
void csv_text(const char *text, FILE *out);
void csv_number(double v, FILE *out);

/* The line's end. */
void csv_end(FILE *out);

#endif

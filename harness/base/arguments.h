/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

struct argp;

/* argp_parse(), but what it says of an argument is escaped for a terminal. */
void arguments_parse(const struct argp *argp, int argc, char **argv, void *input);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Without a monitor: measure what the command line asks for, then send the raw samples. */
#ifndef PLAN_H
#define PLAN_H

/*
 * Words of the command line are globs, as `privbench run` takes them, or
 *	seed=N		shuffle benches by N; random if not given
 *	passes=N	over all benches
 *	samples=N	of a bench in a pass
 *	port=2		send to the second serial port; the first one otherwise
 */
__attribute__((noreturn)) void plan_run(const char *command_line);

#endif

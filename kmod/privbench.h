/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PRIVBENCH_H
#define PRIVBENCH_H

struct pb_bench;
struct pb_code;
struct pb_run;

/* pb_measure() with the module as the executor; also -EFAULT, -EINTR. */
int pb_module_run(struct pb_run *run);

/*
 * The code of a bench: its own, or the running kernel's; NULL where there is none.
 * Its site is NULL where the compiler did not leave it in one piece.
 */
const struct pb_code *pb_code(const struct pb_bench *bench);

/* Patch what a kernel patches at run time: before the first bench, and able to sleep. */
void pb_patch(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PRIVBENCH_H
#define PRIVBENCH_H

struct pb_run;

/* pb_measure() with the module as the executor; also -EFAULT, -EINTR. */
int pb_module_run(struct pb_run *run);

/* Patch what a kernel patches at run time: before the first bench, and able to sleep. */
void pb_patch(void);

#endif

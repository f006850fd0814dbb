/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bodies in a process of Linux, in ring 3: a fault is a signal, and a context switch is counted.
 * User Mode Linux is such a process, too, and has this file linked in: it uses no other of ours.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <signal.h>

#include "measure.h"

#define PROCESS_SIGNALS 6

/* Until process_release(), what a body raises ends its burst, and so does SIGPROF. */
void process_catch(struct sigaction old[PROCESS_SIGNALS]);
void process_release(const struct sigaction old[PROCESS_SIGNALS]);

/* SIGPROF came: for the caller to clear. */
extern volatile sig_atomic_t process_hung;

/* What the CPU has that Linux lets a process use. */
__u64 process_has(void);

/* As struct pb_executor has them. */
void process_burst(struct pb_burst *burst);
__u32 process_cpu(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TUNE_H
#define TUNE_H

/*
 * Make this machine quiet for measurements on `cpu`, after what was there is in the state file; put that back.
 * What is changed is said on stdout, what could not be on stderr.  0; or -errno: not all could be set,
 * and the state file is kept.
 */
int system_tune(int cpu);
int system_reset(void);

#endif

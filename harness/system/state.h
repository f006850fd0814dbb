/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was there before tuning, in a file that is whole or not there at all:
 * /run/privbench-system.json, mode 0600.  Who has it open has it locked.
 */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>

#include "settings.h"

#define STATE_FILE "/run/privbench-system.json"

struct state {
	char *time;		/* of tuning, UTC */
	bool stale;		/* of another boot, with which its settings went */
	struct knobs knobs;	/* as they were tuned; `want` is what was there */
	int lock;		/* -1: none */
};

/*
 * Read it and lock it.  0; -ENOENT: nothing is tuned; or another -errno, said on
 * stderr.  In any case to be given to state_close().
 */
int state_open(struct state *s);

/* When it was tuned, in words (malloced), or NULL: it was not, in this boot. */
char *state_when(void);

/* Write what is now into a new one, locked.  0, or -errno, said on stderr: then there is none. */
int state_create(struct state *s, const struct knobs *now);

/* 0, or -errno, said on stderr. */
int state_remove(void);

void state_close(struct state *s);

#endif

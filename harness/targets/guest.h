/* SPDX-License-Identifier: GPL-2.0-only */
/* Boot a machine, and read its console and its results channel. */
#ifndef GUEST_H
#define GUEST_H

#include <stddef.h>

struct record;

/* Both channels, for any emulator's command line. */
#define GUEST_CHANNELS								\
	"-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console", \
	"-chardev", "file,id=results,path=/proc/self/fd/9", "-serial", "chardev:results"

struct guest {
	const char *const *argv;	/* the emulator; file descriptor 9 is the results channel */
	const char *target;
	double patience;		/* it hangs after so many seconds of silence */

	/* out */
	char *console;			/* its end (malloced) */
	size_t console_length;
	char *results;			/* all of it (malloced) */
	size_t results_length;
	double up, first_result, end;	/* seconds until program, results, exit; 0: never */
};

/*
 * Boot, show progress lines of the console, and wait until the machine is off.
 * 0; or -errno, said on stderr with the end of the console.  Call guest_free() in any case.
 */
int guest_boot(struct guest *g);

/* Take the record that a privbench in the guest sent.  0; or -EIO, said on stderr. */
int guest_take_record(const struct guest *g, struct record *r);

/* Print `why`, which is freed, and the end of the console on stderr.  -EIO. */
int guest_failed(const struct guest *g, char *why);

/* Print how long each phase took, on stderr; `boot` names what comes before the first bench. */
void guest_show_phases(const struct guest *g, const char *boot);

void guest_free(struct guest *g);

/*
 * The record in the results channel, between "privbench-record STATUS BYTES" and "privbench-end",
 * perhaps compressed.  NULL if it is incomplete; *status is the program's exit status in the guest,
 * or -1.  `results` must be NUL-terminated.
 */
const char *guest_record(const struct guest *g, size_t *length, int *status);

#endif

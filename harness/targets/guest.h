/* SPDX-License-Identifier: GPL-2.0-only */
/* Booting a machine, and hearing from it on two channels: a console, and one for results alone. */
#ifndef GUEST_H
#define GUEST_H

#include <stddef.h>

struct record;

/* Of every emulator's command line: the two channels. */
#define GUEST_CHANNELS								\
	"-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console", \
	"-chardev", "file,id=results,path=/proc/self/fd/9", "-serial", "chardev:results"

struct guest {
	const char *const *argv;	/* the emulator, which has the results channel open as 9 */
	double patience;		/* seconds without a sign of life on either channel: hung */

	/* out */
	char *console;			/* its end (malloced) */
	size_t console_length;
	char *results;			/* all of it (malloced) */
	size_t results_length;
	double up, first_result, end;	/* seconds until program, results, exit; 0: never */
};

/*
 * Boot, and wait until the machine is off; the lines of progress on its console are shown as ours.
 * 0; or -errno, said on stderr with the console's last words.  Call guest_free() in any case.
 */
int guest_boot(struct guest *g);

/* Take the record that a privbench in the guest sent.  0; or -EIO, said on stderr. */
int guest_take_record(const struct guest *g, struct record *r);

/* Say why, which is freed, on stderr with the console's last words.  -EIO. */
int guest_failed(const struct guest *g, char *why);

/* Where the time went, on stderr; `boot` says what came before the first bench. */
void guest_show_phases(const struct guest *g, const char *boot);

void guest_free(struct guest *g);

/*
 * The record in the results channel: what stands between "privbench-record STATUS BYTES" and
 * "privbench-end", as it was sent: perhaps packed.  NULL if it is not whole; *status is the
 * program's exit status in the guest, -1 if it never said.  `results` ends with a byte 0 that does
 * not count.
 */
const char *guest_record(const struct guest *g, size_t *length, int *status);

#endif

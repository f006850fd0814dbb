/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between the flat guest and its monitor, in memory, one request at a time.  When the
 * guest is ready for a request, first and after each answer, it writes the mailbox's physical
 * address to PB_MAILBOX_PORT (32 bits, OUT).  The requests are those of bench/abi.h, but samples
 * stay in the mailbox: pb_run.buffer is not used.
 *
 * User Mode Linux gets and sends a mailbox as a message through PB_MAILBOX_FD, a socket: first its
 * own, then a request without samples for each answer, with as many samples as were taken.
 */
#ifndef PB_MAILBOX_H
#define PB_MAILBOX_H

#include "abi.h"

#define PB_MAILBOX_PORT 0x7062
#define PB_MAILBOX_FD 9
#define PB_MAILBOX_SAMPLES 1024	/* at most, in one request */

enum pb_request { PB_REQUEST_RUN = 1, PB_REQUEST_CODE };

struct pb_mailbox {
	__u32 version;			/* out: PB_ABI_VERSION */
	__u32 request;			/* in: enum pb_request */
	__s32 error;			/* out: 0 or -errno, as the ioctl would fail */
	__u32 tsc_khz;			/* in: 0 if unknown */
	__u32 benches;			/* out */
	struct pb_run run;		/* in, out */
	struct pb_site site;		/* in, out */
	struct pb_sample samples[PB_MAILBOX_SAMPLES];	/* out */
};

/* All of it but the samples. */
#define PB_MAILBOX_HEADER __builtin_offsetof(struct pb_mailbox, samples)

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between the flat guest and its monitor, in memory, one request at a time.  When the
 * guest is ready for a request, first and after each answer, it writes the mailbox's physical
 * address to PB_MAILBOX_PORT (32 bits, OUT).  The requests are those of bench/abi.h, but samples
 * stay in the mailbox: pb_run.buffer is not used.
 *
 * PB_REQUEST_COUNT runs pb_run.name a few times between marks, so that the monitor can count the
 * exits of a burst: a byte to PB_MARK_PORT before it (PB_MARK_BEGIN), and one after it (1 for a
 * burst of U copies, 2 for one of 2U).
 *
 * User Mode Linux gets and sends a mailbox as a message through PB_MAILBOX_FD, a socket: first its
 * own, then a request without samples for each answer, with as many samples as were taken.
 */
#ifndef PB_MAILBOX_H
#define PB_MAILBOX_H

#include "abi.h"

#define PB_MAILBOX_PORT 0x7062
#define PB_MARK_PORT 0x7063
#define PB_FRESH_PORT 0x7066	/* a byte, OUT: forget the pages that `fresh` has */
#define PB_MAILBOX_FD 9
#define PB_MAILBOX_SAMPLES 1024	/* at most, in one request */

#define PB_MARK_BEGIN 0
#define PB_COUNTS 3		/* bursts of each length in a request */

enum pb_request { PB_REQUEST_RUN = 1, PB_REQUEST_CODE, PB_REQUEST_COUNT };

/* Physical, whole pages; `large`: of 2 MiB. */
struct pb_fresh_pages {
	__u32 address, bytes, large;
};

struct pb_mailbox {
	__u32 version;			/* out: PB_ABI_VERSION */
	__u32 request;			/* in: enum pb_request */
	__s32 error;			/* out: 0 or -errno, as the ioctl would fail */
	__u32 tsc_khz;			/* in: 0 if unknown */
	__u64 devices;			/* in: of PB_DEVICES, those that the monitor has */
	__u32 benches;			/* out */
	struct pb_fresh_pages fresh;	/* out */
	struct pb_run run;		/* in, out */
	struct pb_site site;		/* in, out */
	struct pb_sample samples[PB_MAILBOX_SAMPLES];	/* out */
};

/* All of it but the samples. */
#define PB_MAILBOX_HEADER __builtin_offsetof(struct pb_mailbox, samples)

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The flat guest as stub.c finds it, unpacked: it begins with this. */
#ifndef PAYLOAD_H
#define PAYLOAD_H

struct payload {
	unsigned long long bytes;	/* in memory, what is to be 0 included */
	unsigned long long start;	/* its entry point, by the C calling convention */
};

#define PAYLOAD_BELOW 0x40000000UL	/* ring 3 may touch memory below 1 GiB */

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Raw samples as text, sent or written to a file by the flat guest without a monitor, for
 * `privbench import`.  A line is a word and its values; numbers are hexadecimal.
 *
 *	privbench-raw 2
 *	version TEXT
 *	table SUM		pb_table_sum(): the reader must have the same benches
 *	command_line TEXT
 *	seed N
 *	tsc_khz N		0: unknown
 *	cpuid_LEAF EAX EBX ECX EDX
 *	microcode N		0: unknown
 *
 * From UEFI, each if it is known:
 *
 *	started TIME		by the firmware's clock, in whatever zone: 2026-11-22T22:33:00
 *	firmware TEXT
 *	machine TEXT		from SMBIOS
 *	memory N TEXT		MT/s as configured, 0: unknown; and the type
 *	tsc_from TEXT		which clock gave tsc_khz
 *	core N			the APIC ID of the CPU that measured
 *	careful 1		each bench is saved before the next: an earlier run did not end
 *	msr_NUMBER VALUE
 *	smis N			MSR_SMI_COUNT before the run
 *	smis_after N		... and after it
 *	aperf N			how far APERF got over the run
 *	mperf N
 *
 * Then
 *
 *	plan PASSES SAMPLES	at most: what is there counts
 *	code NAME BYTES SITE
 *	pass N			of the following lines; in pass 0 the clock is recognised
 *	run NAME ASKED PROBE STATUS LOOPS VECTOR BEGIN END LONGEST DONE SAMPLES
 *				LONGEST 0: not measured; with probes a pass begins with nine runs of
 *				PB_QUIET_SAMPLES, to find a quiet core
 *	skip NAME REASON
 *	fail NAME REASON
 *	trouble TEXT		from a self-test
 *	next NAME		this bench is about to run, and may hang or reset the machine
 *	sum LINES SUM		a checkpoint: the lines before are good, whatever follows
 *	end LINES SUM		nothing is missing
 *
 * SUM is the CRC-32 of all lines before, newlines and those of `sum` included; LINES, how many.
 * Without `end` the run did not end.  All up to the last `sum` counts then; a `next` right before
 * it, with nothing after it, names what the machine did not come back from.
 *
 * SAMPLES: for each sample the differences of its fields from those of the sample before,
 * as base64 VLQ (as in source maps): the sign in the lowest bit, 5 bits a digit, lowest first.
 */
#ifndef PB_RAW_FORMAT_H
#define PB_RAW_FORMAT_H

#include "abi.h"
#include "bench.h"

#define PB_RAW_WORD "privbench-raw "
#define PB_RAW_VERSION 2
#define PB_RAW_BEGIN PB_RAW_WORD "2"
#define PB_RAW_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
#define PB_RAW_MORE 32			/* in a digit: more follow */

/* ticks of both bursts, both probes, and IRQs, NMIs and SMIs in 16 bits each. */
#define PB_RAW_FIELDS 7

/* As in suite.c: the chains before all passes; with probes, samples for a quiet core in each. */
#define PB_CLOCK_SAMPLES 20
#define PB_QUIET_SAMPLES 40
#define PB_QUIET_MOMENTS 3

/* CRC-32 as in IEEE 802.3; begin with 0. */
static inline __u32 pb_crc32(__u32 crc, const char *text, __u64 length)
{
	int bit;

	crc = ~crc;
	while (length--) {
		crc ^= (__u8)*text++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* Unless a plan says otherwise: batches, samples, loops (0: as many as take long enough). */
#define PB_AMOUNT_SILICON 20, 32, 0
#define PB_AMOUNT_EMULATED 2, 20, 1

/* Of the table of benches: names, instructions, copies in a loop. */
static inline __u32 pb_table_sum(void)
{
	const struct pb_bench *b;
	unsigned int i, n;
	__u32 sum = 0;

	for (i = 0; i < pb_bench_count; i++) {
		b = pb_benches[i];
		for (n = 0; b->name[n]; n++)
			;
		sum = pb_crc32(sum, b->name, n);
		sum = pb_crc32(sum, (const char *)&b->insns, sizeof(b->insns));
		sum = pb_crc32(sum, (const char *)&b->unroll, sizeof(b->unroll));
	}
	return sum;
}

#endif

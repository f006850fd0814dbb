// SPDX-License-Identifier: GPL-2.0-only
/*
 * What leaves a guest, by who answers: KVM in the kernel, an ioeventfd that it signals, or the
 * monitor in user space.  Four copies: a burst must not hold the CPU for a millisecond.  The self-IPIs
 * are in entry-irq.c; docs/vm-exit.md has those that other questions have.
 */
#include "bench.h"

#define EXIT .question = "vm-exit"
#define NEEDS(bits) .needs = PB_RING0 | PB_OWN_MACHINE | (bits)
#define LEAVE(id, nm, need, body, n, about) \
	BENCH_TIMES(id, 4, body, .name = nm, EXIT, NEEDS(need), .insns = (n), .what = about)

/* Ports.  in-0x80 and out-0x80 (io.c) are those that user space answers. */
#define TO_PORT(port) "mov $" PB_STR(port) ", %edx\n"
#define OUT(port) TO_PORT(port) "mov $1, %eax; out %al, (%dx)"

LEAVE(in_elcr, "in-elcr", PB_PIC, TO_PORT(PB_ELCR_PORT) "in (%dx), %al", 2,
	"IN from the interrupt controller's ELCR, which KVM answers");

BENCH_TIMES(out_elcr, 4, TO_PORT(PB_ELCR_PORT) "out %al, (%dx)",
	.name = "out-elcr", EXIT, NEEDS(PB_PIC), .operand = PB_ELCR, .insns = 2,
	.what = "OUT to the interrupt controller's ELCR, which KVM answers");

LEAVE(in_pit, "in-pit", PB_PIC, "in $" PB_STR(PB_PIT_PORT) ", %al", 1,
	"IN of the timer's count, which KVM answers");
LEAVE(out_event, "out-ioeventfd", PB_IOEVENTFD, OUT(PB_EVENT_PORT), 3,
	"OUT to an ioeventfd for any byte");
LEAVE(out_event_match, "out-ioeventfd-datamatch", PB_IOEVENTFD, OUT(PB_EVENT_PORT_MATCH), 3,
	"OUT to an ioeventfd for this byte alone");

/* Memory. */
#define AT(address) "mov $" PB_STR(address) ", %r8d\n"

LEAVE(mmio_read, "mmio-read", PB_OWN_MONITOR, AT(PB_MMIO) "mov (%r8), %eax", 2,
	"a load that the monitor in user space answers");
LEAVE(mmio_write, "mmio-write", PB_OWN_MONITOR, AT(PB_MMIO) "movl $1, (%r8)", 2,
	"a store that the monitor in user space answers");
LEAVE(mmio_event, "mmio-ioeventfd", PB_IOEVENTFD, AT(PB_MMIO_EVENT) "movl $1, (%r8)", 2,
	"a store to an ioeventfd for any value");
LEAVE(mmio_event_match, "mmio-ioeventfd-datamatch", PB_IOEVENTFD,
	AT(PB_MMIO_EVENT_MATCH) "movl $1, (%r8)", 2,
	"a store to an ioeventfd for this value alone");
LEAVE(mmio_event_any, "mmio-ioeventfd-any-length", PB_IOEVENTFD,
	AT(PB_MMIO_EVENT_ANY) "movl $1, (%r8)", 2,
	"a store to an ioeventfd for any length, for which KVM need not decode it");

/* A page of the host's behind each: with nobody in between it is a TLB miss. */
#define TOUCH(id, times, nm, size, need, about)					\
	BENCH_TIMES(id, times, "movb $0, (%rax); add $" size ", %rax",				\
		.name = nm, EXIT, NEEDS(need), .operand = PB_FRESH_PAGES, .flags = PB_FRESH | PB_VARIES, \
		.insns = 2, .what = "the first store to a page of " about)

TOUCH(touch_4k, 4, "touch-4k", "4096", 0, "4 KiB, which the host has yet to give");
TOUCH(touch_2m, 1, "touch-2m", "0x200000", PB_LARGE_PAGES, "2 MiB, which the host has yet to give");

/* Longer than the window after which a CPU takes it for a wait: 4096 cycles, 3000 PAUSEs. */
BENCH_TIMES(pause_burst, 1, "mov $4096, %ecx; 1: pause; dec %ecx; jnz 1b",
	.name = "pause-4096", EXIT, NEEDS(0), .insns = 1 + 3 * 4096,
	.what = "4096 PAUSEs, longer than KVM's window; it widens the window at each exit");

BENCH_TIMES(cr0_wp_toggle, 4, "mov %rbp, %cr0; mov %rbx, %cr0",
	.name = "cr0-wp-toggle", EXIT, NEEDS(0), .operand = PB_CR0, .operand2 = PB_CR0_WP, .insns = 2,
	.what = "CR0.WP changed and put back");

/* KVM intercepts it, and drops nothing; nowhere else may it run. */
BENCH_TIMES(invd, 4, "invd",
	.name = "invd", EXIT, NEEDS(PB_OWN_MONITOR | PB_KVM), .flags = PB_OPT_IN, .insns = 1,
	.what = "INVD, which KVM passes over");

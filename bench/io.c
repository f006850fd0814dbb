// SPDX-License-Identifier: GPL-2.0-only
/*
 * Port 80H, which Linux writes to wait a little: IN and OUT leave for most hypervisors.  Some old
 * laptops hang on it (Linux's io_delay= has a list), and a live kernel is not the place to find out.
 */
#include "bench.h"

#define PORT80 PB_STR(PB_BENCH_PORT)
#define IO .question = "io", .needs = PB_RING0 | PB_OWN_MACHINE
#define PORT(id, nm, body, n, about) \
	BENCH_TIMES(id, 4, body, .name = nm, IO, .insns = (n), .what = about " port 80H")

PORT(out_80, "out-0x80", "out %al, $" PORT80, 1, "OUT of a byte to");
PORT(in_80, "in-0x80", "in $" PORT80 ", %al", 1, "IN of a byte from");
PORT(out_dx, "out-dx", "mov $" PORT80 ", %edx; out %al, (%dx)", 2, "OUT, the port in DX, to");
PORT(in_dx, "in-dx", "mov $" PORT80 ", %edx; in (%dx), %al", 2, "IN, the port in DX, from");
PORT(outsb, "outsb", "mov $" PORT80 ", %edx; lea pb_pages(%rip), %rsi; outsb", 3, "OUTS of a byte to");
PORT(insb, "insb", "mov $" PORT80 ", %edx; lea pb_pages(%rip), %rdi; insb", 3, "INS of a byte from");

// SPDX-License-Identifier: GPL-2.0-only
/* Ways to wait, none of which waits: a deadline is past, or what is watched has been written. */
#include "bench.h"

#define IDLE .question = "idle"
#define WATCHED "pb_pages(%rip)"

BENCH(pause, "pause", .name = "pause", IDLE, .insns = 1, .what = "PAUSE");

#define ARM(insn) "lea " WATCHED ", %rax; xor %ecx, %ecx; xor %edx, %edx; " insn

BENCH_TIMES(monitor, 4, ARM("may_fault monitor"),
	.name = "monitor", IDLE, .needs = PB_RING0 | PB_MONITOR, .insns = 4,
	.what = "MONITOR of a line of our own");

BENCH(tpause, "xor %eax, %eax; xor %edx, %edx; mov $1, %r8d; .byte 0x66, 0x41, 0x0f, 0xae, 0xf0",
	.name = "tpause-past", IDLE, .needs = PB_WAITPKG, .insns = 4,
	.what = "TPAUSE until a time that is past");

#define UMONITOR "lea " WATCHED ", %r8; .byte 0xf3, 0x41, 0x0f, 0xae, 0xf0\n"

BENCH(umonitor, UMONITOR,
	.name = "umonitor", IDLE, .needs = PB_WAITPKG, .insns = 2,
	.what = "UMONITOR of a line of our own");

BENCH(umwait, UMONITOR
	"xor %eax, %eax; xor %edx, %edx; mov $1, %r9d; .byte 0xf2, 0x41, 0x0f, 0xae, 0xf1",
	.name = "umwait-past", IDLE, .needs = PB_WAITPKG, .insns = 6,
	.what = "UMONITOR, and UMWAIT until a time that is past");

#define MONITORX ARM(".byte 0x0f, 0x01, 0xfa\n")

BENCH(monitorx, MONITORX,
	.name = "monitorx", IDLE, .needs = PB_MONITORX, .insns = 4,
	.what = "MONITORX of a line of our own");

/* ECX[1]: EBX has the longest time to wait; EAX F0H: no deeper than C0. */
BENCH(mwaitx, "mov %rbx, %r8\n" MONITORX
	"mov $0xf0, %eax; mov $2, %ecx; mov $1, %ebx; .byte 0x0f, 0x01, 0xfb; mov %r8, %rbx",
	.name = "mwaitx-timer", IDLE, .needs = PB_MONITORX, .insns = 10,
	.what = "MONITORX, and MWAITX of one tick of the TSC");

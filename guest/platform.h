/* SPDX-License-Identifier: GPL-2.0-only */
/* The PC around the CPU: interrupt controllers, timer, power. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <linux/types.h>

/* There is no monitor: mask the PICs, open the console. */
void platform_setup(void);

/* CPUID's signature of the hypervisor is this one. */
int platform_under(const char signature[12]);
#define UNDER_TCG "TCGTCGTCGTCG"
#define UNDER_KVM "KVMKVMKVM\0\0\0"

/* TSC ticks in a millisecond by the PIT; 0 where it does not tick. */
__u32 pit_tsc_khz(void);

/* Power QEMU's machine off, or halt; without a word if there is a monitor. */
__attribute__((noreturn)) void platform_end(int status);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The PC around the CPU: interrupt controllers, timer, clock, power. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <linux/types.h>

/* No interrupt comes from the PICs any more; a spurious one gets a vector above the exceptions. */
void pic_mask(void);

/* TSC ticks in a millisecond by the PIT; 0 where it does not tick. */
__u32 pit_tsc_khz(void);

/* The time as "1970-01-01T00:00:00Z", which it is if there is no clock. */
#define UTC_MAX 32
void rtc_utc(char utc[UTC_MAX]);

/* Ends QEMU's machine; returns where it cannot. */
void power_off(int status);

#endif

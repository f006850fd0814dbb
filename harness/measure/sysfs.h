/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the kernel tells of what a record describes and `system` tunes. */
#ifndef SYSFS_H
#define SYSFS_H

#define CPU_FOLDER "/sys/devices/system/cpu"
#define NO_TURBO CPU_FOLDER "/intel_pstate/no_turbo"
#define BOOST CPU_FOLDER "/cpufreq/boost"
#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

#endif

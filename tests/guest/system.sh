#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in a guest of several CPUs as /script: a kernel's own settings, made quiet and put back.

mkdir -p /run
values() {
	for f in /proc/irq/*/smp_affinity_list /proc/irq/default_smp_affinity /proc/sys/kernel/nmi_watchdog \
		/proc/sys/kernel/soft_watchdog /proc/sys/kernel/watchdog_cpumask /proc/sys/kernel/numa_balancing; do
		echo "$f $(cat "$f" 2>/dev/null)"
	done
}

values >/tmp/before
/privbench system show | sed 's/^/show: /'
/privbench system tune >/tmp/tune 2>&1 || echo "not ok - tune in a guest: exit status $?: $(tail -n 3 /tmp/tune | tr '\n' ' ')"
sed 's/^/tune: /' /tmp/tune
values >/tmp/tuned
/privbench system reset >/tmp/reset 2>&1 || echo "not ok - reset in a guest: exit status $?: $(tail -n 3 /tmp/reset | tr '\n' ' ')"
sed 's/^/reset: /' /tmp/reset
values >/tmp/after

if cmp -s /tmp/before /tmp/tuned; then
	echo "not ok - a kernel's settings: tune changed none"
elif diff /tmp/before /tmp/after >/tmp/difference; then
	echo "ok - a kernel's settings are as before ($(wc -l </tmp/before) files)"
else
	echo "not ok - a kernel's settings: $(tr '\n' ' ' </tmp/difference)"
fi
sh /refused.sh

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in a guest as /script: the module's whole life, and what is left of it.

insmod /state.ko || echo "not ok - module: the state module loads"
cat /proc/cpu-state >/tmp/before
privbench run --on kernel -o /tmp/first.json >/dev/null 2>&1 || echo "not ok - module: a whole run"
# What init has said of the modules does not hold on a machine of someone else's.
env -u PRIVBENCH_MODULES privbench run --on kernel -o /tmp/live.json 'msr-fault/*' >/dev/null 2>&1
noted=$(grep -c 'faults: the kernel looks the fault up in its tree of modules' /tmp/live.json)
if [ "$noted" = 3 ] && ! grep -q 'tree of modules' /tmp/first.json; then
	echo "ok - module: each bench that faults is noted to depend on the modules of the machine"
else
	echo "not ok - module: notes of benches that fault: $noted, not 3"
fi
/hostile
privbench run --on kernel -o /tmp/second.json >/dev/null 2>&1 || echo "not ok - module: a whole run after all that"
cat /proc/cpu-state >/tmp/after

if diff /tmp/before /tmp/after >/tmp/difference; then
	echo "ok - module: flags, registers, descriptor tables and MSRs are as before ($(wc -l </tmp/before) lines)"
else
	echo "not ok - module: state has changed: $(tr '\n' ' ' </tmp/difference)"
fi
if grep -q privbench /proc/modules; then
	echo "not ok - module: it is still loaded"
else
	echo "ok - module: nothing of it is left"
fi
bad=$(dmesg | grep -Ei 'warn|bug:|oops|call trace|stall|lockup|general protection|rcu:.*detected' |
	grep -v 'Spectre\|RETBleed\|mitigation' | head -n 3 | tr '\n' ' ')
if [ -z "$bad" ]; then
	echo "ok - module: no warning in the kernel's log"
else
	echo "not ok - module: the kernel's log says: $bad"
fi
echo "restored $(grep -o '"msrs_restored": "[^"]*"' /tmp/first.json)"

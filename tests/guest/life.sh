#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in a guest as /script: the module's whole life, and what is left of it.

# Stopped and continued over and over.
stopped() {
	privbench run --on kernel -o /tmp/stopped.json irq-off-on irq-restore >/tmp/stopped 2>&1 &
	pid=$!
	stops=0
	while [ -e /proc/$pid/exe ]; do
		kill -STOP $pid
		kill -CONT $pid
		stops=$((stops + 1))
		usleep 3000
	done
	if wait $pid; then
		echo "ok - module: a run goes on after each of $stops stops"
	else
		echo "not ok - module: a run that is stopped $stops times: $(tail -n 1 /tmp/stopped)"
	fi
}

interrupted() {
	privbench run --on kernel -o /tmp/interrupted.json >/tmp/interrupted 2>&1 &
	pid=$!
	until grep -q % /tmp/interrupted; do usleep 10000; done
	kill -INT $pid
	wait $pid
	status=$?
	if [ $status = 5 ] && grep -q "interrupted; nothing of this target was recorded" /tmp/interrupted; then
		echo "ok - module: SIGINT ends a run"
	else
		echo "not ok - module: SIGINT: status $status, $(tail -n 1 /tmp/interrupted)"
	fi
}

# All that is timed, and all that it calls.
kprobes() {
	blacklist=/sys/kernel/debug/kprobes/blacklist
	if ! mount -t debugfs debugfs /sys/kernel/debug || [ ! -e $blacklist ]; then
		echo "ok - module: kprobes # SKIP this kernel has none, or does not tell"
		return
	fi
	insmod /privbench.ko
	# A bench's symbol stands for all up to the next one.
	possible=$(awk 'NR == FNR { refused[$2]; next }
		$3 ~ /^pb_timed_/ { benches++; if (!($3 in refused)) print $3 }
		END { if (benches < 100) print "only " benches + 0 " benches" }' $blacklist /proc/kallsyms)
	for f in pb_swapgs pb_swapgs_rethunk pb_swapgs_endbr pb_retpoline_rax pb_fault pb_srso pb_callthunk \
		linux_irq_off_on_0_1 pb_linux_irq_off_on_0_1 linux_call_0_2 nothing; do
		grep -qw $f $blacklist || possible="$possible $f"
	done
	rmmod privbench
	if [ -z "$possible" ]; then
		echo "ok - module: no kprobe can be put into what is timed"
	else
		echo "not ok - module: kprobes can be put into $(echo "$possible" | tr '\n' ' ')"
	fi
}

# One that waits for the module is set before the kernel knows what to refuse.
waiting_kprobe() {
	events=/sys/kernel/tracing/kprobe_events
	if ! mount -t tracefs tracefs /sys/kernel/tracing || ! echo 'p:waits privbench:nothing' >$events; then
		echo "ok - module: a kprobe that waits for it # SKIP this kernel has no kprobe events"
		return
	fi 2>/dev/null
	status=0
	privbench run --on kernel -o /tmp/probed.json kernel-call >/tmp/probed 2>&1 || status=$?
	echo >$events
	if [ $status = 5 ] && grep -q "a kprobe is set in the module" /tmp/probed; then
		echo "ok - module: nothing is measured while a kprobe waits for it"
	else
		echo "not ok - module: a kprobe that waits: status $status, $(tail -n 1 /tmp/probed)"
	fi
}

insmod /state.ko || echo "not ok - module: the state module loads"
cat /proc/cpu-state >/tmp/before
privbench run --on kernel --plan 1x2x5 -o /tmp/first.json >/dev/null 2>&1 || echo "not ok - module: a whole run"
# What init has said of the modules does not hold on a machine of someone else's.
env -u PRIVBENCH_MODULES privbench run --on kernel --plan 1x1x5 -o /tmp/live.json 'msr-fault/*' >/dev/null 2>&1
noted=$(grep -c 'faults: the kernel looks the fault up in its tree of modules' /tmp/live.json)
if [ "$noted" = 4 ] && ! grep -q 'tree of modules' /tmp/first.json; then
	echo "ok - module: each bench that faults is noted to depend on the modules of the machine"
else
	echo "not ok - module: notes of benches that fault: $noted, not 4"
fi
/hostile
stopped
interrupted
kprobes
waiting_kprobe
privbench run --on kernel --plan 1x1x5 -o /tmp/second.json >/dev/null 2>&1 || echo "not ok - module: a whole run after all that"
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
if [ -e /proc/lockdep_stats ]; then
	if grep -q 'debug_locks: *1' /proc/lockdep_stats; then
		echo "ok - module: lockdep is still on"
	else
		echo "not ok - module: lockdep has turned itself off"
	fi
fi
bad=$(dmesg | grep -Ei 'warn|bug:|cfi failure|oops|call trace|stall|lockup|general protection|rcu:.*detected' |
	grep -v 'Spectre\|RETBleed\|mitigation' | head -n 3 | tr '\n' ' ')
if [ -z "$bad" ]; then
	echo "ok - module: no warning in the kernel's log"
else
	echo "not ok - module: the kernel's log says: $bad"
fi
echo "restored $(grep -o '"msrs_restored": "[^"]*"' /tmp/first.json)"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# `privbench system`, on a machine made of files; of the real one nothing but `show` is asked.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

umask 022
root=$work/machine
export PRIVBENCH_SYSTEM_ROOT=$root
state=$root/run/privbench-system
cpu=$(sed -n 's/^Cpus_allowed_list:.*[^0-9]//p' /proc/self/status)	# the last
all=0-$((cpu + 2))
others=$((cpu + 1))-$((cpu + 2))
[ "$cpu" = 0 ] || others=0-$((cpu - 1)),$others
[ "$cpu" != 1 ] || others=0,2-3

put() { # PATH VALUE
	mkdir -p "$root${1%/*}"
	echo "$2" >"$root$1"
}

# A new machine; its copy in $work/was is what it is to be again.
machine() {
	local n sys=/sys/devices/system
	rm -rf "$root" "$work/was"
	put $sys/cpu/online "$all"
	put $sys/cpu/isolated ""
	put $sys/cpu/nohz_full "  (null)"
	put $sys/cpu/intel_pstate/no_turbo 0
	put $sys/cpu/cpufreq/boost 1
	put $sys/clocksource/clocksource0/current_clocksource hpet
	for n in 0 $((cpu + 1)) $((cpu + 2)); do
		put $sys/cpu/cpu"$n"/cpufreq/scaling_governor powersave
		put $sys/cpu/cpu"$n"/cpufreq/energy_performance_preference balance_performance
		put $sys/cpu/cpu"$n"/cpufreq/boost $((n > 0))
	done
	put $sys/cpu/cpu0/cpufreq/scaling_governor schedutil
	put $sys/cpu/cpu"$cpu"/topology/thread_siblings_list "$cpu,$((cpu + 1))"
	for n in 0 10 11 200; do
		put $sys/cpu/cpu"$cpu"/cpuidle/state"$n"/latency "$n"
		put $sys/cpu/cpu"$cpu"/cpuidle/state"$n"/disable 0
	done
	put /proc/sys/kernel/nmi_watchdog 1
	put /proc/sys/kernel/watchdog_cpumask "$all"
	put /proc/sys/kernel/numa_balancing 2
	put /proc/irq/1/smp_affinity_list "$all"
	put /proc/irq/2/smp_affinity_list "$cpu"
	put /proc/irq/3/smp_affinity_list "$((cpu + 1))"
	put /proc/loadavg "1.50 1.00 1.00 3/200 999"
	mkdir -p "$root/run"
	cp -r "$root" "$work/was"
}

system() {
	"$privbench" system "$@"
}

value() { # NAME PATH VALUE
	if [ "$(cat "$root$2")" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "$2 is '$(cat "$root$2")', not '$3'"
	fi
}

as_it_was() { # NAME
	if diff -r "$work/was" "$root" >"$work/diff" 2>&1; then
		ok "$1"
	else
		not_ok "$1" "$(head -n 5 "$work/diff")"
	fi
}

overview() {
	machine
	mkdir -p "$work/bin"
	printf '#!/bin/sh\nexit 0\n' >"$work/bin/pidof"
	chmod +x "$work/bin/pidof"
	expect "show" 0 "^[*] governor +schedutil \(3 of 3\) +the frequency follows load" env PATH="$work/bin:$PATH" "$privbench" system show
	cp "$work/out" "$work/show"
	expect "show: which command" 0 "cpupower frequency-set -g performance" bash -c "tr -s ' \n' ' ' <$work/show"
	expect "show: interrupts" 0 "^[*] IRQ affinity +$all \(2 of 3\)" cat "$work/show"
	expect "show: deep states alone" 0 "^[*] deep idle off +0 \(2 of 2\)" cat "$work/show"
	expect "show: irqbalance" 0 "^[*] irqbalance +runs +it moves interrupts" cat "$work/show"
	expect "show: clock source" 0 "^[*] clocksource +hpet" cat "$work/show"
	expect "show: load" 0 "^[*] load +1.50, 2 runnable" cat "$work/show"
	expect "show: SMT" 0 "^[*] SMT sibling +CPU $((cpu + 1)) " cat "$work/show"
	expect "show: isolation" 0 "^[*] isolation +no isolcpus nohz_full" cat "$work/show"
	expect "show: JSON" 0 '^.name.:.governor.,.now.:.schedutil .3 of 3.' bash -c "$privbench system show -f json |
		jq -c '.conditions[] | select(.name == \"governor\")' | tr -d {"
	expect "show: says what to do" 0 "^privbench system tune sets" cat "$work/show"
	as_it_was "show changes nothing"
	put /sys/devices/system/cpu/isolated "$cpu"
	put /sys/devices/system/cpu/nohz_full "$cpu"
	expect "show: an isolated CPU" 0 "^  isolation +isolated" system show
	put /sys/devices/system/cpu/isolated $((cpu + 1))
	expect "show: another is isolated" 0 "taskset -c $((cpu + 1))" system show
	put /sys/devices/system/cpu/online "$cpu"
	put /proc/irq/1/smp_affinity_list "$cpu"
	put /proc/sys/kernel/watchdog_cpumask "$cpu"
	expect "show: one CPU: nowhere else to go" 1 "^$" bash -c "echo; $privbench system show | grep 'watchdog CPUs'"
	expect "show: the real machine" 0 "^measuring CPU +$cpu," env -u PRIVBENCH_SYSTEM_ROOT "$privbench" system show
	expect "show: into a full device" 5 "could not be written" bash -c "$privbench system show >/dev/full"
}

round_trip() {
	machine
	expect "tune" 0 "^governor: 3 files set" system tune
	cp "$work/out" "$work/tune"
	expect "tune: interrupts" 0 "^IRQ affinity: 2 files set" cat "$work/tune"
	value "tune: governor" /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor performance
	value "tune: turbo" /sys/devices/system/cpu/intel_pstate/no_turbo 1
	value "tune: deep idle" /sys/devices/system/cpu/cpu"$cpu"/cpuidle/state11/disable 1
	value "tune: other idle" /sys/devices/system/cpu/cpu"$cpu"/cpuidle/state10/disable 0
	value "tune: watchdogs" /proc/sys/kernel/watchdog_cpumask "$others"
	value "tune: an interrupt of all CPUs" /proc/irq/1/smp_affinity_list "$others"
	value "tune: an interrupt of this CPU alone" /proc/irq/2/smp_affinity_list "$others"
	value "tune: an interrupt of others" /proc/irq/3/smp_affinity_list $((cpu + 1))
	expect "tune: the state is its owner's alone" 0 "^600$" stat -c %a "$state"
	expect "show: tuned" 0 "^tuned; privbench system reset puts back" system show
	expect "show: nothing is noisy" 0 "^  IRQ affinity +quiet" system show
	expect "tune twice" 5 "tuned already .*; privbench system reset first" system tune
	echo 0 >"$root/sys/devices/system/cpu/cpu$((cpu + 1))/cpufreq/boost"
	expect "reset" 0 "^governor: 3 files put back" system reset
	as_it_was "reset puts back what was there, and leaves no file"
	expect "reset twice" 0 "nothing to put back" system reset
	as_it_was "reset twice changes nothing"
}

# The order in which intel_pstate and amd_pstate take them.
order() {
	machine
	system tune >"$work/tune"
	system reset >"$work/reset"
	expect "tune: preference, then governor" 0 "^energy preference,governor,$" \
		bash -c "sed -n 's/:.*//p' $work/tune | uniq | head -n 2 | tr '\n' ,"
	expect "reset: governor, then preference" 0 "^governor,energy preference,$" \
		bash -c "sed -n 's/:.*//p' $work/reset | uniq | tail -n 2 | tr '\n' ,"
}

refusals() {
	local governor=$root/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor irq=$root/proc/irq/1/smp_affinity_list
	machine
	ln -sf /dev/full "$governor"
	expect "tune: a setting that refuses" 5 "^privbench: governor: $governor: No space left" system tune
	cp "$work/out" "$work/tune"
	expect "tune: the others are set" 0 "^governor: 2 files set" cat "$work/tune"
	expect "tune: what then" 0 "system reset puts it back" cat "$work/tune"
	rm "$governor"
	echo "" >"$governor"
	expect "reset after that" 0 "^governor: 2 files put back" system reset
	echo schedutil >"$governor"
	as_it_was "reset after that: all is what it was"
	ln -sf /dev/null "$governor"
	expect "tune: a setting that does not keep what is written" 5 "but it reads ''" system tune
	rm "$governor"
	echo performance >"$governor"
	expect "reset after that, too" 0 "^governor: 3 files put back" system reset
	rm "$governor"
	mkdir "$governor"
	expect "tune: a setting that cannot be read" 5 "cpu0/cpufreq/scaling_governor: Is a directory" system tune
	rmdir "$governor"
	echo schedutil >"$governor"
	rm "$irq"
	mkdir "$irq"
	expect "reset: what cannot be put back" 5 "IRQ affinity: $irq: Is a directory" system reset
	expect "reset: the state is kept" 0 "$all" cat "$state"
	value "reset: the rest is put back" /proc/sys/kernel/numa_balancing 2
	rmdir "$irq"
	echo 1 >"$irq"
	expect "reset again" 0 "^IRQ affinity: 1 file put back" system reset
	as_it_was "reset again: all is what it was"
	system tune >"$work/tune"
	rm -r "$root/proc/irq/1" "$work/was/proc/irq/1"
	expect "reset: an interrupt is gone" 0 "^IRQ affinity: 1 file put back" system reset
	as_it_was "reset: an interrupt is gone, all else is what it was"
}

# Where files can be made immutable: as the kernel refuses to move what is its own.
kept_interrupts() {
	local irq=$root/proc/irq/1/smp_affinity_list
	machine
	if ! chattr +i "$irq" 2>/dev/null; then
		skip "tune: an interrupt that the kernel keeps" "no immutable files here"
		return
	fi
	expect "tune: an interrupt that the kernel keeps" 0 "^IRQ affinity: 1 file set" system tune
	expect "reset: an interrupt that the kernel keeps" 0 "^IRQ affinity: 1 file put back" system reset
	chattr -i "$irq"
	as_it_was "reset: that, too"
}

states() {
	local text knob=$root/proc/sys/kernel/numa_balancing
	machine
	expect "reset: nothing was tuned" 0 "nothing to put back" system reset
	rmdir "$root/run"
	expect "tune: no state can be written" 5 "cannot write what is there now into .*/run/.*: No such file" system tune
	mkdir "$root/run"
	as_it_was "tune: no state can be written: nothing is changed"
	for text in '{"name": "left-pad"}' "$knob" "/etc/shadow x" "$root/sys/../etc/x 7" "$root/sys/kernel/debug/x 7" \
		"$root/proc/sys/kernel/core_pattern 7" "$root/proc/irq/1/../x/smp_affinity_list 7"; do
		printf '%s 7\n%s\n' "$knob" "$text" >"$state"
		expect "reset: no state: '$text'" 5 "privbench-system is not believed: it has other lines" system reset
		expect "tune: no state: '$text'" 5 "tuned already" system tune
		expect "no state is kept: '$text'" 0 "system" ls "$state"
	done
	printf '%s 7' "$knob" >"$state"
	expect "reset: a state cut short" 5 "privbench-system is not believed" system reset
	rm "$state"
	as_it_was "what is no state changes nothing"
}

# A state that somebody else may have written is not obeyed: `not_believed WHAT COMMAND...` makes one.
not_believed() {
	local what=$1
	shift
	machine
	echo "$root/proc/sys/kernel/numa_balancing 7" >"$state"
	"$@"
	expect "reset: $what is not believed" 5 "privbench-system is not believed" timeout 20 "$privbench" system reset
	expect "tune: $what is left alone" 5 "tuned already" timeout 20 "$privbench" system tune
	rm "$state"
	as_it_was "$what changes nothing"
}

untrusted() {
	not_believed "a state that others may write" chmod 666 "$state"
	not_believed "a state that a group may write" chmod 620 "$state"
	not_believed "a link" sh -c "mv '$state' '$work/state' && ln -s '$work/state' '$state'"
	not_believed "a pipe" sh -c "rm '$state' && mkfifo '$state'"
	not_believed "a state of 17 MiB" truncate -s 17M "$state"
	[ "$(id -u)" != 0 ] || not_believed "another's state" chown 65534 "$state"
	machine
	echo "$root/proc/sys/kernel/numa_balancing 7" >"$state"
	expect "reset: its owner's state is obeyed" 0 "^numa_balancing: 1 file put back" system reset
	value "reset: its owner's state is obeyed: the value" /proc/sys/kernel/numa_balancing 7
}

not_root() {
	machine
	if [ "$(id -u)" != 0 ] || ! cp "$privbench" "$work/privbench"; then
		skip "not root" "this is not root either"
		return
	fi
	chmod 755 "$work"
	expect "not root: show" 0 "^[*] governor" setpriv --reuid 65534 --clear-groups "$work/privbench" system show
	expect "not root: tune" 5 "Permission denied; it takes root" setpriv --reuid 65534 --clear-groups "$work/privbench" system tune
	as_it_was "not root: nothing is changed"
	system tune >"$work/tune"
	expect "not root: show, tuned" 0 "^tuned; privbench" setpriv --reuid 65534 --clear-groups "$work/privbench" system show
	expect "not root: reset" 5 "is not believed" setpriv --reuid 65534 --clear-groups "$work/privbench" system reset
	system reset >"$work/reset"
	as_it_was "not root: root resets"
}

# Killed at any instant, also more than once: what is there then leads back.
killed() {
	local n midway=0 pid
	machine
	mkdir "$root"/proc/irq/{100..999}
	for n in {100..999}; do
		echo "$all" >"$root/proc/irq/$n/smp_affinity_list"
	done
	cp -r "$root/proc/irq" "$work/was/proc"
	for n in {1..20}; do
		"$privbench" system tune >/dev/null 2>&1 & pid=$!
		sleep "0.0$((RANDOM % 5))$((RANDOM % 10))"
		{ kill -9 "$pid"; wait "$pid"; } 2>/dev/null || true
		if [ -e "$state" ] && grep -qx "$all" "$root/proc/irq/999/smp_affinity_list"; then
			midway=$((midway + 1))
		fi
		"$privbench" system reset >/dev/null 2>&1 & pid=$!
		sleep "0.0$((RANDOM % 5))$((RANDOM % 10))"
		{ kill -9 "$pid"; wait "$pid"; } 2>/dev/null || true
		system reset >/dev/null 2>"$work/err" || not_ok "reset after a kill" "$(cat "$work/err")"
		# What a killed writer leaves behind has no name that anybody reads.
		rm -f "$root"/run/.privbench-*
		diff -r "$work/was" "$root" >"$work/diff" 2>&1 || break
	done
	[ "$midway" -gt 0 ] || skip "killed between changes" "none of $n was"
	as_it_was "killed at any instant, and reset"
}

usage() {
	expect "no action" 2 "do what[?] show, tune or reset" system
	expect "unknown action" 2 "no action 'quieten'; the actions are show, tune and reset" system quieten
	expect "unknown format" 2 "no format 'rtf'" system show --format rtf
	expect "two actions" 2 "one action at a time" system tune reset
}

usage
overview
round_trip
order
refusals
kept_interrupts
states
untrusted
not_root
killed

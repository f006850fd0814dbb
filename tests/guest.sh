#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What needs ring 0, in guests: the module's life, a kernel's settings, kernels that
# refuse the module.  boots.sh has the figures.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

emulated() {
	expect "--clock tsc: known for an emulator's" 0 "emulated" \
		"$privbench" run --on qemu --clock tsc -o "$work/tsc.json" irq-restore
	if "$privbench" claims --format json "$work/tsc.json" | grep '"verdict": "\(supported\|refuted\)"' >/dev/null; then
		not_ok "an emulator's clock decides no claim about cycles" "it did"
	else
		ok "an emulator's clock decides no claim about cycles"
	fi
}

# Two nodes, so that NUMA balancing is on.
settings() {
	local qemu=(-smp 4 -object "memory-backend-ram,id=a,size=192M" -object "memory-backend-ram,id=b,size=192M"
		-numa "node,cpus=0-1,memdev=a" -numa "node,cpus=2-3,memdev=b")
	script_boot tests/guest/system.sh "" "$B/privbench" tests/guest/refused.sh >"$work/settings"
	grep -E '^(ok|not ok) - ' "$work/settings"
	expect "a kernel's settings: interrupts are moved, but its own" 0 "^tune: IRQ affinity: [0-9]+ files? set" cat "$work/settings"
	expect "a kernel's settings: NUMA balancing" 0 "^tune: numa_balancing: 1 file set" cat "$work/settings"
	expect "a kernel's settings: watchdogs" 0 "^reset: watchdog CPUs: 1 file put back" cat "$work/settings"
}

# In the same guest, at last: privbench says why the module is refused, and goes on elsewhere.
refused() { # SETTING PATTERN
	expect "$1: refused with the right words" 0 "^$1: said not at kernel: .*$2" cat "$work/settings"
	expect "$1: the next target is taken" 0 "^$1: .*: \"user\"" cat "$work/settings"
}

# An apt-get that takes the lists' lock for a second, as apt's own does.
fetch_at_once() {
	local bin=$work/bin name
	mkdir "$bin"
	cat >"$bin/apt-get" <<-'EOF'
		#!/bin/bash
		[[ " $* " == *" update "* ]] || exit 0
		mkdir "$LISTS/lock" || { echo "E: Could not get lock" && exit 100; }
		sleep 1
		rmdir "$LISTS/lock"
	EOF
	chmod +x "$bin/apt-get"
	export LISTS=$work/build/apt/stable-backports/lists
	for name in one two; do
		DEBIAN_MIRROR=http://mirror.invalid BUILD=$work/build PATH=$bin:$PATH \
			scripts/guest-kernel.sh stable-backports 2>"$work/fetch-$name" &
	done
	wait
	cat "$work"/fetch-{one,two} >"$work/fetch"
	expect "two that fetch from one suite: the second waits" 0 "waiting for another run that uses .*/stable-backports" cat "$work/fetch"
	silent "two that fetch from one suite: neither fails for the other" grep -i "could not get lock" "$work/fetch"
	expect "two that fetch from one suite: both come to look for the kernel" 0 "^2$" \
		grep -c "no kernel with headers for 'stable-backports'" "$work/fetch"
}

emulated
fetch_at_once
life default "$B/guest/default"
settings
refused lockdown "locked down.*unsigned modules"
refused sig_enforce "signed modules only"

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
	if "$privbench" show --format json "$work/tsc.json" | grep '"verdict": "\(supported\|refuted\)"' >/dev/null; then
		not_ok "an emulator's clock decides no claim about cycles" "it did"
	else
		ok "an emulator's clock decides no claim about cycles"
	fi
}

# Boot with a script of ours: `script_boot SCRIPT KERNEL_WORDS FILE...`; its output on stdout.  More words for QEMU are in `qemu`.
qemu=()
script_boot() {
	local script=$1 words=$2 guest=$B/guest/default root
	shift 2
	root=$(mktemp -d -p "$work")
	install -m 755 "$script" "$root/script"
	[ $# -eq 0 ] || cp -r "$@" "$root/"
	(cd "$root" && find . | cpio --quiet -o -H newc) | cat "$guest/initramfs.cpio" - >"$root.cpio"
	timeout 240 qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none \
		-machine pc,hpet=off -m 384M -accel tcg,thread=single -cpu max "${qemu[@]}" \
		-kernel "$guest/vmlinux" -initrd "$root.cpio" \
		-serial "file:$root.console" -serial "file:$root.results" \
		-append "console=ttyS0 panic=-1 quiet nolapic_timer no_timer_check cryptomgr.notests $words -- script"
	tr -d '\r' <"$root.results" | grep privbench-end >/dev/null ||
		not_ok "$(basename "$script")" "the guest did not finish: $(tail -n 5 "$root.console")"
	tr -d '\r' <"$root.results" | grep -v privbench-end
}

life() {
	make -s -C "$B/guest/default/kdir" M="$(realpath "$B/test/state")" CONFIG_DEBUG_INFO_BTF_MODULES= modules
	script_boot tests/guest/life.sh "" "$B/test/hostile" "$B/test/state/state.ko" >"$work/life"
	grep -E '^(ok|not ok) - ' "$work/life"
	expect "MSRs are as before, by msr-tools" 0 'restored.*"([0-9]+) of \1"' cat "$work/life"
}

# Two nodes, so that NUMA balancing is on.
settings() {
	local qemu=(-smp 4 -object "memory-backend-ram,id=a,size=192M" -object "memory-backend-ram,id=b,size=192M"
		-numa "node,cpus=0-1,memdev=a" -numa "node,cpus=2-3,memdev=b")
	script_boot tests/guest/system.sh "" "$B/privbench" >"$work/settings"
	grep -E '^(ok|not ok) - ' "$work/settings"
	expect "a kernel's settings: interrupts are moved" 0 "^tune: IRQ affinity: 0-3 -> 0-2 " cat "$work/settings"
	expect "a kernel's settings: its own interrupts stay" 0 "^tune: IRQ affinity: [0-9]+ stay as they are" cat "$work/settings"
	expect "a kernel's settings: NUMA balancing" 0 "^tune: numa_balancing: 1 -> 0" cat "$work/settings"
	expect "a kernel's settings: watchdogs" 0 "^reset: watchdog CPUs: 0-2 -> 0-3" cat "$work/settings"
}

refused() { # KERNEL_WORDS PATTERN
	script_boot tests/guest/refused.sh "$1" >"$work/refused"
	expect "$1: refused with the right words" 0 "said not at kernel: .*$2" cat "$work/refused"
	expect "$1: the next place is taken" 0 '"place": "user"' cat "$work/refused"
}

emulated
life
settings
refused lockdown=integrity "locked down.*unsigned modules"
refused module.sig_enforce=1 "signed modules only"

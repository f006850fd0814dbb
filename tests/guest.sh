#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Everything that needs ring 0, in guests: every bench to the instruction, two
# boots to the digit, the module's life, kernels that refuse it.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

binary() { # HEX
	local i
	for ((i = 0; i < ${#1}; i += 2)); do
		printf '%b' "\\x${1:i:2}"
	done
}

# The kernel's own straight-line rows, against a disassembly of the bytes that ran.
own_code() { # RECORD KERNEL
	local bench measured code counted
	while read -r bench measured code; do
		binary "$code" >"$work/code"
		objdump -D -b binary -m i386:x86-64 "$work/code" >"$work/listing"
		counted=$(grep -cE '^ +[0-9a-f]+:.*[a-z]' "$work/listing")
		if [ "$counted" = "$measured" ]; then
			ok "$2: $bench, by its disassembly, has $counted instructions"
		else
			not_ok "$2: $bench" "$measured instructions measured, $counted disassembled"
		fi
	done < <(column "$1" bench estimate code | grep -E '^kernel-(irq-off-on|save-flags|irq-save) ')
}

two_boots() {
	"$privbench" run --on qemu --seed 1 -o "$work/one.json" >/dev/null 2>"$work/err1" &
	"$privbench" run --on qemu --seed 1 -o "$work/two.json" >/dev/null 2>"$work/err2" ||
		not_ok "a run in a guest" "$(tail -n 3 "$work/err2")"
	wait $! || not_ok "a run in a guest" "$(tail -n 3 "$work/err1")"
	if cmp -s <(figures "$work/one.json") <(figures "$work/two.json"); then
		ok "two boots, the same figures ($(figures "$work/one.json" | wc -l) lines)"
	else
		not_ok "two boots differ" "$(diff <(figures "$work/one.json") <(figures "$work/two.json") | head -n 4)"
	fi
	path_lengths "$work/one.json" "$(basename "$(readlink -f "$B/guest/default")")"
	own_code "$work/one.json" "$(basename "$(readlink -f "$B/guest/default")")"
}

other_kernel() { # SPEC
	local release
	expect "a run in a guest with the kernel of $1" 0 "icount" \
		"$privbench" run --on qemu --seed 1 --kernel "$1" -o "$work/$1.json"
	release=$(basename "$(readlink -f "$B/guest/$1")")
	path_lengths "$work/$1.json" "$release"
	own_code "$work/$1.json" "$release"
}

# Its headers may want a chroot, which not every machine allows.
newest_kernel() {
	if scripts/guest.sh stable-backports >/dev/null 2>"$work/err"; then
		other_kernel stable-backports
	elif grep -qE "takes root's rights|mounts nothing in" "$work/err"; then
		skip "the kernel of stable-backports" "$(grep -E "rights|mounts" "$work/err")"
	else
		not_ok "the kernel of stable-backports" "$(tail -n 3 "$work/err")"
	fi
}

# What the kernel builds itself differs from version to version, what is ours does not.
versions() {
	expect "6.1 and later kernels differ" 0 "kernel-wrmsr .*\*" \
		"$privbench" show --differ "$work/one.json" "$work/backports.json"
	if grep -E '^  [a-z0-9-]+ .*\*$' "$work/out" | grep -vqE '^  (kernel-|.*-faults)'; then
		not_ok "only the kernel's own rows differ" "$(grep '\*$' "$work/out" | grep -vE '^  (kernel-|.*-faults)')"
	else
		ok "only the kernel's own rows differ"
	fi
}

image_and_kdir() {
	expect "a guest of IMAGE:KDIR" 0 "icount" "$privbench" run --on qemu --seed 1 -o "$work/pair.json" \
		--kernel "$B/guest/default/vmlinuz:$B/guest/default/kdir"
	column "$work/one.json" bench status estimate >"$work/one.figures"
	column "$work/pair.json" bench status estimate >"$work/pair.figures"
	if cmp -s "$work/one.figures" "$work/pair.figures"; then
		ok "the same kernel as IMAGE:KDIR has the same figures"
	else
		not_ok "the same kernel as IMAGE:KDIR" "$(diff "$work/one.figures" "$work/pair.figures" | head -n 4)"
	fi
}

emulated() {
	expect "--clock tsc: known for an emulator's" 0 "emulated" \
		"$privbench" run --on qemu --clock tsc -o "$work/tsc.json" irq-restore
	if "$privbench" show --format json "$work/tsc.json" | grep '"verdict": "\(supported\|refuted\)"' >/dev/null; then
		not_ok "an emulator's clock decides no claim about cycles" "it did"
	else
		ok "an emulator's clock decides no claim about cycles"
	fi
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

two_boots
other_kernel backports
newest_kernel
versions
image_and_kdir
emulated
life default "$B/guest/default"
settings
refused lockdown=integrity "locked down.*unsigned modules"
refused module.sig_enforce=1 "signed modules only"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A stock kernel under icount: every bench to the instruction, the same in every boot,
# and as results/reference has it.
#
# usage: boots.sh KERNEL|all [BOOTS]

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

kernel=${1:-all}
boots=${2-}
if [ "$kernel" = all ]; then
	for kernel in default backports stable-backports; do "$0" "$kernel" "${@:2}"; done
	exec tests/xen.sh "${@:2}"
fi
declare -A reference_of=([default]=qemu-6.1 [backports]=qemu-6.12 [stable-backports]=qemu-7.2)
first=${reference_of[$kernel]}

binary() { # HEX
	local i
	for ((i = 0; i < ${#1}; i += 2)); do
		printf '%b' "\\x${1:i:2}"
	done
}

# The straight-line code of the kernel itself, against a disassembly of the bytes that ran.
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

# Its headers may want a chroot, which not every machine allows.
newest_kernel() {
	scripts/guest.sh stable-backports >/dev/null 2>"$work/err" && return
	if grep -qE "takes root's rights|mounts nothing in" "$work/err"; then
		skip "the kernel of stable-backports" "$(grep -E "rights|mounts" "$work/err")"
	else
		not_ok "the kernel of stable-backports" "$(tail -n 3 "$work/err")"
	fi
	exit
}

figures_of() { # RECORD: a line a bench
	column "$1" bench status estimate min p50 p99 max
}

# Every figure of another boot is one of the first boot.
same() { # RECORD WHAT
	figures_of "$1" >"$work/again"
	if [ ! -s "$work/again" ]; then
		not_ok "$2" "no record"
	elif grep -vxFf "$work/first" "$work/again" >"$work/moved"; then
		not_ok "$2 has the figures of boot 1" \
			"$(head -n 2 "$work/moved"); boot 1: $(grep "^$(head -n 1 "$work/moved" | cut -d' ' -f1) " "$work/first")"
	else
		ok "$2 has the figures of boot 1 ($(wc -l <"$work/again") benches)"
	fi
}

again() { # RELEASE
	local n
	for ((n = 2; n <= boots; n++)); do
		"$privbench" run --on qemu --seed 1 --kernel "$kernel" --force -o "$work/again.json" >"$work/log" 2>&1 ||
			not_ok "$1: boot $n" "$(tail -n 2 "$work/log")"
		same "$work/again.json" "$1: boot $n"
	done
}

# What the kernel builds itself differs from version to version, what is ours does not.
versions() {
	recorded qemu-6.1 --on qemu --kernel default
	expect "two versions of the kernel differ" 0 '^\* kernel-wrmsr ' \
		"$privbench" show --differ "$records/qemu-6.1.json" "$records/$first.json"
	if grep -E '^\* [a-z0-9-]+ ' "$work/out" | grep -vE '^\* (kernel-|.*-faults)' >"$work/differ"; then
		not_ok "only the kernel's own benches differ" "$(cat "$work/differ")"
	else
		ok "only the kernel's own benches differ"
	fi
}

# The same kernel named by its parts is no other kernel; but it has no msr.ko, and so another tree of modules.
image_and_kdir() {
	expect "a guest of IMAGE:KDIR" 0 "icount" "$privbench" run --on qemu --seed 1 -o "$work/pair.json" \
		--kernel "$B/guest/default/vmlinuz:$B/guest/default/kdir"
	if cmp -s <(figures_of "$records/$first.json" | grep -v -- '-faults ') <(figures_of "$work/pair.json" | grep -v -- '-faults '); then
		ok "the same kernel as IMAGE:KDIR has the same figures"
	else
		not_ok "the same kernel as IMAGE:KDIR" "$(diff "$work/first" <(figures_of "$work/pair.json") | head -n 4)"
	fi
}

[ "$kernel" != stable-backports ] || newest_kernel
recorded "$first" --on qemu --kernel "$kernel"
release=$(basename "$(readlink -f "$B/guest/$kernel")")
boots=${boots:-$(boots_enough "$first" "$records/$first.json")}
figures_of "$records/$first.json" >"$work/first"
path_lengths "$records/$first.json" "$release"
own_code "$records/$first.json" "$release"
again "$release"
as_reference "$first" "$records/$first.json"
[ "$kernel" != default ] || image_and_kdir
[ "$kernel" != backports ] || versions

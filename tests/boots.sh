#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Stock kernels under icount: every bench to the instruction, the same in every boot,
# and as results/reference has it.
#
# usage: boots.sh [BOOTS [GLOB...]]: the first boot of each kernel measures everything, the
#        others what the globs say: 5 and what faults, unless told otherwise

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

boots=${1:-5}
globs=("${@:2}")
[ ${#globs[@]} -gt 0 ] || globs=('msr-fault/*-faults')
kernels=(default backports)
reference=results/reference

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
	if scripts/guest.sh stable-backports >/dev/null 2>"$work/err"; then
		kernels+=(stable-backports)
	elif grep -qE "takes root's rights|mounts nothing in" "$work/err"; then
		skip "the kernel of stable-backports" "$(grep -E "rights|mounts" "$work/err")"
	else
		not_ok "the kernel of stable-backports" "$(tail -n 3 "$work/err")"
	fi
}

boot() { # KERNEL N GLOB...
	local name=$work/$1.$2
	"$privbench" run --on qemu --seed 1 --kernel "$1" --force -o "$name.json" "${@:3}" >"$name.log" 2>&1 || true
}

# As many at once as there are CPUs.
boot_all() {
	local kernel n
	for ((n = 1; n <= boots; n++)); do
		for kernel in "${kernels[@]}"; do
			while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
			if [ "$n" = 1 ]; then
				boot "$kernel" 1 &
			else
				boot "$kernel" "$n" "${globs[@]}" &
			fi
		done
	done
	wait
}

figures_of() { # KERNEL N: a line a bench
	column "$work/$1.$2.json" bench status estimate min p50 p99 max >"$work/$1.$2"
	[ -s "$work/$1.$2" ]
}

# Every figure of the later boots is one of the first boot.
same() { # KERNEL RELEASE
	local n lines=0
	for ((n = 2; n <= boots; n++)); do
		if ! figures_of "$1" "$n"; then
			not_ok "$2: boot $n" "$(tail -n 2 "$work/$1.$n.log")"
		elif grep -vxFf "$work/$1.1" "$work/$1.$n" >"$work/moved"; then
			not_ok "$2: boot $n has the figures of boot 1" \
				"$(head -n 2 "$work/moved"); boot 1: $(grep "^$(head -n 1 "$work/moved" | cut -d' ' -f1) " "$work/$1.1")"
		else
			lines=$((lines + $(wc -l <"$work/$1.$n")))
			ok "$2: boot $n has the figures of boot 1 ($(wc -l <"$work/$1.$n") benches)"
		fi
	done
}

release_of() { # KERNEL
	basename "$(readlink -f "$B/guest/$1")"
}

kernel() { # KERNEL
	local release
	release=$(release_of "$1")
	if ! figures_of "$1" 1; then
		not_ok "a run in a guest with $release" "$(tail -n 3 "$work/$1.1.log")"
		return
	fi
	path_lengths "$work/$1.1.json" "$release"
	own_code "$work/$1.1.json" "$release"
	same "$1" "$release"
}

# What the kernel builds itself differs from version to version, what is ours does not.
versions() {
	expect "two versions of the kernel differ" 0 "kernel-wrmsr .*\*" \
		"$privbench" show --differ "$work/default.1.json" "$work/backports.1.json"
	if grep -E '^  [a-z0-9-]+ .*\*$' "$work/out" | grep -vqE '^  (kernel-|.*-faults)'; then
		not_ok "only the kernel's own benches differ" "$(grep '\*$' "$work/out" | grep -vE '^  (kernel-|.*-faults)')"
	else
		ok "only the kernel's own benches differ"
	fi
}

# The same kernel named by its parts is no other kernel; but it has no msr.ko, and so another tree of modules.
image_and_kdir() {
	expect "a guest of IMAGE:KDIR" 0 "icount" "$privbench" run --on qemu --seed 1 -o "$work/pair.1.json" \
		--kernel "$B/guest/default/vmlinuz:$B/guest/default/kdir"
	figures_of pair 1
	if cmp -s <(grep -v -- '-faults ' "$work/default.1") <(grep -v -- '-faults ' "$work/pair.1"); then
		ok "the same kernel as IMAGE:KDIR has the same figures"
	else
		not_ok "the same kernel as IMAGE:KDIR" "$(diff "$work/default.1" "$work/pair.1" | head -n 4)"
	fi
}

newest_kernel
boot_all
for name in "${kernels[@]}"; do
	kernel "$name"
done
versions
image_and_kdir
as_reference qemu-6.1 "$work/default.1.json"
as_reference qemu-6.12 "$work/backports.1.json"
[ ! -f "$work/stable-backports.1.json" ] || as_reference qemu-7.2 "$work/stable-backports.1.json"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The project tracks itself: what results/reference holds of exact clocks is
# measured again, and nothing may have moved (boots.sh and xen.sh do it for theirs).
# `reference.sh write` makes these records anew; what moved is for the commit to say.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# Record, target, kernel.
exact=(
	"qemu-6.1 qemu default"
	"qemu-6.12 qemu backports"
	"qemu-7.2 qemu stable-backports"
	"qemu-flat qemu-flat -"
	"xen xen default"
)

measure() { # RECORD TARGET KERNEL
	local kernel=()
	[ "$3" = - ] || kernel=(--kernel "$3")
	"$privbench" run --on "$2" "${kernel[@]}" --seed 1 --force -o "$1" >/dev/null
}

# A record with one figure changed: by that name it must be found, and by no other.
planted() {
	local bench=cli-pv-direct
	with_figure "$reference/qemu-flat.json" $bench 4 >"$work/planted.json"
	expect "one instruction more is found, by name, and nothing else" 1 "^privbench: REGRESSED: $bench: 3, then 4 instructions" \
		"$privbench" check --baseline "$reference/qemu-flat.json" "$work/planted.json"
	cp "$work/out" "$work/planted"
	expect "one alone" 0 '^1$' grep -c '^privbench: REGRESSED' "$work/planted"
	expect "one instruction less is no regression" 0 "1 IMPROVED" \
		"$privbench" check --baseline "$work/planted.json" "$reference/qemu-flat.json"
	expect "but it has moved" 1 "^privbench: IMPROVED: $bench: 4, then 3 instructions" \
		"$privbench" check --exact --baseline "$work/planted.json" "$reference/qemu-flat.json"
}

write() {
	local line
	for line in "${exact[@]}"; do
		# shellcheck disable=SC2086 # a list of words
		set -- $line
		measure "$reference/$1.json" "$2" "$3" 2>"$work/err" || { cat "$work/err" >&2 && exit 1; }
	done
}

if [ "${1-}" = write ]; then
	write
	exit
fi
recorded qemu-flat --on qemu-flat
as_reference qemu-flat "$records/qemu-flat.json"
planted
expect "claims by all of them; what traps under Xen PV decides none" 0 "under Xen it traps" \
	"$privbench" claims "$reference"/*.json

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# One step of `git bisect run`, in a kernel's source tree (docs/ci.md): build,
# measure what BASELINE measured, compare.
#
# usage: bisect.sh [--exact] BASELINE
#   BASELINE  a record of the good end: run --on qemu --clock icount --kernel . -o BASELINE GLOB...
#   --exact   a bench that became shorter is bad, too
# The kernel is built in the current folder, or in KBUILD_OUTPUT if that is set.
#
# Exit status, as git reads it:
#   0    good: nothing got longer
#   1    bad
#   125  skipped: not built, not booted, or not all of it measured, which decides nothing
#   128  wrong usage; also what would be wrong at every commit. The bisection stops,
#        as it does when interrupted (130, 143)

set -uo pipefail
wrong=128
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"
privbench=$build/privbench

decide() { # STATUS WORD WHY
	progress "$(git rev-parse --short HEAD 2>/dev/null): $2: $3"
	exit "$1"
}

skip() { # WHY
	decide 125 skip "$1"
}

# A command's output matters if it fails.
logged() { # COMMAND...
	"$@" >"$work/log" 2>&1 && return
	tail -n 20 "$work/log" >&2
	return 1
}

# The names of the benches that have a figure; fails if these are not path lengths in a Linux guest.
measured() { # RECORD
	"$privbench" show --format csv "$1" | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["clock"] != "icount" || $at["target"] != "qemu" { exit 1 }
		$at["status"] == "ok" { print $at["bench"] }'
}

# What would go wrong at every commit is no property of one.
check_usage() {
	local bench
	[ -f Kconfig ] || fail "$PWD is no kernel's source tree" "cd to the tree that is bisected"
	[ -f "$tree/.config" ] || fail "no $tree/.config" "configure the kernel first: docs/kernels.md"
	[ -x "$privbench" ] || fail "no $privbench" "make in $top"
	names=$(measured "$baseline") ||
		fail "$baseline is no record of path lengths in a Linux guest" \
			"make it at the good end: run --on qemu --clock icount --kernel . -o $baseline"
	mapfile -t benches <<<"$names"
	[ -n "$names" ] || fail "$baseline has no figure to compare with"
	# A record may come from anywhere, and its names become arguments.
	for bench in "${benches[@]}"; do
		[[ $bench =~ ^[a-z0-9][a-z0-9-]*$ ]] ||
			fail "$baseline has a row that is no bench: $(printf '%q' "$bench")" \
				"make it anew at the good end: run --on qemu --clock icount --kernel . -o FILE"
	done
	"$privbench" run --on qemu-flat -o "$work/flat.json" calibrate >"$work/log" 2>&1 ||
		fail "nothing can be measured here: $(tail -n 1 "$work/log")"
}

# KBUILD_OUTPUT is for the kernel, not for the module.  A guest's command line
# takes 2047 bytes; where the names are too many, all benches are measured.
measure() {
	local globs=("${benches[@]}")
	[ "${#names}" -le 1500 ] || globs=()
	logged env -u KBUILD_OUTPUT "$privbench" run --on qemu --clock icount --kernel "$tree" --seed 1 \
		-o "$work/record.json" -- "${globs[@]}" || skip "nothing was measured"
}

compare() {
	local status=0
	"$privbench" check "${exact[@]}" --baseline "$baseline" "$work/record.json" >/dev/null || status=$?
	case $status in
	0) decide 0 good "${#benches[@]} benches are as they were, or shorter" ;;
	1) decide 1 bad "see the changes above" ;;
	3 | 4) skip "not every bench can be compared" ;;
	*) skip "the comparison failed" ;;
	esac
}

exact=()
if [ "${1-}" = --exact ]; then
	exact=(--exact)
	shift
fi
arguments 1 1 "$@"
baseline=$1
work=$(mktemp -d) || exit "$wrong"
trap 'rm -rf "$work"' EXIT
trap 'progress interrupted; exit 130' INT
trap 'progress interrupted; exit 143' TERM HUP
tree=$(realpath "${KBUILD_OUTPUT:-.}") || fail "no folder $KBUILD_OUTPUT"

check_usage
logged make -s -j"$(nproc)" olddefconfig bzImage modules_prepare || skip "the kernel is not built"
measure
compare

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Same body, same bytes in every executor: what the linker has not touched yet is
# compared as objdump shows it, code and relocations.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# The module has them where no kprobe may go, and without labels: at a label objdump decodes anew.
code() { # OBJECT
	local section=.text
	! objdump -h "$1" | grep ' \.kprobes\.text ' >/dev/null || section=.kprobes.text
	objcopy --strip-unneeded "$1" "$work/unlabelled.o"
	objdump -dr -j "$section" "$work/unlabelled.o" | sed '/file format/d; /^[0-9a-f]* <.*>:$/d; /^$/d; s/<.*>//; s/\.kprobes\.text/.text/'
}

compare() { # PROGRAM'S OBJECT, OTHER HOST'S OBJECT, HOST
	local name
	name="$(basename "$1" .o): same bytes in the program and in $3"
	code "$1" >"$work/ours"
	code "$2" >"$work/theirs"
	if ! grep -qE "rdtsc|ret" "$work/ours"; then
		not_ok "$name" "no bodies in $1"
	elif cmp -s "$work/ours" "$work/theirs"; then
		ok "$name ($(nm "$1" | grep -c ' t pb_timed_' || true) bodies)"
	else
		not_ok "$name" "$(diff "$work/ours" "$work/theirs" | head -n 4)"
	fi
}

# Only the flat guest runs them.
left_out() { # OBJECT HOST
	local name
	name="$(basename "$1" .o): its bodies are not in $2"
	if nm "$1" | grep -q ' pb_timed_'; then
		not_ok "$name" "$(nm "$1" | grep -c ' pb_timed_') are"
	else
		ok "$name"
	fi
}

# The flat guest has each loop at one alignment only: function by function, then.
# Where a jump leads is compared by name; how far that is differs.
first_layout() { # OBJECT
	objdump -drw --no-addresses -j .text "$1" | awk -F '\t' '
		/^<.*>:$/ { wanted = /^<pb_(handler_.*|.*(_0_[12]|_site|_site_end|_cold))>:$/ }
		!wanted || NF == 0 || $3 == "int3" { next }
		/<.*>$/ && NF == 3 { print split($2, bytes, " ") " bytes", $3; next }
		{ print }'
}

compare_flat() { # PROGRAM'S OBJECT, FLAT GUEST'S OBJECT, IMAGE
	local name
	name="$(basename "$1" .o): same bytes in the program and in $3"
	first_layout "$1" >"$work/ours"
	first_layout "$2" >"$work/theirs"
	if ! grep -q '<pb_' "$work/ours"; then
		not_ok "$name" "no bodies in $1"
	elif cmp -s "$work/ours" "$work/theirs"; then
		ok "$name ($(grep -c ':$' "$work/ours") functions)"
	else
		not_ok "$name" "$(diff "$work/ours" "$work/theirs" | head -n 4)"
	fi
}

# Where in its 64 bytes each timed function begins.
begins() { # SHIFT OBJECT...
	local shift=$1 starts
	shift
	starts=$(nm "$@" | sed -n '/ pb_timed_/d; s/^[0-9a-f]*\(..\) t pb_.*_0_[12]$/0x\1/p' | while read -r end; do echo $((end % 64)); done | sort -u)
	if [ "$starts" = $((16 * shift)) ]; then
		ok "image $shift of the flat guest has layout $shift, and no other"
	else
		not_ok "image $shift of the flat guest has layout $shift" "its functions begin at $starts of 64 bytes"
	fi
}

default=$(basename "$(readlink -f "$B/guest/default")")
for object in "$B"/bench/*.o; do
	source=bench/$(basename "$object" .o)
	[ "$source" = bench/callee ] || grep -q '^BENCH\|^PV' "$source.c" || continue	# nothing timed
	for release in "$B"/kmod/*; do
		# One that was built for another version of the program tells nothing.
		[ "$(basename "$release")" = "$default" ] || [ "$release/privbench.ko" -nt "$object" ] || continue
		if grep -qw -- "-DPB_NO_CODE" "$release/bench/.$(basename "$source").o.cmd"; then
			left_out "$release/$source.o" "the module for $(basename "$release")"
		else
			compare "$object" "$release/$source.o" "the module for $(basename "$release")"
		fi
	done
	if [ "$source" = bench/callee ]; then
		compare "$object" "$B/flat/$source.o" "the flat guest"
	else
		compare_flat "$object" "$B/flat/$source.o" "the flat guest"
		for shift in 1 2 3; do
			compare_flat "$object" "$B/flat/shift-$shift/$source.o" "image $shift of the flat guest"
		done
	fi
done

begins 0 "$B"/flat/bench/*.o
for shift in 1 2 3; do
	begins "$shift" "$B/flat/shift-$shift"/bench/*.o
done

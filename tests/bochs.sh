#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Where no silicon with WRMSRNS is at hand, Bochs has it: the ISO image there,
# with and without.  Encodings and behaviour, never speed.
#
# usage: bochs.sh [SUITE]

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

MODEL=arrow_lake
ADDED="wrmsrns msr_imm msrlist"
PATIENCE=300	# seconds; half a minute is usual
TRACE=32	# instructions that Bochs executes at most before its clock goes on
UNROLL_AMID=4	# bench/msr-write.c

chroot=$(scripts/bochs.sh "$@")
lib=$chroot/usr/lib/x86_64-linux-gnu
share=$chroot/usr/share
# Its programs, by its own loader: that takes neither root nor a mount.
inside=("$chroot/lib64/ld-linux-x86-64.so.2" --library-path "$lib:$lib/pulseaudio")

configuration() { # ISO NAME [FEATURES]
	cat <<-END
	display_library: term
	megs: 64
	cpu: model=$MODEL, count=1, ips=50000000${3:+, add_features=\"$3\"}
	clock: sync=none, time0=946684800
	romimage: file="$share/bochs/BIOS-bochs-latest"
	vgaromimage: file="$share/bochs/VGABIOS-lgpl-latest"
	ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
	ata0-master: type=cdrom, path="$1", status=inserted
	boot: cdrom
	com1: enabled=1, mode=file, dev="$work/$2.serial"
	log: "$work/$2.log"
	panic: action=fatal
	END
}

samples_end() { # SERIAL
	grep -qs '^end [0-9a-f]* [0-9a-f]\{8\}$' "$1"
}

running() { # PID SERIAL: within the time limit, and not through
	[ $SECONDS -lt "$deadline" ] && kill -0 "$1" 2>/dev/null && ! samples_end "$2"
}

# The guest cannot power Bochs off, and SIGTERM does not end it.
boot() { # NAME ISO [FEATURES]; then $work/NAME.json
	local name=$1 pid deadline=$((SECONDS + PATIENCE))
	shift
	configuration "$1" "$name" "${2-}" >"$work/$name.rc"
	TERM=linux TERMINFO=$share/terminfo LTDL_LIBRARY_PATH=$lib/bochs/plugins BXSHARE=$share/bochs \
		"${inside[@]}" "$chroot/usr/bin/bochs-bin" -q -f "$work/$name.rc" \
		</dev/null >"$work/$name.out" 2>&1 &
	pid=$!
	while running "$pid" "$work/$name.serial"; do
		sleep 0.2
	done
	{ kill -KILL "$pid" && wait "$pid"; } 2>/dev/null || true
	if ! samples_end "$work/$name.serial"; then
		not_ok "bochs: $name" "no samples after $PATIENCE s at most: $(
			tail -n 2 "$work/$name.serial" "$work/$name.log" 2>&1 ||
				grep -A 2 message "$work/$name.out")"
		return 1
	fi
	if ! "$privbench" import -o "$work/$name" "$work/$name.serial" >"$work/import" 2>&1; then
		not_ok "bochs: $name" "$(cat "$work/import")"
		return 1
	fi
	mv "$work/$name"/*-flat.json "$work/$name.json"
}

# No model of Bochs 3.0's or 3.1's ever sets CPUID.7.1:ECX[5], though it does
# execute what that stands for.  For the immediate forms this copy of the image
# asks for WRMSRNS's bit instead: leaf 7, subleaf 1, ECX, 5 becomes EAX, 19
# (struct need in bench/needs.c).
with_immediates() { # ISO COPY
	local subleaf='\x07\x00\x00\x00\x01\x00\x00\x00'
	LC_ALL=C sed "s/$subleaf\\x02\\x00\\x00\\x00\\x05\\x00\\x00\\x00/$subleaf\\x00\\x00\\x00\\x00\\x13\\x00\\x00\\x00/" \
		"$1" >"$2"
	[ "$(cmp -l "$1" "$2" | wc -l)" = 2 ]
}

# Rows by name: with an instruction that Bochs was given; with FRED; into ring 0 by all other ways, and their parts.
GIVEN='^(wrmsrns|[a-z]+-imm )'
FRED='^([a-z0-9-]+-fred(-user)?|lkgs) '
ENTRY='^(entry|stack|return|swapgs|slow-path|context|handler|syscall|usergs|sysenter|call-gate|load-gs|x2apic|pti|mitigations|rsb|bhb)-?'

rows() { # RECORD
	column "$1" bench status insns estimate reason
}

# Each within a trace (TRACE) of the 16 copies in 29 loops or more that recognise it.
clock() { # RECORD
	local reason one='1(\.0[0-6][0-9]*)?'
	reason=$("$privbench" show --format json "$1" | sed -n 's/.*"clock_reason": "\(.*\)".*/\1/p')
	if grep -qE "take (exactly 1 tick|$one, $one and $one ticks)" <<<"$reason"; then
		ok "bochs: the clock counts instructions: $reason"
	else
		not_ok "bochs: the clock counts instructions" "$reason"
	fi
}

# A write ends a trace, so that the clock is exact, but for the work after the last one.
# An instruction with an exception counts here; under QEMU's icount an access that faults does not, nor a #DB.
counted() { # BENCH DECLARED MEASURED
	local slack=0 faulting=0
	[[ $1 != *-overlap-* ]] || slack=$((TRACE / UNROLL_AMID))
	[ "$2" != - ] || return 0	# a compiler's
	[[ $1 != entry-@(gp|pf|db)* ]] || faulting=1
	awk -v d=$(($2 + faulting)) -v m="$3" -v s="$slack" 'BEGIN { exit !(m >= d - s && m <= d + s) }'
}

executed() { # rows on stdin
	local bench status declared measured reason
	while read -r bench status declared measured reason; do
		if [ "$status" != ok ]; then
			not_ok "bochs: $bench executes" "$status: $reason"
		elif counted "$bench" "$declared" "$measured"; then
			ok "bochs: $bench executes, status ok, $measured of $declared instructions"
		else
			not_ok "bochs: $bench" "$measured instructions, not $declared"
		fi
	done
}

skipped() { # rows on stdin
	local bench status declared measured reason
	while read -r bench status declared measured reason; do
		if [ "$status" = skipped ] && [[ $reason =~ CPUID\.7\.1:E[AC]X\[[0-9]+\] ]]; then
			ok "bochs, $MODEL as it is: $bench is skipped, ${BASH_REMATCH[0]} is named"
		else
			not_ok "bochs, $MODEL as it is: $bench is skipped" "$status: $reason"
		fi
	done
}

fred() {
	if grep -qE '[[:space:]]fred$' "$work/added.log"; then
		rows "$work/added.json" | grep -E "$FRED" | executed
	else
		skip "bochs: FRED" "$(sed -n 's/.*\(Bochs x86 Emulator [0-9.]*\).*/\1/p' "$work/added.log" | head -n 1) has none"
	fi
}

tests() {
	! grep -qaw fred "$chroot/usr/bin/bochs-bin" || ADDED+=" fred"
	if ! with_immediates "$B/privbench.iso" "$work/immediates.iso"; then
		not_ok "bochs: the image's question for the immediate forms" "not found once: see with_immediates"
	elif boot added "$work/immediates.iso" "$ADDED"; then
		clock "$work/added.json"
		rows "$work/added.json" | grep -E "$GIVEN" | executed
		fred
	fi
	if boot plain "$B/privbench.iso"; then
		rows "$work/plain.json" | grep -E "$GIVEN|$FRED" | skipped
		rows "$work/plain.json" | grep -E "$ENTRY" | grep -vE "$FRED" | executed
	fi
	tests/encodings.sh "${inside[@]}" "$chroot/usr/bin/objdump"
}

tests | tee "$work/tap"
! grep -q '^not ok' "$work/tap"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Bochs has instructions that neither TCG nor the silicon at hand has: the flat
# guest there, on an Intel CPU with WRMSRNS and without, and on an AMD CPU.
# Encodings and behaviour, never speed.
#
# usage: bochs.sh [write] [SUITE]: write what it executes to results/bochs, too

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

INTEL=arrow_lake
AMD=ryzen
OLD=core2_penryn_t9600	# VMX without EPT and VPID
ADDED="wrmsrns msr_imm msrlist"
PATIENCE=300	# seconds; 20 are usual, most of them for the serial port
AMOUNT=(passes=1 samples=5)	# of whole instructions: one is as good as another
TRACE=32	# instructions that Bochs executes at most before its clock goes on
COPIES=16	# of most bodies in a loop (PB_UNROLL)

stored=results/bochs
writes=no
[ "${1-}" != write ] || { writes=yes && shift; }
chroot=$(scripts/bochs.sh "$@")
lib=$chroot/usr/lib/x86_64-linux-gnu
share=$chroot/usr/share
# Its programs, by its own loader: that takes neither root nor a mount.
inside=("$chroot/lib64/ld-linux-x86-64.so.2" --library-path "$lib:$lib/pulseaudio")

# A screen that nobody sees: Debian's Bochs has a terminal's, which waits for a reader, and one that
# listens on the network, hence one of its own in boot().
configuration() { # ISO NAME MODEL [FEATURES]
	cat <<-END
	display_library: rfb, options="timeout=0"
	megs: 64
	cpu: model=$3, count=1, ips=50000000${4:+, add_features=\"$4\"}
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
boot() { # NAME IMAGE MODEL [FEATURES [GLOB...]]; then $work/NAME.json
	local name=$1 pid deadline=$((SECONDS + PATIENCE))
	scripts/stick.sh "$B/privbench.efi" "$2" "$work/$name.iso" "${AMOUNT[@]}" "${@:5}"
	configuration "$work/$name.iso" "$name" "$3" "${4-}" >"$work/$name.rc"
	TERM=linux LTDL_LIBRARY_PATH=$lib/bochs/plugins BXSHARE=$share/bochs \
		unshare --map-root-user --net "${inside[@]}" "$chroot/usr/bin/bochs-bin" -q \
		-f "$work/$name.rc" </dev/null >"$work/$name.out" 2>&1 &
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
	if ! "$privbench" import --emulator Bochs -o "$work/$name" "$work/$name.serial" >"$work/$name.import" 2>&1; then
		not_ok "bochs: $name" "$(cat "$work/$name.import")"
		return 1
	fi
	mv "$work/$name"/*-flat.json "$work/$name.json"
}

# No model of Bochs 3.0's or 3.1's ever sets CPUID.7.1:ECX[5], though it does
# execute what that stands for.  For the immediate forms this copy of the image
# asks for WRMSRNS's bit instead: leaf 7, subleaf 1, ECX, 5 becomes EAX, 19
# (struct need in bench/needs.c).
with_immediates() { # IMAGE COPY
	local subleaf='\x07\x00\x00\x00\x01\x00\x00\x00'
	LC_ALL=C sed "s/$subleaf\\x02\\x00\\x00\\x00\\x05\\x00\\x00\\x00/$subleaf\\x00\\x00\\x00\\x00\\x13\\x00\\x00\\x00/" \
		"$1" >"$2"
	[ "$(cmp -l "$1" "$2" | wc -l)" = 2 ]
}

# Rows by name: with an instruction that Bochs was given; and with one that only later versions have.
GIVEN='^(wrmsrns|rdmsr-imm )'
VMX='^(vm(resume|launch|read|write|ptr|clear|xoff)|inv(ept|vpid)-)'
SVM='^(vm(run|load|save)|clgi|invlpga|(rd|wr)msr-vm-hsave)'
LATER='^([a-z0-9-]+-fred(-user)?|lkgs|u(rd|wr)msr(-imm)?) '
EVERYTHING=('*' pv-wbinvd wbnoinvd)	# the last two only when named
FAULTING=('bad-shadow*' bad-user-interrupts bad-vmresume bad-vmread bad-vmxoff bad-vmx bad-guest shadow-stack user-interrupts
	world-switch calibrate)
LACKING=('wrmsrns*' '*-imm' '*-fred*' lkgs 'u*msr')	# their globs

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

# The clock goes on by whole traces.  An access that faults counts here; under QEMU's icount it
# does not.
counted() { # BENCH DECLARED MEASURED
	local copies=$COPIES faulting=0 slack
	case $1 in
	*-256 | wb*) copies=1 ;;
	*-overlap-* | work-*) copies=2 ;;
	cpuid* | monitor* | *-16 | *-16-sfence | *-vmcall* | *vmrun-* | vmxoff-*) copies=4 ;;
	entry-gp* | entry-pf* | entry-db*) faulting=1 ;;
	esac
	slack=$((TRACE / copies))
	awk -v d=$(($2 + faulting)) -v m="$3" -v s="$slack" 'BEGIN { exit !(m >= d - s && m <= d + s) }'
}

executed() { # rows on stdin
	local bench status declared measured reason
	while read -r bench status declared measured reason; do
		if [ "$status" != ok ]; then
			not_ok "bochs: $bench executes" "$status: $reason"
		elif [ "$declared" = - ] || counted "$bench" "$declared" "$measured"; then
			ok "bochs: $bench executes, status ok, $measured of $declared instructions"
		else
			not_ok "bochs: $bench" "$measured instructions, not $declared"
		fi
	done
}

skipped() { # rows on stdin
	local bench status declared measured reason
	while read -r bench status declared measured reason; do
		if [ "$status" = skipped ] && [[ $reason =~ CPUID\.7\.1:E[ACD]X\[[0-9]+\] ]]; then
			ok "bochs, $INTEL as it is: $bench is skipped, ${BASH_REMATCH[0]} is named"
		else
			not_ok "bochs, $INTEL as it is: $bench is skipped" "$status: $reason"
		fi
	done
}

measured() { # RECORD: benches with a figure, sorted
	column "$1" bench status | sed -n 's/ ok$//p' | sort -u
}

# Of all benches 95 in 100 are executed by Bochs, in a reference or under KVM there; the others are known by name.
somewhere() {
	local record all nowhere
	for record in results/{reference,nested}/*.json "$work"/{added,amd}.json; do
		measured "$record"
	done | sort -u >"$work/executed"
	rows "$work/added.json" | cut -d ' ' -f 1 | sort >"$work/all"
	comm -23 "$work/all" "$work/executed" >"$work/nowhere"
	same_lines "no bench is executed nowhere but those of tests/instructions/nowhere.txt" \
		<(grep '^[^#]' tests/instructions/nowhere.txt | sort) "$work/nowhere"
	all=$(wc -l <"$work/all") nowhere=$(wc -l <"$work/nowhere")
	if [ $((20 * nowhere)) -le "$all" ]; then
		ok "$((all - nowhere)) of $all benches are executed somewhere"
	else
		not_ok "95 % of benches are executed somewhere" "$nowhere of $all are not"
	fi
}

same_lines() { # WHAT EXPECTED GOT
	local difference
	if difference=$(diff "$2" "$3"); then
		ok "$1"
	else
		not_ok "$1" "$difference"
	fi
}

# What this Bochs may have beyond 3.0.
later() {
	local feature
	for feature in fred user_msr; do
		if grep -qaw "$feature" "$chroot/usr/bin/bochs-bin"; then
			ADDED+=" $feature"
		else
			skip "bochs: $feature" "this Bochs has none"
		fi
	done
}

# At the same time: each has its own files.
boots() {
	boot added "$work/immediates" $INTEL "$ADDED" "${EVERYTHING[@]}" &
	boot plain "$B/privbench.flat" $INTEL "" "${LACKING[@]}" &
	boot amd "$B/privbench.flat" $AMD "" "${EVERYTHING[@]}" &
	boot old "$B/privbench.flat" $OLD "" world-switch &
	privbench=$B/test/privbench boot faulting "$B/test/privbench.flat" $INTEL "" "${FAULTING[@]}" &
	wait
}

# What results/bochs says of an Intel CPU and an AMD CPU, but for benches that are newer.
same_as_stored() { # NAME RECORD
	column "$stored/$1.json" bench | sort >"$work/known"
	same_lines "bochs: it executes what $stored/$1.json says" <(measured "$stored/$1.json") \
		<(measured "$2" | comm -12 - "$work/known")
}

# The first of what its guest or its instruction takes is named, and the others go on.
parts_of_vmx() {
	expect "bochs, $OLD: what takes a VPID or EPT is skipped" 0 '^9$' \
		grep -cE ' skipped .* this CPU has no VPID \(IA32_VMX_PROCBASED_CTLS2\[37\]\)$' <(rows "$work/old.json")
	rows "$work/old.json" | grep -E "$VMX" | grep -v ' skipped ' | executed
}

# What a bench has had turned on is off after it, though it faulted.
put_back() {
	expect "bochs: benches that fault with a feature on are told by their vector" 0 '^4$' \
		grep -cE '^bad-\S+ faulted .* raised #UD \(vector 6\)$' <(rows "$work/faulting.json")
	rows "$work/faulting.json" | grep -E "$VMX| ok " | executed
	expect "bochs: VMX that fails is told by its error or exit reason" 0 \
		'^bad-vmresume .* error 5 .*bad-vmread .* error 12 .*bad-guest .* exit reason 0x80000021 .*bad-vmxoff .* ended' \
		echo "$(rows "$work/faulting.json" | grep '^bad-.* failed ' | tr '\n' ' ')"
	expect "bochs: CR4, MSRs and pages are put back after a fault" 0 '^true$' \
		jq '(.notes // []) == []' "$work/faulting.json"
}

booted() { # NAME
	[ -e "$work/$1.json" ] || { not_ok "bochs: $1" "no record"; false; }
}

tests() {
	later
	if ! with_immediates "$B/privbench.flat" "$work/immediates"; then
		not_ok "bochs: the image's question for the immediate forms" "not found once: see with_immediates"
	fi
	boots
	if [ $writes = yes ]; then
		cp "$work/added.json" $stored/intel.json
		cp "$work/amd.json" $stored/amd.json
	fi
	if booted added; then
		clock "$work/added.json"
		rows "$work/added.json" | grep -E "$GIVEN|$VMX|^[^ ]+ ok " | executed
	fi
	if booted plain; then
		rows "$work/plain.json" | grep -E "$GIVEN|$LATER" | skipped
	fi
	if booted amd; then
		rows "$work/amd.json" | grep -E "^(clzero|monitorx|mwaitx-timer) |$SVM" | executed
	fi
	if [ -e "$work/added.json" ] && [ -e "$work/amd.json" ]; then
		somewhere
		same_as_stored intel "$work/added.json"
		same_as_stored amd "$work/amd.json"
	fi
	if booted old; then
		parts_of_vmx
	fi
	if booted faulting; then
		put_back
	fi
	tests/encodings.sh "${inside[@]}" "$chroot/usr/bin/objdump"
}

tests | tee "$work/tap"
! grep -q '^not ok' "$work/tap"

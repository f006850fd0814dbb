#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the gate says, by its exit status and in words, of records that are made up for it.

# shellcheck disable=SC2016 # jq's dollars are jq's
set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# Records of four benches, whose boots vary by SD percent; JQ changes what it likes of number $n.
side() { # FOLDER RECORDS SHIFT SD JQ
	local n
	mkdir -p "$work/$1"
	for n in $(seq "$2"); do
		jq -c --arg side "$1" --argjson n "$n" --argjson shift "$3" --argjson sd "$4" '
			def noise($k): ($n * (1 + (($side | explode | add) + 3 * $k) % 10) % 11 - 5.5) * $sd / 316;
			def row($name; $figure; $k): { name: $name, group: "g", what: $name, status: "ok",
				estimate: ($figure * (1 + noise($k))) };
			.benches = [row("cli"; 300; 1), row("sti"; 40 * (1 + $shift / 100); 2), row("popf"; 4; 3), row("nop"; 0.3; 4)]
			| .run.id = "\($side)-\($n)" | .run.utc = "2026-01-01T00:00:\(10 + $n)Z" | .claims = []
			| .machine.boot_id = "\($side)-\($n)" | .machine.pair = "one/\($n)" | '"$5" \
			"$work/model" >"$work/$1/$n.json"
	done
}

gate() { # NAME STATUS PATTERN A B OPTION...
	local a=$work/$4 b=$work/$5 name=$1 status=$2 pattern=$3
	shift 5
	expect "$name" "$status" "$pattern" "$privbench" check "$@" --baseline "$a" "$b"
}

expanded "$reference/user.json" | jq -c '.benches = []' >"$work/model"
lost='.status = "faulted" | .reason = "raised #GP"'
contended='.status = "contended" | .reason = "another thread took part of the core"'
side a 10 0 .5 .
side same 10 0 .5 .
side slower 10 8 .5 .
side wide-a 10 0 20 .
side wide 10 0 20 'del(.machine.pair)'

verdicts() {
	gate "nothing regressed: what is excluded is said" 0 "^no regression of [0-9.]+ % or more in 4 of 4 benches; the widest is" a same
	gate "one bench regressed" 1 "^privbench: REGRESSED: sti: 40" a slower
	cp "$work/out" "$work/said"
	expect "it alone" 0 '^1$' grep -c "^privbench: [A-Z]*:" "$work/said"
	gate "more than is asked for is excluded" 0 "^no regression of" a same --detect 3%
	gate "without a sign, too" 0 "^no regression of" a same --detect 3
	gate "no share" 2 "is no share" a same --detect 3x
	gate "too wide for what is asked for: which, and how many boots" 3 "not detected: cli: it may be up to .* % more; [0-9]+ boots of each would show 3 %" \
		wide-a wide --detect 3%
	gate "too wide to say anything narrow, and nothing regressed" 0 "^no regression of" wide-a wide
	gate "the strict form" 3 "UNRESOLVED: the table says why" wide-a wide --require-same
	gate "the strict form of what is the same" 0 "^no regression of" a same --require-same
	side once 1 0 .5 'del(.machine.pair)'
	gate "one boot says nothing" 3 "one boot describes and decides nothing" a once
	expanded "$reference/qemu-flat.json" | jq '.run.id = "another" | .benches |= map(select(.status == "ok"))' >"$work/exact.json"
	expect "instructions" 0 "^no regression in [0-9]+ of [0-9]+ benches, to the instruction" \
		"$privbench" check --baseline "$work/exact.json" "$reference/qemu-flat.json"
}

# A bench that is not what it was is no pass, in however many records.
holes() {
	local n
	for n in 1 5 9 10; do
		side lost 10 0 .5 "if \$n <= $n then .benches[1] |= ($lost) else . end"
		gate "a bench that faults in $n of 10 records" 4 "INCOMPARABLE: sti: .*faulted: raised #GP" a lost
	done
	side missing 10 0 .5 'if $n == 4 then del(.benches[1]) else . end'
	gate "a bench that is missing in one" 4 "INCOMPARABLE: sti: .*: 1 of 10 records: not measured" a missing
	side uncalibrated 10 0 .5 'if $n > 6 then .machine.calibration = "failed" else . end'
	gate "failed calibrations are left out, and told" 0 "4 of 10 records left out: their calibration failed" a uncalibrated
	side uncalibrated 10 0 .5 'if $n > 5 then .machine.calibration = "failed" else . end'
	gate "half of them are too many" 3 "UNRESOLVED: .*: 5 of 10 records do not count" a uncalibrated
	side contended 10 0 .5 "if \$n > 8 then .benches[1] |= ($contended) else . end"
	gate "contended rows are left out, and told" 0 "left out as contended: sti .2 of 10" a contended
	side contended 10 0 .5 ".benches[1] |= ($contended)"
	gate "a bench that is contended is counted apart" 0 "^no regression of .* in 3 of 4 benches; 1 contended" a contended
	gate "and not detected" 3 "not detected: sti: contended in 10 of 10" a contended --detect 3%
	gate "nor the same" 3 "1 UNRESOLVED" a contended --require-same
	side contended 10 0 .5 ".benches |= map($contended)"
	gate "all contended" 3 "no bench has figures that decide; 4 contended" a contended
}

apart() {
	side other 10 0 .5 'if $n == 9 then .machine.cpu_stepping = 7 else . end'
	gate "one record of another CPU" 4 "another CPU: cpu_stepping is [0-9]+ in .*/a/1.json, and 7 in .*/other/9.json" a other
	side other 10 0 .5 'if $n == 9 then .machine.core_type = "E" | del(.machine.unreadable.core_type) else . end'
	gate "one record of another kind of core" 4 "another CPU: core_type" a other
	side other 10 0 .5 '.place = "kernel"'
	gate "another place" 4 "another target: .* at user, and .* at kernel" a other
	side emulated 20 0 .5 'if $n == 7 then .clock = "emulated" | .unit = "emulated ticks" else . end'
	gate "one launch of twenty that was called emulated is left out" 0 "1 of 20 records left out: their clock was not recognised" a emulated
	gate "a folder against itself" 2 "are records of one run .a-1.: a run compared with itself" a a
	cp -r "$work/a" "$work/copy"
	gate "a copy of it" 2 "are records of one run" a copy
	expect "compare, too" 2 "are records of one run" "$privbench" compare "$work/a" "$work/copy"
	cp "$work/same/3.json" "$work/same/again.json"
	gate "a record twice counts once" 0 "1 of 11 records left out: copies" a same
	side double 1 0 .5 '.benches[1].name = "cli"'
	gate "a name twice" 5 'double/1.json: benches.1..name is "cli", as that of benches.0. is' a double
}

pairs() {
	gate "pairs of one session" 0 " 10 pairs" a same
	side session 10 0 .5 '.machine.pair = "other/\($n)"'
	gate "pairs of two sessions are none" 0 "compared unpaired" a session
	cp "$work/out" "$work/said"
	expect "and are not called so" 1 '^0$' grep -c " 10 pairs" "$work/said"
	side number 10 0 .5 '.machine.pair = $n'
	gate "numbers alone are none" 0 "compared unpaired" number session
	side session 10 0 .5 'if $n > 2 then .machine.pair = "other/\($n)" | .benches[].estimate *= 1.5 else . end'
	gate "two pairs of ten do not stand for the rest" 1 "REGRESSED: cli" a session
	expect "it is said" 0 "8 of 10 records of .*" \
		"$privbench" compare "$work/a" "$work/session"
	side session 10 0 .5 'if $n > 2 then .machine.pair = "other/\($n)" | .benches[1] |= ('"$lost"') else . end'
	gate "nor if the rest fault" 4 "INCOMPARABLE: sti: .*: 8 of 10 records: faulted" a session
	side session 10 0 .5 'if $n > 2 then .machine.pair = "other/\($n)" | .machine.cpu_stepping = 7 else . end'
	gate "nor if the rest are of another CPU" 4 "another CPU" a session
	side one 10 0 .5 'if $n > 6 then .machine.calibration = "failed" else . end'
	side two 10 0 .5 'if $n < 5 then .machine.calibration = "failed" else . end'
	gate "two pairs that are left of ten are too few" 3 "8 of 10 records do not count .4 for their calibration failed.*; 4 for the other half" \
		one two
	gate "words of pairs" 3 "may be up to .* % more; [0-9]+ pairs would show 0.1 %" a same --detect 0.1%
}

# What a record that is left out says of more than time.
left_out() {
	local failed='.machine.calibration = "failed"'
	side aside 10 0 .5 "if \$n > 6 then $failed | .benches[1] |= ($lost) else . end"
	gate "a bench that faults where the calibration failed" 4 "INCOMPARABLE: sti: .*: 4 of 10 records: faulted" a aside
	side aside 10 0 .5 "if \$n > 8 then $failed | .machine.cpu_stepping = 7 else . end"
	gate "another CPU where it failed" 4 "another CPU: cpu_stepping" a aside
	side aside 10 0 .5 'if $n == 3 then del(.machine.calibration) | .machine.unreadable.calibration = "shared" else . end'
	gate "a calibration that is not known counts, and is said" 0 "calibration of 1 of 10 records is not known; they count" a aside
	side aside 10 0 .5 .
	jq '.benches[0].estimate = 900' "$work/aside/3.json" >"$work/aside/unlike.json"
	gate "one run with two figures" 2 "aside/(3|unlike).json and .*aside/(3|unlike).json say that they are records of one run .aside-3.*move" a aside
	rm "$work/aside/unlike.json"
	side aside 10 0 .5 'if $n > 5 then .machine.kernel = "6.12-other" else . end'
	gate "a kernel that is not the same in all of a side" 0 "changed +kernel: .*, then 6.12-other" a aside
}

# What is no number is not printed.
bounds() {
	side huge 10 0 .5 'if $n > 5 then .benches[3].estimate = 1e200 else . end'
	gate "an interval that is no number" 3 "UNRESOLVED.*; nop: the boots of a or of b lie too far apart" a huge
	cp "$work/out" "$work/said"
	expect "is not printed" 1 '^0$' grep -ciE "\bnan\b|\(null\)|\binf\b" "$work/said"
	side once 1 0 .5 'del(.machine.pair)'
	gate "a reason that benches share is said once" 3 "not detected: [a-z]+, [a-z]+, [a-z]+, [a-z]+: one boot" a once --detect 3%
	cp "$work/out" "$work/said"
	expect "and no number" 1 '^0$' grep -ciE "\bnan\b" "$work/said"
}

verdicts
holes
apart
pairs
left_out
bounds

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Other tools: what goes out is as their own schemas and readers want it.

# shellcheck disable=SC2016 # jq's dollars are jq's
set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

silicon=results/reference/user.json exact=results/reference/qemu-flat.json

# What a filter makes of JSON: `holds NAME FILE FILTER`.  To jq 1.7 two spellings of
# one number differ (0.1 and 0.10000000000000001) until it has calculated with them.
holds() {
	expect "$1" 0 '^true$' jq -e "$3" "$2"
}

export_to() { # FORMAT RECORD FILE
	expect "$1 of $(basename "$2")" 0 . "$privbench" show --format "$1" "$2"
	cp "$work/out" "$3"
}

# How many benches of a record a tracker should get.
trackable() {
	echo '.clock as $c | [.benches[] | select(.status == "ok" and ($c == "icount" or (.estimate > 0 and (.ci[0] // 1) > 0)))] | length'
}

# As github-action-benchmark's BenchmarkResult (src/extract.ts) has it, and its range as src/extractRangeInfo.ts reads it.
github() {
	local ok
	for record in "$silicon" "$exact"; do
		export_to github "$record" "$work/github.json"
		ok=$(expanded "$record" | jq "$(trackable)")
		holds "github: an array of name, value, unit" "$work/github.json" "length == $ok and all(.[];
			(.name | type) == \"string\" and (.value | type) == \"number\" and (.unit | length) > 0 and
			(.extra | type) == \"string\" and (.range // \"± 1\" | test(\"^± [0-9.e-]+\$\")) and
			(keys - [\"name\", \"value\", \"unit\", \"range\", \"extra\"]) == [])"
	done
	expanded "$silicon" | jq '(.benches[] | select(.name == "work-99").ci) = [-0.1, 1e6]' >"$work/noise.json"
	export_to github "$work/noise.json" "$work/github.json"
	holds "github: what cannot be told from 0 is left out" "$work/github.json" \
		'map(.name) | (index("work-99") == null) and (index("work-201") != null)'
	export_to github "$exact" "$work/github.json"
	holds "github: an exact 0 is none of that" "$work/github.json" 'any(.[]; .name == "empty" and .value == 0)'
	holds "github: path lengths are instructions" "$work/github.json" 'all(.[]; .unit == "instructions" and .range == null)'
}

# https://bencher.dev/bmf.json; names of measures are up to 64 long.
bencher() {
	for record in "$silicon" "$exact"; do
		export_to bencher "$record" "$work/bencher.json"
		holds "bencher: its schema" "$work/bencher.json" 'type == "object" and all(.[]; type == "object" and
			length == 1 and all(to_entries[]; (.key | length) <= 64 and (.value.value | type) == "number" and
			all(.value[]; type == "number") and (.value | keys - ["value", "lower_value", "upper_value"]) == []))'
		expect "bencher: as many as can be told from 0" 0 "^$(expanded "$record" | jq "$(trackable)")\$" jq length "$work/bencher.json"
	done
	holds "bencher: path lengths are instructions" "$work/bencher.json" 'all(.[]; keys == ["instructions"])'
}

# As src/json_reporter.cc writes it and tools/gbench reads it.
googlebench() {
	export_to googlebench "$silicon" "$work/gb.json"
	holds "googlebench: what its reader asks for" "$work/gb.json" '(.context.date | test("^[0-9T:-]+[+]00:00$")) and
		(.benchmarks | length) > 0 and all(.benchmarks[]; .time_unit == "ns" and .real_time > 0 and
		.cpu_time == .real_time and .iterations >= 1 and .run_type == "iteration" and .name == .run_name and
		.repetition_index < .repetitions)'
	"$privbench" show --format csv "$silicon" | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["ns"] > 0 { print $at["bench"], $at["ns"] }' | sort >"$work/ns"
	# As docs/method.md has it: the arithmetic mean if a time is below a core cycle.
	jq -r --argjson ghz "$(jq '.machine.tsc_khz * .machine.core_tsc_ratio / 1e6' "$silicon")" '
		.benchmarks | group_by(.name)[] | "\(.[0].name) \(map(.real_time) |
			if min * $ghz < 1 then add / length else map(log) | add / length | exp end)"' "$work/gb.json" |
		sort >"$work/ns-there"
	expect "googlebench: the mean of a bench's times is its estimate" 0 '^[1-9][0-9]* alike, 0 not$' sh -c "
		join '$work/ns' '$work/ns-there' | awk '{ d = \$2 - \$3; if (d * d < 1e-12 * \$2 * \$2) same++; else other++ }
			END { print same + 0, \"alike,\", other + 0, \"not\" }'"
	expect "googlebench: path lengths are no times" 5 "knows times only" "$privbench" show --format googlebench "$exact"
}

tracked() {
	local format
	jq '.machine.calibration = "failed"' "$silicon" >"$work/uncalibrated.json"
	another_run "$work/uncalibrated.json" >"$work/other.json"
	expect "what failed to calibrate is not compared, and says so" 0 "UNRESOLVED: .*1 of 1 records do not count" \
		"$privbench" compare "$work/uncalibrated.json" "$work/other.json"
	for format in github bencher googlebench; do
		expect "$format: emulated ticks are not for a tracker" 5 "describe the emulator" \
			"$privbench" show --format "$format" results/reference/kvm.json
		expect "$format: nor are cycles that failed to calibrate" 5 "calibration failed, and these cycles" \
			"$privbench" show --format "$format" "$work/uncalibrated.json"
		expect "$format: one record" 5 "give one record" "$privbench" show --format "$format" "$exact" "$exact"
		expect "$format: a full disk" 5 "could not be written" sh -c "'$privbench' show -f $format '$silicon' >/dev/full"
	done
}

# R reads CSV as any reader does, names that want quotes included; a line break is a blank.  Rows
# are by question there.
csv() {
	if ! command -v Rscript >/dev/null; then
		skip "csv: R reads every row" "no Rscript; install r-base-core"
		return
	fi
	"$privbench" show --format json "$exact" | jq '.claims = [] | .benches[][0] |= "\(.), \"odd\"\n\\|"' >"$work/odd.json"
	for record in "$silicon" "$exact" "$work/odd.json"; do
		"$privbench" show --format csv "$record" >"$work/show.csv"
		Rscript --vanilla -e 'd <- read.csv(commandArgs(TRUE)); cat(sort(d$bench, method = "radix"), sep = "\n\n")' "$work/show.csv" >"$work/names" 2>&1
		expanded "$record" | jq -r '[.benches[].name | sub("\n"; " ")] | sort | join("\n\n")' >"$work/names-there"
		echo >>"$work/names"
		expect "csv: R reads every row of $(basename "$record")" 0 '^same$' sh -c "
			diff -B '$work/names' '$work/names-there' && echo same"
	done
}

# prove reads TAP as any harness does.
tap() {
	"$privbench" show --format tap "$silicon" "$exact" >"$work/show.tap"
	expect "tap: prove takes a record" 0 "^Result: PASS" prove -e cat "$work/show.tap"
	expect "tap: a test a bench" 0 "Tests=$(($(column "$silicon" bench | wc -l) + $(column "$exact" bench | wc -l)))" \
		prove -e cat "$work/show.tap"
	"$privbench" show --format tap results/reference/kvm.json >"$work/kvm.tap"
	if column results/reference/kvm.json status | grep -q failed; then
		expect "tap: what failed fails" 1 "^Result: FAIL" prove -e cat "$work/kvm.tap"
	fi
	with_figure "$exact" cli-pv-direct 4 >"$work/planted.json"
	another_run "$exact" >"$work/again.json"
	expect "tap: check, nothing moved" 0 "^Result: PASS" prove -e "$privbench check -f tap -b $exact" "$work/again.json"
	"$privbench" check -f tap -b "$exact" "$work/planted.json" >"$work/check.tap" 2>&1 && not_ok "tap: check" "it passed"
	expect "tap: check, by name" 0 "^not ok [0-9]+ - cli-pv-direct: REGRESSED, 3 then 4 instructions" cat "$work/check.tap"
	expect "tap: check, one of them" 1 "Failed 1/[0-9]+ subtests" prove -e cat "$work/check.tap"
	"$privbench" check -f tap -b "$work/planted.json" "$exact" >"$work/check.tap"
	expect "tap: check, what became better is fine" 0 "^Result: PASS" prove -e cat "$work/check.tap"
	"$privbench" check --exact -f tap -b "$work/planted.json" "$exact" >"$work/check.tap" 2>&1 || true
	expect "tap: check --exact, it is not" 1 "Failed 1/[0-9]+ subtests" prove -e cat "$work/check.tap"
	another_run "$silicon" >"$work/again.json"
	"$privbench" check -f tap -b "$silicon" "$work/again.json" >"$work/check.tap" || true
	expect "tap: what is not resolved is not ok, and to do" 0 "^not ok .*UNRESOLVED.* # TODO " cat "$work/check.tap"
	expect "tap: and no failure" 0 "^Result: PASS" prove -e cat "$work/check.tap"
	"$privbench" check -f tap -b "$silicon" "$exact" >"$work/check.tap" 2>/dev/null || true
	expect "tap: what cannot be compared stops the harness" 255 "Bailout called" prove -e cat "$work/check.tap"
}

github
bencher
googlebench
tracked
csv
tap

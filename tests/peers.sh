#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Other tools: what they wrote comes in as it is or not at all, and what goes
# out is as their own schemas and readers want it.

# shellcheck disable=SC2016 # jq's dollars are jq's
set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# perf.json is written by hand, after perf's source: hardware events.  perf-VERSION.json are perf's own.
google=tests/peers/google.json perf=tests/peers/perf.json
silicon=results/reference/user.json exact=results/reference/qemu-flat.json

# What a filter makes of JSON: `holds NAME FILE FILTER`.  To jq 1.7 two spellings of
# one number differ (0.1 and 0.10000000000000001) until it has calculated with them.
holds() {
	expect "$1" 0 '^true$' jq -e "$3" "$2"
}

# What is not understood is refused with the target and the reason, and no record comes of it.
refused() { # NAME PATTERN FILE
	expect "import refuses $1" 5 "$3: .*$2" "$privbench" import -o "$work/none" "$3"
	if [ -n "$(ls -A "$work/none")" ]; then
		not_ok "import refuses $1: no record" "$(ls -A "$work/none")"
		rm "$work/none"/*
	fi
}

# Where a file system keeps such a time at all.
undated() {
	local shm file
	shm=$(mktemp -d -p /dev/shm)
	file=$shm/perf.json
	cp "$perf" "$file"
	mkdir -p "$work/none"
	touch -d @9999999999999 "$file"
	if [ "$(stat -c %Y "$file")" = 9999999999999 ]; then
		refused "a file of the year 318857" "was last changed at 9999999999999 s" "$file"
	else
		skip "a file of the year 318857" "/dev/shm keeps no such time"
	fi
	touch -d @99999999999999999 "$file" && refused "a file of no year at all" "which is no date" "$file"
	rm -r "$shm"
}

import_google() {
	local r=$work/in/2026-11-21T07-24-44Z-imported.json
	expect "import google/benchmark" 0 "^record: $r\$" "$privbench" import -o "$work/in" "$google"
	holds "it is ns by a clock of its own" "$r" '.clock == "wall" and .unit == "ns" and .target == "imported" and .claims == []'
	jq -s '.[0] as $g | .[1] as $r | [$g.benchmarks[] | select(.run_type == "iteration" and .run_name == "BM_Ms/100")
		| .real_time * 1000] as $t | $r.benches[] | select(.name == "BM_Ms/100")
		| ([.loads[].estimate] == $t) and ((.estimate - (($t | map(log) | add) / 3 | exp) | fabs) < 1e-9)
		and .ci[0] < .estimate and .counters["cpu-time-ns"] > 0' "$google" "$r" >"$work/same.json"
	holds "every repetition, in ns, and their mean of logarithms" "$work/same.json" .
	holds "what failed has no figure, and the reason" "$r" \
		'.benches[] | select(.name == "BM_Err") | .status == "failed" and .reason == "no such device" and .estimate == null'
	holds "what has no known unit is left out and named" "$r" 'any(.notes[]; test("items_per_second is left out"))'
	holds "what is not known is said" "$r" '.machine.unreadable.cpu_model | test("does not say")'
	expect "the same file again is the same record" 0 "$r, as before" "$privbench" import -o "$work/in" "$google"
	expect "once is enough" 0 '^1$' sh -c "ls '$work/in' | wc -l"
	jq '.benchmarks[0].real_time *= 1.01' "$google" >"$work/later.json"
	expect "another of the same second" 0 "imported-2.json" "$privbench" import -o "$work/in" "$work/later.json"
	expect "compare imported ones" 0 "ns \(wall\)" "$privbench" compare "$r" "${r%.json}-2.json"
	expect "compare with cycles" 0 "INCOMPARABLE: .*user.json has the clock" "$privbench" compare "$silicon" "$r"
	jq '.context.host_name = "other"' "$google" >"$work/other.json"
	expect "another host" 0 "record" "$privbench" import -o "$work/other" "$work/other.json"
	expect "compare with another host" 0 "INCOMPARABLE: another CPU: host_name" "$privbench" compare "$r" "$work/other"
	jq '.benchmarks |= map(select(.run_type == "aggregate"))' "$google" >"$work/means.json"
	expect "aggregates alone" 0 record "$privbench" import -o "$work/means" "$work/means.json"
	jq -s '.[0] as $g | [$g.benchmarks[] | select(.name == "BM_Add_mean").real_time * 1]
		== [.[1].benches[] | select(.name == "BM_Add").estimate * 1]' "$google" "$work/means"/*-imported.json >"$work/same.json"
	holds "the mean stands for them" "$work/same.json" .
	sed 's/"items_per_second": [0-9.e+-]*/"items_per_second": -NaN, "a NaN": Infinity/
		s/"iterations": 46026197/"iterations": 1000000000000/' "$google" >"$work/nan.json"
	expect "what JSON has no word for" 0 record "$privbench" import -o "$work/nan" "$work/nan.json"
	holds "is left out and named" "$(echo "$work/nan"/*.json)" 'any(.notes[]; test("items_per_second is left out")) and
		any(.notes[]; test("a NaN is left out"))'
	holds "iterations beyond 32 bits" "$(echo "$work/nan"/*.json)" '.benches[0].loads[0].loops == 1000000000000'
	expect "and show reads them" 0 "× 1000000000000 loops" "$privbench" show --verbose "$work/nan"/*.json
}

import_perf() {
	local r
	cp "$perf" "$work/boot.json"
	touch -d 2026-01-02T03:04:05Z "$work/boot.json"
	r=$work/in/2026-01-02T03-04-05Z-imported.json
	expect "import perf stat" 0 "^record: $r\$" "$privbench" import -o "$work/in" "$work/boot.json"
	holds "cycles are core cycles, per run of the command" "$r" '.clock == "pmu" and .unit == "core cycles" and
		(.benches | length) == 1 and .benches[0].name == "boot" and .benches[0].estimate == 1234567 and .benches[0].ci == null'
	holds "the other events are beside them, with their units" "$r" \
		'.benches[0].counters | map_values(. * 1) == {"instructions:u": 2345678, "task-clock (msec)": 0.589199}'
	holds "what was extrapolated, or not counted, is named" "$r" \
		'any(.notes[]; test("branch-misses:u is left out.*49.08 %")) and any(.notes[]; test("stalled-cycles-backend was not"))'
	sed 's/"metric-value" : 2.095331/"metric-value" : -nan/' "$perf" >"$work/no-metric.json"
	expect "a metric that perf could not make" 0 "^record" "$privbench" import -o "$work/no-metric" "$work/no-metric.json"
	sed '/task-clock/s/}$/, "metric-threshold" : "good", "metricgroup" : "TopdownL1"}/' "$perf" >"$work/group.json"
	expect "groups of metrics" 0 "^record" "$privbench" import -o "$work/group" "$work/group.json"
}

# What perf of several versions wrote where there are no hardware events, and what the one here writes.
import_perf_own() {
	local version r
	for version in 6.1 6.12 7.3-a; do
		expect "perf $version" 0 "^record" "$privbench" import -o "$work/$version" "tests/peers/perf-$version.json"
		r=$(echo "$work/$version"/*.json)
		jq -s '[.[] | select(.event == "duration_time")["counter-value"] | tonumber] == [$r[0].benches[0].estimate]' \
			--slurpfile r "$r" <(grep -v '^#' "tests/peers/perf-$version.json") >"$work/same.json"
		holds "perf $version: duration_time is the estimate, in ns" "$work/same.json" .
		holds "perf $version: counters, with their units" "$r" '.clock == "wall" and any(.notes[]; test("^cycles was not")) and
			(.benches[0].counters | keys - ["user_time (ns)"] == ["page-faults", "task-clock (msec)"])'
	done
	holds "perf -r: several runs are named" "$(echo "$work/6.12"/*.json)" 'any(.notes[]; test("ran several times"))'
	holds "perf without -r: one run" "$r" 'all(.notes[]; test("several times") | not)'
	holds "perf 7.3: a time of 0 is none" "$r" 'any(.notes[]; test("user_time is left out")) and
		(.benches[0].counters | has("user_time (ns)") | not)'
	if ! perf stat -j -a -o "$work/real.json" -e duration_time,task-clock sleep 0.05 2>/dev/null; then
		skip "what perf writes here" "no perf, or no right to count everything"
		return
	fi
	expect "what perf writes here" 0 "^record" "$privbench" import -o "$work/real" "$work/real.json"
	holds "and it is ns" "$(echo "$work/real"/*.json)" '.clock == "wall" and .benches[0].estimate > 5e7'
	perf stat -j -a -A -o "$work/own-cpus.json" -e duration_time,task-clock true 2>/dev/null
	refused "perf -A as it writes it here" 'has a member "cpu"' "$work/own-cpus.json"
	perf stat -j -I 20 -o "$work/own-interval.json" -e duration_time,task-clock sleep 0.05 2>/dev/null
	refused "perf -I as it writes it here" 'has a member "interval"' "$work/own-interval.json"
}

refusals() {
	cd "$work"
	jq '.benchmarks[0].time_unit = "fortnights"' "$OLDPWD/$google" >unit.json
	jq '.benchmarks[1].real_time = -1' "$OLDPWD/$google" >negative.json
	jq '.benchmarks[1].real_time = "1"' "$OLDPWD/$google" >text.json
	jq '.benchmarks[2].strange = {}' "$OLDPWD/$google" >strange.json
	jq '.context.date = "2026/11/21 07:24"' "$OLDPWD/$google" >date.json
	jq 'del(.context)' "$OLDPWD/$google" >context.json
	jq '.benchmarks |= map(select(.name == "BM_Err"))' "$OLDPWD/$google" >nothing.json
	jq '.benchmarks[0] |= (.name = "" | del(.run_name))' "$OLDPWD/$google" >nameless.json
	jq '.benchmarks[0].run_name = "x" * 257' "$OLDPWD/$google" >name.json
	jq '.benchmarks |= [range(4001) as $i | .[0]]' "$OLDPWD/$google" >repetitions.json
	sed "s/cycles:u/$(printf '%0300d' 0)/" "$OLDPWD/$perf" >event.json
	sed 's/"real_time": [0-9.]*/"real_time": NaN/' "$OLDPWD/$google" >nan.json
	head -c 900 "$OLDPWD/$google" >cut.json
	head -c 200 "$OLDPWD/$perf" >cut-perf.json
	: >empty.json
	sed 's/"event" : "cycles:u"/"cpu" : "3", &/' "$OLDPWD/$perf" >percpu.json
	sed 's/1234567.000000/<not supported>/' "$OLDPWD/$perf" >uncounted.json
	sed 's/1234567.000000/0.000000/' "$OLDPWD/$perf" >zero.json
	echo '{"GHz" : "2.1", "insn per cycle" : "none"}' >metrics.json
	sed '/cycles:u/s/100.00/12.00/' "$OLDPWD/$perf" >extrapolated.json
	sed '/cycles:u/{p;s/cycles:u/cycles:k/}' "$OLDPWD/$perf" >two.json
	sed 's/1234567.000000/1234567,00/' "$OLDPWD/$perf" >comma.json
	sed '$p' "$OLDPWD/$perf" >twice.json
	cp "$OLDPWD/$exact" ours.json
	cd - >/dev/null
	refused "an unknown unit" "benchmarks\[0\] time_unit is \"fortnights\"" "$work/unit.json"
	refused "a time below 0" "benchmarks\[1\] a time, or iterations, are below" "$work/negative.json"
	refused "a time that is text" "benchmarks\[1\] real_time" "$work/text.json"
	refused "a member that it does not know" "benchmarks\[2\] has a member \"strange\"" "$work/strange.json"
	refused "a time without its offset" "context.date is 2026/11/21 07:24" "$work/date.json"
	refused "a file without context" "must hold \"context\"" "$work/context.json"
	refused "a file without a figure" "nothing was measured" "$work/nothing.json"
	refused "a bench without a name" "benchmarks\[0\] has an empty name" "$work/nameless.json"
	refused "a bench with a name that no record takes" "benchmarks\[0\] has a name of 257 bytes" "$work/name.json"
	refused "more repetitions than a record takes" "benchmarks\[4000\] is a repetition more than the 4000" "$work/repetitions.json"
	refused "an event with a name that no record takes" "line 3: an event's name is longer" "$work/event.json"
	refused "a time that is no number" "benchmarks\[0\] real_time" "$work/nan.json"
	refused "half a file" "line 46: premature end of input" "$work/cut.json"
	refused "half a file of perf" "line 3: neither" "$work/cut-perf.json"
	refused "an empty file" "is empty" "$work/empty.json"
	refused "counts by CPU" "line 3: has a member \"cpu\"" "$work/percpu.json"
	refused "cycles that were not counted" "neither cycles nor duration_time" "$work/uncounted.json"
	refused "cycles that were extrapolated" "cycles:u was counted 12 %" "$work/extrapolated.json"
	refused "no cycles at all" "cycles:u is 0, which no run of a command takes" "$work/zero.json"
	refused "the time that perf 7.3 did not count" "duration_time is 0, which" tests/peers/perf-7.3.json
	refused "metrics alone" "line 1: has a member \"GHz\".*--metric-only" "$work/metrics.json"
	refused "two sorts of cycles" "cycles:u and cycles:k: which" "$work/two.json"
	refused "a number in another country's way" "line 3: counter-value is \"1234567,00\"" "$work/comma.json"
	refused "an event that is there twice" "line 9: event stalled-cycles-backend is there twice" "$work/twice.json"
	refused "a record" "is a record already" "$work/ours.json"
	refused "what is not there" "cannot be read" "$work/nowhere.json"
	expect "import: one is refused, the other comes in" 5 "^record: " "$privbench" import -o "$work/both" "$work/cut.json" "$google"
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
		ok=$(jq "$(trackable)" "$record")
		holds "github: an array of name, value, unit" "$work/github.json" "length == $ok and all(.[];
			(.name | type) == \"string\" and (.value | type) == \"number\" and (.unit | length) > 0 and
			(.extra | type) == \"string\" and (.range // \"± 1\" | test(\"^± [0-9.e-]+\$\")) and
			(keys - [\"name\", \"value\", \"unit\", \"range\", \"extra\"]) == [])"
	done
	jq '(.benches[] | select(.name == "work-99").ci) = [-0.1, 1e6]' "$silicon" >"$work/noise.json"
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
		expect "bencher: as many as can be told from 0" 0 "^$(jq "$(trackable)" "$record")\$" jq length "$work/bencher.json"
	done
	holds "bencher: path lengths are instructions" "$work/bencher.json" 'all(.[]; keys == ["instructions"])'
}

# As src/json_reporter.cc writes it and tools/gbench reads it; and as import does.
googlebench() {
	export_to googlebench "$silicon" "$work/gb.json"
	holds "googlebench: what its reader asks for" "$work/gb.json" '(.context.date | test("^[0-9T:-]+[+]00:00$")) and
		(.benchmarks | length) > 0 and all(.benchmarks[]; .time_unit == "ns" and .real_time > 0 and
		.cpu_time == .real_time and .iterations >= 1 and .run_type == "iteration" and .name == .run_name and
		.repetition_index < .repetitions)'
	expect "googlebench: import takes it" 0 "^record" "$privbench" import -o "$work/back" "$work/gb.json"
	"$privbench" show --format csv "$silicon" | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["ns"] > 0 { print $at["bench"], $at["ns"] }' | sort >"$work/ns"
	column "$work/back"/*.json bench estimate | sort >"$work/ns-back"
	expect "googlebench: there and back the times are the same" 0 '^[1-9][0-9]* alike, 0 not$' sh -c "
		join '$work/ns' '$work/ns-back' | awk '{ d = \$2 - \$3; if (d * d < 1e-18 * \$2 * \$2) same++; else other++ }
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

# R reads CSV as any reader does, names that want quotes included; a line break is a blank.
csv() {
	if ! command -v Rscript >/dev/null; then
		skip "csv: R reads every row" "no Rscript; install r-base-core"
		return
	fi
	jq '.benchmarks |= map(.run_name |= "\(.), \"odd\"\n\\|")' "$google" >"$work/odd.json"
	expect "names that want quotes" 0 "^record" "$privbench" import -o "$work/odd" "$work/odd.json"
	for record in "$silicon" "$exact" "$work/odd"/*.json; do
		"$privbench" show --format csv "$record" >"$work/show.csv"
		Rscript --vanilla -e 'd <- read.csv(commandArgs(TRUE)); cat(d$bench, sep = "\n\n")' "$work/show.csv" >"$work/names" 2>&1
		jq -r '[.benches[].name | sub("\n"; " ")] | join("\n\n")' "$record" >"$work/names-there"
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
	awk '$1 == "\"name\":" { here = $2 == "\"cli-pv-direct\"," }
		here && $1 == "\"estimate\":" && !done { sub(/[0-9.]+/, "4"); done = 1 } { print }' <(another_run "$exact") >"$work/planted.json"
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

mkdir -p "$work/none"
import_google
undated
import_perf
import_perf_own
refusals
github
bencher
googlebench
tracked
csv
tap

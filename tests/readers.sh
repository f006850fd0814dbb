#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whatever reads records, with sanitizers, on records of every clock: it may
# refuse one, in words, and must not fall over it.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

program=$B/san/privbench
export PRIVBENCH_PLOTS=$PWD/plots
records=(results/reference/{user,qemu-6.1,kvm,xen}.json)

# 0 to 5 are answers; a sanitizer ends with 1, and says so.
stands() { # NAME ARGUMENT...
	local name=$1 status=0
	shift
	timeout 60 "$program" "$@" >"$work/out" 2>&1 || status=$?
	if [ "$status" -gt 5 ] || grep -qE 'Sanitizer|runtime error' "$work/out"; then
		not_ok "$name" "exit status $status: $(grep -m 1 -E 'Sanitizer|runtime error' "$work/out" || tail -n 1 "$work/out")"
	else
		ok "$name"
	fi
}

one() { # RECORD
	local name format
	name=$(sed -n 's/^ *"clock": "\(.*\)",/\1/p' "$1" | head -n 1)
	name="$name of $(basename "$1")"
	stands "show, $name" show "$1"
	stands "show --verbose --code, $name" show --verbose --code "$1"
	for format in json csv md tap github bencher googlebench; do
		stands "show as $format, $name" show --format "$format" "$1"
	done
	for format in text json md; do
		stands "claims as $format, $name" claims --format "$format" "$1"
	done
	stands "plot, $name" plot -o "$work/plots" "$1"
	stands "report, $name" report -o "$work/report" "$1"
	history "$1" "$name"
}

# The same again is a boot later.
history() { # RECORD NAME
	local folder=$work/history format
	rm -rf "$folder"
	mkdir "$folder"
	cp "$1" "$folder/1.json"
	sed 's/"id": "[^"]*"/"id": "00ff"/; s/"utc": "[^"]*"/"utc": "2027-01-01T00:00:00Z"/' "$1" >"$folder/2.json"
	for format in text json csv md; do
		stands "trend as $format, $2" trend --format "$format" "$folder"
	done
	stands "trend with a page, $2" trend --plot "$work/trend" "$folder"
}

two() { # RECORD RECORD
	local name format
	name="$(basename "$1") and $(basename "$2")"
	stands "show --beside, $name" show --beside "$1" "$2"
	stands "show --spread, $name" show --spread "$1" "$2"
	stands "claims, $name" claims "$1" "$2"
	another_run "$2" >"$work/other.json"
	stands "check, $name" check --exact --baseline "$1" "$work/other.json"
	for format in text json csv md tap; do
		stands "compare as $format, $name" compare --format "$format" "$1" "$work/other.json"
	done
}

# What is in a folder must not make anybody wait, nor read for ever; what somebody names may be a pipe.
no_files() {
	local folder=$work/no-files name
	mkdir "$folder"
	cp "${records[0]}" "$folder/a.json"
	mkfifo "$folder/pipe.json"
	ln -s /dev/zero "$folder/zero.json"
	truncate -s 33M "$folder/large.json"
	for name in show trend claims "plot -o $work/plots" "report -o $work/report"; do
		# shellcheck disable=SC2086 # a command and its option
		expect "${name%% *}: a folder with what is no file" 5 "large.json: cannot be read: it is larger than 33554432 bytes" \
			timeout 60 "$program" $name "$folder"
		cp "$work/out" "$work/said"
		expect "${name%% *}: a pipe and a device are named" 0 "^2$" \
			grep -c "\(pipe\|zero\).json: cannot be read: it is no file" "$work/said"
	done
	expect "compare: a folder with what is no file" 5 "zero.json: cannot be read: it is no file" \
		timeout 60 "$program" compare "$folder" "$folder"
	expect "check: a folder with what is no file" 5 "zero.json: cannot be read: it is no file" \
		timeout 60 "$program" check --baseline "$folder" "$folder"
	expect "show: a device without an end" 5 "it is no file, but a pipe, a device" timeout 60 "$program" show /dev/zero
	expect "import: a device without an end" 5 "it is no file, but a pipe, a device" \
		timeout 60 "$program" import -o "$work/none" /dev/zero
	expect "show: a pipe that was named" 0 "^clock" timeout 60 "$program" show <(cat "${records[0]}")
	expect "compare: pipes that were named" 0 "SAME" \
		timeout 60 "$program" compare <(cat "${records[1]}") <(another_run "${records[1]}")
}

# What a fuzzer found.
extremes() {
	expanded results/reference/user.json | sed 's/"loops": [0-9]*/"loops": 9223372036854775807/' >"$work/loops.json"
	stands "show as googlebench, as many loops as there can be" show --format googlebench "$work/loops.json"
}

# The published schema, and record.jq, which knows what is left out as the program does.
published() {
	local record
	valid "schema" results/reference/*.json
	"$program" run --on user -o "$work/run.json" calibrate 'wrmsr*' >/dev/null 2>&1 || true
	valid "schema: of a run" "$work/run.json"
	expect "skipped benches stand together, whatever their code" 0 "^1 0$" jq -r '
		"\(.skipped["needs ring 0"] | [.[] | select(. == "wrmsr-pv-direct")] | length) \([.benches[] | select(.[1] == "skipped")] | length)"' \
		"$work/run.json"
	"$program" show --format json tests/record-1.json >"$work/from-1.json"
	valid "schema: read as schema 1" "$work/from-1.json"
	for record in '.schema = 1' '.benches[1][1] = "fine"' '.benches[1][4] = "fast"' 'del(.run.seed)' '.colour = 1' \
		'.benches[1] += [{colour: 1}]' '.claims[0] = {}' '.benches[1][8] = [[1, 2, 3, 4, 5, 6, 7]]' \
		'.skipped = []' '.skipped[""] = ["lkgs"]' '.skipped["needs more"] = "lkgs"' '.skipped["needs more"] = [1]' \
		'.benches[0][3] = "0x90"' '.machine.core_tsc_ratio = 1e9' \
		'.clock = "icount" | .unit = "instructions" | .benches[0][4] = -1'; do
		jq -c "$record" results/reference/user.json >"$work/broken.json"
		expect "schema: $record is refused by the schema" 1 . jsonschema -i "$work/broken.json" docs/record.schema.json
		expect "schema: and by the program" 5 "broken.json" "$program" show "$work/broken.json"
	done
	for record in results/reference/*.json; do
		expanded "$record" >"$work/expanded.json"
		expect "record.jq: $(basename "$record")" 0 "^same$" bash -c "
			cmp <('$privbench' show --format json '$record') <('$privbench' show --format json '$work/expanded.json') && echo same"
	done
}

published
no_files
extremes
for record in "${records[@]}"; do
	one "$record"
done
for a in "${!records[@]}"; do
	two "${records[a]}" "${records[a]}"
	two "${records[a]}" "${records[(a + 1) % ${#records[@]}]}"
done

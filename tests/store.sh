#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The store, a folder of records: writers that are killed, several at once, a
# disk that is full, files that are no records.  Nothing is lost, and nothing
# is rewritten.  ROUNDS: how many writers are killed.

# shellcheck disable=SC2016 # what a shell within expands, it expands itself
set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

ROUNDS=${ROUNDS:-1000}
run=("$privbench" run --on qemu-flat --seed 1)

killed() {
	local out status=0
	mkdir "$work/killed"
	out=$("$B/store" kill "$1" "$work/killed" "$ROUNDS" "$$" 2>"$work/err") || status=$?
	if [ "$status" = 0 ]; then
		ok "$ROUNDS writers killed: $(tail -n 1 <<<"$out")"
	else
		not_ok "$ROUNDS writers killed" "exit status $status: $out"
	fi
}

# Where files cannot be made without a name, one with a dot may be left; no reader takes it.
killed_named() {
	local out status=0
	if ! unshare -m true 2>/dev/null; then
		skip "killed, files with names" "a mount namespace asks for root"
		return
	fi
	mkdir "$work/named"
	out=$(unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' - \
		"$B/store" kill "$1" "$work/named" $((ROUNDS / 10)) "$$" 2>"$work/err") || status=$?
	if [[ $out =~ reported\ [1-9][0-9]*,\ lost\ 0,\ corrupt\ 0 ]]; then
		ok "the same without /proc, where files have names before they are whole: $(tail -n 1 <<<"$out")"
	else
		not_ok "the same without /proc" "exit status $status: $out"
	fi
}

raced() {
	mkdir "$work/raced"
	expect "4 writers want one name 25 times each, and 100 records are there" 0 "reported 100, lost 0" \
		"$B/store" race "$1" "$work/raced" 4 25
}

not_rewritten() {
	local before
	before=$(cksum <"$work/x.json")
	expect "the same again is refused, before it measures" 5 "x.json is there already.*--force" \
		"${run[@]}" -o "$work/x.json" calibrate
	expect "what was there still is" 0 "^$before$" cksum <"$work/x.json"
	expect "a link to nowhere is refused too" 5 "y.json is there already" \
		env -C "$work" sh -c 'ln -s nowhere y.json && exec "$@"' - "$(readlink -f "$privbench")" "${run[@]:1}" -o y.json calibrate
	expect "--force" 0 "record: " "${run[@]}" --force -o "$work/x.json" calibrate
	if [ "$before" = "$(cksum <"$work/x.json")" ]; then
		not_ok "--force: another record" "it is the same"
	else
		ok "--force: another record"
	fi
}

# Three runs at once, with no name given: some begin in the same second.
one_second() {
	local program
	program=$(readlink -f "$privbench")
	mkdir "$work/second"
	(cd "$work/second" && for _ in 1 2 3 4; do "$program" "${run[@]:1}" calibrate >/dev/null 2>&1 & done; wait)
	expect "four runs at once are four records" 0 "^4$" sh -c "ls '$work/second/results' | wc -l"
	expect "each of them whole" 0 "imul-chain" "$privbench" show "$work/second/results"
}

full_disk() {
	expect "a file that may not grow: said" 5 "cannot write $work/limit.json: File too large" \
		bash -c '(ulimit -f 1; exec "$@" 2>&1) | cat; exit "${PIPESTATUS[0]}"' - "$privbench" run --on user -o "$work/limit.json" calibrate
	expect "a file that may not grow: nothing half-written" 0 "^0$" \
		sh -c "ls -A '$work' | grep -c 'limit\|^[.]privbench' || true"
}

folder() {
	local d=$work/folder
	mkdir -p "$d/sub.json"
	cp "$1" "$d/a.json"
	cp "$1" "$d/b.json"
	sed 's/"schema": 2/"schema": 99/' "$1" >"$d/future.json"
	head -c 1000 "$1" >"$d/cut.json"
	echo '{"name": "left-pad"}' >"$d/foreign.json"
	ln -s loop.json "$d/loop.json"
	mkfifo "$d/pipe.json"
	cp "$d/cut.json" "$d/.privbench-abc123"
	echo "what this is" >"$d/README"
	expect "show a folder: the rest is shown" 5 "imul-chain" timeout 20 "$privbench" show "$d"
	cp "$work/out" "$work/shown"
	expect "show a folder: how many" 0 "^privbench: 6 skipped, 2 read$" cat "$work/shown"
	for wrong in "future.json: schema is 99" "cut.json:[0-9]*: " "foreign.json: not a privbench record" \
		"loop.json: cannot be read: Too many levels" "pipe.json: cannot be read: it is no file" "sub.json: cannot be read: Is a directory"; do
		expect "show a folder: ${wrong%%:*} is named, with its reason" 0 "$wrong" cat "$work/shown"
	done
	expect "show a folder: what was left over is named" 0 "abc123: no record, but the beginning of one" cat "$work/shown"
	expect "show a folder: what is no record's name is left alone" 1 "^0$" grep -c README "$work/shown"
	expect "claims of a folder" 5 "6 skipped, 2 read" "$privbench" claims "$d"
	expect "compare folders" 5 "2 records, 6 unreadable" "$privbench" compare "$d" "$reference/user.json"
	expect "plot a folder" 5 "6 skipped, 2 read" "$privbench" plot -o "$work/plots" "$d"
	expect "plot a folder: drawn" 0 "svg" ls "$work/plots"
	if [ "$(id -u)" != 0 ]; then
		chmod 0 "$d/a.json"
		expect "a record that may not be read" 5 "a.json: cannot be read: Permission denied" "$privbench" show "$d"
	fi
	mkdir "$work/nothing"
	expect "a folder of nothing" 5 "nothing: no record" "$privbench" show "$work/nothing"
}

expect "a small record" 0 "record: $work/x.json" "${run[@]}" -o "$work/x.json" calibrate
killed "$work/x.json"
killed_named "$work/x.json"
raced "$work/x.json"
not_rewritten
one_second
full_disk
folder "$work/x.json"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What compare, check, trend and show --spread say of folders of records whose truth is known, by simulation;
# and of some, what R says.  `truth.sh many`: hundreds of folders a scenario, and thousands of samples in stats.sh.

set -uo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# Each record is fsynced; in memory that costs nothing.
folders=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$work" "$folders"' EXIT

# The exit status of `check` is not what is asked here.
ask_of_each() {
	local a
	for a in "$folders"/*-a; do
		"$privbench" compare --format csv "$a" "${a%a}b" >>"$work/compared"
		"$privbench" check --format csv --baseline "$a" "${a%a}b" >>"$work/checked" 2>/dev/null
	done
	sed -i '2,$ { /^bench,/d }' "$work/compared" "$work/checked"
	"$privbench" show --format csv "$folders"/* >"$work/shown"
}

against_r() {
	local name="figures of compare and check agree with R to 1e-9" said
	"$B/truth" r "$folders" || { not_ok "$name" "no folders: exit status $?"; return; }
	ask_of_each
	said=$(Rscript --vanilla tests/r/comparison.R "$work"/{shown,compared,checked} 2>&1)
	if [ "$(wc -l <<<"$said")" = 1 ] && [ "$said" -gt 4000 ]; then
		ok "$said $name"
	else
		not_ok "$name" "$(head -n 5 <<<"$said")"
	fi
}

if command -v Rscript >/dev/null; then
	against_r
else
	skip "figures of compare and check agree with R to 1e-9" "no Rscript; install r-base-core"
fi
status=0
"$B/truth" "${1:-few}" "$folders" || status=$?
[ "$status" -le 1 ] || not_ok "folders whose truth is known" "exit status $status"
[ "${1-}" != many ] || tests/stats.sh 2000

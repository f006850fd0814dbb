#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# docs/instructions.md is what the program says; and what it says where there is no record, or a bad one.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

if diff docs/instructions.md \
	<("$privbench" instructions --format md results/{reference,bochs,nested}/*.json) >"$work/diff"; then
	ok "docs/instructions.md is up to date"
else
	not_ok "docs/instructions.md is up to date" "make docs/instructions.md: $(head -n 4 "$work/diff" | cut -c -200)"
fi

row() { # INSTRUCTION [RECORD...]
	"$privbench" instructions --format json "${@:2}" |
		jq -c --arg name "$1" '.instructions[] | select(.instruction == $name) | [.reason, .can_run, .ran]'
}

flat=$reference/qemu-flat.json
expect "without records nothing is said of where it ran" 0 '^\[null,"user, kernel, flat guest",null\]$' row RDTSC
expect "it ran where a bench is ok, each target once" 0 '^\[null,"user, kernel, flat guest","qemu-flat, user"\]$' \
	row RDTSC "$flat" "$flat" "$reference/user.json"
expect "a bench that was skipped did not run" 0 '"executed nowhere yet"\]$' \
	row SERIALIZE "$flat"
jq -c '.benches |= map(if .[1] == "ok" then [.[0], "contended"] + .[2:5] + [{reason: "another guest used the core"}] else . end)' \
	"$reference/user.json" >"$work/contended.json"
expect "a contended bench executed" 0 ',"user"\]$' row RDTSC "$work/contended.json"
expect "Bochs executes what TCG has not" 0 '"flat"\]$' row SERIALIZE "$flat" results/bochs/intel.json
expect "the flat guest's own gates" 0 '"flat guest","qemu-flat"\]$' row "INT n" "$flat"
expect "a reason, and nowhere to run" 0 '^\["only in system-management .*",null,null\]$' row RSM "$flat"
expect "a record that cannot be read" 5 "nowhere.json" "$privbench" instructions "$work/nowhere.json"

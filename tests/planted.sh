#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Regressions planted in a copy of the sources: one instruction, exactly, under
# icount; 3 % on silicon.  Each must be found, by its name, and nothing else.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# A build of these sources with one line changed: `plant NAME FILE SED TARGET`.
plant() {
	local copy=$work/$1
	mkdir -p "$copy/build"
	cp -a Makefile bench harness guest kmod stats scripts plots "$copy/"
	cp -a "$B"/{bench,harness,stats,flat,libperf} "$copy/build/"
	sed -i "$3" "$copy/$2"
	! cmp -s "$2" "$copy/$2" || not_ok "planting in $2" "nothing changed"
	env -u BUILD make -s -C "$copy" "build/$4" >/dev/null || not_ok "planting in $2" "it does not build"
}

regressed() { # OUTPUT: the names, on one line
	sed -n 's/^privbench: REGRESSED: \([^ :]*\).*/\1/p' "$1" | tr '\n' ' '
}

one_instruction() {
	plant nop bench/irq.c 's/^BENCH(pushf_pop_cli, "/&nop; /' privbench.flat
	cp "$privbench" "$work/nop/build/privbench"
	"$privbench" run --on qemu-flat -o "$work/before.json" >/dev/null 2>&1
	"$work/nop/build/privbench" run --on qemu-flat -o "$work/after.json" >/dev/null 2>&1
	expect "icount: one instruction more is a regression" 1 "REGRESSED: pushf-pop-cli" \
		"$privbench" check --baseline "$work/before.json" "$work/after.json"
	if [ "$(regressed "$work/out")" = "pushf-pop-cli " ]; then
		ok "icount: and the only one"
	else
		not_ok "icount: the only one" "$(regressed "$work/out")"
	fi
}

# 33 IMULs become 34.  Whoever shares the core may hide it, but not turn it into SAME.
three_percent() {
	local try status=0 clock
	clock=$({ "$privbench" run --on user -o - calibrate 2>/dev/null || true; } | sed -n 's/^ *"clock": "\(.*\)",/\1/p')
	if [ "$clock" != silicon ]; then
		skip "silicon: 3 %" "ring 3 is no silicon here, but $clock"
		return
	fi
	plant imul bench/msr-write.c 's/^AMID(99, 33)/AMID(99, 34)/' privbench
	for try in 1 2 3; do
		rm -rf "$work/pairs"
		"$privbench" run --on user --plan 12x1x100 --against "$work/imul/build/privbench" \
			-o "$work/pairs" 'work-*' >/dev/null 2>&1 || true
		status=0
		"$privbench" check --baseline "$work/pairs/a" "$work/pairs/b" >"$work/out" 2>&1 || status=$?
		[ "$status" != 1 ] || break
		echo "# silicon: 3 %: try $try: $(grep '^verdicts\|^privbench' "$work/out" | tr '\n' ' ')"
	done
	if [ "$status" = 1 ] && [ "$(regressed "$work/out")" = "work-99 " ]; then
		ok "silicon: 3 % more is found within 12 loads, and nothing else (try $try)"
	elif [ "$status" = 1 ] || grep -qE '^ *work-99 +SAME' "$work/out"; then
		not_ok "silicon: 3 %" "exit status $status, regressed: $(regressed "$work/out")"
	else
		skip "silicon: 3 %" "undecided three times: others share this core"
	fi
}

one_instruction
three_percent

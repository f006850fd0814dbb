#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Regressions planted in a copy of the sources: one instruction, exactly, under
# icount; a nop, a fence and 3 % on silicon.  Each must be found, by its name, and nothing else.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# A build of these sources with lines changed, each by its own sed.
plant() { # NAME PROGRAM FILE SED...
	local copy=$work/$1 program=$2
	shift 2
	mkdir -p "$copy/build"
	cp -a Makefile bench harness guest kmod stats scripts plots "$copy/"
	cp -a "$B"/{bench,harness,stats,flat,libperf} "$copy/build/"
	while (($#)); do
		cp "$copy/$1" "$work/before"
		sed -i "$2" "$copy/$1"
		! cmp -s "$work/before" "$copy/$1" || not_ok "planting in $1" "nothing changed by $2"
		shift 2
	done
	env -u BUILD make -s -C "$copy" "build/$program" >/dev/null || not_ok "planting in $copy" "it does not build"
}

regressed() { # OUTPUT: the names, on one line
	sed -n 's/^privbench: REGRESSED: \([^ :]*\).*/\1/p' "$1" | tr '\n' ' '
}

one_instruction() {
	plant nop privbench.flat bench/irq.c 's/^BENCH(pushf_pop_cli, "/&nop; /'
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

# A nop is doubled, WRFSBASE gets a fence, 33 IMULs become 34: each is found, and nothing else.
on_silicon() {
	local try status=0 clock found wanted="irq-nop work-99 wrfsbase "
	clock=$({ "$privbench" run --on user -o - calibrate 2>/dev/null || true; } | sed -n 's/^ *"clock": "\(.*\)",/\1/p')
	if [ "$clock" != silicon ]; then
		skip "silicon: small regressions" "ring 3 is no silicon here, but $clock"
		return
	fi
	plant small privbench bench/overlap.h 's/id, 99, 33,/id, 99, 34,/' \
		bench/msr-write.c 's/may_fault wrfsbase %rbx/&; lfence/' bench/irq.c 's/^BENCH(irq_nop, "nop"/&"; nop"/'
	for try in 1 2 3; do
		rm -rf "$work/pairs"
		"$privbench" run --on user --plan 8x6x32 --against "$work/small/build/privbench" \
			-o "$work/pairs" irq-nop wrfsbase rdtsc 'work-*' >/dev/null 2>&1 || true
		status=0
		"$privbench" check --baseline "$work/pairs/a" "$work/pairs/b" >"$work/out" 2>&1 || status=$?
		found=$(regressed "$work/out" | tr ' ' '\n' | sort | tr '\n' ' ' | sed 's/^ //')
		[ "$found" != "$wanted" ] || break
		echo "# silicon: try $try: exit status $status: $(grep '^verdicts\|^privbench' "$work/out" | tr '\n' ' ')"
	done
	if [ "$status" = 1 ] && [ "$found" = "$wanted" ]; then
		ok "silicon: a nop more, a fence, 3 % are found, and nothing else (try $try)"
	elif grep -q contended "$work/out"; then
		skip "silicon: small regressions" "contended three times: others share this core"
	else
		not_ok "silicon: small regressions" "exit status $status, regressed: $found"
	fi
}

one_instruction
on_silicon

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ./run.sh and `privbench run` as who uses them sees them: what is printed, and what --on auto measures where.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# Each bench once, where it can be: the module in Linux, then the flat guest with what that left.
automatic() {
	calm "$privbench" run --seed 1 -o "$work/auto.json" popf-if-1-1 return-iret wrmsrns-sysenter-esp wrmsr-sysenter-esp >"$work/log" || true
	if [ ! -e "$work/auto.json" ] || [[ $(sed -n 's/^"target": "\(.*\)",$/\1/p' "$work/auto.json") != qemu ]]; then
		skip "auto: Linux and the flat guest share the benches" "the first target here is not qemu"
		return
	fi
	column "$work/auto.json" bench status | grep -v '^calibrate' >"$work/linux"
	column "$work/auto-qemu-flat.json" bench status >"$work/flat"
	expect "auto: Linux measures what it can" 0 "^popf-if-1-1 ok$" cat "$work/linux"
	expect "auto: the flat guest measures what Linux cannot" 0 "^return-iret ok$" cat "$work/flat"
	silent "auto: and nothing twice" grep "^popf-if-1-1 " "$work/flat"
	expect "auto: the answers are of both" 0 "^  return-iret .* 2$" cat "$work/log"
	expect "auto: what no target has is said" 0 "no WRMSRNS" cat "$work/log"
	"$privbench" run --seed 1 -o "$work/flat.json" return-iret >"$work/log" 2>&1
	silent "auto: no Linux is booted for what it cannot measure" grep "measuring at qemu:" "$work/log"
	expect "auto: the flat guest alone is no failure" 0 "measuring at qemu-flat:" cat "$work/log"
}

# What a terminal of 80 columns gets, without its control characters.
on_terminal() { # COMMAND
	TERM=xterm COLUMNS=80 script -qec "$1" /dev/null </dev/null | tr -d '\r'
}

colours() {
	local show="$privbench claims $reference/qemu-6.1.json"
	expect "a terminal has colours" 0 $'\033\\[3[12]m' on_terminal "$show"
	silent "NO_COLOR has none" grep $'\033\\[3' <(NO_COLOR=1 on_terminal "$show")
	silent "TERM=dumb has none" grep $'\033\\[3' <(on_terminal "TERM=dumb $show")
	silent "a pipe has none" grep $'\033' <("$privbench" claims "$reference/qemu-6.1.json")
}

progress_line() {
	on_terminal "$privbench run --on qemu-flat --seed 1 -o $work/line.json irq-restore" >"$work/log"
	expect "progress: target, bench and question" 0 'qemu-flat +[a-z0-9-]+ \([0-9]+ of [0-9]+\) +[A-Z]' cat "$work/log"
}

# The set-up's steps, then a screen.
whole() {
	local lines
	expect "run.sh" 0 "^page .*report.html" env COLUMNS=80 ./run.sh --on qemu-flat --seed 1 -o "$work/whole.json"
	cp "$work/out" "$work/whole.txt"
	lines=$(wc -l <"$work/whole.txt")
	if [ "$lines" -le 60 ]; then
		ok "run.sh: $lines lines, set-up and answers"
	else
		not_ok "run.sh" "$lines lines"
	fi
	expect "run.sh: a line a step, with its time" 0 "^ *[0-9]+\.[0-9] s  packages$" cat "$work/whole.txt"
	silent "run.sh: nothing of a compiler" grep -E "^ +(CC|LD) " "$work/whole.txt"
	printf '#!/bin/sh\necho no such luck; exit 2\n' >"$work/make"
	chmod +x "$work/make"
	expect "run.sh: a step that fails shows the end of its log" 2 "^  \| no such luck$" env PATH="$work:$PATH" ./run.sh
}

automatic
colours
progress_line
whole

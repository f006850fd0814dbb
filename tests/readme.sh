#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What README.md says, and the tables of docs/method.md: their figures are those of the records that ship, commands are there, and so are links.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# "RECORD BENCH FIGURE" for each cell, by the comment above the table that names its records.
cells() {
	awk -F ' *[|] *' '
		/^<!-- records: .* -->$/ { split($0, words, " "); columns = 0
			for (i = 3; words[i] != "-->"; i++) record[++columns] = words[i] }
		!/^[|<]/ { columns = 0 }
		/^[|] `/ && columns { bench = $2
			gsub(/`/, "", bench)
			for (i = 1; i <= columns; i++) print record[i] "|" bench "|" $(i + 2) }' README.md docs/method.md
}

# A figure with its interval as `show` has it, or why there is none.
shown() { # RECORD BENCH
	"$privbench" show --format md "$reference/$1.json" | awk -F ' *[|] *' -v bench="$2" '
		$2 == "bench" { interval = $4 == "interval" }
		$2 == bench { gsub(/\\/, ""); print $3 (interval && $4 != "" ? " " $4 : "") }'
	column "$reference/$1.json" bench status reason | sed -n "s/^$2 skipped //p"
}

# Each word after `privbench` at the start of a command is one.
commands() {
	local command
	while read -r command; do
		"$privbench" help "$command" >/dev/null 2>&1 || echo "privbench $command"
	done < <(grep -oE '(^    |`|\()(build/)?privbench [a-z]+' README.md | sed 's/.*privbench //' | sort -u)
}

links() {
	local link
	while read -r link; do
		[ -e "$link" ] || echo "$link"
	done < <(grep -oE '\]\([^)#]+|(src|srcset)="[^"]+' README.md | sed 's/^[^("]*[("]//')
}

count=0
while IFS='|' read -r record bench figure; do
	count=$((count + 1))
	if [ "$(shown "$record" "$bench")" = "$figure" ]; then
		ok "README: $bench of $record is $figure"
	else
		not_ok "README: $bench of $record" "it says '$figure', the record '$(shown "$record" "$bench")'"
	fi
done < <(cells)
if [ "$count" -ge 20 ]; then
	ok "README: figures of three questions"
else
	not_ok "README: figures of three questions" "only $count were found"
fi
silent "README: its commands are commands" commands
silent "README: its links lead somewhere" links
"$privbench" run --on qemu-flat -o "$work/r.json" 'popf-if-0-?' 'test-sti-if-0-?' >"$work/answers" 2>"$work/err" ||
	not_ok "README: the run that it shows" "$(tail -n 2 "$work/err")"
sed -n '/^`build.privbench run/,/^A bench/s/^    //p' README.md >"$work/said"
expect "README: the lines of a run" 0 "test-sti-if-0-1: 1 instruction more" cat "$work/said"
silent "README: they are what it prints" grep -vxFf "$work/answers" "$work/said"

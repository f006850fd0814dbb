#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The mathematics of comparisons: against R, and by simulation.

set -uo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# A line a figure that differs by more than 1e-9 of itself; then how many agree.
compare() { # OURS THEIRS
	awk 'NR == FNR { if ($1 != "data") ours[$1] = $2; next }
		{
			if (!($1 in ours)) { print $1 ": we have none"; next }
			d = ours[$1] - $2
			if (ours[$1] $2 ~ /nan|NA/ || (d < 0 ? -d : d) > 1e-9 * ($2 < 0 ? -$2 : $2))
				print $1 ": " ours[$1] ", not " $2
			else
				agree++
			delete ours[$1]
		}
		END { for (name in ours) print name ": R has none"; print agree + 0 }' "$1" "$2"
}

against_r() {
	local said
	"$B/stats-r" >"$work/ours" || { not_ok "figures for R" "exit status $?"; return; }
	Rscript --vanilla tests/r/figures.R "$work/ours" >"$work/theirs" 2>"$work/err" ||
		{ not_ok "figures of R" "$(tail -n 3 "$work/err")"; return; }
	said=$(compare "$work/ours" "$work/theirs")
	if [ "$(wc -l <<<"$said")" = 1 ] && [ "$said" -gt 700 ]; then
		ok "$said figures agree with R to 1e-9"
	else
		not_ok "figures agree with R to 1e-9" "$(head -n 5 <<<"$said")"
	fi
}

# MODEL UNIT COLUMN LEAST MOST WHAT [VALUE VALUE]: a percentage of the simulation, of the line with these behind the unit.
bounded() {
	local got
	got=$(awk -v m="$1" -v u="$2" -v c="$3" -v x="${7:-}" -v y="${8:-}" '
		$1 == m && $2 == u && (x == "" || ($3 == x && $4 == y)) { print $c }' "$work/simulated")
	if awk -v x="$got" -v lo="$4" -v hi="$5" 'BEGIN { exit !(x != "" && lo <= x + 0 && x + 0 <= hi) }'; then
		ok "$1, $2: $6: $got %"
	else
		not_ok "$1, $2: $6" "${got:-no figure}, not $4 to $5 %"
	fi
}

simulated() {
	local model unit
	"$B/simulate" >"$work/simulated" || { not_ok "simulation" "exit status $?"; return; }
	for model in plain discrete skewed contaminated layout-shifted; do
		for unit in paired unpaired; do
			bounded $model $unit 3 3 7 "found a difference where there is none"
			bounded $model $unit 4 93 97 "intervals that cover the truth"
			bounded $model $unit 8 3 7 "called the same at the margin"
		done
		bounded $model paired 6 95 100 "found 2 % in 10 boots"
		bounded $model samples 3 10 100 "taken one by one, found a difference where there is none"
	done
	while read -r unit _ sd truth _; do
		bounded "$unit" "advice" 5 88 100 "sd $sd %, $truth % more: as many boots as were said decide" "$sd" "$truth"
	done < <(grep ' advice ' "$work/simulated")
	for unit in 30 100 300; do
		bounded $unit boots 3 0 1 "found a change where there is none"
		bounded $unit boots 5 90 100 "found a change of 3 % where it is"
	done
}

if command -v Rscript >/dev/null; then
	against_r
else
	skip "figures agree with R to 1e-9" "no Rscript; install r-base-core"
fi
simulated

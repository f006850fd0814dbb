#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The mathematics of comparisons and histories: against R, and by simulation.
#
# usage: stats.sh [FOLDERS]: histories of each kind, 200 if not given

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
		bounded "$unit" "advice" 5 "$([ "$truth" = 2.5 ] && echo 75 || echo 88)" 100 "sd $sd %, $truth % more: as many boots as were said decide" "$sd" "$truth"
	done < <(grep ' advice ' "$work/simulated")
}

# KIND COLUMN LEAST MOST WHAT: a percentage of the histories.
of_histories() {
	local got
	got=$(awk -v kind="$1" -v c="$2" '$1 == kind { print $c }' "$work/trends")
	if awk -v x="$got" -v lo="$3" -v hi="$4" 'BEGIN { exit !(x != "" && lo <= x + 0 && x + 0 <= hi) }'; then
		ok "histories, $1: $5: $got %"
	else
		not_ok "histories, $1: $5" "${got:-no figure}, not $3 to $4 %"
	fi
}

# What trend says, by columns: any change 2, a step 3, a drift 4, where it is 5, in the interval 6, an epoch 7, or near one 8.
histories() { # FOLDERS
	local kind
	"$B/trends" "$1" >"$work/trends" || { not_ok "histories" "exit status $?"; return; }
	for kind in rho-0 rho-.3 common-.3 single-.3; do
		of_histories "null-$kind" 2 0 5 "found a change where there is none"
	done
	for kind in rho-.6 short-.3 spikes; do
		of_histories "null-$kind" 2 0 10 "found a change where there is none"
	done
	of_histories last-1 2 0 5 "took an outlier for a step"
	for kind in last-2 last-3 last-4 step-3%-100 step-3%-300 step-2%-300; do
		of_histories $kind 5 95 100 "found the step where it is"
	done
	of_histories step-2%-100 5 85 100 "found the step where it is"
	of_histories step-2%-30 2 60 100 "found a change"
	for kind in drift-1% drift-1.5% drift-1%-rho-.3; do
		of_histories $kind 4 80 100 "said that it drifts"
		of_histories $kind 3 0 10 "took it for steps"
	done
	for kind in before-3% before-5% before-10%; do
		of_histories $kind 7 0 1 "blamed an epoch that it was not"
		of_histories $kind 6 93 100 "the interval has the boot"
	done
	of_histories at-10% 7 95 100 "blamed the epoch that it was"
	of_histories at-3% 8 50 100 "could not tell the epoch from its neighbours"
}

if command -v Rscript >/dev/null; then
	against_r
else
	skip "figures agree with R to 1e-9" "no Rscript; install r-base-core"
fi
simulated
histories "${1:-200}"

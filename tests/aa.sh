#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The program against itself on this machine's silicon, ring 3: ROUNDS times the
# whole suite, paired.  What is found is a false alarm.  `make check-aa`; minutes.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

ROUNDS=${ROUNDS:-12}
PLAN=${PLAN:-compare}

for round in $(seq "$ROUNDS"); do
	rm -rf "$work/pairs"
	"$privbench" run --on user --plan "$PLAN" --against "$privbench" -o "$work/pairs" >/dev/null 2>&1 || true
	"$privbench" compare --format csv "$work/pairs/a" "$work/pairs/b" | awk -F, 'NR > 1 { print $7 }' \
		>>"$work/verdicts"
	status=0
	"$privbench" check --baseline "$work/pairs/a" "$work/pairs/b" >/dev/null 2>"$work/err" || status=$?
	echo "$status" >>"$work/statuses"
	grep '^no regression' "$work/err" >>"$work/shown" || true
	printf '\r%s of %s' "$round" "$ROUNDS" >&2
done
echo >&2
sort "$work/verdicts" | uniq -c
sort "$work/statuses" | uniq -c | sed 's/$/ is how check ended/'
cat "$work/shown"
# What was compared with nothing is no comparison.
if grep -v -E '^(SAME|UNRESOLVED|REGRESSED|IMPROVED)$' "$work/verdicts" >"$work/none" || ! grep -x SAME "$work/verdicts" >/dev/null; then
	not_ok "$ROUNDS comparisons of the suite with itself" \
		"$(wc -l <"$work/none") INCOMPARABLE, none or few the SAME: is ring 3 silicon here?"
	exit 1
fi
share=$(awk '/REGRESSED|IMPROVED/ { n++ } END { printf "%.2f", 100 * n / NR }' "$work/verdicts")
if awk "BEGIN { exit !($share <= 5) }"; then
	ok "$ROUNDS comparisons of the suite with itself: $share % of $(wc -l <"$work/verdicts") verdicts are false alarms"
else
	not_ok "$ROUNDS comparisons of the suite with itself" "$share % of the verdicts are false alarms"
fi
green=$(grep -c -x 0 "$work/statuses" || true)
if [ $((12 * green)) -ge $((11 * ROUNDS)) ]; then
	ok "check is green in $green of $ROUNDS"
else
	not_ok "check is green" "in $green of $ROUNDS: $(sort "$work/statuses" | uniq -c | tr '\n' ' ')"
fi

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# All tests; the last line counts them.
#
# usage: check.sh [part NAME [ARGUMENT...]]

set -uo pipefail
B=${BUILD:-build}
logs=$B/check

# The longest first, so that no CPU is idle at the end.
parts=(stick lint "boots stable-backports" "nested stable-backports" xen guest "boots default" "nested default" "boots backports" "nested backports" units cli readers store stats
	flat escape site truth gate "targets kvm" bodies system peers plots page bisect instructions encodings fuzz chroot completion install mail readme run reference)
# These measure silicon, and are alone.
alone=("targets uml" "targets user" planted)

# A part that dies without a word has failed, too.
part() { # NAME [ARGUMENT...]
	local IFS=- log start=$SECONDS status=0 command=(tests/"$1".sh "${@:2}")
	log=$logs/$*.log
	[ "$1" != units ] || command=("$B/unit")
	"${command[@]}" >"$log" 2>&1 || status=$?
	times >"$log.cpu"
	[ "$status" = 0 ] || grep -q '^not ok' "$log" ||
		echo "not ok - $*: exit status $status: $(tail -n 3 "$log" | tr '\n' ' ')" >>"$log"
	grep '^not ok' "$log"
	printf '%-22s %4d ok, %d not ok (%d s; CPU %s)\n' "$*" "$(grep -c '^ok' "$log")" "$(grep -c '^not ok' "$log")" \
		$((SECONDS - start)) "$(tail -n 1 "$log.cpu")"
}

# Several parts boot these.  What cannot be made, they report.
guests() {
	printf '%s\n' default backports | xargs -P 2 -n 1 scripts/guest.sh >/dev/null
	scripts/xen.sh >/dev/null || echo "check: going on without Xen" >&2
}

if [ "${1-}" = part ]; then
	part "${@:2}"
	exit
fi
rm -rf "$logs"
mkdir -p "$logs"
# Records that several parts read.
export RECORDS=$logs
guests
# A guest waits now and then: one part more than there are CPUs.
printf '%s\n' "${parts[@]}" | xargs -P $(($(nproc) + 1)) -L 1 tests/check.sh part
printf '%s\n' "${alone[@]}" | xargs -L 1 tests/check.sh part
cat "$logs"/*.log >"$B/check.log"

grep '# SKIP' "$B/check.log"
failed=$(grep -c '^not ok' "$B/check.log")
skipped=$(grep -c '^ok.*# SKIP' "$B/check.log")
passed=$(($(grep -c '^ok' "$B/check.log") - skipped))
reported=$(find "$logs" -name '*.log' | wc -l)
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$reported" = $((${#parts[@]} + ${#alone[@]})) ]

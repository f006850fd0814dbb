#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# All tests; the last line counts them.

set -uo pipefail
log=${BUILD:-build}/check.log

# A part that dies without a word is a failure too.
part() { # NAME COMMAND...
	local name=$1 start=$SECONDS status=0 said=$log.$1
	shift
	"$@" >"$said" 2>&1 || status=$?
	[ "$status" = 0 ] || grep -q '^not ok' "$said" ||
		echo "not ok - $name: exit status $status: $(tail -n 3 "$said" | tr '\n' ' ')" >>"$said"
	grep '^not ok' "$said"
	printf '%-9s %4d ok, %d not ok (%d s)\n' "$name" "$(grep -c '^ok' "$said")" \
		"$(grep -c '^not ok' "$said")" $((SECONDS - start))
}

# Mostly one CPU's work: an emulator's.
guests() {
	part boots tests/boots.sh
	part guest tests/guest.sh
	part flat tests/flat.sh
	part xen tests/xen.sh
	part reference tests/reference.sh
}

rm -f "$log".*
guests &
lane=$!
part units "${BUILD:-build}/unit"
part cli tests/cli.sh
part gate tests/gate.sh
part store tests/store.sh
part system tests/system.sh
part peers tests/peers.sh
part readers tests/readers.sh
part chroot tests/chroot.sh
part fuzz tests/fuzz.sh
part plots tests/plots.sh
part escape tests/escape.sh
part bisect tests/bisect.sh
part stats tests/stats.sh
part truth tests/truth.sh
part bodies tests/bodies.sh
part encodings tests/encodings.sh
part lint tests/lint.sh
wait "$lane" || echo "not ok - guests: exit status $?" | tee "$log.guests"
# What measures silicon is alone.
part targets tests/targets.sh
part planted tests/planted.sh
cat "$log".* >"$log"

grep '# SKIP' "$log"
failed=$(grep -c '^not ok' "$log")
skipped=$(grep -c '^ok.*# SKIP' "$log")
passed=$(($(grep -c '^ok' "$log") - skipped))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]

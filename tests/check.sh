#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# All tests; the last line counts them.

set -uo pipefail
log=${BUILD:-build}/check.log
: >"$log"

# A part that dies without a word is a failure too.
part() { # NAME COMMAND...
	local name=$1 start=$SECONDS status=0
	shift
	"$@" >"$log.part" 2>&1 || status=$?
	cat "$log.part" >>"$log"
	[ "$status" = 0 ] || grep -q '^not ok' "$log.part" ||
		echo "not ok - $name: exit status $status: $(tail -n 3 "$log.part" | tr '\n' ' ')" | tee -a "$log"
	grep '^not ok' "$log.part"
	printf '%-8s %4d ok, %d not ok (%d s)\n' "$name" "$(grep -c '^ok' "$log.part")" \
		"$(grep -c '^not ok' "$log.part")" $((SECONDS - start))
}

part lint tests/lint.sh
part units "${BUILD:-build}/unit"
part stats tests/stats.sh
part bodies tests/bodies.sh
part encodings tests/encodings.sh
part cli tests/cli.sh
part store tests/store.sh
part system tests/system.sh
part peers tests/peers.sh
part readers tests/readers.sh
part chroot tests/chroot.sh
part fuzz tests/fuzz.sh
part plots tests/plots.sh
part escape tests/escape.sh
part bisect tests/bisect.sh
part boots tests/boots.sh
part guest tests/guest.sh
part flat tests/flat.sh
part places tests/places.sh
part xen tests/xen.sh
part reference tests/reference.sh
part planted tests/planted.sh

grep '# SKIP' "$log"
failed=$(grep -c '^not ok' "$log")
skipped=$(grep -c '^ok.*# SKIP' "$log")
passed=$(($(grep -c '^ok' "$log") - skipped))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]

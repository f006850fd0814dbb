#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The inputs that the fuzzers have found, once more.
#
# usage: fuzz.sh [more]: more looks for others, FUZZ_SECONDS (60) for each fuzzer

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

more() { # FUZZER...
	local name
	scripts/deps.sh fuzz
	make --no-print-directory "${@/#/build/fuzz/}"
	for name; do
		mkdir -p "$B/fuzz/found/$name"
		"$B/fuzz/$name" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
			-artifact_prefix="$B/fuzz/$name-" "$B/fuzz/found/$name" "tests/fuzz/corpus/$name"
	done
}

mapfile -t fuzzers < <(basename -s .c tests/fuzz/*.c)
if [ "${1-}" = more ]; then
	more "${fuzzers[@]}"
	exit
fi
for name in "${fuzzers[@]}"; do
	files=(tests/fuzz/corpus/"$name"/*)
	expect "$name: ${#files[@]} files" 0 "^${files[-1]}$" "$B/replay/$name" "${files[@]}"
done

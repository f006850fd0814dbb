#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What fuzzers have been given, once more; `make fuzz` gives them more.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

for source in tests/fuzz/*.c; do
	name=$(basename "$source" .c)
	files=(tests/fuzz/corpus/"$name"/*)
	expect "$name: ${#files[@]} files" 0 "^${files[-1]}$" "$B/replay/$name" "${files[@]}"
done

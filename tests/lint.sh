#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What can be said of the sources without running them.
#
# usage: lint.sh [deep]: then clang's analyzer follows every path that it finds, not only the first few thousand

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# What is deleted and not committed yet is listed, too.
mapfile -t sources < <(git ls-files --cached --others --exclude-standard | while read -r f; do
	[ ! -e "$f" ] || echo "$f"
done)
includes="-Ibench -Istats -Iharness $(printf -- '-I%s ' harness/*/)"
mapfile -t scripts < <(grep -lE '^#!.*sh$' "${sources[@]}")

analyzer="-Xclang -analyzer-config -Xclang max-nodes=10000"
[ "${1-}" != deep ] || analyzer=

kind() { # PATTERN: the sources whose names match it
	printf '%s\n' "${sources[@]}" | grep -E "$1"
}

# `lint NAME COMMAND...`: silence is good.
lint() {
	local name=$1
	shift
	if "$@" >"$work/lint" 2>&1 && [ ! -s "$work/lint" ]; then
		ok "$name"
	else
		not_ok "$name" "$(head -n 12 "$work/lint")"
	fi
}

# The workflows' steps are shell, too.
workflow() {
	local workflow
	for workflow in docs/ci/*.yml; do
		rm -rf "$work/steps"
		mkdir "$work/steps"
		tests/steps.sh "$work/steps" "$workflow"
		find "$work/steps" -type f -exec shellcheck {} +
	done
}

# .clang-format is for new code; it would take the tables of bodies, arguments
# and figures apart, so what is checked is what it is for.
formatted() {
	local code
	mapfile -t code < <(kind '\.(c|h)$')
	grep -nE '^ +[^ *"/]' "${code[@]}" | grep -vE ':[0-9]+: \*' | head -n 5
	kind '\.(c|h)$' | grep -vE '^bench/.*\.c$|^tests/' | wider 100
	kind '^(bench|tests)/.*\.(c|h)$' | wider 120 | grep -v '"' || true
}

wider() { # COLUMNS: lines of the sources on stdin
	local source
	while read -r source; do
		expand -t 8 "$source" | grep -nE "^.{$(($1 + 1))}" | sed "s|^|$source:|"
	done
}

# A folder of harness/ includes what is left of it here, and what is in it.
layers="base record measure system targets verdicts render tables plots site"

# "FILE HEADER" for each #include of a header of harness/, by their paths.
included() {
	kind '^harness/.*\.[ch]$' | xargs grep -o '^#include "[^"]*"' | sed 's/:#include "/ /; s/"$//' |
		awk 'NR == FNR { name = $0; sub(".*/", "", name); path[name] = $0; next } $2 in path { print $1, path[$2] }' \
			<(kind '^harness/.*\.h$') -
}

layered() {
	included | awk -v layers="$layers" '
		BEGIN { n = split(layers, names, " "); for (i = 1; i <= n; i++) layer[names[i]] = i; top = n + 1 }
		function of(path, parts) { return split(path, parts, "/") > 2 ? layer[parts[2]] : top }
		!of($1) || !of($2) { print $0 ": a folder that lint.sh does not know" }
		of($1) < of($2) { print $1 " includes " $2 ", which is of a layer above it" }'
}

# plot.c has the table of kinds, whose files include its header.
table_of_kinds='harness/plots/plot'
circular() {
	included | grep -v "^$table_of_kinds\.c" | sed 's/\.[ch]\( \|$\)/\1/g' | awk '$1 != $2' | tsort 2>&1 >/dev/null |
		grep -v 'contains a loop' || true
}

alone() {
	local header
	kind '^stats/' | xargs sed -n 's/^#include "\(.*\)".*/\1/p' | sort -u | while read -r header; do
		[ -e "stats/$header" ] || echo "$header"
	done
}

# What is said on stderr may hold a record's text, or a guest's: complain.h escapes it.
unescaped() {
	kind '^harness/.*\.c$' | grep -vE '^harness/base/(complain|util)\.c$' |
		xargs grep -nE 'f(printf|puts|putc|write)\(.*stderr|perror\(' || true
}

# What a record says of its machine, docs/record.md explains.
undocumented() {
	local fact
	{
		grep -rhoE 'record_fact[a-z_]*\([^,"]*, "[a-z_]+"' harness
		sed -n 's/^\t{ \("[a-z_]*"\), \.\(path\|text\) = .*/, \1/p' harness/measure/*.c
		jq -r '.machine | keys[], (.unreadable | keys[]) | ", \"\(.)\""' results/reference/*.json
	} | sed 's/.*, "\(.*\)"/\1/' | sort -u | while read -r fact; do
		grep -qF "\`$fact\`" docs/record.md || echo "$fact is not in docs/record.md"
	done
}

# What is not there finds nothing.
have() { # TOOL
	command -v "$1" >/dev/null || echo "$1 is not installed"
}

# Once for what it reads: the source with its headers, the checks, and its own version.
tidy_one() { # SOURCE
	local flags words clean said status=0
	read -ra flags <<<"-std=gnu11 -D_GNU_SOURCE -DPRIVBENCH_VERSION=\"\" $includes -isystem $B/libperf/include"
	clean=$B/tidy/$({
		gcc -E -C -dD "${flags[@]}" "$1"
		cat .clang-tidy
		echo "$tidy_version $analyzer"
	} | sha256sum | cut -c1-64)
	[ ! -e "$clean" ] || return 0
	read -ra words <<<"$analyzer"
	said=$(clang-tidy --quiet "$1" -- "${flags[@]}" "${words[@]}" 2>&1) || status=$?
	if [ "$status" = 0 ]; then
		touch "$clean"
	else
		grep -E '(error|warning):' <<<"$said" || echo "$1: clang-tidy: exit status $status: $(tail -n 1 <<<"$said")"
	fi
}
export -f tidy_one

# What changed last comes first.
tidy() {
	local tidy_version
	have clang-tidy
	tidy_version=$(clang-tidy --version)
	export B includes tidy_version analyzer
	mkdir -p "$B/tidy"
	# shellcheck disable=SC2016 # the inner shell expands it
	kind '^(harness|stats|bench|tests)/.*\.c$' | grep -v '^tests/\(bad\|efi\|guest\)/' | xargs ls -t |
		xargs -P "$(nproc)" -n 1 bash -c 'tidy_one "$1"' tidy
}

# It knows neither a register's name behind a variable, asm("r8"), nor the kernel's attribute.
# shellcheck disable=SC2086 # a list of words
check_cpp() {
	have cppcheck
	mkdir -p "$B/cppcheck"
	cppcheck -q -j "$(nproc)" --cppcheck-build-dir="$B/cppcheck" --std=c11 --enable=warning,portability,performance --inline-suppr \
		--template='{file}:{line}: {message} [{id}]' -D__x86_64__ '-Dasm(text)=' -D__ro_after_init= $includes \
		bench stats harness guest kmod tests 2>&1 |
		grep -E "\[($(grep -v '^#' tests/cppcheck.txt | paste -sd'|'))\]\$" || true
}

# The kernel's own headers are its business; and it knows no toplevel assembly.
sparse_module() {
	have sparse
	make -s kmod KDIR="$PWD/$B/guest/default/kdir" KFLAGS='C=2 CF=-Wsparse-error' 2>&1 |
		grep -E '(kmod|bench)/[^ ]*\.[ch]:[0-9]+.*(error|warning)' || true
}

manual() {
	have mandoc
	mandoc -T lint -W warning docs/privbench.1
}

licensed() {
	kind '\.(c|h|S|inc|sh|gp|lds)$|Makefile|Kbuild|/run$|/init$|\.cfg$' | xargs grep -L 'SPDX-License-Identifier: GPL-2.0-only'
	return 0
}

trailing_space() {
	kind '' | grep -vE '\.(png|svg|json)$|^COPYING|^tests/fuzz/corpus/' | xargs grep -nE '[[:space:]]+$' || true
}

lint "every source names its licence" licensed
lint "no space at the end of a line" trailing_space
lint "shellcheck" shellcheck "${scripts[@]}"
lint "shellcheck, over the workflows" workflow
lint "tabs, and lines that fit" formatted
lint "the layers of harness/ include one way" layered
lint "no circle of #includes in harness/" circular
lint "stats/ includes nothing of ours but itself" alone
lint "what is said on stderr is escaped" unescaped
lint "every fact of a record is in docs/record.md" undocumented
lint "clang-tidy" tidy
lint "cppcheck" check_cpp
lint "the manual" manual
lint "sparse, over the module" sparse_module

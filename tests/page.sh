#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A report as a browser has it: valid, whole, with the answers first, and its script alone.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

export PRIVBENCH_PLOTS=$PWD/plots

ids() { # PAGE
	grep -oE " id=['\"][^'\"]*" "$1" | sed "s/.*['\"]//"
}

twice() { # PAGE
	ids "$1" | sort | uniq -d
}

# Links within the page, and what pictures refer to, that lead nowhere.
nowhere() { # PAGE
	comm -23 <(grep -oE "(href=['\"]|url\()#[^)'\"]*" "$1" | sed 's/.*#//' | sort -u) <(ids "$1" | sort -u)
}

# Links that leave the page are to mails and commits.
elsewhere() { # PAGE
	grep -oE '(href|src)="[^"#][^"]*' "$1" | grep -vE '="(https://(lore[.]kernel[.]org|git[.]kernel[.]org)/|data:,$)'
}

# The browser executes what has the hash that the policy names.
policy() { # PAGE
	sed -n "s/.*script-src 'sha256-\([^']*\)'.*/\1/p" "$1"
}

# shellcheck disable=SC2059 # the hash becomes bytes
script_hash() { # PAGE
	local hash
	hash=$(sed -n '/^<script>/,/^<\/script>/p' "$1" | sed '1s/^<script>//; $d' | sha256sum)
	printf "$(sed 's/ .*//; s/../\\x&/g' <<<"$hash")" | base64
}

# Each a line: no heading is left out on the way down, and there is one title.
levels() { # PAGE
	grep -oE '<h[1-6]' "$1" | awk '{ level = substr($0, 3) } NR == 1 && level != 1 || level > last + 1 && NR > 1 ||
		NR > 1 && level == 1 { print NR ": " $0 " after h" last } { last = level }'
}

# In a picture, too: what cannot be seen has a name.
unnamed() { # PAGE
	grep -oE '<svg[^>]*>' "$1" | grep -vE ' role="img" aria-label="[^"]+"'
	grep -oE '<div class="wide"[^>]*>' "$1" | grep -vE ' role="region" tabindex="0" aria-label="[^"]+"'
}

is_sound() { # NAME PAGE
	silent "$1: tidy finds no fault" tidy -q -e "$2"
	silent "$1: no id twice" twice "$2"
	silent "$1: what is referred to is there" nowhere "$2"
	silent "$1: no link but to mails and commits" elsewhere "$2"
	silent "$1: no script but ours" foreign_script "$2"
	expect "$1: the policy has the script's hash" 0 "^$(policy "$2" | sed 's/+/[+]/g')\$" script_hash "$2"
	silent "$1: headings are in order" levels "$2"
	silent "$1: what cannot be seen has a name" unnamed "$2"
}

# From the first to the last of these, in the page's order.
in_order() { # NAME PAGE PATTERN...
	local name=$1 page=$2 pattern at last=0
	shift 2
	for pattern; do
		at=$(grep -nE -m 1 -- "$pattern" "$page" | cut -d: -f1) || true
		if [ -z "$at" ] || [ "$at" -lt "$last" ]; then
			not_ok "$name" "$pattern: line ${at:-none}, after line $last"
			return
		fi
		last=$at
	done
	ok "$name"
}

# A sentence of the record's machine or text, in an attribute or an element.
hostile() { # RECORD
	# shellcheck disable=SC2016 # it is not to be expanded
	expanded "$1" | jq '.machine |= with_entries(if .value | type == "string" then .value += "\"><script>alert(1)</script>" else . end)
		| .notes = ["</details></main><script>alert(1)</script>"]
		| .benches[0].group = "q\" onclick=\"alert(1)" | .benches[0].name = "a\" b"
		| .claims[0].id = "javascript:alert(1)\" onclick=\"alert(1)"'
}

r=results/reference
page=$work/all/report.html
"$privbench" report -o "$work/all" $r/user.json $r/user-amd.json $r/qemu-6.1.json $r/qemu-flat.json $r/xen.json $r/kvm.json \
	>"$work/log" 2>&1
is_sound "six records" "$page"
in_order "six records: the answers come first" "$page" '<h1>' '<h2 id="answers"' '<th class="group"[^>]*>(<span[^>]*>)?<a href="#q-irq-restore"' \
	'<caption>claims by verdict' '<nav aria-label="contents"' '<h2 id="q-calibrate"' '<svg' '<h2 id="q-irq-restore"' \
	'<h2 id="reading"' '<h2 id="runs"'
sed -n '/<h2 id="q-irq-restore"/,/<h2 id="q-irq-pair"/p' "$page" >"$work/question.html"
in_order "a question: mail, picture, figures, claims, code" "$work/question.html" \
	'<p><a href="https://lore.kernel.org/' '<svg' '<caption>figures' '<th scope="row">popf-if-1-1<' '<caption>claims, and' \
	'<tr id="claim-sti-beats-popf"'
expect "each column has its unit" 0 '>user Intel[^<]*: core cycles<.*>xen: instructions of guest and hypervisor<' \
	grep -A 3 '<caption>figures' "$page"
expect "emulated ticks are the emulator's" 0 '>kvm: emulated ticks .of the emulator.<' cat "$page"
expect "why there is no figure, and of how many" 0 '<li>[0-9]+ not measured[^:]*\[[0-9]+\]: ' cat "$page"
expect "a claim has a link to itself, and to its mail" 0 \
	'<tr id="claim-sti-beats-popf"><th scope="row"><a href="#claim-sti-beats-popf">.*<a href="https://lore[.]kernel[.]org/' cat "$page"
expect "records of which a claim says the same are together" 0 '>user [^;]*: \[[0-9]+\]; qemu, qemu-flat, xen: \[[0-9]+\]; kvm: ' \
	grep '^<tr id="claim-error-branch-costs-more"' "$page"
expect "code is disassembled" 0 'push %r12; popf<' cat "$page"
expect "the exact command is there" 0 '<dt>command</dt><dd>[^<]*privbench run' cat "$page"

hostile $r/qemu-6.1.json >"$work/hostile.json"
"$privbench" report -o "$work/hostile" "$work/hostile.json" >"$work/log" 2>&1
is_sound "a hostile record" "$work/hostile/report.html"
silent "a hostile record: no attribute of its own" grep -E '<[^<>]* onclick=["'"'"']' "$work/hostile/report.html"


mkdir "$work/foreign"
echo '<html>mine</html>' >"$work/foreign/report.html"
expect "another's report.html" 5 'foreign/report.html is of another program; move it away' \
	"$privbench" report -o "$work/foreign" $r/qemu-6.1.json
expect "another's report.html: it stays, and nothing is added" 0 '^<html>mine</html> 1$' \
	sh -c "echo \$(cat '$work/foreign/report.html') \$(ls '$work/foreign' | wc -l)"
expect "a report of before is replaced" 0 'hostile/report.html' "$privbench" report -o "$work/hostile" $r/qemu-6.1.json

mkdir "$work/history"
cp $r/user.json "$work/history/1.json"
sed 's/"utc": "[^"]*"/"utc": "2027-01-01T00:00:00Z"/' $r/user.json >"$work/history/2.json"
"$privbench" trend --plot "$work/trend" "$work/history" >"$work/log" 2>&1 || true
is_sound "a trend" "$work/trend/trend.html"
for command in "show" "claims" "show --answers" "instructions"; do
	# shellcheck disable=SC2086 # a command and its option
	"$privbench" $command --format html $r/user.json $r/qemu-6.1.json >"$work/page.html"
	is_sound "$command as HTML" "$work/page.html"
done

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Under Xen, paravirtualised: every boot has the same figures, those of results/reference;
# what cannot trap is exact; what traps costs more than declared, and more than the kernel's
# own way.
#
# usage: xen.sh [BOOTS]

# shellcheck disable=SC2016 # awk's dollars are awk's
set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

boot() { # NAME ARGUMENT...
	"$privbench" run --on xen --seed 1 --force -o "$work/$1.json" "${@:2}" >/dev/null 2>"$work/err" ||
		not_ok "a run under Xen" "$(tail -n 3 "$work/err")"
}

same_figures() {
	local n one=$records/xen.json
	for ((n = 2; n <= boots; n++)); do
		boot again
		if cmp -s <(figures "$one") <(figures "$work/again.json"); then
			ok "boot $n has the figures of boot 1 ($(figures "$one" | wc -l) lines)"
		else
			not_ok "boot $n has the figures of boot 1" "$(diff <(figures "$one") <(figures "$work/again.json") | head -n 4)"
		fi
	done
}

# What ring 3 may do does not trap, for a PV kernel runs in ring 3 itself.  The rest does,
# but for benches that jump over their STI or WRMSR.
paths() { # RECORD WHERE
	local bench status declared measured than
	while read -r bench status declared measured; do
		[[ $status = ok && $declared != - ]] || continue
		than='>'
		! grep -qx "$bench" "$work/ring3" || than='=='
		[[ $bench != test-sti-if-0-0 && $bench != wrmsr-check-first-faults ]] || than='=='
		if awk "BEGIN { exit !($measured $than $declared) }"; then
			ok "$2: $bench: $measured $than $declared"
		else
			not_ok "$2: $bench" "$measured instructions, not $than $declared"
		fi
	done < <(column "$1" bench status insns estimate)
}

figure() { # RECORD BENCH
	column "$1" bench estimate | sed -n "s/^$2 //p"
}

# The sign turns: natively a call costs more than the instruction.
kernels_own() { # RECORD WHERE
	local own raw pair
	for pair in kernel-irq-off-on:cli-sti kernel-wrmsr:wrmsr; do
		own=$(figure "$1" "${pair%:*}") raw=$(figure "$1" "${pair#*:}")
		if awk "BEGIN { exit !($raw > $own && $own > 0) }"; then
			ok "$2: raw ${pair#*:} takes $raw, the kernel's own $own"
		else
			not_ok "$2: ${pair#*:}" "raw $raw, the kernel's own $own"
		fi
	done
}

# What would be unsafe or mean nothing says so; nothing failed, nothing lost an MSR.
left_alone() { # RECORD WHERE
	local restored='"msrs_restored": "([0-9]+) of \1"'
	column "$1" bench status reason >"$work/left"
	expect "$2: POPF of IF is skipped" 0 '^popf-if-0-1 skipped under Xen PV' cat "$work/left"
	expect "$2: CR3 is not written" 0 '^write-cr3 skipped "under Xen PV' cat "$work/left"
	expect "$2: every skip and fault has a reason, and nothing failed" 0 '^0$' \
		awk '$2 != "ok" && ($2 == "failed" || $3 == "-") { n++ } END { print n + 0 }' "$work/left"
	expect "$2: MSRs are as before" 0 "$restored" cat "$1"
	expect "$2: virt and hypervisor" 0 '"hypervisor": "Xen [0-9.]+[^ ]* under QEMU' cat "$1"
	expect "$2: says whose instructions these are" 0 "guest and hypervisor together" "$privbench" show "$1"
}

no_xen() {
	mkdir "$work/alone"
	cp "$privbench" "$work/alone"
	ln -s "$(realpath "$B/guest")" "$work/alone/guest"
	expect "no Xen" 5 'no Xen .*make xen' "$work/alone/privbench" run --on xen
}

no_xen
if [ ! -e "$B/xen/default/xen" ]; then
	skip "xen" "no Xen: make xen"
	exit
fi
# shellcheck disable=SC2046 # a list of words
expect "a command line that Xen would cut" 5 "too long for a kernel's command line" \
	"$privbench" run --on xen $(printf 'cli-pv-* %.0s' {1..120})
# Whether others use the core is no matter here, nor is UMIP: a PV guest's CR4 is Xen's.
"$privbench" run --on user --plan 1x1x5 --wait 0 -o "$work/user.json" >/dev/null 2>&1 || true
column "$work/user.json" bench status reason | sed -nE 's/^([^ ]+) (ok|contended|skipped UMIP) .*/\1/p' >"$work/ring3"
recorded xen --on xen
boots=${1:-$(boots_enough xen "$records/xen.json")}
same_figures
as_reference xen "$records/xen.json"
checked=("$records/xen.json")
# With many boots, another kernel's, too.
if [ "$boots" -gt 2 ]; then
	boot backports --kernel backports
	checked+=("$work/backports.json")
fi
for record in "${checked[@]}"; do
	name=$(basename "$record" .json)
	paths "$record" "$name"
	kernels_own "$record" "$name"
	left_alone "$record" "$name"
done

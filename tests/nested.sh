#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The flat guest under a stock kernel's KVM: what does not leave the guest costs what it costs
# without KVM, to the digit; what leaves it has the same path in every boot, and that of
# results/nested, with mitigations and without.
#
# usage: nested.sh KERNEL [BOOTS]
#        nested.sh write

# shellcheck disable=SC2016 # awk's dollars are awk's
set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

kernels=(default backports stable-backports)
declare -A version_of=([default]=6.1 [backports]=6.12 [stable-backports]=7.2)
shipped=results/nested

# With mitigations, and without: the record's name, and what the kernel is told.
names_of() { # KERNEL
	echo "${version_of[$1]}"
	echo "${version_of[$1]}-mitigations-off --cmdline=mitigations=off"
}

# QEMU 7.2 fails an assertion of its own in few orders, in the same ones each time (tcg_handle_interrupt): try another.
measure() { # RECORD KERNEL SEED ARGUMENT...
	local seed status
	for seed in "$3" $(($3 + 10)); do
		status=0
		"$privbench" run --on nested --kernel "$2" --seed "$seed" --force -o "$1" "${@:4}" >/dev/null 2>"$work/err" ||
			status=$?
		grep -q 'tcg_handle_interrupt: assertion failed' "$work/err" || break
	done
	[ "$status" = 0 ] || not_ok "a run under KVM" "$(tail -n 3 "$work/err")"
}

if [ "${1-}" = write ]; then
	for kernel in "${kernels[@]}"; do
		while read -r name words; do
			measure "$shipped/$name.json" "$kernel" 1 ${words:+"$words"}
		done < <(names_of "$kernel")
	done
	exit
fi

# A line a bench: name, status, estimate, least, most, VM exits.
paths() { # RECORD
	column "$1" bench status estimate min max counters |
		awk '{ exits = match($0, /vm-exits=[0-9.e-]+/) ? substr($0, RSTART + 9, RLENGTH - 9) : 0
			print $1, $2, $3, $4, $5, exits }' | sort
}

# Lines that differ; the rest is counted on stderr.  A path that leaves the guest may differ where docs/vm-exit.md
# says why and by how much, and by a twentieth where it varies from sample to sample in either.
unlike() {
	join "$work/a" "$work/b" | awk '
		function size(x) { return x < 0 ? -x : x }
		{ exits = $6 > $11 ? $6 : $11; n++; off = size($3 - $8); most = 0 }
		exits > .5 { left++
			if ($1 ~ /^((in|out)sb|wrmsr-apic-base|cr4-pge-toggle-reload-256|.*apic.*|.*deadline.*)$/) most = $3 / 100
			if ($1 ~ /^touch-/) most = $3 / 5
			if ($4 < $5 || $9 < $10) most += $3 / 20 }
		$2 != $7 || ($3 == "-") != ($8 == "-") || off > most { print $1, $2, $3, "then", $7, $8 }
		END { print n + 0 " benches, " left + 0 " of which leave the guest" >"/dev/stderr" }'
}

same_paths() { # NAME RECORD RECORD
	paths "$2" >"$work/a"
	paths "$3" >"$work/b"
	unlike >"$work/unlike" 2>"$work/counted"
	if [ -s "$work/unlike" ]; then
		not_ok "$1" "$(head -n 4 "$work/unlike")"
	else
		ok "$1 ($(cat "$work/counted"))"
	fi
}

# Without KVM the same guest, on a CPU that has more: what one of the two lacks is not compared.
as_without_kvm() { # RECORD WHERE
	local bench here there leave
	recorded qemu-flat --on qemu-flat
	paths "$1" >"$work/a"
	paths "$records/qemu-flat.json" >"$work/b"
	join "$work/a" "$work/b" | awk '$2 == "ok" && $7 == "ok" { print $1, $3, $8, $6 }' >"$work/both"
	while read -r bench here there leave; do
		if [ "$here" = "$there" ]; then
			ok "$2: $bench executes $here instructions, as without KVM"
		elif awk "BEGIN { exit !($leave > .5) }"; then
			if awk "BEGIN { exit !($here > $there + 900 * $leave) }"; then
				ok "$2: $bench leaves the guest: $here instructions, not $there"
			else
				not_ok "$2: $bench" "$leave exits in $here instructions, and without KVM $there"
			fi
		else
			not_ok "$2: $bench" "$here instructions, and without KVM $there"
		fi
	done <"$work/both"
}

# KVM says how often; the rest of the record says what this was.
described() { # RECORD WHERE
	expect "$2: one CPUID, one exit" 0 '^cpuid ok [0-9.]+ [0-9.]+ [0-9.]+ 1$' paths "$1"
	silent "$2: nothing failed" grep '"failed"' "$1"
	expect "$2: virt is kvm, the hypervisor KVM under QEMU" 0 '"hypervisor": "KVM under QEMU' cat "$1"
	expect "$2: perf's TSC agrees" 0 "\"tsc_check\": \"perf's msr/tsc/ agrees" cat "$1"
	expect "$2: says whose instructions these are" 0 "guest and hypervisor together" "$privbench" show "$1"
}

kernel=${1:-default}
version=${version_of[$kernel]}
first=$records/nested-$version.json
# Its headers may want a chroot, which not every machine allows.
if ! scripts/guest.sh "$kernel" >/dev/null 2>"$work/err" && grep -qE "takes root's rights|mounts nothing in" "$work/err"; then
	skip "KVM of $kernel" "$(grep -E "rights|mounts" "$work/err")"
	exit
fi
recorded "nested-$version" --on nested --kernel "$kernel"
as_without_kvm "$first" "$version"
described "$first" "$version"
for ((n = 2; n <= ${2:-2}; n++)); do
	measure "$work/again.json" "$kernel" "$n"
	same_paths "$version: boot $n, in another order, has the paths of boot 1" "$first" "$work/again.json"
done
measure "$work/off.json" "$kernel" 1 --cmdline=mitigations=off
expect "$version: the record has its kernel's command line" 0 '"command_line": ".* mitigations=off -- run' cat "$work/off.json"
expect "$version: mitigations make an exit longer" 1 "IMPROVED: cpuid: " \
	"$privbench" check --exact --baseline "$first" "$work/off.json"
while read -r name _; do
	record=$first
	[ "$name" = "$version" ] || record=$work/off.json
	if [ "$(ran_on "$record")" = "$(ran_on "$shipped/$name.json")" ]; then
		same_paths "reference nested $name" "$shipped/$name.json" "$record"
	else
		skip "reference nested $name" "it is of $(ran_on "$shipped/$name.json"), here is $(ran_on "$record")"
	fi
done < <(names_of "$kernel")

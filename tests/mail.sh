#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A record as mail: its shape, and all that somebody who was not there asks for.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

mail() { # NAME RECORD...
	local name=$1
	shift
	"$privbench" show --format mail "$@" >"$work/mail" 2>"$work/err" || not_ok "$name" "$(tail -n 2 "$work/err")"
	mailable "$name" "$work/mail"
	for what in CPU core kernel compiler mitigations clock unit samples dropped privbench command; do
		if [ "$(grep -c "^$what  *[^ ]" "$work/mail")" -ge $# ]; then
			ok "$name: says of $what"
		else
			not_ok "$name" "$what is not in it for each of $# records"
		fi
	done
}

says() { # NAME PATTERN: in the last mail, whose lines are one
	if tr -s ' \n' ' ' <"$work/mail" | grep -qE -e "$2"; then
		ok "$1"
	else
		not_ok "$1" "it does not say '$2'"
	fi
}

# The figures are the record's: every headline's, to the digits that are shown.
figures_of() { # RECORD
	column "$1" bench status estimate | awk '$2 == "ok" { printf "%s %.2f\n", $1, $3 }' |
		sed 's/-0[.]00$/0.00/' | sort >"$work/recorded"
	sed -nE 's/^  ([a-z][a-z0-9-]*)  +(-?[0-9.]+).*/\1 \2/p' "$work/mail" | awk '{ printf "%s %.2f\n", $1, $2 }' | sort >"$work/mailed"
}

user=tests/silicon.json
for record in "$reference"/*.json tests/record-1.json "$user"; do
	mail "$(basename "$record")" "$record"
done

mail user "$user"
says "the mail that asks" "POPF, or a test and STI[?] \\(Lutomirski, LKML 2020-11-13\\)"
says "an interval" "popf-if-1-1 29[.]87 [+]-0[.]30 3 "
says "family, model, stepping and microcode" "family 6, model 143, stepping 8, microcode 0x1 "
says "mitigations, without what does not affect" "spectre_v2: Mitigation: Enhanced .*; all others: not affected"
says "how the clock was recognised" "silicon: imul-chain takes 2.498 ticks, 3.00 times add-chain"
says "what was not measured, and why" "needs ring 0: [0-9]+ benches"
says "a reason in place of a figure that a question asks for" "popf-if-0-1 needs ring 0 "
says "what is known" "-> nop-pv-direct: 4.12 [+]-0.17 core cycles more than irq-nop "
says "calibration after all questions" "mov64 Does the method find what is known[?]"
says "claims by verdict" "claims 1 supported - 6 by construction - 44 undecided"
says "a verdict in words" "- supported: a patched site costs less than a direct call"
says "what is left out" "[0-9]+ more benches have figures"
figures_of "$user"
expect "its figures" 0 "^popf-if-1-1 29.87$" cat "$work/mailed"
silent "each is the record's" comm -23 "$work/mailed" "$work/recorded"

"$privbench" show --format mail --only irq-restore --only imul-chain "$user" >"$work/mail"
says "one question alone" "popf-if-1-1 29[.]87"
says "and a bench" "imul-chain 3[.]00"
silent "and no other" grep -E "irq-nop|add-chain +[0-9]" "$work/mail"
expect "a question that there is not" 2 "no bench or question matches 'nosuch'" "$privbench" show --only nosuch "$user"

mail "kernels" "$reference"/qemu-6.1.json "$reference"/qemu-6.12.json "$reference"/qemu-7.2.json
says "kernels side by side" "wrmsr-extable-faults ~ 953 ~ 1054 ~ 1177 "
says "sizes that differ" "kernel-wrmsr 11 12 12 17 / 17 / 12 "
mail "clocks" "$user" "$reference/qemu-flat.json"
expect "clocks one after another" 0 "^instructions, exact" cat "$work/mail"
expect "a comparison" 0 "^SAME|^verdicts" "$privbench" compare --format mail "$reference/qemu-6.1.json" "$reference/qemu-6.12.json"
mailable "a comparison" "$work/out"
jq '(.machine.calibration) = "failed"' "$user" >"$work/uncalibrated.json"
mail "uncalibrated" "$work/uncalibrated.json"
says "a failed calibration" "calibration failed: its cycles decide nothing"
mail "emulated" "$reference/kvm.json"
says "an emulator's ticks" "emulated ticks: they describe the emulator, not a processor[.]"

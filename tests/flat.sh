#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest without an OS: every bench to the instruction, as the module has it,
# two boots to the digit, started by PVH and by GRUB.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

SIZE_MAX=$((1536 * 1024))

boot() { # RECORD ARGUMENT...
	local record=$1
	shift
	"$privbench" run --on qemu-flat --seed 1 -o "$record" "$@" >/dev/null 2>"$work/err" ||
		not_ok "a run of the flat guest" "$(tail -n 3 "$work/err")"
}

same_figures() { # NAME RECORD RECORD
	figures "$2" | cut -d, -f1,3- >"$work/a"	# but for the target
	figures "$3" | cut -d, -f1,3- >"$work/b"
	if cmp -s "$work/a" "$work/b"; then
		ok "$1 ($(wc -l <"$work/a") lines)"
	else
		not_ok "$1" "$(diff "$work/a" "$work/b" | head -n 4)"
	fi
}

two_boots() {
	recorded qemu-flat --on qemu-flat
	one=$records/qemu-flat.json
	boot "$work/two.json"
	same_figures "two boots of the flat guest, the same figures" "$one" "$work/two.json"
	path_lengths "$one" "flat guest"
	expect "its self-tests say nothing" 0 '^true$' jq '(.notes // []) == []' "$one"
}

# The kernel's own code and the cost of a fault differ by executor; the module has no gates.
as_the_module_has_it() {
	local bench status declared measured reason flat
	recorded qemu-6.1 --on qemu --kernel default
	column "$one" bench status estimate >"$work/flat"
	while read -r bench status declared measured reason; do
		[[ $declared != - && $reason != "needs the flat guest"* ]] || continue
		flat=$(sed -n "s/^$bench //p" "$work/flat")
		if [ "$flat" = "$status $measured" ]; then
			ok "$bench: $flat, in the module and in the flat guest"
		else
			not_ok "$bench" "$status $measured in the module, $flat in the flat guest"
		fi
	done < <(column "$records/qemu-6.1.json" bench status insns estimate reason)
}

# From the record's results, (1 - r) * good + r * faulting the same for both forms.
break_even() {
	local rate
	rate=$(column "$one" bench estimate | awk '{ is[$1] = $2 } END {
		added = is["wrmsr-check-first"] - is["wrmsr-extable"]
		saved = is["wrmsr-extable-faults"] - is["wrmsr-check-first-faults"]
		printf "%.3g", added / (added + saved) }')
	expect "the break-even fault rate of a flag tested first is $rate" 0 \
		"^  wrmsr-check-first +executes fewer above $rate, 1 in " "$privbench" show "$one"
	expect "the forms that fault alike never break even" 0 "^  wrmsr-asm-goto +never executes fewer" \
		"$privbench" show "$one"
	expect "claims in two places" 0 "^  error-branch-executes-more +by construction 4.00× +by construction 4.00×$" \
		"$privbench" claims "$one" "$records/qemu-6.1.json"
}

# GRUB has but one serial port for us: talk first, then the samples.
iso() {
	timeout 120 qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none \
		-machine pc,hpet=off -m 64M -accel tcg,thread=single -cpu max -rtc base=2000-01-01,clock=vm \
		-cdrom "$B/privbench.iso" -serial "file:$work/serial" -icount shift=0,sleep=off ||
		not_ok "the ISO image boots and ends" "exit status $?"
	expect "the ISO image says what it does" 0 " %  [a-z0-9-]+ \([0-9]+ of [0-9]+\) " cat "$work/serial"
	expect "its samples are imported" 0 "^record: " "$B/san/privbench" import -o "$work/iso" "$work/serial"
	boot "$work/as-much.json" --plan 1x2x20		# what an image takes by itself under an emulator
	same_figures "by GRUB from the ISO image, the same figures" "$work/as-much.json" "$work"/iso/*-flat.json
	expect "its record has claims" 0 "by construction 1.80×" "$privbench" claims "$work"/iso/*-flat.json
}

# The screen has what the record has: each figure of an answer, and reasons in place of others.
answers() {
	local wrong screen=$work/screen
	tr -d '\r' <"$work/serial" | sed -n '/^answers, in /,/^`privbench import/p' >"$screen"
	expect "the screen answers in instructions" 0 "^answers, in instructions, exact" cat "$screen"
	expect "the screen: six questions in pairs" 0 "^6 12$" \
		awk '/^  /{ n++ } /^[A-Z].*\)$/{ q++ } END { print q, n }' "$screen"
	expect "the screen: why there is no figure" 0 \
		"^  wrmsrns-sysenter-esp +skipped: this CPU has no WRMSRNS$" cat "$screen"
	expect "the screen: 23 lines of 79 columns at most" 0 "^1$" \
		awk 'length > 79 { wide++ } END { print NR <= 23 && !wide }' "$screen"
	wrong=$(awk 'NR == FNR { is[$1] = $2 " " $3; next } /^  / && $2 !~ /:$/ && is[$1] != "ok " $2' \
		<(column "$(echo "$work"/iso/*-flat.json)" bench status estimate) "$screen")
	if [ -z "$wrong" ]; then
		ok "the screen's figures are the record's"
	else
		not_ok "the screen's figures are the record's" "$wrong"
	fi
}

refused() { # NAME PATTERN FILE
	expect "import refuses $1" 5 "$3: .*$2" "$B/san/privbench" import -o "$work/none" "$3"
	if [ -n "$(ls -A "$work/none")" ]; then
		not_ok "import refuses $1: no record" "$(ls -A "$work/none")"
	fi
}

# Samples or nothing; tests/test_raw.c has the lines.
imports() {
	local record
	record=$(echo "$work"/iso/*-flat.json)
	mkdir -p "$work/none"
	expect "import: the same file again is the same record" 0 "$record, as before" \
		"$privbench" import -o "$work/iso" "$work/serial"
	"$privbench" import --emulator Bochs -o "$work/bochs" "$work/serial" >/dev/null 2>&1
	expect "import: an emulator's ticks are nobody else's" 0 '"cpu_model": "Bochs, as ' cat "$work"/bochs/*.json
	expect "import: a pipe that was named" 0 "^record: " "$privbench" import -o "$work/piped" <(cat "$work/serial")
	rm "$record"
	mkfifo "$record"
	expect "import: a pipe where the record would go" 0 "^record: ${record%.json}-2.json" \
		timeout 60 "$B/san/privbench" import -o "$work/iso" "$work/serial"
	sed '/^sum /,$d' "$work/serial" >"$work/cut"
	refused "samples that are cut short" "line [0-9]+: the samples are cut short here, before the first checkpoint" "$work/cut"
	sed '/^run cli-sti /s/AA*$/B/' "$work/serial" >"$work/changed"
	refused "samples that were changed" "line [0-9]+: " "$work/changed"
	sed '/^seed /s/$/0/' "$work/serial" >"$work/changed"
	refused "a line that was changed" "the checksum is another" "$work/changed"
	sed '/^trouble /d; /^skip /{d}' "$work/serial" >"$work/changed"
	refused "samples with lines missing" "the checksum is another" "$work/changed"
	sed '/^table /s/ .*/ 1/' "$work/serial" >"$work/changed"
	refused "samples that were changed, though of other benches" "the checksum is another" "$work/changed"
	cat "$work/cut" "$work/serial" tests/flat.sh >"$work/capture"
	expect "import: of two boots in one capture, the one that is whole" 5 "^record: " \
		"$B/san/privbench" import -o "$work/captured" "$work/capture"
	cp "$work/out" "$work/captured.out"
	expect "import: and why not the other" 0 "capture: line [0-9]+: the samples are cut short" cat "$work/captured.out"
	refused "a record" "no raw samples" "$one"
	refused "what is not there" "cannot be read" "$work/nowhere"
	expect "import: one is refused, the other comes in" 5 "^record: " \
		"$privbench" import -o "$work/both" "$work/cut" "$work/serial"
}

# Samples from stdin, and a line with their number and their checksum.
sign() { # WORD
	cat >"$work/part"
	printf '%s %x %s\n' "$1" "$(wc -l <"$work/part")" \
		"$(gzip -c "$work/part" | tail -c 8 | od -An -tx4 -N 4 | tr -d ' ')" | cat "$work/part" -
}

# Runs that ended, and that did not; what is none; and what is no file.
make_stick() { # FOLDER
	local to=$1/privbench samples=$work/samples second
	mkdir -p "$1/EFI" "$to/folder.raw"
	tr -d '\r' <"$work/serial" | sed -n '/^privbench-raw /,/^end /p' | grep -vE '^(sum|next|end) ' | sign end >"$samples"
	second=$(sed -n '/^pass 2$/=' "$samples")
	sed '/^seed /s/$/0/' "$samples" >"$to/changed.raw"
	head -c 60000 "$samples" >"$to/cut.raw"
	: >"$to/empty.raw"
	echo record >"$to/._whole.raw"
	printf '%s\n' 'privbench-raw 1' 'version 0.1' 'end 2 1' >"$to/old.raw"
	sed '$d; /^table /s/ .*/ 1/' "$samples" | sign end >"$to/other.raw"
	sed '/^pass 1$/q' "$samples" | sign sum >"$to/early.raw"
	sed '/^run rdtsc /,$d' "$samples" | sed '$a next rdtsc' | sign sum >"$to/hung-first.raw"
	sed -n "1,$((second + 200))p; $((second + 200))a next cli" "$samples" | sign sum >"$to/hung-second.raw"
	{ head -n "$second" "$samples" | sign sum; printf 'run cli 5 0 0'; } >"$to/pulled.RAW"
	sed '$d; /^tsc_khz /a started 2026-11-22T22:33:00\nfirmware EDK II, UEFI 2.70' "$samples" | sign end >"$1/started.raw"
	cp "$samples" "$to/whole.raw"
}

brought() { # NAME PATTERN
	expect "import: of a stick, $1" 0 "$2" cat "$work/brought"
}

# All that can come in does, and what cannot is named.
sticks() {
	local stick=$work/stick before
	make_stick "$stick"
	before=$(ls -lRA --full-time "$stick")
	expect "import: of a stick, some are refused" 5 '^record: ' "$B/san/privbench" import -o "$work/desk" "$stick"
	cp "$work/out" "$work/brought"
	brought "what was changed" 'changed\.raw: line [0-9]+: the checksum is another'
	brought "what was cut short" 'cut\.raw: line [0-9]+: the samples are cut short here'
	brought "an empty file" 'empty\.raw: no raw samples: the file is empty'
	brought "another version" 'old\.raw: raw samples of version 1, and privbench .* reads version 2'
	brought "other benches" 'other\.raw: .* with other benches'
	brought "a run that ended too early" 'early\.raw: .*the run ended before a bench was measured'
	brought "a folder" 'folder\.raw: cannot be read: Is a directory'
	brought "a first pass that hung" 'hung-first\.raw: the run did not end: it stopped after 0 of 2 passes, and the machine did not come back from rdtsc'
	brought "a second pass that hung" 'hung-second\.raw: .* after 1 of 2 passes, and the machine did not come back from cli$'
	brought "a stick that was pulled" 'pulled\.RAW: .* after 1 of 2 passes$'
	brought "the time of the firmware" '^record: .*/2026-11-22T22-33-00Z-flat\.json$'
	expect "import: of a stick, five records" 0 '^5$' grep -c '^record: ' "$work/brought"
	expect "import: another system's own files are not opened" 1 '^0$' grep -cF '._' "$work/brought"
	expect "import: of a stick again, five as before" 0 '^5$' \
		grep -c 'as before$' <("$privbench" import -o "$work/desk" "$stick" 2>&1)
	expect "import: of a stick, no record twice" 0 '^5$' echo "$(find "$work/desk" -type f | wc -l)"
	if [ "$before" = "$(ls -lRA --full-time "$stick")" ]; then
		ok "import: nothing on the stick is written"
	else
		not_ok "import: nothing on the stick is written" "$(ls -lRA "$stick")"
	fi
	expect "import: a folder without samples" 5 "/EFI: no raw samples \(\*\.raw\) in it, nor in .*/EFI/privbench: " \
		"$privbench" import -o "$work/desk" "$stick/EFI"
	unfinished_records
}

# What hung has failed, and what had been measured by then is as in the run that ended.
unfinished_records() {
	local record whole
	whole=$(echo "$work"/iso/*-flat-2.json)
	for record in "$work"/desk/*.json; do
		same_estimates "$(jq -r '(.notes // [])[0] // "a run that ended"' "$record")" "$record" "$whole"
	done
	cat "$work"/desk/*.json >"$work/all"
	expect "what the machine did not come back from" 0 '^2$' grep -cE '^\["(rdtsc|cli)","failed",.*did not come back' "$work/all"
}

same_estimates() { # NAME RECORD RECORD
	local bad
	column "$2" bench status estimate | sort >"$work/a"
	column "$3" bench status estimate | sort >"$work/b"
	bad=$(comm -23 "$work/a" "$work/b" | grep -vE '^(rdtsc|cli) failed|skipped' || true)
	if [ -z "$bad" ]; then
		ok "figures of $1: $(comm -12 "$work/a" "$work/b" | wc -l)"
	else
		not_ok "figures of $1" "$bad"
	fi
}

# Benches with gates of their own come back from there, every one that this CPU has.
WAYS='^(entry|syscall|usergs|apic|gs-base|mitigations|world-switch)'
LACKS='skipped (this CPU has no|CR4.PCIDE is off|there is no APIC in)'
REFUSED='(entry-int1(-ist)?(-user)?|sysenter-sysexit) faulted raised #UD '	# AMD; TCG before 9.1
round_trips() {
	local lost
	lost=$(column "$one" question bench status reason | grep -E "$WAYS" |
		grep -vE " ok -\$| $LACKS| $REFUSED" || true)
	if [ -z "$lost" ]; then
		ok "into ring 0 and out again: $(column "$one" question status | grep -cE "$WAYS.* ok$") rows"
	else
		not_ok "into ring 0 and out again" "$lost"
	fi
}

# What a compiler made has no declared length: a call of C adds so much to what it is compared with.
compiled() { # BENCH BASE LEAST MOST
	local more
	more=$(column "$one" bench estimate | awk -v a="$1" -v b="$2" '{ is[$1] = $2 } END { print is[a] - is[b] }')
	if [ "$more" -ge "$3" ] && [ "$more" -le "$4" ]; then
		ok "$1: $more instructions more than $2"
	else
		not_ok "$1" "$more instructions more than $2, not $3 to $4"
	fi
}

# CPUs that --on qemu-flat does not have; then rows.
on_cpu() { # NAME CPU GLOB
	timeout 120 qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none \
		-machine pc,hpet=off -m 64M -accel tcg,thread=single -cpu "$2" \
		-rtc base=2000-01-01,clock=vm -icount shift=0,sleep=off -kernel "$B/privbench.flat" \
		-append "$3" -serial "file:$work/$1.serial" || true
	expect "CPU $2: samples" 0 "^record: " "$privbench" import -o "$work/$1" "$work/$1.serial"
	column "$work/$1"/*.json bench status insns estimate reason >"$work/$1.rows"
}

# SYSENTER in 64-bit mode is Intel's.
sysenter() {
	on_cpu intel max,vendor=GenuineIntel sysenter-sysexit
	expect "on an Intel CPU: SYSENTER and SYSEXIT" 0 '^sysenter-sysexit ok 4 4 ' cat "$work/intel.rows"
}

# VMRUN does without.
no_nested_paging() {
	local lacks='skipped .* this CPU has no nested paging \(CPUID\.8000000AH:EDX\[0\]\)$'
	on_cpu no-npt max,-npt world-switch
	expect "without nested paging: what takes it is skipped" 0 '^3$' grep -cE " $lacks" "$work/no-npt.rows"
	expect "without nested paging: VMRUN" 0 '^vmrun-vmmcall ok 1 1 ' cat "$work/no-npt.rows"
	expect "without nested paging: nothing fails" 1 '^0$' \
		grep -cE '^[^ ]+ (failed|faulted) ' "$work/no-npt.rows"
}

# A handler that faults leaves its gate, MSRs and stack to nobody.
gates_put_back() {
	local bad=("$B/test/privbench" run --on qemu-flat --seed 1 -o "$work/bad.json")
	"${bad[@]}" 'bad-gate*' bad-syscall bad-call-gate bad-tables 'bad-irq*' \
		entry entry-irq entry-pti syscall >/dev/null 2>"$work/err" ||
		not_ok "a run with handlers that fault" "$(tail -n 3 "$work/err")"
	path_lengths "$work/bad.json" "among handlers that fault"
	expect "handlers that fault: each is told by its vector" 0 '^bad-gate .*vector 6\W+bad-gate-user .*vector 14\W+(bad-\S+ .*vector 6\W+){5}$' \
		echo "$(column "$work/bad.json" bench reason | grep '^bad' | tr '\n' ' ')"
	expect "handlers that fault: gates and MSRs are put back" 0 '^true$' \
		jq '(.notes // []) == []' "$work/bad.json"
}

# A guest that is not entered is no figure; GIF is set again, or no interrupt would arrive.
guests_put_back() {
	local record=$work/guests.json wrong
	"$B/test/privbench" run --on qemu-flat --seed 1 -o "$record" bad-vmrun bad-clgi entry-irq world-switch \
		>/dev/null 2>"$work/err" || not_ok "a run with guests that fail" "$(tail -n 3 "$work/err")"
	column "$record" bench status insns estimate reason >"$work/guests"
	expect "a guest that is not entered: its exit code is told" 0 '^bad-vmrun failed .* exit code 0xffffffff ' \
		cat "$work/guests"
	expect "an exception with GIF clear" 0 '^bad-clgi faulted .*vector 6' cat "$work/guests"
	expect "interrupts arrive after it" 0 '^xapic-self-ipi ok 7 7 ' cat "$work/guests"
	wrong=$(awk '$2 == "failed" && $1 !~ /^bad/ || $2 == "ok" && $3 != $4' "$work/guests")
	if [ -z "$wrong" ] && grep -q '^vmrun-as-kvm ok' "$work/guests"; then
		ok "among guests that fail: all others to the instruction"
	else
		not_ok "among guests that fail" "$wrong"
	fi
	expect "EFER, VM_HSAVE_PA and DR7 are put back" 0 '^true$' jq '(.notes // []) == []' "$record"
}

# Everything runs but what was not named; what was, is exact too.
opt_in() {
	if column "$one" bench | grep wbinvd >/dev/null; then
		not_ok "WBINVD only when named" "it was measured"
	else
		ok "WBINVD only when named"
	fi
	boot "$work/wbinvd.json" pv-wbinvd
	path_lengths "$work/wbinvd.json" "flat guest" | grep wbinvd || not_ok "WBINVD when named" "not measured"
}

emulated() {
	boot "$work/tsc.json" --clock tsc irq-restore
	expect "--clock tsc: known for an emulator's" 0 '"clock": "emulated"' \
		"$privbench" show --format json "$work/tsc.json"
}

size() {
	local bytes
	bytes=$(stat -c %s "$B/privbench.flat")
	if [ "$bytes" -le "$SIZE_MAX" ]; then
		ok "the image has $bytes bytes"
	else
		not_ok "the image's size" "$bytes bytes, more than $SIZE_MAX"
	fi
}

# What a hypervisor emulates it fetches as far as the page goes.
whole_fetches() {
	local image cut
	for image in "$B"/privbench.flat*; do
		cut=$(objdump -d --no-show-raw-insn "$image" | awk '/endbr64/ { timed = 1 } /int3/ { timed = 0 }
			timed && /ff[2-9a-f]:\t(cpuid|rdmsr|wrmsr|rdpmc|ud2|mov .*%cr|vmrun|invd|wbinvd)/')
		if [ -z "$cut" ]; then
			ok "$(basename "$image"): no exit of a timed loop at the end of a page"
		else
			not_ok "$(basename "$image"): exits at the end of a page" "$cut"
		fi
	done
}

no_image() {
	mkdir "$work/alone"
	cp "$privbench" "$work/alone"
	expect "no image" 5 'no flat guest .*make flat' "$work/alone/privbench" run --on qemu-flat
}

two_boots
round_trips
compiled handler-compiled handler-asm-saved 3 12
compiled handler-compiled-cleared handler-asm-cleared 3 12
compiled stack-atomic-ist stack-ist-saved 21 80
compiled stack-atomic-ist-user stack-ist-saved-user 21 80
sysenter
no_nested_paging
gates_put_back
guests_put_back
as_the_module_has_it
opt_in
break_even
iso
answers
imports
sticks
emulated
size
whole_fetches
no_image

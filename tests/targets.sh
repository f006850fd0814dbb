#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The targets that need no guest OS: what they measure, and that a body which takes its
# executor down leaves the other benches alone.  `user` measures silicon, and wants it alone.
#
# usage: targets.sh kvm|uml|user

# shellcheck disable=SC2016 # awk's dollars are awk's
set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

ROUNDS=${ROUNDS:-3}

# A bad bench ends as it must, and every other one is measured.
benches_stand() { # TARGET RECORD
	local bench status wanted
	while read -r bench status; do
		case $1/$bench in
		*/bad-ud2 | */bad-page | u*/bad-int3) wanted=faulted ;;
		# an emulating KVM has no INT3 and no INT n, which also is how ring 3 comes back
		kvm/bad-int3 | kvm/bad-gate* | kvm/bad-syscall) wanted="faulted|failed" ;;
		kvm/bad-irq*) wanted="faulted|failed|skipped" ;;	# it may have no local APIC, or no IRET
		u*/bad-triple | u*/bad-halt | u*/bad-gate* | u*/bad-syscall) wanted=skipped ;;
		u*/bad-call-gate | u*/bad-tables | u*/bad-irq*) wanted=skipped ;;
		*/bad-shadow* | */bad-user-interrupts) wanted="faulted|skipped" ;;	# of the newest CPUs
		u*/bad-vm* | u*/bad-clgi | u*/bad-guest) wanted=skipped ;;
		*/bad-vm* | */bad-clgi | */bad-guest) wanted="failed|faulted|skipped" ;;	# of a KVM that nests
		*/bad-*) wanted=failed ;;
		u*/*) wanted="ok|contended" ;;	# by others on the core: measured all the same
		*) wanted=ok ;;
		esac
		[[ $status =~ ^($wanted)$ ]] || echo "$bench: $status"
	done < <(column "$2" bench status)
}

misbehave() { # TARGET
	local round wrong=
	for round in $(seq "$ROUNDS"); do
		calm "$B/test/privbench" run --on "$1" --timeout 0.5 --force -o "$work/bad.json" bad calibrate \
			>"$work/err" || wrong+="round $round: $(tail -n 1 "$work/err") "
		wrong+=$(benches_stand "$1" "$work/bad.json")
	done
	if [ -z "$wrong" ]; then
		ok "$1: bodies that fault, hang and crash leave the rest alone, $ROUNDS of $ROUNDS times"
	else
		not_ok "$1: bodies that fault, hang and crash leave the rest alone" "$wrong"
	fi
}

kvm() {
	if [ ! -w /dev/kvm ]; then
		skip "kvm" "no /dev/kvm that may be used"
		return
	fi
	expect "kvm: measures" 0 "^kvm +(silicon|emulated), " \
		calm "$privbench" run --on kvm -o "$work/kvm.json" calibrate
	expect "kvm: another layout each batch" 0 "layout 1," "$privbench" show --verbose "$work/kvm.json"
	if grep -q '"clock": "emulated"' "$work/kvm.json"; then
		expect "kvm: an emulating one is labelled" 0 "describes the emulator" \
			"$privbench" show "$work/kvm.json"
		expect "kvm: an emulating one is not chosen, and said why" 0 "not at kvm: .*emulates its guests" \
			"$privbench" run -o "$work/auto.json" calibrate
	fi
	exits
	refusals
	misbehave kvm
	liars
}

# BENCH STATUS VM-EXITS/USER-EXITS, per operation; the first is empty where KVM does not count.
counted() {
	column "$work/exits.json" bench status counters |
		sed -nE 's|^(\S+ \S+) (.*vm-exits=(\S+) )?.*user-exits=(\S+)$|\1 \3/\4|p'
}

# Who answers depends on the bench alone, even where KVM emulates.
wrong_answerer() {
	counted | awk '{
		user = $1 ~ /^((out|in)-(0x80|dx)|outsb|insb|mmio-(read|write))$/
		split($3, exits, "/")
		if (exits[2] != user || (exits[1] != "" && exits[1] < user)) print }'
}

# Refused by KVM, or disturbed.
wrong_reason() {
	column "$work/exits.json" bench status reason | grep -E ' (failed|faulted) ' |
		grep -vE ' failed (it hung|the guest|this KVM|KVM |every sample)' || true
}

exits() {
	expect "kvm: measures what leaves a guest" 0 "^kvm +(silicon|emulated), " \
		calm "$privbench" run --on kvm -o "$work/exits.json" vm-exit io apic nop
	expect "kvm: each port, page and event is answered by whom it should" 0 '^wrong:$' echo "wrong:$(wrong_answerer)"
	expect "kvm: an empty exit to user space is one" 0 '^out-0x80 (ok|contended) 1?/1$' counted
	expect "kvm: a nop does not leave" 0 '^nop (ok|contended) 0?/0$' counted
	expect "kvm: what fails has KVM's reason" 0 '^wrong:$' echo "wrong:$(wrong_reason)"
}

# What KVM refuses costs only the benches that need it.
refused() { # REQUEST
	rm -f "$work/refused.json"
	calm "$work/refuse" "$1" "$privbench" run --on kvm -o "$work/refused.json" \
		in-elcr out-ioeventfd xapic-eoi mmio-write nop >"$work/err" || cat "$work/err"
	column "$work/refused.json" bench status reason | grep -E '^(in-elcr|out-ioeventfd|xapic-eoi|mmio-write|nop) ' |
		sed 's/ contended .*/ ok -/' | sort | tr '\n' ';'
}

refusals() {
	local pit=0x4040ae77 event=0x4040ae79 no='skipped KVM makes no'
	gcc -o "$work/refuse" tests/bad/refuse.c
	expect "kvm: without a timer it has no interrupt controllers either" 0 \
		"^in-elcr $no timer: .*;mmio-write ok -;nop ok -;out-ioeventfd ok -;xapic-eoi $no timer: .*;$" refused $pit
	expect "kvm: without ioeventfds" 0 \
		"^in-elcr ok -;mmio-write ok -;nop ok -;out-ioeventfd $no ioeventfds: .*;xapic-eoi ok -;$" refused $event
}

# A guest that answers what cannot be: a reason, and no crash.
lie() { # NAME PATTERN STATEMENT
	gcc -std=gnu11 -O1 -ffreestanding -fno-pic -mno-red-zone -mgeneral-regs-only -fno-stack-protector \
		-fcf-protection=none -Ibench -Iguest -DBENCHES="$benches" -DLIE="$3" -nostdlib -static -no-pie \
		-Wl,-z,max-page-size=4096,-z,noexecstack,--build-id=none -o "$work/liar/privbench.flat" \
		-T guest/pc/flat.lds guest/pc/start.S guest/tables.S tests/bad/liar.c
	expect "kvm: a guest lies: $1" 5 "$2" "$work/liar/privbench" run --on kvm --timeout 2 -o "$work/lie.json" --force nop
}

liars() {
	local benches
	benches=$("$privbench" list --json | jq '[.benches[]] | length')
	mkdir "$work/liar"
	cp "$B/san/privbench" "$work/liar"
	lie "more samples than asked for" "nop: the executor answered with 1024 samples where 20 were asked for" 'box->run.done = 1024'
	lie "a reason without an end" "nop: the executor answered with a reason that has no end" \
		'box->run.status = PB_SKIPPED; for (int i = 0; i < PB_REASON_MAX; i++) ((volatile char *)box->run.reason)[i] = 120'
	lie "no loops" "nop: the executor answered with 0 loops" 'box->run.loops = 0'
	lie "another bench" "nop: the executor answered another question" 'box->run.name[0]++'
	lie "an interruption" "nop: the executor refused: Protocol error" 'box->error = -4'
	lie "a mailbox that is nowhere" "nop: the guest's mailbox cannot be at 0xfffffff8" 'address = -8U'
	benches=0 lie "other benches" "is of another version" ''
}

# Plans and pairs: folders of records, which stay, and are added to.
plans() {
	local folder=$work/plan
	"$privbench" run --on user --plan 2x1x20 -o "$folder" irq-save >/dev/null 2>&1 || true
	expect "plan: a record each time" 0 "^001.json 002.json $" echo "$(find "$folder" -name '*.json' -printf '%f\n' | sort | tr '\n' ' ')"
	expect "plan: once more adds to them" 0 "a summary of 4 records" \
		calm "$privbench" run --on user --plan 2x1x20 -o "$folder" irq-save
	expect "plan: of one boot, and what to do" 0 "All records are of one boot.* --against" cat "$work/said"
	expect "pairs" 0 "compare them: privbench compare .*/pairs/a" \
		calm "$privbench" run --on user --plan 1x1x20 --against "$privbench" -o "$work/pairs" irq-save
	expect "pairs: one of each" 0 "^001.json 001.json $" echo "$(find "$work/pairs" -name '*.json' -printf '%f ')"
	expect "plan: an exact clock ends it" 0 "the clock is exact" \
		"$privbench" run --on qemu-flat --plan compare -o "$work/exact" irq-save
	expect "plan: at what target" 2 "needs --on TARGET" "$privbench" run --plan compare
	expect "plan: that is none" 2 "'10x' is not a plan" "$privbench" run --plan 10x
}

# A signal to the program alone ends a plan after the boot at hand: that is not all that was asked for.
interrupted_plan() {
	local folder=$work/interrupted pid status=0
	"$privbench" run --on user --plan 200x1x20 -o "$folder" calibrate >"$work/plan.out" 2>&1 &
	pid=$!
	until [ -e "$folder/001.json" ]; do
		sleep .05
	done
	kill -INT "$pid"
	wait "$pid" || status=$?
	expect "plan: interrupted" 0 "interrupted; what was recorded is in $folder.* 5$" echo "$(tr '\n' ' ' <"$work/plan.out") $status"
}

# The primitives are there, what ring 3 forbids is not, and nothing stays behind.
uml_measures() {
	local benches=(kernel-irq-off-on kernel-irq-save kernel-wrmsr kernel-alternative popf-if-1-1 nop-pv-direct)
	mkdir "$work/home"
	expect "uml: measures" 0 "^uml +(silicon|icount|emulated), " \
		calm env HOME="$work/home" "$privbench" run --on uml -o "$work/uml.json" "${benches[@]}"
	silent "uml: nothing is left in the user's home" find "$work/home" -mindepth 1
	column "$work/uml.json" bench estimate status reason >"$work/figures"
	expect "uml: two calls of the kernel's take longer than one of ours" 0 "^yes" \
		awk '{ at[$1] = $2 } END { print ((at["kernel-irq-off-on"] > at["nop-pv-direct"]) ? "yes" : "no") }' "$work/figures"
	expect "uml: one of two calls takes less than both" 0 "^yes" \
		awk '{ at[$1] = $2 } END { print ((at["kernel-irq-off-on"] > at["kernel-irq-save"]) ? "yes" : "no") }' "$work/figures"
	expect "uml: WRMSR is not for ring 3" 0 "^kernel-wrmsr - skipped needs ring 0" cat "$work/figures"
	expect "uml: it does not patch itself" 0 "^kernel-alternative - skipped .*no code for it" cat "$work/figures"
	expect "uml: which kernel on which" 0 "^[0-9.]+ #1 .* $(uname -r)\$" \
		jq -r '.machine | "\(.kernel) \(.kernel_version) \(.host_kernel)"' "$work/uml.json"
	expect "uml: a body has its bytes" 0 '"popf-if-1-1","[a-z]+",2,"41549d"' cat "$work/uml.json"
}

uml() {
	mkdir "$work/alone"
	cp "$privbench" "$work/alone"
	expect "uml: none" 5 "no User Mode Linux .*make uml" "$work/alone/privbench" run --on uml
	if [ ! -x "$B/uml/linux" ]; then
		skip "uml" "no User Mode Linux: make uml"
		return
	fi
	uml_measures
	if scripts/uml.sh "$B/test/uml/bodies.o" "$B/test/uml/linux" 2>"$work/err"; then
		misbehave uml
	else
		not_ok "uml: built with bad benches" "$(tail -n 3 "$work/err")"
	fi
}

# What silicon says, if ring 3 is silicon: the method's residual, and the chains.
user() {
	local try
	expect "user: measures" 0 "^user +(silicon|icount|emulated), " calm "$privbench" run --on user -o "$work/user.json"
	misbehave user
	# Whoever shares the core may spoil a run, which then says so.
	for try in 2 3 4 5; do
		! grep -q '"calibration": "failed"' "$work/user.json" || {
			echo "# user: the calibration failed, try $try"
			"$privbench" run --on user --force -o "$work/user.json" >/dev/null 2>&1 || true
		}
	done
	if ! grep -q '"clock": "silicon"' "$work/user.json"; then
		skip "user: residual on silicon" "ring 3 is not silicon here"
		return
	fi
	column "$work/user.json" bench estimate >"$work/figures"
	expect "user: what the method fails to cancel is at most 0.02 core cycles" 0 "yes" \
		awk '$1 == "empty" { print ($2 <= .02 && $2 >= -.02) ? "yes" : $2 }' "$work/figures"
	expect "user: 399 cycles of known latency are 399, within 5 %" 0 "yes" \
		awk '$1 == "work-399" { print ($2 >= 379 && $2 <= 419) ? "yes" : $2 }' "$work/figures"
	expect "user: the chains add up, or it is said why not" 0 \
		'"calibration": "(ok"|failed".*"calibration failed: |[a-z-]+ was measured on a shared core alone")' \
		tr -d '\n' <"$work/user.json"
}

case $1 in
kvm) kvm ;;
uml) uml ;;
user)
	plans
	interrupted_plan
	user ;;
*)
	echo "usage: targets.sh kvm|uml|user" >&2
	exit 2 ;;
esac

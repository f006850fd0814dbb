#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a user may get wrong: a clear word, the right exit status, nothing lost.

# shellcheck disable=SC2016 # what a fake QEMU expands, it expands itself
set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# A QEMU that does as the test says: `fake_qemu COMMANDS`; {results} is its results channel.
fake_qemu() {
	mkdir -p "$work/bin"
	cat >"$work/bin/qemu-system-x86_64" <<-END
		#!/bin/bash
		[ "\$1" != --version ] || { echo "QEMU emulator version 0 (fake)"; exit; }
		results=\$(printf '%s\n' "\$@" | sed -n 's/.*path=//p')
		$1
	END
	chmod +x "$work/bin/qemu-system-x86_64"
}

run_fake() { # NAME STATUS PATTERN [SECONDS [ARGUMENT...]]
	expect "$1" "$2" "$3" env PATH="$work/bin:$PATH" timeout 60 "$work/checked/privbench" run \
		--on qemu-flat "${@:5}" --timeout "${4-2}" -o "$work/fake.json"
	if [ -e "$work/fake.json" ]; then
		not_ok "$1" "it left a record"
	fi
}

# By the Linux guest, which sends a packed record.
run_fake_linux() { # NAME STATUS PATTERN [SECONDS]
	run_fake "$1" "$2" "$3" "${4-2}" --on qemu --kernel "$work/broken"
}

usage() {
	local many
	mapfile -t many < <(yes irq-restore | head -n 200)
	expect "no command" 2 "Usage:" "$privbench"
	expect "unknown command" 2 "no command 'mesure'; .privbench help. lists them" "$privbench" mesure
	expect "unknown command, but one is near" 2 "no command 'cmopare'; did you mean 'compare'[?]" "$privbench" cmopare
	expect "unknown command that begins one" 2 "did you mean 'instructions'" "$privbench" instr
	expect "unknown command, as long as none is" 2 "no command 'a{9000}'" "$privbench" "$(printf 'a%.0s' {1..9000})"
	expect "unknown option" 2 "unrecognized option" "$privbench" run --frobnicate
	expect "unknown target" 2 "no target 'moon'.*auto, kernel" "$privbench" run --on moon
	expect "unknown clock" 2 "'sundial' is not a clock: tsc or icount" "$privbench" run --clock sundial
	expect "clock where there is none to choose" 2 "--clock goes with --on qemu, qemu-flat$" "$privbench" run --on user --clock tsc
	expect "kernel where there is none to choose" 2 "--kernel goes with --on qemu, nested, xen$" "$privbench" run --on qemu-flat --kernel x
	expect "command line where there is no kernel" 2 "--cmdline goes with --on qemu, nested, xen$" "$privbench" run --on kvm --cmdline quiet
	expect "command line that ends the kernel's own" 2 "'nosmp -- script' is not words of a kernel's command line" \
		"$privbench" run --on qemu --cmdline "nosmp -- script"
	expect "seed that is no number" 2 "'12x' is not a whole number" "$privbench" run --seed 12x
	expect "time limit of nothing" 2 "'0' is not a number of seconds above 0" "$privbench" run --timeout 0
	expect "glob that matches nothing" 2 "'popf-if-1-2'; did you mean 'popf-if-1-" "$privbench" run popf-if-1-2
	expect "glob of two words for a guest" 2 "'cl[[]i ][*]' has a character that no" "$privbench" run --on user 'cl[i ]*'
	expect "globs that no command line takes" 5 "too long for a kernel's command line" \
		"$privbench" run --on qemu -o "$work/long.json" "${many[@]}"
	for glob in 'wbin*' 'wbinvd-*' 'pv-wbinvd/*' '*wbinvd*'; do
		expect "what hurts the machine asks for its name: $glob" 2 "only benches that hurt the whole machine.*full names.*wbinvd-pv-direct" \
			"$privbench" run "$glob"
	done
	expect "what hurts the machine can be listed" 0 "measured only when named.*hurts the whole machine" "$privbench" list 'wbin*'
	expect "glob that matches nothing, and no name is near" 2 "'/'; did you mean '[*]/[*]', which matches [0-9]* benches[?]" \
		"$privbench" run /
	silent "glob that matches nothing: no name is like a wildcard" grep "mean 'empty'" <("$privbench" run '*zzz*' 2>&1)
	expect "glob that matches nothing, but names have it in them" 2 "'popf'; did you mean 'popf-[^']*', or '[*]popf[*]'" \
		"$privbench" run popf
	expect "glob that matches nothing, in list" 2 "did you mean 'irq-save'" "$privbench" list irq-sav
	expect "unknown format" 2 "format" "$privbench" show --format rtf results/x.json
	expect "claims: no record" 2 "which records" "$privbench" claims
	expect "claims: unknown format" 2 "formats are text, json, csv, md and html" "$privbench" claims --format tap results/x.json
	expect "instructions: a format of other tables" 2 "only what was measured has format 'tap'; the formats are text, json, csv, md and html" \
		"$privbench" instructions --format tap
	expect "list: bytes in tables" 0 "^\[2,0,12\]$" jq -c '.benches[] | [.bytes, .cold_bytes, .table_bytes]' \
		<("$privbench" list --json wrmsr-extable)
	jq -c '.claims |= map(select(.[2] == "supported"))' results/reference/user.json >"$work/decides"
	jq -c '.run.id = "00ff" | .claims |= map([.[0], .[1], "not-measurable", "a reason of its own"])' \
		"$work/decides" >"$work/decides-none"
	"$privbench" claims "$work/decides" "$work/decides-none" >"$work/claims"
	silent "claims: each footnote is referred to" comm -13 <(grep -v '^ *- \[' "$work/claims" | grep -oE '\[[0-9]+\]' | sort -u) \
		<(grep -oE '^ *- \[[0-9]+\]' "$work/claims" | grep -oE '\[[0-9]+\]' | sort -u)
	expect "show: unknown format" 2 "formats are .*html, tap, mail, github, bencher and googlebench" "$privbench" show --format rtf results/x.json
	expect "compare: unknown format" 2 "formats are text, json, csv, md, html, tap and mail" "$privbench" compare --format github a b
	expect "report: no record" 2 "which records" "$privbench" report
	expect "show: spread, and its bytes" 2 "go with the tables of a record" "$privbench" show --spread --code results/x.json
	expect "show: spread of what is exact" 5 "no spread: the figures are exact" \
		"$privbench" show --spread results/reference/qemu-flat.json
	expect "show: spread" 0 "bench +from batch to batch" "$privbench" show --spread results/reference/user.json
	expect "trend: no folder" 2 "of which folder" "$privbench" trend
	expect "trend: unknown format" 2 "formats are text, json, csv, md and html" "$privbench" trend --format rtf "$work"
	expect "trend: delta that is none" 2 "no share" "$privbench" trend --delta 0 "$work"
	expect "trend: missing folder" 5 "No such file" "$privbench" trend "$work/nowhere"
	expect "trend: no record" 5 "no record .*in it" "$privbench" trend "$work"
	for option in --help '-?' help; do
		expect "$option" 0 "^  trend +find changes" "$privbench" "$option"
	done
	for option in --version -V 'trend --version' 'list -V'; do
		# shellcheck disable=SC2086 # words
		expect "$option" 0 "^records: writes schema 2, reads 1 to 2$" "$privbench" $option
	done
	expect "help on a command" 0 "^Usage: privbench compare " "$privbench" help compare
	expect "help on what is none" 2 "did you mean 'compare'" "$privbench" help comapre
	silent "help on a command is its --help" diff <("$privbench" help run) <("$privbench" run --help)
	for command in $(commands); do
		silent "$command: help is within 80 columns" grep -E '.{80}' <("$privbench" help "$command")
	done
	expect "list" 0 "^POPF, or a test and STI[?] .irq-restore.$" "$privbench" list
	expect "list: questions" 0 "^  irq-restore +POPF, or a test and STI[?]$" "$privbench" list --questions
	expect "list: one question, by one of its benches" 0 '^irq-restore,"POPF, or a test and STI[?]",[0-9]+,Lutomirski,2020-11-13,LKML,' \
		"$privbench" list --questions --format csv popf-random
	expect "list: the mail of a question" 0 "lore.kernel.org/lkml/CALCETrXcTKB_j9MQC1mcZobKGt_cZ5ivDPjU3zwRBmj7DAUCsA@mail.gmail.com" \
		"$privbench" list -q irq-restore
	expect "list: the mail of a claim" 0 '"url": "https://lore.kernel.org/lkml/20210120135555.32594-7-jgross@suse.com/"' \
		"$privbench" list -q --json irq-restore
	expect "list: an MSR by its name" 0 "WRMSR to FS_BASE$" "$privbench" list msr-write
	expect "list as JSON" 0 '"name": "wrmsrns"' "$privbench" list --json msr-write
	expect "list as CSV" 0 '^wrmsr,msr-write,1,2,' "$privbench" list --format csv msr-write
}

commands() {
	"$privbench" help | sed -nE 's/^  ([a-z]+) .*/\1/p'
}

of_help() { # COMMAND: its options
	"$privbench" help "$1" | grep -oE '^ +(-., +)?--[a-z-]+' | grep -o -e '--.*' | grep -vxE -e '--(help|usage|version)'
}

of_manual() { # COMMAND: the same, from under its heading
	sed -n "/^[.]SS $1\$/,/^[.]S[SH]/p" docs/privbench.1 | tr -d '\134' | grep -A 1 -x '[.]TP' | grep -oE -e '--[a-z-]+'
}

# The manual has each command's options under its heading, and none that it does not take; check also takes compare's.
manual() {
	local command
	for command in $(commands); do
		comm -3 <(of_help "$command" | sort -u) \
			<({ of_manual "$command"; [ "$command" != check ] || of_manual compare; } | sort -u) |
			sed "s/^/$command: /"
		grep -qx "[.]B privbench $command" <(sed -n '/^[.]SH SYNOPSIS/,/^[.]SH DESCRIPTION/p' docs/privbench.1) ||
			echo "$command is not in the SYNOPSIS"
	done
}

kernel() { # NAME PATTERN SPEC
	expect "$1" 5 "$2" "$privbench" run --on qemu --kernel "$3" -o "$work/no.json"
}

# What cannot be a guest is said before anything is booted.
kernels() {
	local image=$B/guest/default/vmlinuz kdir=$B/guest/default/kdir fake=$work/kdir
	kernel "kernel of no version" "no kernel with headers for .1.2.3." 1.2.3
	kernel "tree that is not there" "no folder .*/nowhere" "$work/nowhere"
	mkdir "$fake"
	kernel "tree without .config" "has no .config" "$fake"
	sed -e '/^CONFIG_DEVTMPFS=/d' -e 's/^CONFIG_MODULES=y/# CONFIG_MODULES is not set/' "$kdir/.config" >"$fake/.config"
	kernel "tree without bzImage" "no kernel image .*/bzImage" "$fake"
	kernel "image that is none" "Makefile is no bzImage" "Makefile:$kdir"
	kernel "kernel without devtmpfs" "CONFIG_DEVTMPFS=y \(/proc, /sys, /dev\)" "$image:$fake"
	kernel "kernel without modules" "CONFIG_MODULES=y \(to load privbench.ko\)" "$image:$fake"
	cp "$kdir/.config" "$fake"
	kernel "tree where nothing was built" "no include/generated/utsrelease.h" "$image:$fake"
	cp -r "$kdir/include" "$fake"
	kernel "tree that is not prepared" "make modules_prepare" "$image:$fake"
	cp -r "$kdir/arch" "$fake"
	echo '$(error no rule for modules today)' >"$fake/Makefile"
	kernel "kernel that the module cannot be built for" "no module for $fake" "$image:$fake"
	cp "$work/out" "$work/words"
	expect "kernel that the module cannot be built for: make's words" 0 "no rule for modules today" cat "$work/words"
	sed -i 's/UTS_RELEASE "[0-9]*/&9/' "$fake/include/generated/utsrelease.h"
	kernel "image of another release" "the image is of .*, $fake of " "$image:$fake"
	rm -r "$B"/guest/tree-kdir-* "$B"/kmod/tree-kdir-*
}

records() {
	local whole=$1
	head -c 1000 "$whole" >"$work/cut.json"
	echo '{"name": "left-pad", "version": "1.0.0"}' >"$work/foreign.json"
	sed 's/"schema": 2/"schema": 99/' "$whole" >"$work/future.json"
	: >"$work/empty.json"
	"$privbench" run --on qemu-flat -o "$work/no-claims.json" calibrate >/dev/null 2>&1
	expect "show: cut short" 5 "cut.json:[0-9]+: " "$privbench" show "$work/cut.json"
	expect "show: foreign" 5 "foreign.json.*not a privbench record" "$privbench" show "$work/foreign.json"
	expect "show: from the future" 5 "future.json.*99" "$privbench" show "$work/future.json"
	expect "show: empty" 5 "empty.json" "$privbench" show "$work/empty.json"
	expect "show: missing" 5 "none.json.*No such file" "$privbench" show "$work/none.json"
	expect "claims: more records than colours" 5 "8 records are more than the 7" \
		"$privbench" claims --plot "$work/plots" "$whole" "$whole" "$whole" "$whole" "$whole" "$whole" "$whole" "$whole"
	expect "show: the readable one is shown all the same" 5 "popf-if-0-1" \
		"$privbench" show "$work/cut.json" "$whole"
	expect "claims: cut short" 5 "cut.json:[0-9]+: " "$privbench" claims "$work/cut.json"
	expect "claims: the readable one is shown all the same" 5 "popf-smaller +by construction 0.30×" \
		"$privbench" claims "$work/cut.json" "$whole"
	expect "claims: a path is no time" 0 "^claims about path length .instructions executed, not time" \
		"$privbench" claims "$reference/qemu-6.1.json"
	expect "claims: time has no verdict from a path" 0 "time is decided on silicon only; .*sti-beats-popf" \
		"$privbench" claims "$whole"
	expect "claims: none there" 5 "no claim is about" "$privbench" claims "$work/no-claims.json"
	expect "claims: no gnuplot" 5 "apt-get install gnuplot" \
		env PATH=/nowhere "$privbench" claims --plot "$work/plots" "$whole"
	expect "claims: drawn" 0 "plots/claims.svg" "$privbench" claims --plot "$work/plots" "$whole" "$whole"
	expect "plot: cut short" 5 "cut.json" "$privbench" plot "$work/cut.json" -o "$work/plots"
	expect "plot: no gnuplot" 5 "apt-get install gnuplot" \
		env PATH=/nowhere "$privbench" plot "$whole" -o "$work/plots"
}

# A folder with what is no record in it, one that cannot be written, and two at once.
trends() { # RECORD
	local folder=$work/trend
	mkdir "$folder"
	cp "$1" "$folder/whole.json"
	expect "trend" 0 "^benches +0 change, " "$privbench" trend "$folder"
	cp "$work/out" "$work/alone"
	expect "trend: drawn" 0 "plots/trend.html" "$privbench" trend --plot "$work/trend-plots" "$folder"
	expect "trend: the page holds its plots" 0 "</svg>" cat "$work/trend-plots/trend.html"
	stands_alone "trend: the page" "$work/trend-plots/trend.html"
	expect "trend: no gnuplot" 5 "apt-get install gnuplot" env PATH=/nowhere "$privbench" trend --plot "$work/trend-plots" "$folder"
	"$privbench" trend "$folder" >"$work/one" & "$privbench" trend "$folder" >"$work/two"
	wait
	expect "trend: two at once" 0 "^same" bash -c "cmp $work/one $work/two && echo same"
	expect "trend: into a full device" 5 "could not be written" bash -c "$privbench trend $folder >/dev/full"
	head -c 1000 "$1" >"$folder/cut.json"
	expect "trend: the readable one is shown all the same" 5 "^benches +0 change, " "$privbench" trend "$folder"
	expect "trend: cut short" 5 "trend/cut.json:[0-9]+: cut short" "$privbench" trend "$folder"
}

# Files and folders that are links already, as in a folder from elsewhere: what they lead to stays as it is.
links() { # RECORD
	local d=$work/links file
	mkdir -p "$d"/{r/x,r/y,elsewhere,trend}
	cp "$1" "$d/r/x.json"
	cp "$1" "$d/trend"
	"$privbench" report "$d/r/x.json" >/dev/null
	"$privbench" trend --plot "$d/trends" "$d/trend" >/dev/null 2>&1
	for file in "$d"/r/x/* "$d"/trends/*; do
		echo "of $file" >"$d/elsewhere/${file##*/}"
		ln -sf "$d/elsewhere/${file##*/}" "$file"
	done
	echo precious >"$d/elsewhere/record"
	ln -s "$d/elsewhere/record" "$d/r/y.json"
	cksum "$d"/elsewhere/* >"$work/elsewhere"
	expect "links: report" 0 "r/x/report.html" "$privbench" report "$d/r/x.json"
	expect "links: the page is a file now" 0 "</html>" sh -c "test ! -L '$d/r/x/report.html' && cat '$d/r/x/report.html'"
	expect "links: plot" 0 "r/x/irq-restore.png" "$privbench" plot "$d/r/x.json"
	expect "links: claims" 0 "r/x/claims.png" "$privbench" claims --plot "$d/r/x" "$d/r/x.json"
	expect "links: trend" 0 "trends/trend.html" "$privbench" trend --plot "$d/trends" "$d/trend"
	expect "links: run" 5 "y.json is there already" "$privbench" run --on user -o "$d/r/y.json" calibrate
	expect "links: run --force" 0 "record: " calm "$privbench" run --on user --force -o "$d/r/y.json" calibrate
	expect "links: none is left" 1 "^$" sh -c "echo; find '$d/r' '$d/trends' -type l | grep ."
	rm -r "$d/r/x"
	ln -s "$d/elsewhere" "$d/r/x"
	expect "links: a folder, report" 5 "r/x is a symbolic link; say .*r/x/ to write" "$privbench" report "$d/r/x.json"
	expect "links: a folder, plot" 5 "r/x is a symbolic link" "$privbench" plot "$d/r/x.json"
	expect "links: what they lead to is as it was" 0 "^same" sh -c "cksum '$d'/elsewhere/* | cmp - '$work/elsewhere' && echo same"
	mkdir -p "$d/mine" "$d/bin" "$d/swapped"
	printf '#!/bin/bash\nmv "%s" "%s.old" && ln -s "%s" "%s"\nexec %s "$@"\n' "$d/swapped" "$d/swapped" \
		"$d/elsewhere" "$d/swapped" "$(command -v gnuplot)" >"$d/bin/gnuplot"
	chmod +x "$d/bin/gnuplot"
	expect "links: a folder that becomes one meanwhile" 5 "cannot write $d/swapped/claims.svg: Not a directory" \
		env PATH="$d/bin:$PATH" "$privbench" claims -p "$d/swapped" "$d/r/x.json"
	expect "links: and what that leads to is as it was" 0 "^same" sh -c "cksum '$d'/elsewhere/* | cmp - '$work/elsewhere' && echo same"
	ln -s "$d/mine" "$d/my-link"
	expect "links: a folder that is meant" 0 "mine/report.html" "$privbench" report -o "$d/my-link/" "$d/r/x.json"
	expect "links: a folder that is meant: of several, plots" 0 "mine/irq-restore.svg" sh -c \
		"'$privbench' plot -o '$d/my-link/' results/reference/user.json '$d/r/x.json' 2>/dev/null"
	expect "links: a folder that is meant: claims" 0 "mine/claims.svg" "$privbench" claims -p "$d/my-link/" "$d/r/x.json"
	expect "links: a folder that is meant: trend" 0 "mine/trend.html" "$privbench" trend -p "$d/my-link/" "$d/trend"
	expect "run: standard output by its name" 0 '"schema": 2' calm "$privbench" run --on user -o /dev/stdout calibrate
	expect "nothing half-written" 1 "^$" sh -c "echo; find '$d' -name '.privbench-*' | grep ."
}

# What was asked for is not the clock; and nothing of it is no success.
asking() {
	expect "nothing that was asked for can be measured" 5 \
		"nothing that was asked for was measured: wrmsr: skipped: needs ring 0" \
		"$privbench" run --on user -o "$work/asked.json" wrmsr
	expect "nothing that was asked for can be measured: the record is there" 0 "imul-chain" \
		"$privbench" show "$work/asked.json"
	expect "nothing that was asked for can be measured, in a guest" 5 \
		"nothing that was asked for was measured: wrmsrns: skipped" \
		"$privbench" run --on qemu -o "$work/asked-there.json" wrmsrns
}

# The figures are there, and it is said beside them and at the end that they decide nothing.
uncalibrated() {
	local record=$work/uncalibrated.json
	jq '.machine.calibration = "failed"' results/reference/user.json >"$work/failed.json"
	gzip -kf "$work/failed.json"
	fake_qemu "{ printf 'privbench-record 0 %d\n' $(stat -c %s "$work/failed.json.gz"); cat '$work/failed.json.gz'; printf '\nprivbench-end\n'; } >\$results"
	expect "calibration failed: the last word, and the exit status" 5 "calibration failed: its cycles decide nothing" \
		env PATH="$work/bin:$PATH" "$privbench" run --on qemu -o "$record" irq-save
	tail -n 1 "$work/out" >"$work/last"
	expect "calibration failed: the very last" 0 "^privbench: calibration failed" cat "$work/last"
	expect "calibration failed: said beside the figures" 0 "^PUSHF and POP, or a call of them[?] .calibration failed" "$privbench" show "$record"
}

# Who stops the program with a terminal's signal stops the emulator, too: here it is gone when the program wakes up.
interrupted_guest() {
	local pid status=0
	fake_qemu 'kill -STOP $PPID; kill -INT $PPID; exit 0'
	env PATH="$work/bin:$PATH" "$privbench" run --on qemu -o "$work/fake.json" >"$work/words" 2>&1 &
	pid=$!
	until grep -q '^State:.*T ' "/proc/$pid/status"; do
		sleep .05
	done
	kill -CONT "$pid"
	wait "$pid" || status=$?
	expect "interrupted, and the guest with it" 0 "privbench: interrupted.* 5$" echo "$(tr '\n' ' ' <"$work/words") $status"
}

# Better told before anything is measured; and whoever writes no record has failed, whatever it says.
launched() {
	expect "run: into a folder" 5 "is a folder.*nothing was measured" "$privbench" run --on user -o "$work" calibrate
	expect "run: into no name" 5 "is no name.*nothing was measured" "$privbench" run --on user -o "" calibrate
	expect "--against what is no program" 5 "passwd: Permission denied; nothing was measured" \
		"$privbench" run --on user --against /etc/passwd -o "$work/against" calibrate
	expect "--against what fails" 5 "/bin/false ended with exit status 1" \
		"$privbench" run --on user --against /bin/false --plan 1x1x20 -o "$work/false" calibrate
	expect "--against what writes no record" 5 "/bin/true ended with exit status 0" \
		"$privbench" run --on user --against /bin/true --plan 1x1x20 -o "$work/true" calibrate
	expect "run: the page fails, and the record is named" 5 "^record: $work/paged.json" \
		env PATH=/nowhere "$privbench" run --on user --plot -o "$work/paged.json" calibrate
	expect "--kernel: no option for a script" 5 "'--help' is no kernel" \
		"$privbench" run --on qemu --kernel --help -o "$work/helped.json" calibrate
	mkdir -p "$work/a;b"
	: >"$work/a;b/.config"
	expect "--kernel: a path that make would take for more" 5 "has a character that make does not take" \
		"$privbench" run --on qemu --kernel "$B/guest/default/vmlinuz:$work/a;b" -o "$work/shell.json" calibrate
	mkfifo "$work/named.json"
	expect "a pipe by its name is not waited for" 5 "named.json: cannot be read: it is no file" \
		timeout 20 "$privbench" show "$work/named.json"
}

# Ctrl-C while a target is looked at: no program is missing, and no other target is taken.
interrupted_probe() {
	mkdir -p "$work/probed"
	printf '#!/bin/bash\nkill -INT $PPID\nexit 1\n' >"$work/probed/qemu-system-x86_64"
	chmod +x "$work/probed/qemu-system-x86_64"
	expect "interrupted while a target is looked at" 5 "^privbench: interrupted; nothing of this target was recorded" \
		env PATH="$work/probed:$PATH" "$privbench" run --on auto -o "$work/probed.json" calibrate
	cp "$work/out" "$work/said"
	expect "and nothing else is said or tried" 1 "^$" sh -c "echo; grep -E 'not installed|measuring' '$work/said'"
}

# Plots and pages where nothing more fits: DIR is full.
full_disk() { # DIR
	local what words record=results/reference/user.json
	mkdir "$work/two-records"
	cp "$record" "$work/two-records"
	for what in "claims -p $1/c $record" "plot -o $1/p $record" "trend -p $1/t $work/two-records" \
		"report -o $1/r $record results/reference/qemu-flat.json"; do
		words="full disk: ${what%% *}"
		expect "$words" 5 "cannot write $1/.*: No space left" sh -c "'$privbench' $what"
		cp "$work/out" "$work/words"
		expect "$words: said once" 0 "^1$" grep -c "No space left" "$work/words"
		expect "$words: no file is announced" 1 "^0$" grep -cE "^(plot: )?$1/" "$work/words"
		silent "$words: nothing half-written" find "$1" -type f ! -name full
	done
}

# A file where a folder is meant.
no_folder() {
	local what record=results/reference/user.json
	mkdir "$work/one-record"
	cp "$record" "$work/one-record"
	for what in "claims -p README.md $record" "plot -o README.md $record" "trend -p README.md $work/one-record" \
		"report -o README.md $record"; do
		expect "no folder: ${what%% *}" 5 "cannot write into README.md: Not a directory; name another folder$" \
			sh -c "'$privbench' $what"
	done
}

# gnuplot itself says nothing of a file that it could not write to its end.
short_plots() {
	expect "a plot cut short" 5 "cannot write $work/short/claims.svg: gnuplot did not draw all of it" \
		bash -c "ulimit -f 8; '$privbench' claims -p '$work/short' tests/silicon.json >/dev/null"
	silent "a plot cut short: it is not there" find "$work/short" -type f
}

writing() {
	local command
	mkdir "$work/unwritable"
	touch "$work/unwritable/results"
	expect "no folder for the record" 5 "cannot write into the folder results: Not a directory; nothing was measured" \
		env --chdir="$work/unwritable" "$(readlink -f "$privbench")" run --on qemu-flat calibrate
	expect "no folder for the record: said before anything is measured" 1 "^0$" grep -c "measuring at" "$work/out"
	for command in list "list --json" --help --version "run --help" "run --on user -o $work/kept.json calibrate" \
		"show results/reference/user.json" "show --format json results/reference" "claims results/reference/user.json" \
		"compare results/reference/qemu-6.1.json results/reference/qemu-6.12.json" "system show"; do
		expect "output into a full device: $command" 5 "could not be written: No space left" sh -c "'$privbench' $command >/dev/full"
		cp "$work/out" "$work/words"
		expect "output into a full device: $command: said once" 0 "^1$" grep -c "No space left" "$work/words"
	done
	expect "output into a full device: run keeps its record" 0 "imul-chain" "$privbench" show "$work/kept.json"
	no_folder
	short_plots
	mkdir "$work/small"
	expect "record into a missing folder" 5 "cannot write .*No such file" \
		"$privbench" run --on qemu-flat -o "$work/no/where.json" calibrate
	expect "record into a full device" 5 "No space left" \
		"$privbench" run --on qemu-flat -o /dev/full calibrate
	if mount -t tmpfs -o size=4k tmpfs "$work/small" 2>/dev/null; then
		head -c 4096 /dev/zero >"$work/small/full"
		expect "full disk: said" 5 "No space left" "$privbench" run --on qemu-flat -o "$work/small/r.json" calibrate
		expect "full disk: the record is kept elsewhere" 0 "imul-chain" \
			"$privbench" show "$(sed -n 's/^record kept at: //p' "$work/out")"
		silent "full disk: nothing half-written" find "$work/small" -type f ! -name full
		full_disk "$work/small"
		umount "$work/small"
	else
		skip "full disk" "mounting a small file system asks for root"
	fi
}

guests() {
	mkdir "$work/checked"
	cp "$B/san/privbench" "$work/checked"
	: >"$work/checked/privbench.flat"
	fake_qemu 'echo "Kernel panic - not syncing: fake"; exit 0'
	run_fake "guest panics" 5 "Kernel panic - not syncing: fake"
	mkdir "$work/broken"
	ln -s "$(readlink -f "$B/guest/default/vmlinux")" "$work/broken/vmlinux"
	: >"$work/broken/initramfs.cpio"
	mkdir -p "$work/checked/guest/default"
	: >"$work/checked/guest/default/initramfs.cpio"
	expect "guest panics in earnest, without an init" 5 "Kernel panic - not syncing: VFS" \
		"$privbench" run --on qemu --kernel "$work/broken" -o "$work/broken.json"
	fake_qemu 'echo "still booting"; exec sleep 60'
	run_fake "guest hangs" 5 "silent for 2 s"
	fake_qemu 'printf "privbench-record 0 5000\n{\"schema\": 1" >$results; echo "cut off"'
	run_fake_linux "half a record" 5 "no whole record"
	fake_qemu '(printf "privbench-record 0 32\n"; printf "{\"schema\": 1" | gzip -n; printf "privbench-end\n") >$results'
	run_fake_linux "a record that is none" 5 "the guest's record:1: cut short"
	fake_qemu 'printf "privbench-raw 2\nversion 1\n" >$results'
	run_fake "samples that are cut short" 5 "the guest: line 2: the samples are cut short"
	fake_qemu 'printf "privbench-raw 2\nversion 1\nend 1 0\n" >$results'
	run_fake "samples with another checksum" 5 "the guest: line 3: the checksum is another"
	fake_qemu 'echo "off"'
	run_fake "no samples" 5 "the guest: no raw samples"
	fake_qemu 'printf "privbench-record 0 6\n\037\213abcd\nprivbench-end\n" >$results'
	run_fake_linux "a packed record that is broken" 5 "cannot be unpacked"
	fake_qemu 'printf "privbench-record 0 18446744073709551576\n{\"schema\": 1\nprivbench-end\n" >$results'
	run_fake_linux "a length that wraps" 5 "no whole record"
	fake_qemu 'printf "privbench-record 0 18446744073709551628\n{\"schema\": 1\nprivbench-end\n" >$results'
	run_fake_linux "a length that wraps" 5 "no whole record"
	fake_qemu 'printf "privbench-record -1 2\n{}\nprivbench-end\n" >$results'
	run_fake_linux "an invalid status" 5 "no whole record"
	fake_qemu 'head -c 70000000 /dev/zero | gzip >"$0.gz"; (printf "privbench-record 0 %d\n" "$(stat -c %s "$0.gz")"
		cat "$0.gz"; echo privbench-end) >$results'
	run_fake_linux "a packed record that is a bomb" 5 "larger than 64 MiB when unpacked" 20
	fake_qemu 'exec cat /dev/zero >$results'
	run_fake "results without an end" 5 "sent more than 64 MiB and was stopped" 20
	fake_qemu 'yes "  5 %  watchdog: BUG: soft lockup" & wait $!'
	run_fake "guest talks for ever" 5 "did not come to an end in 9 s, 30 times --timeout, and was stopped" .3
	fake_qemu 'exec sleep 60'
	expect "a plan has the same time limit" 5 "silent for 0.3 s" env PATH="$work/bin:$PATH" \
		timeout 60 "$privbench" run --on qemu-flat --timeout .3 --plan 2x1x20 -o "$work/limited" calibrate
	fake_qemu 'eval "exec >&- 2>&- ${results##*/}>&-"; sleep 50'
	run_fake "guest hangs up, and stays" 5 "silent for 1 s" 1
	fake_qemu 'printf "\033]0;title\007\033[2Jpanic: fake\r\n"'
	run_fake "guest talks to the terminal" 5 "^[?]\]0;title[?][?]\[2Jpanic: fake$"
	fake_qemu 'printf "privbench-record 5 0\nprivbench-end\n" >$results; echo "privbench: it failed"'
	run_fake_linux "measurement fails in the guest" 5 "exit status 5"
	fake_qemu 'echo "qemu: no such machine"; exit 1'
	run_fake "QEMU itself fails" 5 "no such machine"
	expect "no QEMU" 5 "apt-get install qemu-system-x86" \
		env PATH=/nowhere "$privbench" run --on qemu
}

# The longest line of what a command says on a terminal of so many columns.
longest() { # COLUMNS COMMAND
	NO_COLOR=1 script -qec "stty cols $1; $2" /dev/null </dev/null | tr -d '\r' | wc -L
}

terminals() { # RECORD
	local columns n
	for columns in 80 130; do
		n=$(longest "$columns" "$privbench show $1 && $privbench claims $1 results/reference/*.json && $privbench list")
		if [ "$n" -le "$columns" ] && [ "$n" -gt $((columns - 20)) ]; then
			ok "terminal of $columns columns: all of it is used, and no more"
		else
			not_ok "terminal of $columns columns: all of it is used, and no more" "a line of $n columns"
		fi
	done
	expect "a wide terminal shows columns side by side" 0 "^  claim +qemu 6[.]1[.][^ ]* +qemu 6[.]12[^ ]* +xen$" \
		env COLUMNS=200 "$privbench" claims results/reference/{qemu-6.1,qemu-6.12,xen,user}.json
}

# The same text in ASCII, column for column, where the locale has no more; programs get UTF-8 whatever it is.
locales() { # RECORD
	local locale name
	for name in show claims "show --verbose"; do
		# shellcheck disable=SC2086 # a list of words
		env -u LC_ALL LANG=C "$privbench" $name results/reference/*.json >"$work/ascii"
		# shellcheck disable=SC2086
		"$privbench" $name results/reference/*.json >"$work/utf8"
		expect "LANG=C: $name is ASCII" 1 "^0$" env LC_ALL=C grep -c '[^ -~]' "$work/ascii"
		expect "LANG=C: $name has what UTF-8 has, line by line" 0 "^same" bash -c "
			sed 's/±\( \|$\)/+-/g; s/×/x/g; s/[·−—–]/-/g; s/µ/u/g; s/≈/~/g' '$work/utf8' | cmp - '$work/ascii' && echo same"
	done
	expect "LANG=C: an interval" 0 " [+]-0[.][0-9]" env -u LC_ALL LANG=C "$privbench" show results/reference/user.json
	for locale in en_US.UTF-8 de_DE.utf8 C.UTF-8; do
		expect "LANG=$locale, installed or not" 0 " ± 0[.][0-9]" env -u LC_ALL LANG=$locale "$privbench" show results/reference/user.json
	done
	sed 's/"target": "qemu"/"target": "µ-qemu"/' "$1" >"$work/micro.json"
	for name in md csv json; do
		expect "LANG=C: $name stays UTF-8" 0 "µ-qemu" env -u LC_ALL LANG=C "$privbench" show --format "$name" "$work/micro.json"
	done
	expect "LANG=C: what ASCII cannot say" 0 "^target +\\?-qemu$" bash -c "
		sed 's/µ/é/' '$work/micro.json' >'$work/acute.json' && env -u LC_ALL LANG=C '$privbench' show '$work/acute.json'"
	expect "LANG=C: a full device is told" 5 "could not be written" bash -c "LC_ALL=C '$privbench' show '$1' >/dev/full"
}

# A page of HTML that needs no other file.
stands_alone() { # NAME PAGE
	expect "$1 needs no other file" 1 "^0$" grep -cE "<(script|img|iframe|object|source)[^>]* src=|<link rel=.?stylesheet" "$2"
}

reports() { # RECORD
	local page=$work/report/report.html bench missing=
	expect "report: made" 0 "report/report.html" "$privbench" report -o "$work/report" "$1"
	stands_alone "report: the page" "$page"
	for bench in $(column "$1" bench); do
		grep -q ">$bench</th>" "$page" || missing+=" $bench"
	done
	if [ -z "$missing" ]; then
		ok "report: every bench is in it"
	else
		not_ok "report: every bench is in it" "missing:$missing"
	fi
	expect "report: every plot, and no other" 0 "^$(find "$work/report" -name '*.svg' | wc -l)$" grep -c "</svg>" "$page"
	expect "report: what is not known of the machine says why" 0 "<td class=.words.>not known: " cat "$page"
	sed 's/"target": "qemu"/"target": "<script>"/' "$1" >"$work/markup.json"
	"$privbench" report -o "$work/markup" "$work/markup.json" >/dev/null 2>&1
	silent "report: a record's text is no markup" foreign_script "$work/markup/report.html"
	expect "report: several, with their claims side by side" 0 "claims, and the effect in each record" sh -c "
		'$privbench' report -o '$work/several' '$1' results/reference/qemu-flat.json >/dev/null 2>&1 && cat '$work/several/report.html'"
	expect "report: no gnuplot" 5 "apt-get install gnuplot" env PATH=/nowhere "$privbench" report -o "$work/plain" "$1"
	expect "report: the tables are there all the same" 0 ">popf-if-0-0</th>" cat "$work/plain/report.html"
	expect "report: cannot be written" 5 "cannot write" "$privbench" report -o /dev/null/report "$1"
	expect "report: one record is unreadable, the page is of the other" 5 "report.html" \
		"$privbench" report -o "$work/other" "$work/nowhere.json" "$1"
}

usage
silent "the manual has every option where its command is" manual
expect "a record to break" 0 "record: " "$privbench" run --on qemu -o "$work/whole.json" calibrate irq-restore
records "$work/whole.json"
trends "$work/whole.json"
reports "$work/whole.json"
links "$work/whole.json"
terminals "$work/whole.json"
locales "$work/whole.json"
launched
interrupted_probe
writing
asking
kernels
guests
uncalibrated
interrupted_guest

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is in the pictures of a record, and in those of a page.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

export PRIVBENCH_PLOTS=$PWD/plots

# Of each kind one, in little time.
some() { # RECORD
	expanded "$1" | jq '.benches |= map(select(.group | test("^(msr-fault|msr-write)$")))
		| .claims |= map(select(.id | test("error-branch")))'
}

draws() { # NAME FOLDER PICTURE...
	local name=$1 folder=$2 picture
	shift 2
	for picture in "$@"; do
		if [ -s "$folder/$picture.svg" ] && [ -s "$folder/$picture.png" ]; then
			ok "$name: $picture"
		else
			not_ok "$name: $picture" "not drawn"
		fi
	done
}

says() { # PICTURE TEXT: as a text of it
	expect "$(basename "$1") says '$2'" 0 "<text>[^<]*$2" cat "$1.svg"
}

tells() { # PICTURE TEXT: hovering over a mark
	expect "$(basename "$1"): hovering tells '$2'" 0 "<g><title>$2" cat "$1.svg"
}

ids() { # FILE
	grep -oE " id=['\"][^'\"]*" "$1" | sed "s/.*['\"]//"
}

twice() { # FILE
	ids "$1" | sort | uniq -d
}

# What is referred to, and is not there.
nowhere() { # FILE
	comm -23 <(grep -oE "(href=['\"]|url\()#[^)'\"]*" "$1" | sed 's/.*#//' | sort -u) <(ids "$1" | sort -u)
}

families() { # FILE
	grep -o 'font-family="[^"]*' "$1" | grep -vE '"(sans-serif|monospace)$'
}

# Colours of what is drawn that the style for the dark does not know.
undarkened() { # FILE
	comm -23 <(grep -oE ' (fill|stroke|color)="#[0-9a-f]{6}"' "$1" | tr -d ' ' | sort -u) \
		<(grep -oE '\[(fill|stroke|color)="#[0-9a-f]{6}"\]\{' "$1" | tr -d '[]{' | sort -u)
}

height() { # SVG|PNG
	case $1 in
	*.svg) sed -n 's/^ *width="[0-9]*" height="\([0-9]*\)".*/\1/p' "$1" ;;
	*.png) od -An -tu4 --endian=big -j20 -N4 "$1" ;;
	esac
}

# Pictures without a height, and those taller than a screen.
taller() { # FOLDER
	local file most tall
	find "$1" -name '*.svg' -o -name '*.png' | while read -r file; do
		most=800
		[ "${file##*.}" = svg ] || most=1000
		tall=$(height "$file")
		[ "${tall:-0}" -gt 0 ] && [ "$tall" -le "$most" ] || echo "$file: ${tall:-no height}"
	done
}

# Marks, and titles of marks.
marks() { # FILE
	sed '/<defs>/,/<\/defs>/d' "$1" | grep -c '<use ' || true
}

tips() { # FILE
	grep -c '<g><title>[^<]*</title><use ' "$1" || true
}

# Labels of ticks that run into the one before.
touching() { # SVG
	sed -nE 's/.*translate\(([0-9.]+),([0-9.]+)\)".*text-anchor="middle".*/\2 \1/p; t next; d; :next n; s/.*<text>([^<]*)<.*/\1/p' "$1" |
		paste -d' ' - - | grep -E ' [0-9.-]+$' | sort -k1,1 -k2,2n |
		awk '$1 == y && $2 - x < 3.6 * (length($3) + n) { print $3 } { y = $1; x = $2; n = length($3) }'
}

is_plain() { # SVG
	local name
	name=$(basename "$1")
	silent "$name is well-formed" xmllint --nonet --noout "$1"
	silent "$name: hovering tells no source" grep -iE '<title>(DATA|gnuplot|[^<]*_plot_)' "$1"
	expect "$name: its title is bold" 0 '<g [^>]*font-family="sans-serif" +font-size="17.00" +font-weight="bold"' cat "$1"
	silent "$name: no family but those that are" families "$1"
	expect "$name: it turns dark with the screen" 0 'prefers-color-scheme:dark' cat "$1"
	silent "$name: every colour has a dark one" undarkened "$1"
	silent "$name: no label of a tick touches the next" touching "$1"
}

some results/reference/qemu-7.2.json >"$work/exact.json"
some results/reference/user.json >"$work/user.json"
some results/reference/xen.json >"$work/xen.json"
"$privbench" plot -o "$work/exact" "$work/exact.json" >"$work/log.exact" 2>&1
"$privbench" report -o "$work/page" "$work/exact.json" "$work/user.json" >"$work/log" 2>&1

draws "path lengths" "$work/exact" msr-fault msr-write break-even claims
expect "path lengths do not overlap" 0 "^privbench: path lengths do not overlap, so no plot: overlap$" cat "$work/log.exact"
silent "path lengths: no plot of overlap" find "$work/exact" -name 'overlap.*'
says "$work/exact/msr-fault" "instructions executed .exact path length, not time. — LOG SCALE"
says "$work/exact/msr-write" "WRMSR, or WRMSRNS where nothing needs serialising[?] — instructions<"
says "$work/exact/msr-write" "instructions executed .exact path length, not time.<"
"$privbench" run --on user -o "$work/overlap.json" 'popf-overlap-*' >"$work/log" 2>&1 || true
jq -c '(.benches[] | select(.[1] == "contended")[1]) = "ok"' "$work/overlap.json" >"$work/drawn.json"
"$privbench" plot -o "$work/overlap" "$work/drawn.json" >"$work/log" 2>&1
draws "an overlap brings the work alone" "$work/overlap" overlap
says "$work/overlap/overlap" "independent work between two of them, core cycles"
says "$work/overlap/overlap" "the work alone"
jq -c '.benches |= map([.[0], "contended"] + .[2:5] + [{reason: "another guest used the core"}])' "$work/overlap.json" >"$work/contended.json"
expect "what was contended is not called unmeasured" 5 "contended: the core was not ours, so no plot: calibrate" \
	"$privbench" plot -o "$work/contended" "$work/contended.json"
says "$work/exact/break-even" "share of the writes that fault — LOG SCALE"
says "$work/exact/break-even" "instructions executed .path length, not time. — LOG SCALE"
says "$work/exact/break-even" "An MSR write that may fault: which form executes fewer instructions[?]<"
says "$work/exact/claims" "a / b .left of 1: a is less. — LOG SCALE"
"$privbench" plot -o "$work/xen" "$work/xen.json" >"$work/log" 2>&1
says "$work/xen/msr-fault" "An exception table, or an error code and a branch[?] — instructions<"
says "$work/xen/msr-fault" "instructions executed by guest and hypervisor .exact path length, not time."
says "$work/xen/break-even" "instructions with Xen.s .path length, not time. — LOG SCALE"
expect "hovering over a mark tells its figure" 0 '<title>wrmsr-extable-faults: ≈ 1177 [(]1175 to 1179[)] instructions' cat "$work/exact/msr-fault.svg"
expect "each mark of a question tells it" 0 "^$(marks "$work/exact/msr-fault.svg")\$" tips "$work/exact/msr-fault.svg"
"$privbench" plot --dark -o "$work/dark" "$work/exact.json" >"$work/log" 2>&1
expect "a dark picture is another" 1 . cmp "$work/dark/msr-fault.png" "$work/exact/msr-fault.png"
silent "a dark picture has the same SVG" diff "$work/dark/msr-fault.svg" "$work/exact/msr-fault.svg"

some results/reference/qemu-6.1.json >"$work/older.json"
"$privbench" plot -o "$work/together" "$work/exact.json" "$work/older.json" "$work/user.json" "$work/xen.json" >"$work/log" 2>&1
draws "records of several units" "$work/together" msr-fault msr-write kernels break-even break-even.2 msr-write.distributions
says "$work/together/msr-write.2" "core cycles<"
says "$work/together/msr-write" "instructions with Xen.s<"
says "$work/together/msr-fault" "not drawn: needs ring 0: [0-9]+ at user"
says "$work/together/kernels" "wrmsr-extable-faults: ≈ [0-9]+ → ≈ [0-9]+<"
says "$work/together/msr-fault" "not in this picture: user<"
silent "a record without marks has no line in the heading" grep -E "<text>user ·" "$work/together/msr-fault.svg"
expect "a record has one colour in all pictures: the third" 0 'fill="#007556"' cat "$work/together/msr-write.distributions.svg"
silent "a record has one colour in all pictures: not the first" grep -E '^[^[]*fill="#0068a3"' "$work/together/msr-write.distributions.svg"
says "$work/together/kernels" "changed with the kernel: [^<]*its configuration"
silent "kernels: a vulnerability that does not affect either is no change" grep "changed with the kernel:.*mitigations" "$work/together/kernels.svg"
says "$work/together/kernels" "≈: the path differs from batch to batch"
says "$work/together/msr-fault" "≈: the path differs from batch to batch"
says "$work/together/kernels" "instructions, % more than on 6.1"
says "$work/together/msr-write.distributions" "core cycles of a sample, in percent more than the estimate<"
says "$work/together/msr-write.distributions" "3 records not drawn: not measured in a CPU's cycles"
expect "hovering over samples tells their interval" 0 '<title>cpuid: [0-9.]+ ± [0-9.]+ core cycles, at user; 99 % of [0-9]+ samples' cat "$work/together/msr-write.distributions.svg"
expect "emulated ticks stand beside nothing" 0 "emulated ticks are not drawn beside other figures: 1 record left out" \
	"$privbench" plot -o "$work/emulated" "$work/exact.json" results/reference/kvm.json
for svg in "$work"/exact/*.svg "$work"/together/*.svg; do
	is_plain "$svg"
done

# A time that stands twice on an axis is none.
times_twice() { # SVG
	grep -oE '[0-9-]+ [0-9]{2}:[0-9]{2}:[0-9]{2}<' "$1" | sort | uniq -d
}

mkdir "$work/one-boot"
cp "$work/user.json" "$work/one-boot"
"$privbench" trend -p "$work/trend" "$work/one-boot" >"$work/log" 2>&1
says "$work/trend/msr-write" "; 1 boot<"
says "$work/trend/msr-write" "of one boot<"
tells "$work/trend/msr-write" "rdtsc: [0-9.]+ core cycles, boot 1, 20[0-9-]+T"
expect "one boot: the axis has times" 0 '[0-9]:[0-9]{2}<' cat "$work/trend/msr-write.svg"
silent "one boot: no time twice" times_twice "$work/trend/msr-write.svg"

page=$work/page/report.html
expect "a page: its pictures" 0 '^8$' grep -c '</svg>' "$page"
silent "a page: no id twice" twice "$page"
silent "a page: what is referred to is there" nowhere "$page"
silent "a page: hovering over a picture tells nothing of gnuplot" grep -iE '<title>(DATA|gnuplot|privbench</|[^<]*_plot_)' "$page"

# The pictures of several records, and what they leave out.

reference=results/reference
"$privbench" plot -o "$work/places" "$reference/qemu-6.1.json" "$reference/xen.json" >"$work/log" 2>&1
draws "native and Xen" "$work/places" xen bytes break-even claims
says "$work/places/xen" "2 → 1576"
says "$work/places/xen" "4 → 10"
says "$work/places/xen" "by guest and hypervisor — LOG SCALE"
says "$work/places/xen" "[0-9]+ not drawn: the same under both"
says "$work/places/bytes" "bytes of a site: in line, out of line and in tables — LOG SCALE"
silent "bytes: no legend of what is not drawn" grep "xen" "$work/places/bytes.svg"
tells "$work/places/bytes" "popf-if-1-1, [^:]*: 3 bytes, 2 instructions, at qemu<"
says "$work/places/break-even" "3 without a rate, wrmsr-error-branch, wrmsr-fixup-stub, wrmsr-asm-goto: with a fault"
tells "$work/places/break-even" "wrmsr-check-first: executes fewer above 0[.]0021 .*, in instructions, at "
tells "$work/places/break-even" "wrmsr-extable: [0-9.]+ instructions a write if [0-9.e-]+ of them fault, at "
# Six records of KVM, by kernel and mitigations; and the same sites in several worlds.
"$privbench" plot -o "$work/exits" results/nested/*.json >"$work/log" 2>&1
draws "exits" "$work/exits" exits kernels kernels.2
says "$work/exits/exits" "What does it cost to leave a guest, and what of it are mitigations[?]<"
says "$work/exits/exits" "instructions of guest and KVM together .path length, not time. — LOG SCALE"
says "$work/exits/exits" "6[.]1[.]0-56-amd64 mitigations=off · clock icount<"
expect "exits: each kernel has its row" 0 '^8$' grep -cE '<text[^>]*>[a-z0-9-]+ +6[.]1<' "$work/exits/exits.svg"
says "$work/exits/exits" "[0-9]+ not drawn: they leave the guest as well"
tells "$work/exits/exits" "cpuid: [0-9]+ instructions with KVM.*, 6[.]1[.]0-56-amd64 mitigations=off<"
expect "exits: mitigations add to each" 0 '^24$' grep -cE '<text>([+][0-9]+ %|varies more)<' "$work/exits/exits.svg"
says "$work/exits/vm-exit" "instructions executed by guest and KVM .exact path length, not time. —<"
silent "kernels: none of mitigations=off beside another" awk '/mitigations=off · clock/ { off++ } /amd64 · clock/ { on++ } END { if (off && on) print off, on }' "$work/exits/kernels.svg"
silent "one record of KVM: nothing to compare" find "$work/places" -name 'exits.*'
"$privbench" plot -o "$work/worlds" "$reference"/{qemu-6.1,qemu-flat,xen}.json results/nested/6.1{,-mitigations-off}.json >"$work/log" 2>&1
draws "worlds" "$work/worlds" worlds xen exits
says "$work/worlds/worlds" "1, 1, 790<"
says "$work/worlds/worlds" "4, –, 10<"
says "$work/worlds/worlds" "What do native kernels, KVM and Xen PV make of each site[?]<"
says "$work/worlds/worlds" "not in this picture: nested mitigations=off<"
says "$work/worlds/worlds" "not drawn, since none of them measured it: wbinvd<"
silent "no picture of worlds without KVM" find "$work/places" -name 'worlds.*'
"$privbench" plot -o "$work/four" "$reference"/{qemu-6.1,xen}.json results/nested/6.1.json "$reference/uml.json" >"$work/log" 2>&1
says "$work/four/worlds" "The same code where the kernel is a process: User Mode Linux<"
tells "$work/four/worlds" "kernel-irq-off-on: [0-9.]+ core cycles, at uml<"
# A record a panel: each dash has its reason below.
miscounted() { # FOLDER
	local file dashes told
	for file in "$1"/*.svg; do
		dashes=$(grep -c '<text>–<' "$file" || true)
		told=$(sed -n 's/.*<text>– [^<]*: \([0-9][^<:]*\)<.*/\1/p' "$file" |
			grep -oE '[0-9]+ at' | awk '{ n += $1 } END { print n + 0 }')
		[ "$dashes" = "$told" ] || echo "$(basename "$file"): $dashes dashes, $told told"
	done
}

"$privbench" plot -o "$work/dashes" "$reference"/{qemu-6.12,xen}.json tests/silicon.json >"$work/log" 2>&1
silent "each dash of each question is counted below" miscounted "$work/dashes"
says "$work/dashes/irq-off-on" "– needs ring 0: 6 at user<"
says "$work/dashes/irq-off-on" "– not in the record: 5 at user<"
says "$work/dashes/msr-write" "not drawn: needs ring 0: [0-9]+ at user<"
silent "a panel without a mark is not drawn" grep "<text>core cycles" "$work/dashes/msr-write.svg"
"$privbench" plot -o "$work/cpus" tests/silicon.json "$reference/user-amd.json" >"$work/log" 2>&1
draws "two CPUs" "$work/cpus" cpus
says "$work/cpus/cpus" "29.87, 14.06"
says "$work/cpus/cpus" "core cycles per operation, back to back — LOG SCALE"
says "$work/cpus/cpus" "guest of KVM · 2[.]35 GHz ·"
says "$work/cpus/cpus" "guest of KVM · 4[.]01 GHz ·"
silent "two CPUs: no picture of Xen" find "$work/cpus" -name 'xen.*'
with_figure "$reference/qemu-6.12.json" kernel-wrmsr 2 >"$work/refutes.json"
"$privbench" claims -p "$work/all" "$reference"/{qemu-6.1,qemu-flat,user,user-amd,xen}.json "$work/refutes.json" >"$work/log" 2>&1
says "$work/all/claims" "✗ refuted"
says "$work/exact/claims" "· by construction"
tells "$work/exact/claims" "4.00×, by construction at qemu; wrmsr-error-branch / wrmsr-extable; path length, predicted above 1<"
expect "a comparison is drawn" 0 "plot: $work/changes/comparison.png" \
	"$privbench" compare -p "$work/changes" "$reference/qemu-6.12.json" "$reference/qemu-7.2.json"
says "$work/changes/comparison" "REGRESSED"
says "$work/changes/comparison" "1054 → 1177, [+]123"
says "$work/changes/comparison" "qemu · QEMU TCG CPU version 2.5[+] · clock icount"
tells "$work/changes/comparison" "wrmsr-extable-faults: 1054 → 1177, [+]123, in instructions; REGRESSED<"
says "$work/changes/comparison" "not drawn: SAME, to the instruction"
expect "a gate draws what it refuses" 1 "plot: $work/gate/comparison.svg" \
	"$privbench" check -p "$work/gate" -b "$reference/qemu-6.12.json" "$reference/qemu-7.2.json"
for svg in "$work"/{trend/msr-write,places/{xen,bytes,break-even},exits/exits,worlds/worlds,four/worlds,cpus/cpus,all/claims,changes/comparison}.svg; do
	is_plain "$svg"
done

mkdir "$work/same-a" "$work/same-b"
cp "$reference/qemu-flat.json" "$work/same-a"
another_run "$reference/qemu-flat.json" >"$work/same-b/b.json"
expect "compare --plot: what is the same is no failure" 0 "nothing differs, so nothing was drawn" \
	"$privbench" compare --plot "$work/same" "$work/same-a" "$work/same-b"

for folder in "$work"/*/; do
	silent "$(basename "$folder"): no picture is taller than a screen" taller "$folder"
done

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# TAP, a line a test: "ok - NAME", "not ok - NAME: why", "ok - NAME # SKIP why".

export LC_ALL=C.UTF-8
unset COLUMNS
B=${BUILD:-build}
# shellcheck disable=SC2034 # for those who source this
privbench=$B/privbench
reference=results/reference
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work

ok() { # NAME
	echo "ok - $1"
}

not_ok() { # NAME WHY
	echo "not ok - $1: $2" | tr '\n' ' '
	echo
}

skip() { # NAME WHY
	echo "ok - $1 # SKIP $2"
}

# For a mailing list: ASCII, and lines that no mailer wraps.
mailable() { # NAME FILE
	silent "$1: ASCII alone" env LC_ALL=C grep -n '[^ -~]' "$2"
	silent "$1: no line over 72 columns" grep -nE '.{73}' "$2"
}

# The command's exit status and what it says: `expect NAME STATUS PATTERN COMMAND...`.
expect() {
	local name=$1 status=$2 pattern=$3 got=0
	shift 3
	"$@" >"$work/out" 2>&1 || got=$?
	if [ "$got" != "$status" ]; then
		not_ok "$name" "exit status $got, not $status: $(tail -n 3 "$work/out")"
	elif ! grep -qE -e "$pattern" "$work/out"; then
		not_ok "$name" "it does not say '$pattern': $(tail -n 3 "$work/out")"
	else
		ok "$name"
	fi
}

# The scripts of a page but its own, which begins with its licence.
foreign_script() { # PAGE
	sed 's|^<script>// SPDX-License-Identifier: GPL-2.0-only$||' "$1" | grep -a -iF '<script'
}

# What finds fault says so: `silent NAME COMMAND...`.
silent() {
	local name=$1
	shift
	"$@" >"$work/found" 2>&1 || true
	if [ -s "$work/found" ]; then
		not_ok "$name" "$(head -n 3 "$work/found" | cut -c -200)"
	else
		ok "$name"
	fi
}

# A neighbour on the core may spoil a run's calibration, which then says so and ends with 5; that is fine here.
calm() { # COMMAND...
	local status=0
	"$@" >"$work/said" 2>&1 || status=$?
	cat "$work/said"
	if [ "$status" = 5 ] && grep -qE '^privbench: .*(calibration failed|is contended)' "$work/said"; then
		status=0
	fi
	return "$status"
}

# The same again, as if it were another run's.
another_run() { # RECORD
	sed '0,/"id": "[^"]*"/s//"id": "00ff"/' "$1"
}

# The record with every member by its name, as schema 1 has it.
expanded() { # RECORD
	jq -L tests --slurpfile list <("$privbench" list --json) \
		--slurpfile claims <("$privbench" claims --format json "$1" 2>/dev/null || true) \
		'include "record"; expanded($list[0].benches; $claims[0].claims // [])' "$1"
}

figures() { # RECORD: what was measured, and nothing that may vary
	"$privbench" show --format csv "$1" | cut -d, -f1,5- | sed 's/,tsc_[^,]*//'
}

# A line a bench: these columns of the CSV; "-" where one is empty.
column() { # RECORD COLUMN...
	local record=$1
	shift
	"$privbench" show --format csv "$record" | awk -F, -v columns="$*" '
		NR == 1 { n = split(columns, want, " "); for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ for (k = 1; k <= n; k++) printf "%s%s", $at[want[k]] == "" ? "-" : $at[want[k]], k < n ? " " : "\n" }'
}

# Every bench of ours executes what it declares, exactly.
path_lengths() { # RECORD WHERE
	local bench status declared measured
	while read -r bench status declared measured; do
		case $status in
		skipped | faulted)
			[ "$measured" = - ] || not_ok "$2: $bench" "$status, but with a figure: $measured" ;;
		ok)
			if [ "$declared" = - ]; then
				[[ $measured =~ ^[0-9.]+$ ]] || not_ok "$2: $bench" "no figure"
			elif [ "$declared" = "$measured" ]; then
				ok "$2: $bench executes $declared instructions"
			else
				not_ok "$2: $bench" "$measured instructions, not $declared"
			fi ;;
		*) not_ok "$2: $bench" "$status" ;;
		esac
	done < <(column "$1" bench status insns estimate)
}

# What the figures hang on beside this project.  QEMU's version is not of it: it counts, that is all.
ran_on() { # RECORD
	sed -n 's/^ *"kernel": "\(.*\)",$/kernel \1/p; s/^ *"hypervisor": "\(Xen [^ ]*\).*/under \1/p' "$1" | tr '\n' ' '
}

# How many boots show that each has the same figures: one, where the reference is another of the same kernel.
boots_enough() { # NAME RECORD
	[ "$(ran_on "$2")" = "$(ran_on "$reference/$1.json")" ] && echo 1 || echo 2
}

# Nothing has moved since the reference was made, which may lack a new bench: no estimate, and no byte, least or most either; under Xen quantiles hang on what strayed.
as_reference() { # NAME RECORD
	local moved said status=0 columns=(bench status insns bytes cold_bytes estimate min max)
	if [ "$(ran_on "$2")" != "$(ran_on "$reference/$1.json")" ]; then
		skip "reference $1" "it is of $(ran_on "$reference/$1.json"), here is $(ran_on "$2")"
		return
	fi
	moved=$(comm -23 <(column "$reference/$1.json" "${columns[@]}" | sort) <(column "$2" "${columns[@]}" | sort))
	said=$("$privbench" check --exact --baseline "$reference/$1.json" "$2" 2>&1 >"$work/check") || status=$?
	if [ -n "$moved" ]; then
		not_ok "reference $1: ${columns[*]}" "$(echo "$moved" | head -n 6)"
	elif [ "$status" != 0 ] && { [ "$status" != 4 ] || grep -v '^privbench: INCOMPARABLE: .*: not measured' <<<"$said"; }; then
		not_ok "reference $1" "exit status $status: $said"
	else
		ok "reference $1: $(sed -n 's/^verdicts *//p' "$work/check")"
	fi
}

# By the published schema: `valid NAME RECORD...`.
valid() {
	local name=$1 record
	shift
	for record; do
		if jsonschema -i "$record" docs/record.schema.json >"$work/out" 2>&1; then
			ok "$name: $(basename "$record") is as docs/record.schema.json says"
		else
			not_ok "$name: $(basename "$record")" "$(tail -n 3 "$work/out" | cut -c -300)"
		fi
	done
}

# The record as another run's, with another figure of one bench.
with_figure() { # RECORD BENCH FIGURE
	another_run "$1" | sed -E "s/^(\\[\"$2\",\"ok\",[^,]*,\"[0-9a-f]*\",)[0-9.]+/\\1$3/"
}

# A whole run, of which one does for all parts of `make check`: `recorded NAME ARGUMENT...`, then
# $records/NAME.json.
records=${RECORDS:-$work}
recorded() {
	local record=$records/$1.json status=0
	exec 9>"$records/$1.lock"
	flock 9
	[ -e "$record" ] || "$privbench" run --seed 1 -o "$record" "${@:2}" >"$records/$1.err" 2>&1 || status=$?
	exec 9>&-
	[ "$status" = 0 ] || not_ok "run ${*:2}" "$(tail -n 3 "$records/$1.err")"
	return "$status"
}

# Boot with a script of ours: `script_boot SCRIPT KERNEL_WORDS FILE...`; its output on stdout.  More words
# for QEMU are in `qemu`, another guest's folder in `guest`.
qemu=()
guest=$B/guest/default
script_boot() {
	local script=$1 words=$2 root image=$guest/vmlinux
	shift 2
	[ -f "$image" ] || image=$guest/vmlinuz
	root=$(mktemp -d -p "$work")
	install -m 755 "$script" "$root/script"
	[ $# -eq 0 ] || cp -r "$@" "$root/"
	(cd "$root" && find . | cpio --quiet -o -H newc) | cat "$guest/initramfs.cpio" - >"$root.cpio"
	timeout 600 qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none \
		-machine pc,hpet=off -m 384M -accel tcg,thread=single -cpu max "${qemu[@]}" \
		-kernel "$image" -initrd "$root.cpio" \
		-serial "file:$root.console" -serial "file:$root.results" \
		-append "console=ttyS0 panic=-1 quiet nolapic_timer no_timer_check cryptomgr.notests norandmaps $words -- script"
	tr -d '\r' <"$root.results" | grep privbench-end >/dev/null ||
		not_ok "$(basename "$script")" "the guest did not finish: $(tail -n 5 "$root.console")"
	tr -d '\r' <"$root.results" | grep -v privbench-end
}

# The module's whole life in a kernel; what it says of that is TAP.
life() { # NAME FOLDER
	local guest=$2 kdir cc symbols
	kdir=$(realpath "$guest/kdir")
	cc=$(scripts/kernel-cc.sh "$kdir")
	symbols=$(find "$kdir" -maxdepth 1 -name vmlinux.symvers)
	mkdir -p "$B/test/state"
	cp tests/guest/state/* "$B/test/state"
	make -s -C "$kdir" M="$(realpath "$B/test/state")" CONFIG_DEBUG_INFO_BTF_MODULES= \
		${cc:+"$cc"} ${symbols:+"KBUILD_EXTRA_SYMBOLS=$symbols"} modules
	script_boot tests/guest/life.sh "" "$B/test/hostile" "$B/test/state/state.ko" >"$work/life"
	sed -nE "s/^((not )?ok) - /\\1 - $1: /p" "$work/life"
	expect "$1: MSRs are as before, by msr-tools" 0 'restored.*"([0-9]+) of \1"' cat "$work/life"
}

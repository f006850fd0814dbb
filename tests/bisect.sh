#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What `git bisect run` makes of scripts/bisect.sh, with a kernel's tree that is
# none and a privbench that measures what the tree says.  In earnest: tests/tree.sh.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

step=$PWD/scripts/bisect.sh
baseline=$PWD/results/reference/qemu-6.1.json
bench=wrmsr-extable-faults
good=$(column "$baseline" bench estimate | sed -n "s/^$bench //p")
longer=$(awk -v n="$good" 'BEGIN { print n + 1 }') shorter=$(awk -v n="$good" 'BEGIN { print n - 1 }')
tree=$work/tree
export GIT_CEILING_DIRECTORIES=$work BUILD=$work/build

# The tree's file `measures` is a figure for the bench, or an exit status, or a record.
fake_privbench() {
	mkdir "$work/build"
	cat >"$work/build/privbench" <<-END
		#!/bin/bash
		[ "\$1" = run ] || exec "$(realpath "$privbench")" "\$@"
		echo "\$*" >"$work/arguments"
		while [ \$# -gt 0 ]; do
			case \$1 in
			-o) record=\$2 ;;
			--kernel) kernel=\$2 ;;
			esac
			shift
		done
		[ -n "\${kernel-}" ] || exit 0
		set -- \$(cat "$tree/measures")
		case \$1 in
		status) exit \$2 ;;
		signal) kill -\$2 \$PPID; exit 5 ;;
		record) sed '0,/"id": "[^"]*"/s//"id": "00ff"/' \$2 >"\$record" ;;
		*) sed -E -e '0,/"id": "[^"]*"/s//"id": "00ff"/' \
			-e 's/^(\["$bench","ok",[^,]*,"[0-9a-f]*",)[0-9.]+/\1'\$1/ "$baseline" >"\$record" ;;
		esac
	END
	chmod +x "$work/build/privbench"
}

fake_tree() {
	mkdir "$tree"
	printf '%s\n' 'olddefconfig modules_prepare:' 'bzImage:' >"$tree/Makefile"
	touch "$tree/Kconfig" "$tree/.config"
	echo "$good" >"$tree/measures"
	git -C "$tree" init -q
	git -C "$tree" add -A
	commit "good"
}

commit() { # SUBJECT
	git -C "$tree" -c user.name=tests -c user.email=tests@localhost commit -q -a --allow-empty -m "$1"
}

one() { # NAME STATUS PATTERN MEASURES [OPTION]
	echo "$4" >"$tree/measures"
	expect "bisect: $1" "$2" "$3" env -C "$tree" "$step" ${5+"$5"} "$baseline"
}

fake_privbench
fake_tree

one "the same is good" 0 ": good: [0-9]+ benches" "$good"
one "longer is bad, with figures" 1 "^privbench: REGRESSED: $bench: $good, then $longer instructions" "$longer"
one "shorter is good" 0 ": good: " "$shorter"
one "shorter is bad with --exact" 1 "^privbench: IMPROVED: $bench" "$shorter" --exact
one "a guest that does not boot is skipped" 125 "skip: nothing was measured" "status 5"
one "a program that crashes is skipped" 125 "skip: nothing was measured" "status 139"
one "another clock decides nothing" 125 "skip: not every bench can be compared" "record $PWD/results/reference/kvm.json"
one "half a record decides nothing" 125 "skip: the comparison failed" "record $tree/Makefile"
one "a signal stops it" 143 "interrupted" "signal TERM"

abort() { # NAME PATTERN FOLDER ARGUMENT...
	local name=$1 pattern=$2 folder=$3
	shift 3
	expect "bisect: $name stops it" 128 "$pattern" env -C "$folder" "$step" "$@"
}

abort "no baseline" "^usage: " "$tree"
abort "a baseline that is not there" "no record of path lengths" "$tree" "$work/none.json"
abort "a baseline of ticks" "no record of path lengths" "$tree" "$PWD/results/reference/kvm.json"
abort "a baseline without a kernel" "no record of path lengths" "$tree" "$PWD/results/reference/qemu-flat.json"
abort "a folder that is no tree" "no kernel's source tree" "$work" "$baseline"
rm "$tree/.config"
abort "a tree that is not configured" "configure the kernel first" "$tree" "$baseline"
touch "$tree/.config"
echo "$good" >"$tree/measures"
expect "bisect: O= elsewhere" 0 "good" env -C "$tree" KBUILD_OUTPUT="$tree" "$step" "$baseline"

# Names of a record become arguments: as names, or not at all.
named() { # NAME STATUS PATTERN BENCH...: in the baseline's rows
	local name=$1 status=$2 pattern=$3 hostile=$work/named.json
	shift 3
	printf '%s\n' "$@" | jq -R . | jq -s --slurpfile good <(expanded "$baseline") '. as $names | $good[0]
		| .benches |= [to_entries[:($names | length)][] | .value + {name: $names[.key], status: "ok", estimate: 1}]' >"$hostile"
	rm -f "$work/arguments"
	expect "bisect: $name" "$status" "$pattern" env -C "$tree" "$step" "$hostile"
}

named "an option for a name stops it" 128 "no bench: .*--force" --force "-o$work/precious"
named "a file for a name stops it" 128 "no bench: .*-o" "-o$work/precious"
named "two words for a name stop it" 128 'no bench: cli..--force' "cli --force"
named "a glob for a name stops it" 128 'no bench: .[*]' '*'
one "a baseline of many rows" 0 ": good: " "$good"
expect "bisect: many rows are measured without names" 0 "record.json --\$" cat "$work/arguments"
named "a baseline of two rows" 1 ": bad: " cli "$bench"
expect "bisect: two rows are measured by name" 0 " -- cli $bench\$" cat "$work/arguments"

# Of eight commits one does not build, the sixth is longer.
history() { # DOES-NOT-BUILD
	local n
	git -C "$tree" checkout -q -f before
	for n in 1 2 3 4 5 6 7 8; do
		git -C "$tree" checkout -q before Makefile
		[ "$n" != "$1" ] || printf '\tfalse\n' >>"$tree/Makefile"
		[ "$n" != 6 ] || echo "$longer" >"$tree/measures"
		commit "number $n"
	done
	git -C "$tree" bisect start HEAD before >/dev/null
}

git -C "$tree" checkout -q -f --detach
git -C "$tree" tag before
history 4
expect "git bisect run finds the commit" 0 "is the first bad commit" git -C "$tree" bisect run "$step" "$baseline"
cp "$work/out" "$work/words"
expect "git bisect run finds the right one" 0 "^number 6$" git -C "$tree" show -s --format=%s refs/bisect/bad
expect "git bisect run skips what does not build" 0 "skip: the kernel is not built" cat "$work/words"
git -C "$tree" bisect reset >/dev/null 2>&1
history 5
expect "git bisect run does not guess" 2 "only 'skip'ped commits left" git -C "$tree" bisect run "$step" "$baseline"
git -C "$tree" bisect reset >/dev/null 2>&1
history 4
expect "git bisect run ends at once with a wrong baseline" 128 "no record of path lengths" \
	git -C "$tree" bisect run "$step" "$work/none.json"
git -C "$tree" bisect reset >/dev/null 2>&1

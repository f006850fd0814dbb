#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A kernel developer's own tree: the distribution's source with small
# configurations, native and paravirtual, each built, booted and compared; with
# the kernel's own checks, and built by clang with CFI, where the module lives its
# whole life; then a regression is planted, and found by git bisect, and by the workflow of docs/ci.
# About 3 GB and, with two CPUs, half an hour the first time.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

folder=$(realpath "$B")/tree
needed=$(realpath scripts/guest.config)
# The history of the kernel that is made below is its own.
export GIT_CEILING_DIRECTORIES=$folder

unpack() {
	local tarball
	[ ! -d "$folder/linux" ] || return 0
	tarball=$(scripts/linux-source.sh "$folder/source")
	echo "# unpacking $tarball"
	rm -rf "$folder/unpacked"
	mkdir -p "$folder/unpacked"
	tar -xf "$tarball" -C "$folder/unpacked" --strip-components=1
	mv "$folder/unpacked" "$folder/linux"
}

kernel_git() { # COMMAND...
	git -C "$folder/linux" -c user.name=tests -c user.email=tests@localhost "$@"
}

commit() { # SUBJECT
	kernel_git commit -q -a -m "$1"
}

# What is changed below is enough of a history, and the tag `before` its beginning.
history_begins() {
	if kernel_git rev-parse -q --verify before >/dev/null 2>&1; then
		kernel_git checkout -q -f before
		return
	fi
	rm -rf "$folder/linux/.git"
	kernel_git init -q
	kernel_git add -f arch/x86/mm	# Debian ignores all but debian/
	kernel_git commit -q -m "the distribution's"
	kernel_git tag before
}

# Words for make that name another compiler.
cc=()
build() { # NAME OPTION...
	local tree=$folder/$1
	shift
	mkdir -p "$tree"
	printf '%s\n' "$@" >"$tree/more.config"
	make -s -C "$folder/linux" O="$tree" "${cc[@]}" tinyconfig
	(cd "$tree" && ../linux/scripts/kconfig/merge_config.sh -m -O . .config "$needed" more.config)
	make -s -C "$tree" "${cc[@]}" olddefconfig
	make -s -C "$tree" "${cc[@]}" -j"$(nproc)" bzImage modules_prepare
}

tree() { # NAME OPTION...
	echo "# building the kernel $1"
	if ! build "$@" >"$work/$1.log" 2>&1; then
		not_ok "the kernel $1 is built" "$(tail -n 3 "$work/$1.log")"
		return
	fi
	expect "a run with --kernel TREE, $1" 0 "icount" \
		"$privbench" run --on qemu --seed 1 --kernel "$folder/$1" -o "$work/$1.json"
	path_lengths "$work/$1.json" "$1"
}

# A kernel that looks after itself sees nothing: its log stays empty, lockdep stays on.
checked() { # NAME OPTION...
	local option
	tree "$@"
	[ -f "$work/$1.json" ] || return 0
	for option in "${@:2}"; do
		grep -qx "$option" "$folder/$1/.config" || not_ok "the kernel $1" "it has no $option"
	done
	sites "$1"
	life "$1" "$(scripts/guest.sh "$folder/$1" 2>/dev/null)"
}

# Operations that branch may be in pieces, and then no length is known; no site is longer than the ABI's code.
sites() { # NAME
	local wrong
	wrong=$(column "$work/$1.json" bench bytes | awk '/^kernel-/ && $2 != "-" && ($2 < 1 || $2 > 512)')
	if [ -z "$wrong" ]; then
		ok "$1: no site of the kernel's own rows is longer than possible"
	else
		not_ok "$1: sites" "$wrong"
	fi
}

# To see what a kernel says, and to look into it from outside: warnings, the kprobe blacklist, tests/guest/state.
told=(CONFIG_EXPERT=y CONFIG_BUG=y CONFIG_KALLSYMS=y CONFIG_KPROBES=y CONFIG_DEBUG_FS=y CONFIG_CRC32=y)
debugging=("${told[@]}" CONFIG_DEBUG_KERNEL=y CONFIG_PREEMPT=y CONFIG_PROVE_LOCKING=y CONFIG_DEBUG_LOCKDEP=y
	CONFIG_DEBUG_IRQFLAGS=y CONFIG_DEBUG_ATOMIC_SLEEP=y CONFIG_DEBUG_PREEMPT=y CONFIG_DEBUG_ENTRY=y
	CONFIG_DEBUG_OBJECTS=y CONFIG_DEBUG_OBJECTS_FREE=y CONFIG_DEBUG_OBJECTS_TIMERS=y CONFIG_DEBUG_OBJECTS_WORK=y
	CONFIG_DEBUG_OBJECTS_RCU_HEAD=y)

# The first clang that has kCFI is 16.
with_cfi() {
	local version cc
	for version in $(seq 16 29); do
		if ! command -v "clang-$version" >/dev/null || ! command -v "ld.lld-$version" >/dev/null; then continue; fi
		cc=("LLVM=-$version")
		checked cfi "${told[@]}" CONFIG_CFI_CLANG=y
		return
	done
	skip "a kernel with CFI" "no clang here that has -fsanitize=kcfi: apt-get install clang-16 lld-16 llvm-16"
}

# Eight commits: one does not build; the fourth, where git begins, does not boot; one
# searches the exception table twice.
plant() {
	local extable=$folder/linux/arch/x86/mm/extable.c init=$folder/linux/arch/x86/mm/init_64.c
	echo "/* One. */" >>"$extable" && commit "x86/extable: a comment"
	kernel_git tag -f comment >/dev/null
	sed -i '1i #error planted' "$extable" && commit "x86/extable: does not build"
	kernel_git revert --no-edit HEAD >/dev/null
	sed -i '/^void __init mem_init(void)/,/^{/s/^{/{\n\tpanic("planted");/' "$init" && commit "x86/mm: does not boot"
	kernel_git revert --no-edit HEAD >/dev/null
	sed -i 's/^\te = search_exception_tables(regs->ip);/\tif (ex_get_fixup_type(regs->ip) == EX_TYPE_NONE)\n\t\treturn 0;\n&/' \
		"$extable" && commit "x86/extable: planted"
	kernel_git tag -f planted >/dev/null
	echo "/* Two. */" >>"$extable" && commit "x86/extable: another comment"
	echo "/* Three. */" >>"$init" && commit "x86/mm: and another"
}

bisect() {
	local step=$PWD/scripts/bisect.sh
	kernel_git bisect reset >/dev/null 2>&1 || true
	kernel_git checkout -q --detach before
	plant
	"$privbench" run --on qemu --clock icount --kernel "$folder/native" -o "$work/good.json" \
		'msr-fault/*-faults' >"$work/good.log" 2>&1 || not_ok "the good end is measured" "$(tail -n 3 "$work/good.log")"
	kernel_git bisect start HEAD before >/dev/null
	(cd "$folder/linux" && KBUILD_OUTPUT=$folder/native git bisect run "$step" "$work/good.json") \
		>"$work/bisect.log" 2>&1 || not_ok "git bisect run" "$(tail -n 3 "$work/bisect.log")"
	grep -E '^(bisect|privbench): ' "$work/bisect.log" | sed 's/^/# /'
	expect "git bisect run finds the planted commit" 0 "x86/extable: planted" \
		kernel_git show -s --format=%s refs/bisect/bad
	expect "it was decided" 0 "is the first bad commit" cat "$work/bisect.log"
	expect "what does not boot is skipped" 0 "skip: nothing was measured" cat "$work/bisect.log"
	kernel_git bisect reset >/dev/null 2>&1
	kernel_git checkout -q -f before
}

tests() {
	unpack
	history_begins
	tree native "# CONFIG_XEN is not set"
	tree paravirt CONFIG_XEN=y CONFIG_XEN_PV=y
	if [ -f "$work/native.json" ] && [ -f "$work/paravirt.json" ]; then
		expect "PARAVIRT_XXL is seen in the kernel's own rows" 0 '^\* kernel-wrmsr ' \
			"$privbench" show --differ "$work/native.json" "$work/paravirt.json"
		grep '^\* ' "$work/out" | sed 's/^/# /'
	fi

	checked debug "${debugging[@]}"
	expect "the kernel warns of no local_irq_restore that is measured" 0 "DEBUG_IRQFLAGS" \
		"$privbench" show "$work/debug.json"
	with_cfi

	echo "# a tree that is built anew is taken anew"
	sed -i 's/^CONFIG_LOCALVERSION=.*/CONFIG_LOCALVERSION="-again"/' "$folder/native/.config"
	make -s -C "$folder/native" -j"$(nproc)" bzImage >"$work/again.log" 2>&1
	expect "a tree that was built again" 0 "kernel [0-9.]+-again" \
		"$privbench" run --on qemu --kernel "$folder/native" -o "$work/again.json" calibrate

	echo "# a planted regression"
	bisect
	tests/workflow.sh "$folder/workflow" "$folder/linux" comment planted
}

tests | tee "$work/tap"
! grep -q '^not ok' "$work/tap"

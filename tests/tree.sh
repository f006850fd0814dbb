#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A kernel developer's own tree: the distribution's source with two small
# configurations, native and paravirtual, each built, booted and compared.
# About 2 GB and, with two CPUs, a quarter of an hour the first time.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

folder=$(realpath "$B")/tree
needed=$(realpath scripts/guest.config)

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

build() { # NAME OPTION...
	local tree=$folder/$1
	shift
	mkdir -p "$tree"
	printf '%s\n' "$@" >"$tree/more.config"
	make -s -C "$folder/linux" O="$tree" tinyconfig
	(cd "$tree" && ../linux/scripts/kconfig/merge_config.sh -O . .config "$needed" more.config)
	make -s -C "$tree" -j"$(nproc)" bzImage modules_prepare
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

unpack
tree native "# CONFIG_XEN is not set"
tree paravirt CONFIG_XEN=y CONFIG_XEN_PV=y
if [ -f "$work/native.json" ] && [ -f "$work/paravirt.json" ]; then
	expect "PARAVIRT_XXL is seen in the kernel's own rows" 0 "kernel-wrmsr .*\\*" \
		"$privbench" show --differ "$work/native.json" "$work/paravirt.json"
	grep '\*$' "$work/out" | sed 's/^/# /'
fi

echo "# a tree that is built anew is taken anew"
sed -i 's/^CONFIG_LOCALVERSION=.*/CONFIG_LOCALVERSION="-again"/' "$folder/native/.config"
make -s -C "$folder/native" -j"$(nproc)" bzImage >"$work/again.log" 2>&1
expect "a tree that was built again" 0 "kernel [0-9.]+-again" \
	"$privbench" run --on qemu --kernel "$folder/native" -o "$work/again.json" calibrate

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest from a kernel that is here already, under build/guest/NAME: an image
# and what its modules are built against.  As guest-kernel.sh leaves it:
#   vmlinuz          the image
#   vmlinux          the same decompressed, if it starts so (PVH)
#   kdir, msr.ko     msr.ko if the kernel has it as a module that is built
#   kvm              KVM for AMD's SVM, likewise; empty if it is built in
# The directory's name is the only thing printed on stdout.
#
# usage: guest-tree.sh TREE|IMAGE:KDIR
#   TREE        where a kernel was built (make bzImage, make O=TREE bzImage)
#   IMAGE:KDIR  a bzImage (vmlinuz), and a build tree or headers of the same release

set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=scripts/kvm-modules.sh
. "$(dirname "$0")/kvm-modules.sh"
needed=$(dirname "$0")/guest.config

# The absolute names of $image and $kdir.
find_parts() { # TREE|IMAGE:KDIR
	case $1 in
	*:*) image=${1%%:*} kdir=${1#*:} ;;
	*) image=$1/arch/x86/boot/bzImage kdir=$1 ;;
	esac
	[ -d "$kdir" ] || fail "no folder $kdir" "give a kernel's build tree, or IMAGE:KDIR"
	kdir=$(cd "$kdir" && pwd -P)
	[ -f "$kdir/.config" ] ||
		fail "$kdir has no .config: it is no kernel's build tree, or not configured" \
			"make defconfig there (docs/kernels.md), or name the folder that make O= had"
	[ -f "$image" ] || fail "no kernel image $image" "make bzImage in $kdir"
	image=$(realpath "$image")
	is_image "$image" || fail "$image is no bzImage" "give arch/x86/boot/bzImage, or a vmlinuz"
}

configured() { # OPTION: built in
	grep -q "^$1=y" "$kdir/.config"
}

# guest.config says what is needed, and in the comment above it what for.
check_config() {
	local option why missing=()
	while IFS=$'\t' read -r option why; do
		configured "$option" || missing+=("$option=y ($why)")
	done < <(awk '/^# Not needed/ { exit } /^# / { why = substr($0, 3) }
		/=y$/ { sub(/=y$/, ""); print $0 "\t" why }' "$needed")
	[ "${#missing[@]}" = 0 ] ||
		fail "this kernel cannot be a guest; $kdir/.config lacks: $(printf '\n  %s' "${missing[@]}")" \
			"scripts/kconfig/merge_config.sh .config $(realpath "$needed") sets them all"
}

# make takes a path for words, and its shell for more.
check_path() { # PATH
	[[ $1 =~ ^[A-Za-z0-9._/+:=@,~-]+$ ]] ||
		fail "the path $(printf '%q' "$1") has a character that make does not take" \
			"move the tree to a path of letters, digits and ._/+:=@,~-"
}

# An image of yesterday would refuse today's module.
check_release() {
	local built
	release=$(sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' "$kdir/include/generated/utsrelease.h" 2>/dev/null) ||
		fail "nothing was built in $kdir (no include/generated/utsrelease.h)" "make bzImage there"
	[ -f "$kdir/scripts/module.lds" ] || [ -f "$kdir/arch/x86/module.lds" ] ||
		fail "$kdir is not prepared for modules" "make modules_prepare there"
	built=$(image_release "$image")
	[ "$built" = "$release" ] ||
		fail "the image is of $built, $kdir of $release" "build both anew, or name another KDIR"
}

# Two trees may be of one name, or of one release.
folder_name() {
	local sum
	sum=$(echo "$image:$kdir" | cksum)
	echo "tree-$(basename "$kdir" | tr -c 'a-zA-Z0-9._\n-' _)-${sum%% *}"
}

copy_image() {
	cmp -s "$image" "$guest/vmlinuz" && return
	rm -f "$guest/vmlinux"
	if configured CONFIG_PVH; then
		extract_vmlinux "$image" "$tmp/vmlinux"
		mv "$tmp/vmlinux" "$guest/vmlinux"
	fi
	cp "$image" "$tmp/vmlinuz"
	mv "$tmp/vmlinuz" "$guest/vmlinuz"
}

copy_msr() {
	local file
	rm -f "$guest/msr.ko"
	! configured CONFIG_X86_MSR || return 0
	for file in "$kdir"/arch/x86/kernel/msr.ko \
		"/lib/modules/$release"/kernel/arch/x86/kernel/msr.ko{,.xz,.zst,.gz}; do
		[ -f "$file" ] || continue
		decompressed "$file" >"$guest/msr.ko"
		return
	done
}

find_kvm() {
	if configured CONFIG_KVM_AMD; then
		mkdir -p "$guest/kvm"
		: >"$guest/kvm/order"
	else
		copy_kvm "$guest" "$kdir"/{arch/x86/kvm,virt,drivers} "/lib/modules/$release/kernel"
	fi
}

arguments 1 1 "$@"
find_parts "$1"
check_path "$kdir"
check_config
check_release
guest=$build/guest/$(folder_name)
make_tmp "$guest"
ln -sfn "$kdir" "$guest/kdir"
copy_image
copy_msr
find_kvm
echo "$guest"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make the Linux guest of one kernel: its folder with vmlinux or vmlinuz, the
# module for it, and initramfs.cpio.  The folder's name is the only thing printed
# on stdout.
#
# usage: guest.sh SPEC
#   SPEC  what guest-kernel.sh takes (a name), or guest-tree.sh (a path)

set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

# /usr/sbin is not on every user's PATH.
tool() { # NAME PACKAGE
	PATH=$PATH:/usr/sbin:/sbin command -v "$1" ||
		fail "no $1 here" "apt-get install $2"
}

add() { # MODE FILE PATH
	install -D -m "$1" "$2" "$root/$3" || fail "cannot add $2"
}

add_program() { # FILE PATH
	local library
	add 755 "$1" "$2"
	# A static one has none.
	for library in $(ldd "$1" 2>/dev/null | grep -o '/[^ ]*'); do
		add 755 "$library" "$library"
	done
}

add_busybox() {
	local busybox applet
	busybox=$(tool busybox busybox-static)
	add_program "$busybox" bin/busybox
	for applet in $("$busybox" --list); do
		[ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
	done
}

# The same inputs give the same bytes.  Not compressed: an emulated guest would
# spend longer unpacking it.
make_initramfs() {
	local release tool_file name
	release=$(sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' "$folder/kdir/include/generated/utsrelease.h")
	mkdir -p "$root"/{bin,dev,proc,sys,tmp}
	add 755 "$top/scripts/init" init
	add 644 "$kmod/privbench.ko" privbench.ko
	# A kernel of someone's own may have it built in, or not at all.
	[ ! -f "$folder/msr.ko" ] || add 644 "$folder/msr.ko" msr.ko
	[ ! -f "$folder/kvm/order" ] || cp -r "$folder/kvm" "$root/kvm"
	[ ! -f "$build/privbench.flat" ] || add 644 "$build/privbench.flat" bin/privbench.flat
	add 644 "$folder/kdir/.config" "boot/config-$release"
	add_busybox
	add_program "$build/privbench" bin/privbench
	for name in rdmsr wrmsr; do
		tool_file=$(tool "$name" msr-tools)
		add_program "$tool_file" "bin/$name"
	done
	find "$root" -exec touch -h -d @0 {} +
	(cd "$root" && find . | LC_ALL=C sort |
		cpio --quiet --reproducible -o -H newc -R 0:0) >"$tmp/cpio"
	mv "$tmp/cpio" "$folder/initramfs.cpio"
}

arguments 1 1 "$@"
tool cpio cpio >/dev/null
case $1 in
*/* | *:* | . | ..) folder=$("$top/scripts/guest-tree.sh" "$1") ;;
*) folder=$("$top/scripts/guest-kernel.sh" "$1") ;;
esac
# One at a time: another run may be making the same.
exec {lock}>"$folder/.lock"
flock "$lock"
# What it is made of has not changed since; a tree of someone's own may have.
[[ $1 = */* || $1 = *:* || $1 = . || $1 = .. ]] || [ ! -e "$folder/initramfs.cpio" ] ||
	[ -n "$(find "$top"/{bench,kmod,scripts} "$build"/privbench{,.flat} \
		-newer "$folder/initramfs.cpio" -print -quit 2>/dev/null)" ] ||
	{ echo "$folder" && exit; }
kmod=$build/kmod/$(basename "$folder")
chroot=$folder/chroot
[ -d "$chroot" ] || chroot=
make -C "$top" --no-print-directory kmod "KDIR=$folder/kdir" "KMOD=$kmod" "CHROOT=$chroot" >&2 ||
	fail "no module for $(readlink -f "$folder/kdir")" "what make said is above"
umask 022
make_tmp "$folder"
root=$tmp/root
make_initramfs
echo "$folder"

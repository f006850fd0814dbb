#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make the guest's initramfs. The same inputs give the same bytes. It is not
# compressed: an emulated guest would spend longer unpacking it.
#
# usage: initramfs.sh GUESTDIR PRIVBENCH.KO PRIVBENCH OUT

set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

# /usr/sbin is not on every user's PATH.
tool() { # NAME PACKAGE
	PATH=$PATH:/usr/sbin:/sbin command -v "$1" ||
		fail "no $1 here" "apt-get install $2"
}

libraries_of() { # PROGRAM: nothing if it is static
	ldd "$1" 2>/dev/null | grep -o '/[^ ]*' || true
}

add() { # MODE FILE PATH
	[ -f "$2" ] || fail "$2 is not there"
	install -D -m "$1" "$2" "$root/$3" || fail "cannot add $2"
}

add_program() { # FILE PATH
	local library
	add 755 "$1" "$2"
	for library in $(libraries_of "$1"); do
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

release_of() { # KDIR
	sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' "$1/include/generated/utsrelease.h"
}

archive() {
	find "$root" -exec touch -h -d @0 {} +
	(cd "$root" && find . | LC_ALL=C sort |
		cpio --quiet --reproducible -o -H newc -R 0:0)
}

arguments 4 4 "$@"
guest=$1 module=$2 privbench=$3 out=$4
tool cpio cpio >/dev/null

umask 022
make_tmp "$(dirname "$out")"
root=$tmp/root
mkdir -p "$root"/{bin,dev,proc,sys,tmp}

add 755 "$top/scripts/init" init
add 644 "$module" privbench.ko
# A kernel of someone's own may have it built in, or not at all.
[ ! -f "$guest/msr.ko" ] || add 644 "$guest/msr.ko" msr.ko
add 644 "$guest/kdir/.config" "boot/config-$(release_of "$guest/kdir")"
add_busybox
add_program "$privbench" bin/privbench
for name in rdmsr wrmsr; do
	program_file=$(tool "$name" msr-tools)
	add_program "$program_file" "bin/$name"
done

archive >"$tmp/cpio"
mv "$tmp/cpio" "$out"

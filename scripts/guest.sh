#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make the Linux guest of one kernel: its folder with vmlinux or vmlinuz, the
# module for it, and initramfs.cpio.  The folder's name is the only thing printed
# on stdout.
#
# usage: guest.sh SPEC: what guest-kernel.sh takes (a name), or guest-tree.sh (a path)

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")
build=${BUILD:-$top/build}
case ${1-} in
*/* | *:* | . | ..) folder=$("$here/guest-tree.sh" "$@") ;;
*) folder=$("$here/guest-kernel.sh" "$@") ;;
esac
kmod=$build/kmod/$(basename "$folder")
chroot=$folder/chroot
[ -d "$chroot" ] || chroot=
make -C "$top" --no-print-directory kmod "KDIR=$folder/kdir" "KMOD=$kmod" "CHROOT=$chroot" >&2 || {
	echo "guest: error: no module for $(readlink -f "$folder/kdir"): what make said is above" >&2
	exit 1
}
"$here/initramfs.sh" "$folder" "$kmod/privbench.ko" "$build/privbench" "$folder/initramfs.cpio"
echo "$folder"

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

arguments 1 1 "$@"
case $1 in
*/* | *:* | . | ..) folder=$("$top/scripts/guest-tree.sh" "$1") ;;
*) folder=$("$top/scripts/guest-kernel.sh" "$1") ;;
esac
kmod=$build/kmod/$(basename "$folder")
chroot=$folder/chroot
[ -d "$chroot" ] || chroot=
make -C "$top" --no-print-directory kmod "KDIR=$folder/kdir" "KMOD=$kmod" "CHROOT=$chroot" >&2 ||
	fail "no module for $(readlink -f "$folder/kdir")" "what make said is above"
"$top/scripts/initramfs.sh" "$folder" "$kmod/privbench.ko" "$build/privbench" "$folder/initramfs.cpio"
echo "$folder"

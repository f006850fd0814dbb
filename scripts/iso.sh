#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The flat guest as an ISO image that boots by BIOS, from a CD or a USB stick.
#
# usage: iso.sh IMAGE ISO

set -euo pipefail

packages=(grub-common grub-pc-bin xorriso mtools)

lacking() {
	command -v grub-mkrescue >/dev/null || echo "grub-mkrescue"
	command -v xorriso >/dev/null || echo "xorriso"
	command -v mformat >/dev/null || echo "mformat"
	[ -d /usr/lib/grub/i386-pc ] || echo "/usr/lib/grub/i386-pc"
}

mapfile -t missing < <(lacking)
if [ "${#missing[@]}" -gt 0 ]; then
	echo "iso: no ${missing[*]}: apt-get install ${packages[*]}" >&2
	exit 1
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/boot/grub"
cp "$1" "$root/boot/privbench.flat"
cp guest/grub.cfg "$root/boot/grub/grub.cfg"
grub-mkrescue -d /usr/lib/grub/i386-pc -o "$2" "$root" >"$root/log" 2>&1 || {
	cat "$root/log" >&2
	exit 1
}

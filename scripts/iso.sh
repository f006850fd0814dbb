#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The flat guest as an ISO image that boots by BIOS, from a CD or a USB stick,
# and measures what the globs say, or everything.
#
# usage: iso.sh IMAGE ISO [GLOB...]

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

image=$1 iso=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root/boot/grub"
cp "$image" "$root/boot/privbench.flat"
cat >"$root/boot/grub/grub.cfg" <<END
set timeout=0
menuentry privbench {
	multiboot2 /boot/privbench.flat ${*@Q}
}
END
grub-mkrescue -d /usr/lib/grub/i386-pc -o "$iso" "$root" >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	exit 1
}

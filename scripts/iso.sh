#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The flat guest as an ISO image that boots by BIOS, from a CD or a USB stick,
# and measures what the globs say, or everything.
#
# usage: iso.sh IMAGE ISO [GLOB...]

set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

grub=/usr/lib/grub/i386-pc
arguments 2 1000 "$@"
for needed in grub-mkrescue xorriso mformat "$grub/modinfo.sh"; do
	command -v "$needed" >/dev/null || [ -e "$needed" ] ||
		fail "no $needed" "apt-get install grub-common grub-pc-bin xorriso mtools"
done
image=$1 iso=$2
shift 2
make_tmp "$(dirname "$iso")"
mkdir -p "$tmp/root/boot/grub"
cp "$image" "$tmp/root/boot/privbench.flat"
cat >"$tmp/root/boot/grub/grub.cfg" <<END
set timeout=0
menuentry privbench {
	multiboot2 /boot/privbench.flat ${*@Q}
}
END
grub-mkrescue -d "$grub" -o "$iso" "$tmp/root" >"$tmp/log" 2>&1 || fail "grub-mkrescue: $(cat "$tmp/log")"

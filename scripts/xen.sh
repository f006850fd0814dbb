#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fetch the distribution's Xen by package name and unpack it, without installing
# anything, under build/xen/VERSION:
#   xen   the hypervisor, decompressed: QEMU boots it directly (multiboot)
# The directory's name is the only thing printed on stdout.
#
# usage: xen.sh
# A Xen once fetched is kept; remove build/xen/default to look for a newer one.
# BUILD names another build directory.

set -euo pipefail
# shellcheck source=scripts/apt.sh
. "$(dirname "$0")/apt.sh"

# xen-system-amd64 is the metapackage, in Debian and in Ubuntu.
find_xen() {
	mapfile -t packages < <(dependencies xen-system-amd64 | grep -E '^xen-hypervisor-[0-9.]+-amd64$' | head -n 1)
}

# xen-4.17-amd64.gz, beside a .efi that is for another way to boot.
unpack() {
	local image
	dpkg-deb -x "$tmp"/debs/*.deb "$tmp/tree"
	image=$(find "$tmp/tree/boot" -name 'xen-*.gz' | head -n 1)
	[ -n "$image" ] ||
		fail "${packages[*]} holds no boot/xen-*.gz" "the distribution has moved it: see dpkg-deb -c for where"
	mkdir "$tmp/new"
	gzip -dc "$image" >"$tmp/new/xen"
}

arguments 0 0 "$@"
if [ ! -e "$build/xen/default/xen" ]; then
	make_tmp "$build/xen"
	download find_xen "package xen-hypervisor-VERSION-amd64" \
		"the distribution may have none; everything but the target xen works without"
	unpack
	version=${packages[0]#xen-hypervisor-}
	publish "$tmp/new" "$build/xen/$version"
	ln -sfn "$version" "$build/xen/default"
fi
realpath "$build/xen/default"

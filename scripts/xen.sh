#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fetch the distribution's Xen by package name and unpack it, without installing
# anything, under build/xen/VERSION:
#   xen   the hypervisor, decompressed: QEMU boots it directly (multiboot)
# The directory's name is the only thing printed on stdout.

set -euo pipefail

usage() {
	cat <<-'END'
	usage: xen.sh
	A Xen once fetched is kept; remove build/xen/default to look for a newer one.
	BUILD names another build directory.
	END
}

# shellcheck source=scripts/apt.sh
. "$(dirname "$0")/apt.sh"

# xen-system-amd64 is the metapackage, in Debian and in Ubuntu.
find_package() {
	package=$(dependencies xen-system-amd64 | grep -E '^xen-hypervisor-[0-9.]+-amd64$' | head -n 1) ||
		package=
	[ -n "$package" ]
}

download() {
	progress "downloading $package ($(megabytes "$package"))"
	(cd "$tmp" && apt_get download "$package") >"$tmp/apt.log" 2>&1
}

# An update removes the package that the system's older list names.
find_and_download() {
	find_package && download && return
	[ -n "$lists" ] || use_fresh_lists
	find_package ||
		fail "no package xen-hypervisor-VERSION-amd64, even in $lists" \
			"the distribution may have none; everything but the target xen works without"
	download ||
		fail "apt-get download: $(apt_errors)" \
			"check the network and the sources in /etc/apt, then run this again"
}

# xen-4.17-amd64.gz, beside a .efi that is for another way to boot.
unpack() {
	local image
	dpkg-deb -x "$tmp"/*.deb "$tmp/tree"
	image=$(find "$tmp/tree/boot" -name 'xen-*.gz' | head -n 1)
	[ -n "$image" ] ||
		fail "$package holds no boot/xen-*.gz" "the distribution has moved it: see dpkg-deb -c for where"
	mkdir "$tmp/new"
	gzip -dc "$image" >"$tmp/new/xen"
}

case ${1-} in
-h | --help) usage && exit 0 ;;
esac
if [ $# -gt 0 ]; then usage >&2 && exit 2; fi

mkdir -p "$build/xen"
build=$(cd "$build" && pwd)
if [ ! -e "$build/xen/default/xen" ]; then
	make_tmp "$build/xen"
	[ "$(dpkg --print-architecture)" = amd64 ] ||
		fail "only x86-64 is of use, and packages here are for $(dpkg --print-architecture)"
	find_and_download
	unpack
	version=${package#xen-hypervisor-}
	# Another run may have been quicker; its result is as good.
	mv -T "$tmp/new" "$build/xen/$version" 2>/dev/null || [ -d "$build/xen/$version" ]
	ln -sfn "$version" "$build/xen/default"
fi
echo "$build/xen/$(readlink "$build/xen/default")"

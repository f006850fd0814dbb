#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Find the kernel's source as the distribution packages it: the newest one in
# /usr/src, else one fetched into FOLDER.  The tarball's name is the only thing
# printed on stdout.
#
# usage: linux-source.sh FOLDER

set -euo pipefail
# shellcheck source=scripts/apt.sh
. "$(dirname "$0")/apt.sh"

# Debian ships /usr/src/X.tar.xz, Ubuntu /usr/src/X/X.tar.bz2.
newest() { # FOLDER
	[ ! -d "$1" ] || find -L "$1" -maxdepth 2 -type f -name 'linux-source-*.tar.*' | sort -V | tail -n 1
}

fetch() { # FOLDER
	local package
	package=$(dependencies linux-source | head -n 1)
	[ -n "$package" ] || fail "apt knows no linux-source" \
		"apt-get update, or put a linux-source-*.tar.xz into /usr/src"
	progress "downloading $package ($(megabytes "$package"), unpacked in $1, not installed)"
	make_tmp "$1"
	(cd "$tmp" && apt_get download "$package") >"$tmp/apt.log" 2>&1 ||
		fail "apt-get download $package: $(apt_errors)" \
			"apt-get update, check the network, or apt-get install $package"
	dpkg-deb -x "$tmp/$package"_*.deb "$tmp/deb" ||
		fail "dpkg-deb -x of $package" "check the free space in $1"
	mv "$tmp"/deb/usr/src/* "$1/"
}

[ -n "$(newest /usr/src)" ] || [ -n "$(newest "$1")" ] || fetch "$1"
tarball=$(newest /usr/src)
[ -n "$tarball" ] || tarball=$(newest "$1")
[ -n "$tarball" ] || fail "the package holds no linux-source-*.tar.*" "apt-get install linux-source"
echo "$tarball"

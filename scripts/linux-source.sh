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
newest() { # FOLDER...
	find -L "$@" -maxdepth 2 -type f -name 'linux-source-*.tar.*' 2>/dev/null | sort -V | tail -n 1 || true
}

find_source() {
	mapfile -t packages < <(dependencies linux-source | head -n 1)
}

arguments 1 1 "$@"
tarball=$(newest /usr/src)
[ -n "$tarball" ] || tarball=$(newest "$1")
if [ -z "$tarball" ]; then
	make_tmp "$1"
	download find_source "package linux-source" "put a linux-source-*.tar.xz into /usr/src"
	dpkg-deb -x "$tmp"/debs/*.deb "$tmp/deb" || fail "dpkg-deb -x of ${packages[*]}" "check the free space in $1"
	mv "$tmp"/deb/usr/src/* "$1/"
	tarball=$(newest "$1")
fi
[ -n "$tarball" ] || fail "the package holds no linux-source-*.tar.*" "apt-get install linux-source"
echo "$tarball"

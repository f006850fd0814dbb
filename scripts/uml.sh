#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build User Mode Linux, with the benches in it, from the distribution's kernel source, which is
# unpacked under build/uml/source and stays there (0.6 GB): the first build takes some four minutes
# of a CPU, the next a few seconds.
#
# usage: uml.sh BODIES LINUX
#   BODIES   the benches as an object, which make uml makes
#   LINUX    where to put the kernel, a program
# Remove build/uml/source to build a newer kernel.  BUILD names another build directory.

set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

out=$build/uml
log=$out/log

# Drivers of machines, which this kernel has not, but for what they say to the configuration.
unpack() { # TARBALL
	local name part left_out=()
	name=$(basename "${1%.tar.*}")
	for part in Documentation arch/'[!ux]*' drivers/{gpu,infiniband,media,net,scsi,staging} sound tools/{perf,testing}; do
		left_out+=(--exclude="$name/$part/*.[a-zS]" --exclude="$name/$part/*.dts*" --exclude="$name/$part/*.rst")
	done
	mkdir "$tmp/source"
	XZ_DEFAULTS=-T0 tar -xf "$1" -C "$tmp/source" --strip-components=1 "${left_out[@]}"
	echo 'obj-y += privbench/' >>"$tmp/source/drivers/Makefile"
}

find_source() {
	local tarball
	tarball=$("$top/scripts/linux-source.sh" "$tmp/package") || fail "no source of a kernel" "see above"
	progress "unpacking $tarball"
	unpack "$tarball"
	publish "$tmp/source" "$out/source"
}

lay_out() { # BODIES
	local folder=$out/source/drivers/privbench
	mkdir -p "$folder"
	ln -sfn "$top/bench" "$folder/bench"
	ln -sf "$top"/uml/{Kbuild,*.[ch]} "$top"/kmod/{linux.c,linux.h,privbench.h} "$folder/"
	cmp -s "$1" "$folder/bodies.o_shipped" || cp "$1" "$folder/bodies.o_shipped"
}

# env -i: the variables of a make that calls this script would reach the kernel's makefiles, and with
# another compiler all would be built anew.  What is built again is the same to the letter of its version.
make_kernel() { # TARGET [WORD...]
	env -i PATH="$PATH" HOME="$HOME" LC_ALL=C KBUILD_BUILD_USER=privbench KBUILD_BUILD_HOST=privbench \
		KBUILD_BUILD_VERSION=1 KBUILD_BUILD_TIMESTAMP="$(date -u -r "$out/source/COPYING")" \
		make -s -j"$(nproc)" -C "$out/source" ARCH=um "$@" >>"$log" 2>&1 || {
		tail -n 15 "$log" | sed 's/^/  | /' >&2
		fail "make $1 in $out/source failed; the whole log: $log" "scripts/deps.sh uml installs what it needs"
	}
}

configure() {
	local config=$out/source/.config needed=$top/scripts/uml.config
	[ ! "$config" -nt "$needed" ] || return 0
	make_kernel allnoconfig KCONFIG_ALLCONFIG="$needed"
	touch "$config"
}

arguments 2 2 "$@"
make_tmp "$out"
: >"$log"
[ -d "$out/source" ] || find_source
lay_out "$1"
configure
progress "building"
make_kernel linux
strip --strip-debug -o "$tmp/linux" "$out/source/linux"
mv "$tmp/linux" "$2"
progress "made $2"

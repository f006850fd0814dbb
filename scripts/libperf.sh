#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make a static libperf under $BUILD/libperf: flags.mk (LIBPERF_CFLAGS and
# LIBPERF_LIBS), lib/libperf.a and include/perf/. A distribution's own static
# libperf is used where there is one; Debian and Ubuntu package none, so there it
# is built from tools/lib/perf of their kernel source.

set -eu

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "${BUILD:=$top/build}"
BUILD=$(cd "$BUILD" && pwd)
out=$BUILD/libperf
log=$BUILD/libperf.log

say() { printf 'libperf: %s\n' "$*" >&2; }

# die TRIED REMEDY: the log is what the system said.
die() {
	say "failed: $1"
	[ ! -s "$log" ] || tail -n 15 "$log" | sed 's/^/  | /' >&2
	say "the whole log: $log"
	say "what to do: $2"
	exit 1
}

made() { [ -e "$out/flags.mk" ] && [ ! "${BASH_SOURCE[0]}" -nt "$out/flags.mk" ]; }

need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null ||
			die "looking for $tool" "apt-get install build-essential xz-utils bzip2"
	done
}

# links FLAG...: does a static program using libperf link? A distribution's .pc
# names no libapi, which a static link needs, so existence alone proves nothing.
links() {
	cat >"$tmp/probe.c" <<-'C'
		#include <stddef.h>
		#include <perf/evsel.h>
		int main(void) { return perf_evsel__open(NULL, NULL, NULL); }
	C
	"${CC:-gcc}" -static -o "$tmp/probe" "$tmp/probe.c" "$@" >>"$log" 2>&1
}

from_pkg_config() {
	local cflags libs
	pkg-config --exists libperf >>"$log" 2>&1 || return 1
	cflags=$(pkg-config --cflags libperf)
	libs=$(pkg-config --static --libs libperf)
	# shellcheck disable=SC2086 # flags are words
	links $cflags $libs || return 1
	say "using the installed one ($(pkg-config --modversion libperf))"
	mkdir "$tmp/out"
	printf 'LIBPERF_CFLAGS := %s\nLIBPERF_LIBS := %s\n' "$cflags" "$libs" >"$tmp/out/flags.mk"
}

unpack() {
	local tarball=$1 name part members=()
	name=$(basename "${tarball%.tar.*}")
	for part in lib include build scripts arch/x86/include; do
		members+=("$name/tools/$part")
	done
	say "unpacking tools/ from $tarball"
	mkdir "$tmp/source"
	XZ_DEFAULTS=-T0 tar -xf "$tarball" -C "$tmp/source" --strip-components=1 \
		"${members[@]}" >>"$log" 2>&1 ||
		die "tar -xf $tarball" "check the free space in $BUILD, or reinstall ${name}"
}

# env -i: the variables of a make that calls this script would reach the kernel's
# makefiles. EXTRA_CFLAGS comes last there, after their -g and -Werror.
compile() {
	local objects=$tmp/objects
	say "building"
	mkdir "$objects"
	env -i PATH="$PATH" LC_ALL=C make -j"$(nproc)" -C "$tmp/source/tools/lib/perf" \
		CC="${CC:-gcc}" O="$objects/" WERROR=0 EXTRA_CFLAGS="-O2 -g0 -Wno-error" >>"$log" 2>&1 ||
		die "make in tools/lib/perf" \
			"apt-get install build-essential, or install another linux-source-* package"
}

# One object with only libperf's own names global: libapi and libperf otherwise
# bring page_size, readn, zalloc and the like into the program.
archive() {
	local lib=$tmp/out/lib
	mkdir -p "$lib"
	{
		ld -r -o "$tmp/libperf.o" "$tmp/objects/libperf-in.o" "$tmp/objects/libapi-in.o" &&
		objcopy --strip-debug --wildcard --keep-global-symbol='perf_*__*' \
			--keep-global-symbol=libperf_init "$tmp/libperf.o" &&
		ar rcs "$lib/libperf.a" "$tmp/libperf.o"
	} >>"$log" 2>&1 || die "making libperf.a" "apt-get install binutils"
}

publish_headers() {
	local include=$tmp/out/include
	mkdir -p "$include"
	cp -r "$tmp/source/tools/lib/perf/include/perf" "$include/"
	# -isystem: their headers are not held to this project's warnings.
	cat >"$tmp/out/flags.mk" <<-'MK'
		LIBPERF_CFLAGS := -isystem $(dir $(lastword $(MAKEFILE_LIST)))include
		LIBPERF_LIBS := $(dir $(lastword $(MAKEFILE_LIST)))lib/libperf.a
	MK
}

from_source() {
	local tarball
	need gcc make ld objcopy ar tar
	tarball=$("$top/scripts/linux-source.sh" "$tmp/source-package") ||
		die "looking for the kernel's source" "see above"
	unpack "$tarball"
	compile
	archive
	publish_headers
	links -isystem "$tmp/out/include" "$tmp/out/lib/libperf.a" ||
		die "linking a static program with libperf.a" "apt-get install libc6-dev"
}

made && exit 0
: >"$log"
tmp=$(mktemp -d "$BUILD/libperf.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
from_pkg_config || from_source
rm -rf "$out"
mv -T "$tmp/out" "$out"
say "made $out"

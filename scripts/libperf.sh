#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make a static libperf under $BUILD/libperf: flags.mk (LIBPERF_CFLAGS and
# LIBPERF_LIBS), lib/libperf.a and include/perf/. No distribution packages a static
# one, so it is built from tools/lib/perf of the kernel's source.

set -eu
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

out=$build/libperf
log=$build/libperf.log

failed() { # WHAT REMEDY: the log is what the system said
	[ ! -s "$log" ] || tail -n 15 "$log" | sed 's/^/  | /' >&2
	fail "$1 failed; the whole log: $log" "$2"
}

unpack() { # TARBALL
	local name part members=()
	name=$(basename "${1%.tar.*}")
	for part in lib include build scripts arch/x86/include; do
		members+=("$name/tools/$part")
	done
	progress "unpacking tools/ from $1"
	mkdir "$tmp/source"
	XZ_DEFAULTS=-T0 tar -xf "$1" -C "$tmp/source" --strip-components=1 "${members[@]}" >>"$log" 2>&1 ||
		failed "tar -xf $1" "check the free space in $build, or reinstall $name"
}

# env -i: the variables of a make that calls this script would reach the kernel's
# makefiles. EXTRA_CFLAGS comes last there, after their -g and -Werror.
compile() {
	progress "building"
	mkdir "$tmp/objects"
	env -i PATH="$PATH" LC_ALL=C make -j"$(nproc)" -C "$tmp/source/tools/lib/perf" \
		CC="${CC:-gcc}" O="$tmp/objects/" WERROR=0 EXTRA_CFLAGS="-O2 -g0 -Wno-error" >>"$log" 2>&1 ||
		failed "make in tools/lib/perf" \
			"apt-get install build-essential, or install another linux-source-* package"
}

# One object with only libperf's own names global: libapi and libperf otherwise
# bring page_size, readn, zalloc and the like into the program.
archive() {
	mkdir -p "$tmp/out/lib"
	{
		ld -r -o "$tmp/libperf.o" "$tmp/objects/libperf-in.o" "$tmp/objects/libapi-in.o" &&
		objcopy --strip-debug --wildcard --keep-global-symbol='perf_*__*' \
			--keep-global-symbol=libperf_init "$tmp/libperf.o" &&
		ar rcs "$tmp/out/lib/libperf.a" "$tmp/libperf.o"
	} >>"$log" 2>&1 || failed "making libperf.a" "apt-get install binutils"
}

publish_headers() {
	mkdir -p "$tmp/out/include"
	cp -r "$tmp/source/tools/lib/perf/include/perf" "$tmp/out/include/"
	# -isystem: their headers are not held to this project's warnings.
	cat >"$tmp/out/flags.mk" <<-'MK'
		LIBPERF_CFLAGS := -isystem $(dir $(lastword $(MAKEFILE_LIST)))include
		LIBPERF_LIBS := $(dir $(lastword $(MAKEFILE_LIST)))lib/libperf.a
	MK
}

if [ -e "$out/flags.mk" ] && [ ! "$0" -nt "$out/flags.mk" ]; then exit; fi
make_tmp "$build"
: >"$log"
for tool in gcc make ld objcopy ar tar; do
	command -v "$tool" >/dev/null || fail "no $tool" "apt-get install build-essential xz-utils bzip2"
done
tarball=$("$top/scripts/linux-source.sh" "$tmp/source-package") || fail "no source of a kernel" "see above"
unpack "$tarball"
compile
archive
publish_headers
rm -rf "$out"
mv -T "$tmp/out" "$out"
progress "made $out"

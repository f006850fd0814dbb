#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fetch a stock kernel and its headers by package name and unpack them, without
# installing anything, under build/guest/RELEASE:
#   vmlinuz config msr.ko   from the image package
#   vmlinux                 vmlinuz decompressed: QEMU boots it directly (PVH)
#   kdir                    the headers, fit for "make -C kdir M=..."
# The directory's name is the only thing printed on stdout.

set -euo pipefail

usage() {
	cat <<-'END'
	usage: guest-kernel.sh [default|backports|RELEASE]
	  default    the distribution's current kernel
	  backports  the one in Debian's backports for this release
	  RELEASE    exactly this one, such as 6.1.0-56-amd64
	A kernel once fetched is kept; remove build/guest/default (or /backports)
	to look for a newer one. BUILD names another build directory.
	END
}

# shellcheck source=scripts/apt.sh
. "$(dirname "$0")/apt.sh"

# --- from a name to a release, from a release to packages ---

metapackages() {
	case $(os_release ID) in
	ubuntu) echo linux-image-virtual linux-image-generic ;;
	*) echo linux-image-amd64 linux-image-virtual linux-image-generic ;;
	esac
}

current_release() {
	local meta release
	for meta in $(metapackages); do
		release=$(dependencies "$meta" |
			sed -n 's/^linux-image-\([0-9].*\)/\1/p' | head -n 1)
		[ -z "$release" ] || break
	done
	echo "$release"
}

# Both Debian's split (headers, -common, kbuild) and Ubuntu's (modules apart).
packages_of() { # RELEASE
	local release=$1 direct
	direct=$(for_each_dependency "linux-image-$release" "linux-headers-$release")
	{
		echo "linux-image-$release"
		echo "linux-headers-$release"
		echo "$direct"
		# shellcheck disable=SC2086 # a list of words
		for_each_dependency $direct
	} | awk 'NF && !seen[$0]++'
}

for_each_dependency() { # PACKAGE...
	local package
	for package; do
		dependencies "$package"
	done | grep -E '^linux-(headers|kbuild|modules|binary)-[0-9]' || true
}

known() { # RELEASE
	[ -n "$1" ] && apt_cache show "linux-headers-$1" >/dev/null 2>&1 &&
		apt_cache show "linux-image-$1" >/dev/null 2>&1
}

download() { # RELEASE
	local packages
	mapfile -t packages < <(packages_of "$1")
	progress "downloading ${packages[*]} ($(megabytes "${packages[@]}"))"
	rm -rf "$tmp/debs"
	mkdir "$tmp/debs"
	(cd "$tmp/debs" && apt_get download "${packages[@]}") >"$tmp/apt.log" 2>&1
}

# --- unpacking ---

unpack_packages() {
	local deb
	mkdir "$tmp/tree"
	for deb in "$tmp"/debs/*.deb; do
		progress "unpacking $(basename "$deb")"
		# Of the modules only kernel/arch is wanted; the rest is 300 MB.
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -C "$tmp/tree" --no-same-owner \
				--no-wildcards-match-slash \
				--exclude='./lib/modules/*/kernel/[b-z]*' \
				--exclude='./usr/lib/modules/*/kernel/[b-z]*' \
				--exclude='./usr/share' --exclude='./boot/System.map-*'
	done
}

first_of() { # FILE...
	local file
	for file; do
		[ ! -f "$file" ] || { echo "$file" && return; }
	done
	fail "the packages of $release hold none of ${*#"$tmp/tree"}" \
		"the distribution has moved it: see dpkg-deb -c for where"
}

decompressed() { # FILE: its contents, by magic number
	case $(od -An -tx1 -N4 "$1" | tr -d ' ') in
	1f8b*) gzip -dc "$1" ;;
	fd377a58) xz -dc "$1" ;;
	28b52ffd) zstd -qdc "$1" ;;
	02214c18) lz4 -qdc "$1" ;;
	*) cat "$1" ;;
	esac
}

word_at() { # FILE OFFSET SIZE: little-endian unsigned
	od -An -j "$2" -N "$3" -t "u$3" "$1" | tr -d ' '
}

# bzImage keeps the ELF file as a compressed payload (Documentation/arch/x86/
# boot.rst); all but gzip's own trailer is followed by the size, 4 bytes.
extract_vmlinux() { # VMLINUZ OUT
	local setup offset length
	setup=$(word_at "$1" $((0x1f1)) 1)
	offset=$(((setup + 1) * 512 + $(word_at "$1" $((0x248)) 4)))
	length=$(word_at "$1" $((0x24c)) 4)
	tail -c "+$((offset + 1))" "$1" | head -c "$length" >"$tmp/payload" || true
	[ "$(od -An -tx1 -N2 "$tmp/payload" | tr -d ' ')" = 1f8b ] ||
		truncate -s -4 "$tmp/payload"
	decompressed "$tmp/payload" >"$2" 2>"$tmp/decompress.log" ||
		fail "cannot decompress the kernel: $(cat "$tmp/decompress.log")" \
			"the kernel needs one of gzip, xz, zstd, lz4: install it and run this again"
	[ "$(head -c 4 "$2" | tail -c 3)" = ELF ] ||
		fail "what vmlinuz contains is not an ELF file" \
			"it may be compressed in a way that this script does not know"
}

# Debian's headers include each other by absolute path, as if installed.
relocate_headers() { # HEADERS
	local makefile
	# shellcheck disable=SC2016 # make expands this
	local here='$(dir $(realpath $(lastword $(MAKEFILE_LIST))))'
	for makefile in "$1"/Makefile "$1"/../linux-headers-*-common*/Makefile; do
		[ -f "$makefile" ] || continue
		sed -i "s|^include /usr/src/|include $here../|" "$makefile"
	done
	! grep -nE '^[^#]*(/usr/src|/usr/lib)/linux-' "$1/Makefile" >&2 ||
		fail "the headers' Makefile still names an installed path (above)"
}

assemble() { # RELEASE
	local release=$1 new=$tmp/new tree=$tmp/tree headers vmlinuz config msr kbuild
	vmlinuz=$(first_of "$tree/boot/vmlinuz-$release" \
		"$tree"/{usr/,}lib/modules/"$release"/vmlinuz)
	config=$(first_of "$tree/boot/config-$release" \
		"$tree"/{usr/,}lib/modules/"$release"/config)
	msr=$(first_of \
		"$tree"/{usr/,}lib/modules/"$release"/kernel/arch/x86/kernel/msr.ko{,.xz,.zst,.gz})
	mkdir "$new"
	mv "$vmlinuz" "$new/vmlinuz"
	chmod 644 "$new/vmlinuz"
	mv "$config" "$new/config"
	decompressed "$msr" >"$new/msr.ko"
	progress "decompressing the kernel"
	extract_vmlinux "$new/vmlinuz" "$new/vmlinux"

	headers=usr/src/linux-headers-$release
	mkdir -p "$new/headers/usr/lib"
	mv "$tree/usr/src" "$new/headers/usr/src"
	for kbuild in "$tree"/usr/lib/linux-kbuild-*; do
		[ ! -d "$kbuild" ] || mv "$kbuild" "$new/headers/usr/lib/"
	done
	relocate_headers "$new/headers/$headers"
	ln -s "headers/$headers" "$new/kdir"
}

# --- what is asked for ---

# A security update removes the package that the system's older list names.
download_or_refresh() {
	download "$release" && return
	if [ -z "$lists" ]; then
		progress "cannot download them: $(apt_errors | head -n 1)"
		use_fresh_lists
		find_release
		download "$release" && return
	fi
	fail "apt-get download: $(apt_errors)" \
		"check the network and the sources in /etc/apt, then run this again"
}

fetch() {
	[ ! -d "$build/guest/$release" ] || return 0
	download_or_refresh
	unpack_packages
	assemble "$release"
	# Another run may have been quicker; its result is as good.
	mv -T "$tmp/new" "$build/guest/$release" 2>/dev/null ||
		[ -d "$build/guest/$release" ]
}

find_default() {
	release=$(current_release)
	known "$release" && return
	[ -n "$lists" ] || use_fresh_lists
	release=$(current_release)
	known "$release" ||
		fail "none of $(metapackages) leads to a kernel with headers, even in $lists" \
			"name a release: guest-kernel.sh RELEASE (apt-cache search '^linux-image-[0-9]')"
}

find_backports() {
	use_backports
	release=$(current_release)
	known "$release" ||
		fail "$(os_release VERSION_CODENAME)-backports has no kernel with headers" \
			"use default, or name a release"
}

find_exact() {
	release=$which
	known "$release" && return
	[ -n "$lists" ] || use_fresh_lists
	known "$release" && return
	[ "$(os_release ID)" != debian ] || use_backports
	known "$release" ||
		fail "no packages linux-image-$release and linux-headers-$release, even in $lists" \
			"apt-cache search '^linux-image-[0-9]' lists what there is"
}

find_release() {
	case $which in
	default) find_default ;;
	backports) find_backports ;;
	*) find_exact ;;
	esac
}

finish() { # RELEASE
	echo "$build/guest/$1"
	exit 0
}

which=${1:-default}
case $which in
-h | --help) usage && exit 0 ;;
-* | */* | .*) usage >&2 && exit 2 ;;
esac
if [ $# -gt 1 ]; then usage >&2 && exit 2; fi

mkdir -p "$build/guest"
build=$(cd "$build" && pwd)

if [ -d "$build/guest/$which" ]; then
	[ ! -L "$build/guest/$which" ] || which=$(readlink "$build/guest/$which")
	finish "$which"
fi

make_tmp "$build/guest"

[ "$(dpkg --print-architecture)" = amd64 ] ||
	fail "only x86-64 kernels are of use, and packages here are for $(dpkg --print-architecture)"

find_release
fetch
[ "$which" = "$release" ] || ln -sfn "$release" "$build/guest/$which"
finish "$release"

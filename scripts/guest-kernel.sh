#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Fetch a stock kernel and its headers by package name and unpack them, without
# installing anything, under build/guest/RELEASE:
#   vmlinuz msr.ko          from the image package
#   vmlinux                 vmlinuz decompressed: QEMU boots it directly (PVH)
#   kvm                     KVM for AMD's SVM: modules, and in what order they are loaded
#   kdir                    the headers, fit for "make -C kdir M=..."
#   chroot                  where to run that make, if the headers' programs do not run here
# The directory's name is the only thing printed on stdout.
#
# usage: guest-kernel.sh [default|backports|SUITE|RELEASE|VERSION]
#   default    the distribution's current kernel
#   backports  the one in Debian's backports for this release
#   SUITE      the one in trixie-backports, stable-backports and the like
#   RELEASE    exactly this one, such as 6.1.0-56-amd64
#   VERSION    the newest that begins so, such as 6.12: looked for in the system's
#              sources, its backports and those of Debian's stable release
# A kernel once fetched is kept; remove build/guest/default (or whatever it was
# asked for as) to look for a newer one. BUILD names another build directory.

set -euo pipefail
# shellcheck source=scripts/chroot.sh
. "$(dirname "$0")/chroot.sh"
# shellcheck source=scripts/kvm-modules.sh
. "$(dirname "$0")/kvm-modules.sh"

# --- from a name to a release, from a release to packages ---

# By Debian's metapackage, or by one of Ubuntu's.
current_release() {
	local meta
	for meta in linux-image-{amd64,virtual,generic}; do
		dependencies "$meta" | sed -n 's/^linux-image-\([0-9].*\)/\1/p'
	done | head -n 1
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

# By name: "apt-cache show 6.12" would take it for a pattern.
known() { # RELEASE
	[ -n "$1" ] && [ "$(apt_cache pkgnames linux- | grep -cFx -e "linux-headers-$1" -e "linux-image-$1")" -ge 2 ]
}

# The very release, or the newest of that version; no flavour but the usual one.
newest() { # RELEASE|VERSION
	local candidate
	for candidate in $1 $(apt_cache pkgnames "linux-image-$1" | sort -rV |
		sed -En "s/^linux-image-(${1//./\\.}[.+-].*-(amd64|generic))\$/\1/p" |
		grep -vE -- '-(rt|cloud)-'); do
		! known "$candidate" || { echo "$candidate" && return; }
	done
}

# The system's lists first, because they cost nothing; then fresh ones, then backports.
find_version() {
	local source
	release=$(newest "$which")
	[ -n "$lists" ] && [ "$(os_release ID)" = debian ] || return 0
	for source in "$(os_release VERSION_CODENAME)-backports" stable-backports; do
		[ -z "$release" ] || return 0
		use_suite "$source"
		release=$(newest "$which")
	done
}

finish() { # RELEASE
	[ "$which" = "$1" ] || ln -sfn "$1" "$build/guest/$which"
	echo "$build/guest/$1"
}

find_kernel() {
	case $which in
	default) release=$(current_release) ;;
	backports) use_suite "$(os_release VERSION_CODENAME)-backports" && release=$(current_release) ;;
	*-backports) use_suite "$which" && release=$(current_release) ;;
	*) find_version ;;
	esac
	packages=()
	if known "$release"; then
		! is_whole "$build/guest/$release" || { finish "$release" && exit; }
		mapfile -t packages < <(packages_of "$release")
	fi
}

# Earlier versions left out KVM.
is_whole() { # FOLDER
	[ -d "$1/kvm" ]
}

# --- unpacking ---

unpack_packages() {
	local deb pattern excluded=()
	mkdir "$tmp/tree"
	# Of the modules kernel/arch is wanted and what KVM needs of drivers/ and virt/; the rest is 300 MB.
	for pattern in '[b-ce-uw-z]*' 'drivers/[!c]*' 'drivers/c[!hr]*' 'drivers/crypto/[!c]*'; do
		excluded+=("--exclude=./lib/modules/*/kernel/$pattern"
			"--exclude=./usr/lib/modules/*/kernel/$pattern")
	done
	for deb in "$tmp"/debs/*.deb; do
		progress "unpacking $(basename "$deb")"
		dpkg-deb --fsys-tarfile "$deb" |
			tar -x -C "$tmp/tree" --no-same-owner \
				--no-wildcards-match-slash "${excluded[@]}" \
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

# Debian's headers include each other by absolute path, as if installed.
relocate_headers() { # HEADERS
	local makefile
	# shellcheck disable=SC2016 # make expands this
	local here='$(dir $(realpath $(lastword $(MAKEFILE_LIST))))'
	for makefile in "$1"/Makefile "$1"/../linux-headers-*-common*/Makefile; do
		[ -f "$makefile" ] || continue
		sed -i -e "s|^include /usr/src/|include $here../|" \
			-e "s|^KBUILD_OUTPUT=/usr/src/|KBUILD_OUTPUT := $here../|" "$makefile"
	done
	! grep -nE '^[^#]*(/usr/src|/usr/lib)/linux-' "$1/Makefile" >&2 ||
		fail "the headers' Makefile still names an installed path (above)"
}

assemble() { # RELEASE
	local release=$1 new=$tmp/new tree=$tmp/tree headers vmlinuz msr kbuild
	vmlinuz=$(first_of "$tree/boot/vmlinuz-$release" \
		"$tree"/{usr/,}lib/modules/"$release"/vmlinuz)
	msr=$(first_of \
		"$tree"/{usr/,}lib/modules/"$release"/kernel/arch/x86/kernel/msr.ko{,.xz,.zst,.gz})
	mkdir "$new"
	mv "$vmlinuz" "$new/vmlinuz"
	chmod 644 "$new/vmlinuz"
	decompressed "$msr" >"$new/msr.ko"
	copy_kvm "$new" "$tree"/{usr/,}lib/modules/"$release"/kernel
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

# The headers' own programs want a libc that is newer than the one here.
from_the_future() { # KDIR
	[[ $(find -L "$1/scripts" "$1/tools" -type f -perm -100 -exec ldd {} + 2>&1) == *GLIBC_*"not found"* ]]
}

add_chroot() { # RELEASE
	local kdir=$tmp/new/kdir packages name
	from_the_future "$kdir" || return 0
	[ -n "$suite" ] || fail "the headers of $1 are for a newer system than this"
	mapfile -t packages < <(
		sed -n 's/^CC = .*\(gcc-[0-9]*\)$/\1/p' "$kdir/.kernelvariables"
		for package in $(packages_of "$1"); do dependencies "$package"; done |
			grep '^lib' | sort -u
	)
	name=${suite%-backports}-${packages[0]}
	mkdir -p "$build/kbuild"
	make_chroot "$build/kbuild/$name" "${suite%-backports}" make "${packages[@]}"
	ln -s "../../kbuild/$name" "$tmp/new/chroot"
}

arguments 0 1 "$@"
which=${1:-default}
[[ $which != */* && $which != .* ]] || fail "$which is no kernel's name" "guest-tree.sh takes a path"
[ ! -L "$build/guest/$which" ] || which=$(readlink "$build/guest/$which")
! is_whole "$build/guest/$which" || { finish "$which" && exit; }
make_tmp "$build/guest"
download find_kernel "kernel with headers for '$which'" \
	"apt-cache search '^linux-image-[0-9]' lists what there is here: name a release"
unpack_packages
assemble "$release"
add_chroot "$release"
is_whole "$build/guest/$release" || rm -rf "$build/guest/$release"
publish "$tmp/new" "$build/guest/$release"
finish "$release"

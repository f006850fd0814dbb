#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Install what is missing, saying so first.  Without the right to, print the
# command and go on with what is there.
#
# usage: deps.sh run|stick|check|tree|uml|fuzz

set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

run=(gcc make libc6-dev libjansson-dev pkg-config xz-utils zstd kmod cpio busybox-static
	msr-tools gnuplot-nox fonts-dejavu-core qemu-system-x86 ca-certificates
	libelf-dev dwarves)
# The UEFI application, and images that boot it.
stick=(binutils gnu-efi lz4 grub-common grub-pc-bin dosfstools fdisk mtools xorriso openssl sbsigntool)
check=("${stick[@]}" check git debootstrap ovmf shellcheck cppcheck clang-tidy
	sparse r-base-core jq libxml2-utils python3-jsonschema
	mandoc zsh fish tidy)
# To build User Mode Linux.
uml=(flex bison bc)
# To build a kernel from its source, the defconfig too; and one by clang.
tree=(git flex bison bc libssl-dev clang-19 lld-19 llvm-19)

# The headers of the running kernel, if it can load modules and its packages are at hand.
headers() {
	local package
	package=linux-headers-$(uname -r)
	[ ! -e /proc/modules ] || [ -e "/lib/modules/$(uname -r)/build" ] ||
		! apt-cache show "$package" >/dev/null 2>&1 || echo "$package"
}

missing() { # PACKAGE...
	printf '%s\n' "$@" | grep -vxFf <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
		sed -n 's/^installed //p') || true
}

# clang, and the runtime of its sanitizers and fuzzer, which bears its version in its name.
fuzz() {
	apt-cache show clang >/dev/null 2>&1 || as_root apt-get -q update >&2 || true
	echo clang
	apt-cache depends clang | sed -n 's/.*Depends: clang-\([0-9]*\)$/libclang-rt-\1-dev/p'
}

# A fresh machine may have no package lists at all.
install() { # PACKAGE...
	as_root apt-get -q update >&2 || return 1
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -q install -y --no-install-recommends "$@" >&2
}

arguments 1 1 "$@"
wanted=("${run[@]}")
case $1 in
run) ;;
stick) wanted+=("${stick[@]}") ;;
check) wanted+=("${check[@]}") ;;
tree) wanted+=("${tree[@]}") ;;
uml) wanted+=("${uml[@]}") ;;
fuzz) mapfile -t -O "${#wanted[@]}" wanted < <(fuzz) ;;
*) usage >&2 && exit 2 ;;
esac
if ! command -v apt-get >/dev/null; then
	announce "no apt-get here; going on with what is there. Needed: ${wanted[*]}"
	exit 0
fi
mapfile -t lacking < <(missing "${wanted[@]}" && headers)
[ "${#lacking[@]}" -gt 0 ] || exit 0
announce "installing ${lacking[*]}"
install "${lacking[@]}" || {
	announce "could not install them; going on with what is there. By hand:"
	announce "sudo apt-get update && sudo apt-get install ${lacking[*]}"
}

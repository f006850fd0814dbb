# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced: KVM for AMD's SVM out of a kernel's modules, for the target nested.

# shellcheck source=scripts/image.sh
. "$(dirname "${BASH_SOURCE[0]}")/image.sh"

# Its file is named with - where modinfo has _.
module_file() { # NAME FOLDER...
	find -L "${@:2}" -name "${1//[_-]/[_-]}.ko*" -print -quit 2>/dev/null
}

# What it depends on comes first.
add_module() { # NAME OUT FOLDER...
	local name=$1 out=$2 file dependency
	shift 2
	[ ! -f "$out/$name.ko" ] || return 0
	file=$(module_file "$name" "$@")
	[ -n "$file" ] || return 1
	decompressed "$file" >"$tmp/$name.ko"
	for dependency in $(modinfo -F depends "$tmp/$name.ko" | tr , ' '); do
		add_module "$dependency" "$out" "$@" || return
	done
	mv "$tmp/$name.ko" "$out/$name.ko"
	echo "$name.ko" >>"$out/order"
}

# kvm/order names them in the order in which they are loaded.  Without all of them there is no kvm.
copy_kvm() { # GUEST FOLDER...
	local guest=$1
	shift
	PATH=$PATH:/usr/sbin:/sbin
	mkdir "$tmp/kvm"
	rm -rf "$guest/kvm"
	! add_module kvm-amd "$tmp/kvm" "$@" || mv "$tmp/kvm" "$guest/kvm"
}

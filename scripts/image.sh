# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced: what is in a bzImage (Documentation/arch/x86/boot.rst).

# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

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

is_image() { # FILE
	[ "$(head -c $((0x206)) "$1" | tail -c 4 | tr -d '\0')" = HdrS ]
}

# The release that it will say it is.
image_release() { # VMLINUZ
	local at=$(($(word_at "$1" $((0x20e)) 2) + 0x200))
	head -c $((at + 200)) "$1" | tail -c 200 | tr '\0' '\n' | sed -n '1s/ .*//p'
}

# bzImage keeps the ELF file as a compressed payload; all but gzip's own trailer
# is followed by the size, 4 bytes.
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

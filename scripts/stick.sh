#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a bare machine boots: the UEFI application EFI, and the flat guest FLAT
# for a BIOS, by GRUB.  IMAGE.img is for a USB stick or a disk, and has a FAT
# volume that takes the samples; IMAGE.iso is for a CD.  WORDs are benches, or
# words for the flat guest, such as passes=2; without, everything is measured.
#
# usage: [KEY=key.pem CERT=cert.pem] stick.sh EFI FLAT IMAGE.img|IMAGE.iso [WORD...]
#
# With KEY the application is signed for Secure Boot, and its certificate is
# beside it, to be enrolled.  The same input gives the same bytes; files bear
# the date SOURCE_DATE_EPOCH, or else that of the last commit.

set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

PATH=$PATH:/usr/sbin:/sbin	# mkfs.vfat and sfdisk take no root
grub=/usr/lib/grub/i386-pc
sector=512
image_sectors=$((15 << 11))	# 15 MiB: 16 MB, also as sellers of sticks count them
core_at=34			# behind the GPT
esp_at=$((1 << 11))		# 1 MiB
gpt_end=33			# the GPT's copy
cd_sectors=$((3 << 11))
volume_id=50425631

needed() { # COMMAND_OR_FILE...
	local one
	for one; do
		command -v "$one" >/dev/null || [ -e "$one" ] || fail "no $one" \
			"apt-get install dosfstools fdisk grub-common grub-pc-bin mtools openssl sbsigntool xorriso"
	done
}

little_endian() { # NUMBER BYTES
	local i
	for ((i = 0; i < $2; i++)); do printf '%b' "\\x$(printf %02x $(($1 >> 8 * i & 255)))"; done
}

write_at() { # IMAGE OFFSET [COUNT]: from stdin
	dd of="$1" bs=1 seek="$2" ${3:+count="$3"} conv=notrunc status=none
}

signed() { # EFI SIGNED
	if [ -z "${KEY-}" ]; then
		cp "$1" "$2"
		return
	fi
	needed sbsign openssl
	[ -n "${CERT-}" ] || fail "KEY without CERT" "make stick KEY=key.pem CERT=cert.pem"
	sbsign --key "$KEY" --cert "$CERT" --output "$2" "$1" >"$tmp/log" 2>&1 || fail "sbsign: $(cat "$tmp/log")"
	openssl x509 -in "$CERT" -outform DER -out "$tmp/files/PRIVBENCH.CER"
}

dated() {
	find "$tmp/files" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# The files of the volume, and of the CD.
files() { # EFI FLAT WORD...
	mkdir -p "$tmp/files/EFI/BOOT" "$tmp/files/boot" "$tmp/files/privbench"
	signed "$1" "$tmp/files/EFI/BOOT/BOOTX64.EFI"
	cp "$2" "$tmp/files/boot/privbench.flat"
	sed 's/$/\r/' "$top/scripts/stick.txt" >"$tmp/files/README.TXT"
	shift 2
	[ $# -eq 0 ] || printf '%s\r\n' "$*" >"$tmp/files/privbench/plan.txt"
	dated
}

# GRUB with all that it takes in one file: it looks for the flat guest on what it was booted from first.
core() { # FORMAT CORE WORD...
	local format=$1 core=$2
	shift 2
	cat >"$tmp/grub.cfg" <<END
search.file /boot/privbench.flat root \$root hd0,gpt1
multiboot2 /boot/privbench.flat ${*@Q}
boot
END
	grub-mkimage -d "$grub" -O "$format" -p / -c "$tmp/grub.cfg" -o "$core" \
		biosdisk part_gpt fat iso9660 search_fs_file multiboot2 boot
}

volume() { # FILE SECTORS
	truncate -s $(($2 * sector)) "$1"
	mkfs.vfat --invariant -i "$volume_id" -n PRIVBENCH "$1" >"$tmp/log" || fail "mkfs.vfat: $(cat "$tmp/log")"
	mcopy -i "$1" -Q -s -m "$tmp"/files/* ::
}

# Firmware boots a removable disk's FAT volume whatever its type is, but desktops hide what has an ESP's.  The volume
# is the first partition, because older Windows shows no other of a stick.
partitions() { # IMAGE
	sfdisk -q --no-reread --no-tell-kernel "$1" <<END
label: gpt
first-lba: $core_at
label-id: 8d4b2a6e-5b1f-4c0e-9d52-7072697662e0
start=$esp_at, size=$((image_sectors - esp_at - gpt_end)), name=privbench, \
type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, uuid=8d4b2a6e-5b1f-4c0e-9d52-7072697662e1
start=$core_at, size=$((esp_at - core_at)), name="for a BIOS", \
type=21686148-6449-6E6F-744E-656564454649, uuid=8d4b2a6e-5b1f-4c0e-9d52-7072697662e2
END
}

# boot.img has the sector of core.img, whose first sector has that of the next.  Some BIOSes boot nothing without an
# active partition, but many a UEFI sees no GPT if the protective one is active: an empty entry is.
bios_boots() { # IMAGE CORE
	write_at "$1" 0 440 <"$grub/boot.img"
	little_endian "$core_at" 8 | write_at "$1" $((0x5c))
	printf '\x80\0\1\0\0\0\1\0\0\0\0\0\1\0\0\0' | write_at "$1" $((0x1ce))
	[ "$(stat -c %s "$2")" -le $(((esp_at - core_at) * sector)) ] || fail "GRUB is too large"
	dd if="$2" of="$1" bs=$sector seek=$core_at conv=notrunc status=none
	little_endian $((core_at + 1)) 8 | write_at "$1" $((core_at * sector + 0x1f4))
}

disk() { # IMAGE WORD...
	local image=$1
	shift
	truncate -s $((image_sectors * sector)) "$image"
	partitions "$image"
	core i386-pc "$tmp/core.img" "$@"
	bios_boots "$image" "$tmp/core.img"
	volume "$tmp/volume" $((image_sectors - esp_at - gpt_end))
	dd if="$tmp/volume" of="$image" bs=$sector seek=$esp_at conv=notrunc status=none
}

cd_image() { # ISO WORD...
	local iso=$1 date
	shift
	date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S00)
	volume "$tmp/volume" $cd_sectors
	core i386-pc-eltorito "$tmp/files/boot/core.img" "$@"
	mv "$tmp/volume" "$tmp/files/boot/efi.img"
	dated
	xorriso -as mkisofs -quiet -V PRIVBENCH -r -J --modification-date="$date" --gpt_disk_guid modification-date \
		-b boot/core.img -no-emul-boot -boot-load-size 4 -boot-info-table \
		--grub2-boot-info --grub2-mbr "$grub/boot_hybrid.img" --protective-msdos-label \
		-eltorito-alt-boot -e boot/efi.img -no-emul-boot -efi-boot-part --efi-boot-image \
		-o "$iso" "$tmp/files" >"$tmp/log" 2>&1 || fail "xorriso: $(cat "$tmp/log")"
}

arguments 3 1000 "$@"
efi=$1 flat=$2 image=$3
shift 3
needed grub-mkimage "$grub/boot.img" mkfs.vfat mcopy
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct 2>/dev/null || date +%s)} TZ=UTC
make_tmp "$(dirname "$image")"
files "$efi" "$flat" "$@"
case $image in
*.img) needed sfdisk && disk "$tmp/image" "$@" ;;
*.iso) needed xorriso && cd_image "$tmp/image" "$@" ;;
*) usage >&2 && exit 2 ;;
esac
mv "$tmp/image" "$image"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The stick: it boots by UEFI and by BIOS, and brings its samples back on its
# own volume, on another, or by a serial port; the firmware finds all as it was.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

PATH=$PATH:/usr/sbin:/sbin
EFI_MAX=400000
IMAGE_MAX=16000000
VOLUME=1M		# where in the image
firmware=/usr/share/OVMF
snakeoil=/usr/share/ovmf/PkKek-1-snakeoil
WORDS=(menu=0 off=1 seed=1)
FEW=(passes=1 samples=20 cli-sti)
QUICK=(-accel tcg)
EXACT=(-accel "tcg,thread=single" -icount "shift=0,sleep=off")
disk=$work/stick.img	# of few benches
cd=$work/stick.iso

virtual_machine() { # NAME SECONDS ARGUMENT...: what it says is in $work/NAME.serial
	timeout "$2" qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none -cpu max \
		-rtc base=2026-11-22T22:33:00,clock=vm -serial "file:$work/$1.serial" "${@:3}" >"$work/$1.qemu" 2>&1
}

bios() { # NAME MACHINE ARGUMENT...
	virtual_machine "$1" 120 -machine "$2,hpet=off" -m 64M "${EXACT[@]}" "${@:3}" ||
		not_ok "by BIOS: $1 boots and ends" "exit status $?: $(tail -n 2 "$work/$1.qemu")"
}

flash() { # CODE VARIABLES: read-only, and the machine's own
	echo -drive "if=pflash,format=raw,readonly=on,file=$1" -drive "if=pflash,format=raw,file=$2"
}

# The firmware's own words have escape sequences; ours are lines of it.
uefi() { # NAME MACHINE ARGUMENT...
	local name=$1 status=0 chips seconds=${patience:-300}
	cp "$firmware/OVMF_VARS_4M.fd" "$work/$name.variables"
	read -ra chips <<<"$(flash "$firmware/OVMF_CODE_4M.fd" "$work/$name.variables")"
	virtual_machine "$name" "$seconds" -machine "$2,hpet=off" -m 256M "${chips[@]}" "${how[@]}" "${@:3}" || status=$?
	[ "$status" = 0 ] || [ -n "${patience-}" ] || not_ok "by UEFI: $name boots and ends" "exit status $status: $(tail -n 2 "$work/$name.qemu")"
}
how=("${QUICK[@]}")

drive() { # IMAGE [OPTION...]
	local IFS=,
	echo "if=none,id=d,format=raw,file=$*"
}

# Another stick with the same on it; a line of words is what it measures.
stick_with() { # IMAGE WORD...
	cp "$B/privbench.img" "$1"
	printf '%s\r\n' "${*:2}" | mcopy -o -i "$1@@$VOLUME" - ::/privbench/plan.txt
}

# The stick's folder, as a desktop mounts it.
brought_back() { # NAME IMAGE[@@OFFSET] FILES
	local files
	rm -rf "${work:?}/$1"
	mkdir "$work/$1"
	mcopy -s -n -m -i "$2" ::/privbench "$work/$1/" 2>&1 || mkdir "$work/$1/privbench"
	files=$(find "$work/$1" -name '*.raw' -size +0 | wc -l)
	if [ "$files" = "$3" ]; then
		ok "$1: files with samples: $files"
	else
		not_ok "$1: files with samples" "$files, not $3: $(ls "$work/$1/privbench")"
	fi
}

imported() { # NAME FOLDER_OR_FILE; then rows of the record are in $work/NAME.rows
	expect "$1: import" 0 "^record: " "$B/san/privbench" import -o "$work/$1.records" "$2"
	: >"$work/$1.rows"
	for record in "$work/$1.records"/*.json; do
		column "$record" bench status >>"$work/$1.rows"
	done
	expect "$1: it was measured" 0 '^cli-sti ok$' cat "$work/$1.rows"
}

fits() { # FILE BYTES
	local bytes
	bytes=$(stat -c %s "$1")
	if [ "$bytes" -le "$2" ]; then
		ok "$(basename "$1") has $bytes bytes"
	else
		not_ok "$(basename "$1")" "$bytes bytes, more than $2"
	fi
}

made() {
	local image key=$work/key.pem
	scripts/stick.sh "$B/privbench.efi" "$B/privbench.flat" "$disk" "${WORDS[@]}" "${FEW[@]}"
	scripts/stick.sh "$B/privbench.efi" "$B/privbench.flat" "$cd" "${WORDS[@]}" "${FEW[@]}"
	for image in img iso; do
		scripts/stick.sh "$B/privbench.efi" "$B/privbench.flat" "$work/again.$image" "${WORDS[@]}" "${FEW[@]}"
		silent "the same $image again, to the byte" cmp "$work/stick.$image" "$work/again.$image"
	done
	rm "$work"/again.*
	fits "$B/privbench.efi" "$EFI_MAX"
	fits "$B/privbench.img" "$IMAGE_MAX"
	expect "its partitions" 0 'No errors detected' sfdisk -V "$disk"
	dd if="$disk" of="$work/volume" bs=512 skip=2048 count=28639 status=none
	expect "its volume" 0 ': [0-9]+ files, ' fsck.vfat -n "$work/volume"
	expect "what is on it, for people" 0 'privbench import' mtype -i "$work/volume" ::/README.TXT
	expect "a key without a certificate" 1 'KEY without CERT' env KEY="$key" CERT= \
		scripts/stick.sh "$B/privbench.efi" "$B/privbench.flat" "$work/none.img"
	expect "an image of a kind that there is not" 2 '^usage: ' \
		scripts/stick.sh "$B/privbench.efi" "$B/privbench.flat" "$work/none.vhd"
	silent "which leaves nothing" find "$work" -name 'none*' -o -name '.new-*'
}

# But for the target, and the code, in which calls and data are elsewhere.
told() { # RECORD
	figures "$1" | cut -d, -f1,3- | sed 's/,[0-9a-f]*$//'
}

same_figures() { # NAME RECORD RECORD
	told "$2" >"$work/a"
	told "$3" >"$work/b"
	if cmp -s "$work/a" "$work/b"; then
		ok "$1 ($(wc -l <"$work/a") lines)"
	else
		not_ok "$1" "$(diff "$work/a" "$work/b" | head -n 6)"
	fi
}

# Under -icount the firmware alone takes 40 s, so this is the only such boot.
all_benches() {
	local how=("${EXACT[@]}")
	stick_with "$work/all.img" "${WORDS[@]}"
	uefi all pc -drive "$(drive "$work/all.img")" -device virtio-blk-pci,drive=d
	brought_back all "$work/all.img@@$VOLUME" 1
	imported all "$work/all/privbench"
	"$privbench" run --on qemu-flat --seed 1 --plan 1x2x20 -o "$work/flat.json" >/dev/null 2>"$work/err" ||
		not_ok "a run of the flat guest" "$(tail -n 3 "$work/err")"
	same_figures "all benches under UEFI, the same figures as qemu-flat" "$work/flat.json" "$work"/all.records/*.json
}

# What firmware calls it, and is told of it, hangs on the bus.
from_disks() {
	local name machine device
	while read -r name machine device; do
		cp "$disk" "$work/$name.img"
		# shellcheck disable=SC2086 # words
		uefi "$name" "$machine" -drive "$(drive "$work/$name.img")" $device
		expect "$name: the screen says where" 0 'The samples are in \\privbench\\.*\.raw' cat "$work/$name.serial"
		brought_back "$name" "$work/$name.img@@$VOLUME" 1
		imported "$name" "$work/$name/privbench"
	done <<-END
	usb q35 -device qemu-xhci -device usb-storage,drive=d,removable=on
	ahci q35 -device ide-hd,drive=d
	ide pc -device ide-hd,drive=d
	END
	uefi usb-again q35 -drive "$(drive "$work/usb.img")" -device qemu-xhci -device usb-storage,drive=d,removable=on
	brought_back usb-twice "$work/usb.img@@$VOLUME" 2
	silent "the first file is as it was" cmp "$work"/usb/privbench/*.raw \
		"$work/usb-twice/privbench/$(basename "$work"/usb/privbench/*.raw)"
}

by_bios() {
	bios bios-disk pc -drive "$(drive "$disk" snapshot=on)" -device ide-hd,drive=d
	imported bios-disk "$work/bios-disk.serial"
	bios bios-usb q35 -drive "$(drive "$disk" snapshot=on)" -device qemu-xhci -device usb-storage,drive=d
	imported bios-usb "$work/bios-usb.serial"
	bios bios-cd q35 -cdrom "$cd"
	imported bios-cd "$work/bios-cd.serial"
	bios bios-iso-on-disk pc -drive "$(drive "$cd" snapshot=on)" -device ide-hd,drive=d
	imported bios-iso-on-disk "$work/bios-iso-on-disk.serial"
}

# What cannot be written: the samples leave by the serial port, and no file is there for a moment.
not_writable() {
	local bytes
	uefi cd q35 -cdrom "$cd"
	expect "a CD: the screen says where" 0 'serial port' cat "$work/cd.serial"
	imported cd "$work/cd.serial"
	uefi read-only pc -drive "$(drive "$disk" readonly=on)" -device virtio-blk-pci,drive=d
	expect "a read-only volume: the screen says where" 0 'serial port' cat "$work/read-only.serial"
	imported read-only "$work/read-only.serial"
	cp "$disk" "$work/full.img"
	bytes=$(mdir -i "$work/full.img@@$VOLUME" ::/ | sed -n '/bytes free/s/[^0-9]//gp')
	head -c $((bytes - 2048)) /dev/zero | mcopy -i "$work/full.img@@$VOLUME" - ::/filler
	uefi full pc -drive "$(drive "$work/full.img")" -device virtio-blk-pci,drive=d
	expect "a full volume: the screen says where" 0 'it is full' cat "$work/full.serial"
	imported full "$work/full.serial"
	silent "a full volume is whole after it" whole "$work/full.img"
}

whole() { # IMAGE: silence is good
	dd if="$1" of="$work/volume" bs=512 skip=2048 count=28639 status=none
	fsck.vfat -n "$work/volume" >"$work/fsck" || cat "$work/fsck"
}

# The run before did not end, so this one saves before each bench, and none of them is to blame.
fills_up() {
	local image=$work/fills.img bytes older=QEMU-TCG-CPU-version-2-5-20261101-000000.raw
	stick_with "$image" "${WORDS[@]}" passes=1 samples=20
	printf 'privbench-raw 2\nsum 1 1\n' | mcopy -i "$image@@$VOLUME" - "::/privbench/$older"
	bytes=$(mdir -i "$image@@$VOLUME" ::/ | sed -n '/bytes free/s/[^0-9]//gp')
	head -c $((bytes - 120000)) /dev/zero | mcopy -i "$image@@$VOLUME" - ::/filler
	uefi fills q35 -drive "$(drive "$image")" -device virtio-blk-pci,drive=d
	expect "a volume that fills up: the run goes on" 0 'it is full' cat "$work/fills.serial"
	brought_back fills "$image@@$VOLUME" 2
	rm "$work/fills/privbench/$older"
	expect "a volume that fills up: its file says so" 0 '^moved$' tail -n 1 "$work"/fills/privbench/*.raw
	expect "a volume that fills up: import blames no bench" 0 'after 0 of 1 passes; what' \
		"$B/san/privbench" import -o "$work/fills.records" "$work/fills/privbench"
	imported fills "$work/fills.serial"
}

another_volume() {
	truncate -s 8M "$work/other.img"
	mkfs.vfat "$work/other.img" >/dev/null
	uefi other q35 -drive "$(drive "$disk" readonly=on)" -device virtio-blk-pci,drive=d,bootindex=0 \
		-drive "if=none,id=e,format=raw,file=$work/other.img" -device qemu-xhci \
		-device usb-storage,drive=e,removable=on
	expect "another volume: the screen says where" 0 'another' cat "$work/other.serial"
	brought_back other "$work/other.img" 1
	imported other "$work/other/privbench"
}

# The test key of Debian's package, whose password is its name.
secure_boot() { # NAME IMAGE SECONDS
	local chips
	cp "$firmware/OVMF_VARS_4M.snakeoil.fd" "$work/$1.variables"
	read -ra chips <<<"$(flash "$firmware/OVMF_CODE_4M.secboot.fd" "$work/$1.variables")"
	virtual_machine "$1" "$3" -machine q35,smm=on -global driver=cfi.pflash01,property=secure,value=on -m 256M \
		"${QUICK[@]}" "${chips[@]}" -drive "$(drive "$2")" -device virtio-blk-pci,drive=d,bootindex=0
}

# Firmware that refuses waits for a key.
refused() { # SERIAL PID
	local deadline=$((SECONDS + 60))
	until grep -qs 'No bootable option' "$1" || [ $SECONDS -gt $deadline ] || ! kill -0 "$2" 2>/dev/null; do
		sleep 0.2
	done
	kill "$2" 2>/dev/null || true
	wait "$2" || true
}

signed() {
	openssl pkey -in "$snakeoil.key" -passin pass:snakeoil -out "$work/key.pem"
	KEY=$work/key.pem CERT=$snakeoil.pem scripts/stick.sh "$B/privbench.efi" "$B/privbench.flat" \
		"$work/signed.img" "${WORDS[@]}" "${FEW[@]}"
	expect "its certificate is on it" 0 '[Ss]nake[Oo]il' openssl x509 -noout -subject -inform DER \
		-in <(mtype -i "$work/signed.img@@$VOLUME" ::/PRIVBENCH.CER)
	secure_boot signed "$work/signed.img" 120 || not_ok "Secure Boot, signed" "exit status $?"
	brought_back signed "$work/signed.img@@$VOLUME" 1
	imported signed "$work/signed/privbench"
	cp "$disk" "$work/unsigned.img"
	secure_boot unsigned "$work/unsigned.img" 90 &
	refused "$work/unsigned.serial" $!
	expect "Secure Boot, not signed: the firmware refuses" 0 'Security Violation|Access Denied' cat "$work/unsigned.serial"
	brought_back unsigned "$work/unsigned.img@@$VOLUME" 0
}

# Nobody returns from BENCH: a triple fault resets the machine, and from a hang it is switched off.  Which it was
# nobody knows yet; the second run, which saves before each bench, tells the third.
not_returning() { # BENCH
	local name=$1 image=$work/$1.img run
	stick_with "$image" "${WORDS[@]}" "${FEW[@]}" "$name"
	mcopy -o -i "$image@@$VOLUME" "$B/test/privbench.efi" ::/EFI/BOOT/BOOTX64.EFI
	for run in 1 2 3; do
		uefi "$name-$run" q35 -drive "$(drive "$image")" -device virtio-blk-pci,drive=d
	done
	expect "$name: the next start is careful" 0 "an earlier run did not end" cat "$work/$name-2.serial"
	expect "$name: the one after it names it" 0 "did not come back from $name" cat "$work/$name-3.serial"
	brought_back "$name" "$image@@$VOLUME" 3
	expect "$name: import, of the first too little" 5 'before a bench was measured' \
		"$B/test/privbench" import -o "$work/$name.records" "$work/$name/privbench"
	for run in "$work/$name.records"/*.json; do
		"$B/test/privbench" show --format csv "$run" | awk -F, -v run="${run##*/}" 'NR > 1 { print $1, $9, $10, run }'
	done >"$work/$name.rows"
	expect "$name: the second run failed there" 0 "^$name failed " cat "$work/$name.rows"
	expect "$name: the third left it out" 0 "^$name skipped an earlier run " cat "$work/$name.rows"
	expect "$name: all others were measured" 0 '^cli-sti ok ' cat "$work/$name.rows"
}

# Firmware's state, by an application of ours that starts privbench.efi in between.
given_back() { # MACHINE MODE...
	local name=state-$1 mode
	stick_with "$work/$name.img"
	mcopy -o -i "$work/$name.img@@$VOLUME" "$B/test/state.efi" ::/EFI/BOOT/BOOTX64.EFI
	mcopy -i "$work/$name.img@@$VOLUME" "$B/privbench.efi" ::/EFI/BOOT/privbench.efi
	uefi "$name" "$1" -drive "$(drive "$work/$name.img")" -device virtio-blk-pci,drive=d
	tr -d '\r' <"$work/$name.serial" >"$work/$name.said"
	sed -n 's/^\(.*\): changed: /\1: /p' "$work/$name.said" | while read -r what; do
		not_ok "$1: the firmware's state" "$what"
	done
	for mode in "${@:2}"; do
		if grep -q "^$mode: not in this CPU" "$work/$name.said"; then
			skip "$1, $mode: the firmware's state" "this QEMU's CPU does not have it"
			continue
		fi
		expect "$1, $mode: the firmware's state is as before" 0 "^$mode: same, [0-9]{3,} items" cat "$work/$name.said"
		expect "$1, $mode: the application ends well" 0 "^$mode: started: Success" cat "$work/$name.said"
		expect "$1, $mode: its timer still fires" 0 "^$mode: the timer fired" cat "$work/$name.said"
	done
	# One more, to fill the firmware's caches.
	brought_back "$name" "$work/$name.img@@$VOLUME" $(($(grep -c ': started: ' "$work/$name.said") + 1))
}

another_cpu() {
	local image=$work/core.img
	stick_with "$image" "${WORDS[@]}" "${FEW[@]}" core=1
	uefi core q35 -smp 2 -drive "$(drive "$image")" -device virtio-blk-pci,drive=d
	brought_back core "$image@@$VOLUME" 1
	imported core "$work/core/privbench"
	expect "another CPU: it is told which" 0 '"apic_id": 1,' cat "$work"/core.records/*.json
	stick_with "$image" "${WORDS[@]}" "${FEW[@]}" core=7
	uefi none q35 -smp 2 -drive "$(drive "$image")" -device virtio-blk-pci,drive=d
	expect "a CPU that there is not" 0 'there is no CPU core=7' cat "$work/none.serial"
	brought_back none "$image@@$VOLUME" 0
}

# What hung one type of core may be measured on another; copies, and runs that went on elsewhere, say nothing.
of_another_type() {
	local image=$work/types.img name type
	stick_with "$image" "${WORDS[@]}" "${FEW[@]}"
	for type in "-type2 cli-sti" "-type3 sti" " popf-if-0-1"; do
		name=QEMU-TCG-CPU-version-2-5-20261101-000000${type%% *}
		printf 'privbench-raw 2\nnext %s\nsum 1 1\n' "${type#* }" | mcopy -i "$image@@$VOLUME" - "::/privbench/$name.raw"
	done
	mcopy -i "$image@@$VOLUME" "::/privbench/$name.raw" "$work/copied"
	sed 's/popf-if-0-1/sti/' "$work/copied" | mcopy -i "$image@@$VOLUME" - "::/privbench/$name.raw.bak"
	{ sed 's/popf-if-0-1/cli/' "$work/copied" && echo moved; } | mcopy -i "$image@@$VOLUME" - "::/privbench/$name-2.raw"
	sed 's/popf-if-0-1/no-such-bench/' "$work/copied" | mcopy -i "$image@@$VOLUME" - "::/privbench/$name-3.raw"
	mcopy -i "$image@@$VOLUME" "$work/copied" "::/privbench/$name-4.raw"
	uefi types q35 -drive "$(drive "$image")" -device virtio-blk-pci,drive=d
	expect "a bench that hung this core is left out" 0 "did not come back from popf-if-0-1" cat "$work/types.serial"
	expect "one that hung a core of another type is not" 0 "^1$" grep -c "did not come back" "$work/types.serial"
}

# At the keyboard: `keys NAME WORDS PATTERN KEY...`, each key when the screen says its pattern.  Back in the
# firmware's setup nobody waits for more.
keys() {
	local name=$1 image=$work/$1.img deadline=$((SECONDS + 60))
	# shellcheck disable=SC2086 # words
	stick_with "$image" $2
	mkfifo "$work/$name.keys"
	uefi "$name" q35 -drive "$(drive "$image")" -device virtio-blk-pci,drive=d -monitor stdio <"$work/$name.keys" &
	exec 7>"$work/$name.keys"
	shift 2
	while [ $# -gt 0 ]; do
		until grep -qs "$1" "$work/$name.serial" || [ $SECONDS -gt $deadline ]; do sleep 0.1; done
		sleep 0.3
		[ "$2" = quit ] && echo quit >&7 || echo "sendkey $2" >&7
		shift 2
	done
	wait $! || true
	exec 7>&-
}

menu() {
	local end="Enter: power off" menu="Esc    back to the firmware" list="Which question"
	keys question "passes=1 samples=20" "$menu" g "$menu" q "$list" 1 "$list" spc "$list" c \
		"$end" g "$end" ret
	brought_back question "$work/question.img@@$VOLUME" 1
	"$B/san/privbench" import -o "$work/question.records" "$work/question/privbench" >/dev/null
	column "$work"/question.records/*.json question bench | sed -n '/^calibrate /!s/.* //p' | sort >"$work/a"
	"$privbench" list --format csv "$("$privbench" list -q --format csv | sed -n '22s/,.*//p')" |
		sed '1d; s/,.*//' | sort >"$work/b"
	silent "Q, Space, c: the question on the second page, all of its benches and no others" diff "$work/a" "$work/b"
	keys longer "samples=20 cli-sti" "$menu" l "$end" ret
	brought_back longer "$work/longer.img@@$VOLUME" 1
	"$B/san/privbench" import -o "$work/longer.records" "$work/longer/privbench" >/dev/null
	expect "L: forty passes" 0 '^cli-sti 40$' column "$work"/longer.records/*.json bench batches
	keys enter "passes=1 samples=20 cli-sti" "$menu" ret "$end" esc "Device Manager" quit
	brought_back enter "$work/enter.img@@$VOLUME" 1
	keys none "cli-sti" "$menu" esc "Device Manager" quit
	brought_back none "$work/none.img@@$VOLUME" 0
}

# Numbers have bounds; names that are none are said to be.
odd_plan() {
	local image=$work/odd.img
	stick_with "$image" "${WORDS[@]}" passes=0 samples=0 no-such-bench
	uefi odd q35 -drive "$(drive "$image")" -device virtio-blk-pci,drive=d
	expect "no such bench" 0 'no bench has such a name' cat "$work/odd.serial"
	expect "no such bench: its name" 0 "'no-such-bench' is ignored" cat "$work/odd.serial"
	brought_back odd "$image@@$VOLUME" 1
}

if [ ! -e "$firmware/OVMF_CODE_4M.fd" ]; then
	skip "the stick" "no OVMF at $firmware; apt-get install ovmf"
	exit
fi
made
by_bios
from_disks
not_writable
fills_up
another_volume
signed
not_returning bad-triple
patience=15 not_returning bad-hang
another_cpu
odd_plan
of_another_type
menu
given_back q35 firmware "five levels" x2APIC
given_back pc firmware "five levels"
all_benches

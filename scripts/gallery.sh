#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The pictures of docs/gallery.md, of the records that ship with the project.  Each is an SVG, which
# turns dark with the screen.
#
# usage: gallery.sh PRIVBENCH FOLDER

set -euo pipefail

privbench=$1 folder=$2
reference=results/reference nested=../nested	# a record is named from the former on
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Of some benches where a picture needs no second page.
draw() { # [--only=GLOB...] RECORD...
	local options=()
	while [[ $1 == --* ]]; do
		options+=("$1")
		shift
	done
	rm -rf "$work/plots"
	"$privbench" plot "${options[@]}" -o "$work/plots" "${@/#/$reference/}" >"$work/said" 2>&1 || { cat "$work/said" >&2; exit 1; }
}

take() { # PLOT NAME
	cp "$work/plots/$1.svg" "$folder/$2.svg"
}

mkdir -p "$folder"
draw user.json user-amd.json
take cpus cpus
take dispatch.distributions distributions
draw user.json
take irq-off-on paravirt-call
draw --only={popf,test-sti,kernel-irq-restore}-if-'[01]-[01]' user.json uml.json user-amd.json qemu-6.12.json xen.json
take irq-restore popf-or-sti
draw qemu-{6.1,6.12,7.2}.json
take kernels kernels
draw --only=wrmsr-{extable,error-branch,fixup-stub,asm-goto,check-first}{,-faults} qemu-{6.1,6.12,7.2}.json
take msr-fault faulting-wrmsr
draw qemu-6.1.json xen.json
take xen xen
draw qemu-6.1.json qemu-flat.json xen.json "$nested/6.1.json"
take worlds worlds
draw "$nested"/{6.1,6.12,7.2}{-mitigations-off,}.json
take exits exits
draw qemu-6.12.json
take break-even break-even

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What assemblers may not know is written in bytes: are they the instructions
# they are meant to be?  By the manual (Intel SDM 2), and by a disassembler.
#
# usage: encodings.sh [OBJDUMP...]

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

[ $# -gt 0 ] || set -- objdump
objdump=("$@")
nm -A "$B"/bench/*.o >"$work/symbols"
tool="objdump $("${objdump[@]}" --version | sed -n '1s/.* //p')"

# A line of nm -A: FILE:ADDRESS TYPE NAME.
symbol() { # NAME
	awk -v name="$1" '$3 == name' "$work/symbols"
}

address() { # SYMBOL
	symbol "$1" | sed 's/.*:\([0-9a-f]*\) .*/\1/'
}

site() { # ID: the bytes of one repetition, in hex
	local from to object
	object=$(symbol "pb_$1_site" | sed 's/:.*//')
	from=$((16#$(address "pb_$1_site")))
	to=$((16#$(address "pb_$1_site_end")))
	objcopy -O binary -j .text "$object" "$work/text"
	head -c "$to" "$work/text" | tail -c "+$((from + 1))" >"$work/code"
	od -An -v -tx1 "$work/code" | tr -d ' \n'
}

same() { # WHAT EXPECTED GOT
	if [ "$2" = "$3" ]; then
		ok "$1: $(cut -c 1-60 <<<"$2")"
	else
		not_ok "$1" "$3, not $2"
	fi
}

decoded() { # of "$work/code": a line an instruction
	"${objdump[@]}" -D -b binary -m i386:x86-64 "$work/code" |
		sed -nE 's/^ *[0-9a-f]+:\t[^\t]+\t//; T; s/ +/ /g; s/ $//; p'
}

# Not every disassembler knows the MSR as an immediate (binutils before 2.44).
knows() { # BYTES
	printf %b "$1" >"$work/code"
	! decoded | grep '(bad)' >/dev/null
}
IMMEDIATE='\xc4\xe7\x7b\xf6\xc0\x02\x01\x00\xc0'

encoding() { # ID BYTES INSTRUCTION
	same "$1, by the manual" "$2" "$(site "$1")"
	if [[ $1 = *_imm ]] && ! knows "$IMMEDIATE"; then
		skip "$1, by $tool" "$tool does not know this form; make check-bochs has a newer one"
		return
	fi
	site "$1" >/dev/null
	same "$1, by $tool" "$3" "$(decoded | uniq | paste -s -d ';')"
}

# VEX.128.pp.MAP7.W0 F6 /0 id, by its fields: C4; R X B inverted, the map; W,
# vvvv inverted, L, pp; opcode; ModRM of two registers; the MSR.
immediate() { # PP REGISTER MSR
	printf 'c4%02x%02xf6%02x' $((7 << 5 | 7)) $((15 << 3 | $1)) $((3 << 6 | $2))
	printf '%02x' $(($3 & 255)) $(($3 >> 8 & 255)) $(($3 >> 16 & 255)) $(($3 >> 24))
}

F3=2 F2=3 RAX=0 RBX=3 KERNEL_GS_BASE=$((0xc0000102)) SYSENTER_ESP=$((0x175))

encoding wrmsr 0f30 "wrmsr"
encoding wrmsr_cs 2e0f30 "cs wrmsr"
encoding wrmsr_ds 3e0f30 "ds wrmsr"
encoding wrmsrns 0f01c6 "wrmsrns"
encoding wrmsrns_8 "$(printf '0f01c6%.0s' 1 2 3 4 5 6 7 8)0f01e8" "wrmsrns;serialize"
# All 64 bits of the register are written; only rbx has them all (bench/engine.inc).
encoding wrmsrns_imm "$(immediate $F3 $RBX $KERNEL_GS_BASE)" "wrmsrns %rbx,\$0xc0000102"
encoding rdmsr_imm "$(immediate $F2 $RAX $KERNEL_GS_BASE)" "rdmsr \$0xc0000102,%rax"

encoding wrmsr_sysenter_esp 0f30 "wrmsr"
encoding wrmsr_sysenter_esp_cs 2e0f30 "cs wrmsr"
encoding wrmsr_sysenter_esp_ds 3e0f30 "ds wrmsr"
encoding wrmsrns_sysenter_esp_8 "$(printf '0f01c6%.0s' 1 2 3 4 5 6 7 8)0f01e8" "wrmsrns;serialize"
encoding wrmsrns_sysenter_esp_imm "$(immediate $F3 $RBX $SYSENTER_ESP)" "wrmsrns %rbx,\$0x175"

# Of those with more than one instruction, the one in bytes.
contains() { # ID INSTRUCTION
	local text
	site "$1" >/dev/null
	text=$(decoded | paste -s -d ';')
	if [[ $text = *"(bad)"* ]]; then
		skip "$1 has $2, by $tool" "$tool does not know it: $text"
	elif [[ ";$text;" = *";$2;"* ]]; then
		ok "$1 has $2, by $tool"
	else
		not_ok "$1 has $2, by $tool" "$text"
	fi
}

contains serialize serialize
contains hreset "hreset \$0x0"
contains rdpru rdpru
contains clzero clzero
contains mcommit mcommit
contains wbnoinvd wbnoinvd
contains tpause 'tpause %r8d'
contains umonitor 'umonitor %r8'
contains umwait 'umwait %r9d'
contains monitorx 'monitorx %rax,%ecx,%edx'
contains mwaitx 'mwaitx %eax,%ecx,%ebx'
contains lkgs 'lkgs %r8d'
contains rdssp 'rdsspq %r8'
contains ptwrite 'ptwrite %r8'
contains clui_stui clui
contains clui_stui stui
contains testui testui
contains senduipi 'senduipi %r8'
contains uiret uiret
contains urdmsr 'urdmsr %rcx,%r8'
contains urdmsr_imm "urdmsr \$0x175,%rax"
contains uwrmsr 'uwrmsr %rbx,%rcx'
contains uwrmsr_imm "uwrmsr %rbx,\$0x1b01"
contains rdmsrlist_8 rdmsrlist
contains rdmsrlist_wrmsrlist_8 wrmsrlist
contains invlpgb invlpgb
contains invlpgb_tlbsync tlbsync

# The other rows differ from their WRMSR twins in that instruction alone.
while read -r twin; do
	same "wrmsrns_$twin is wrmsr_$twin with WRMSRNS" "$(site "wrmsr_$twin" | sed 's/0f30/0f01c6/')" \
		"$(site "wrmsrns_$twin")"
done < <(sed -nE 's/.* pb_wrmsrns_(.*_.*)_site$/\1/p' "$work/symbols" | grep -vE '_(8|imm)$' | sort)

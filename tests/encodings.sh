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
tool="objdump $("${objdump[@]}" --version | sed -n '1s/.* //p')"

object() { # OBJECT
	nm "$1" >"$work/symbols"
	objcopy -O binary -j .text "$1" "$work/text"
}

address() { # SYMBOL
	awk -v name="$1" '$3 == name { print $1 }' "$work/symbols"
}

site() { # ID: the bytes of one repetition, in hex
	local from to
	from=$((16#$(address "pb_$1_site")))
	to=$((16#$(address "pb_$1_site_end")))
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

# Not every disassembler knows the MSR as an immediate (binutils before 2.44), LKGS and FRED (before 2.41).
knows() { # BYTES
	printf %b "$1" >"$work/code"
	! decoded | grep '(bad)' >/dev/null
}
IMMEDIATE='\xc4\xe7\x7b\xf6\xc0\x02\x01\x00\xc0' LKGS='\xf2\x0f\x00\xf0'

encoding() { # ID BYTES INSTRUCTION
	same "$1, by the manual" "$2" "$(site "$1")"
	if { [[ $1 = *_imm ]] && ! knows "$IMMEDIATE"; } || { [ "$1" = lkgs ] && ! knows "$LKGS"; }; then
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

object "$B/bench/msr-write.o"
F3=2 F2=3 RAX=0 RBX=3 KERNEL_GS_BASE=$((0xc0000102))

encoding wrmsr 0f30 "wrmsr"
encoding wrmsr_cs 2e0f30 "cs wrmsr"
encoding wrmsr_ds 3e0f30 "ds wrmsr"
encoding wrmsrns 0f01c6 "wrmsrns"
encoding wrmsrns_8 "$(printf '0f01c6%.0s' 1 2 3 4 5 6 7 8)0f01e8" "wrmsrns;serialize"
# All 64 bits of the register are written; only rbx has them all (bench/engine.inc).
encoding wrmsrns_imm "$(immediate $F3 $RBX $KERNEL_GS_BASE)" "wrmsrns %rbx,\$0xc0000102"
encoding rdmsr_imm "$(immediate $F2 $RAX $KERNEL_GS_BASE)" "rdmsr \$0xc0000102,%rax"

# The other rows differ from their WRMSR twins in that instruction alone.
while read -r twin; do
	same "wrmsrns_$twin is wrmsr_$twin with WRMSRNS" "$(site "wrmsr_$twin" | sed 's/0f30/0f01c6/')" \
		"$(site "wrmsrns_$twin")"
done < <(sed -nE 's/.* pb_wrmsrns_(amid_[0-9]+|.*_.*)_site$/\1/p' "$work/symbols" | sort)

object "$B/bench/entry-fred.o"
encoding lkgs 4531c0f2410f00f0 "xor %r8d,%r8d;lkgs %r8d"

# FRED specification, "ERETS" and "ERETU": a pair of them for each event.
objcopy -O binary -j .text "$B/flat/guest/fred.S.o" "$work/fred"
od -An -v -tx1 "$work/fred" | tr -d ' \n' >"$work/bytes"
for eret in f20f01ca:erets f30f01ca:eretu; do
	same "${eret#*:}, by the manual" 6 "$(grep -o "${eret%:*}" "$work/bytes" | wc -l)"
	if knows "$LKGS"; then
		same "${eret#*:}, by $tool" 6 "$("${objdump[@]}" -d "$B/flat/guest/fred.S.o" | grep -cw "${eret#*:}")"
	else
		skip "${eret#*:}, by $tool" "$tool does not know FRED; make check-bochs has a newer one"
	fi
done

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The words for make that build a module with the compiler its kernel was built
# with: none for GCC.  With another compiler the flags of a hardened kernel are
# not even understood.
#
# usage: kernel-cc.sh KDIR

grep -q '^CONFIG_CC_IS_CLANG=y' "$1/.config" 2>/dev/null || exit 0
major=$(sed -n 's/^CONFIG_CLANG_VERSION=\([0-9]*\)[0-9]\{4\}$/\1/p' "$1/.config")
if command -v "clang-$major" >/dev/null; then
	echo "LLVM=-$major"
else
	echo LLVM=1
fi

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Bochs, and the binutils of its day, from a newer Debian, in a chroot of its
# own: build/bochs/SUITE.  Its name is the only thing printed on stdout.
#
# usage: bochs.sh [SUITE]
#   SUITE  a suite of Debian with Bochs 3.0; trixie unless said (the clock of
#          3.1, in sid, does not count instructions)
# Once there, it is kept; remove build/bochs/SUITE to make it anew.  BUILD names
# another build directory, DEBIAN_MIRROR another mirror than the system's.

set -euo pipefail
# shellcheck source=scripts/chroot.sh
. "$(dirname "$0")/chroot.sh"

arguments 0 1 "$@"
wanted=${1:-trixie}
[[ $wanted != */* && $wanted != .* ]] || fail "$wanted is no suite of Debian" "name one, such as trixie"
make_tmp "$build/bochs"
make_chroot "$build/bochs/$wanted" "$wanted" bochs bochsbios vgabios binutils
echo "$build/bochs/$wanted"

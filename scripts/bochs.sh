#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Bochs, and the binutils of its day, from a newer Debian, in a chroot of its
# own: build/bochs/SUITE.  Its name is the only thing printed on stdout.

set -euo pipefail

usage() {
	cat <<-'END'
	usage: bochs.sh [SUITE]
	  SUITE  a suite of Debian with Bochs 3.0; trixie unless said (the clock of
	         3.1, in sid, does not count instructions)
	Once there, it is kept; remove build/bochs/SUITE to make it anew.  BUILD names
	another build directory, DEBIAN_MIRROR another mirror than the system's.
	END
}

# shellcheck source=scripts/chroot.sh
. "$(dirname "$0")/chroot.sh"

case ${1-} in
-h | --help) usage && exit 0 ;;
-* | */* | .*) usage >&2 && exit 2 ;;
esac
if [ $# -gt 1 ]; then usage >&2 && exit 2; fi

make_tmp "$build/bochs"
build=$(cd "$build" && pwd)
make_chroot "$build/bochs/${1:-trixie}" "${1:-trixie}" bochs bochs-term bochsbios vgabios binutils
echo "$build/bochs/${1:-trixie}"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run a command in a chroot that sees /proc and one folder, by its own path.
# The mounts are in a namespace of the command's: however it ends, none is left.
#
# usage: in-chroot.sh CHROOT FOLDER COMMAND...

set -euo pipefail
# shellcheck source=scripts/common.sh
. "$(dirname "$0")/common.sh"

arguments 3 1000 "$@"
chroot=$(cd "$1" && pwd -P)
folder=$2
shift 2

# Root of a user namespace will do; where those are forbidden, sudo, but files stay ours.
enter=(unshare --mount)
identity=()
if [ "$(id -u)" != 0 ]; then
	enter=(unshare --mount --map-root-user)
	if ! "${enter[@]}" true 2>/dev/null; then
		enter=(as_root unshare --mount)
		identity=("--userspec=$(id -u):$(id -g)")
	fi
fi
refused=$("${enter[@]}" mount --rbind /proc "$chroot/proc" 2>&1) ||
	fail "this machine mounts nothing in $chroot (${refused:-neither user namespaces nor sudo})" \
		"run this where unshare --mount and mount --rbind are allowed; a container wants CAP_SYS_ADMIN"

# shellcheck disable=SC2016 # the inner shell expands these
"${enter[@]}" sh -euc '
	chroot=$1 folder=$2
	shift 2
	mkdir -p "$chroot$folder"
	mount --rbind /proc "$chroot/proc"
	mount --rbind "$folder" "$chroot$folder"
	exec env PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C chroot "$@"
' sh "$chroot" "$folder" "${identity[@]}" "$chroot" "$@"

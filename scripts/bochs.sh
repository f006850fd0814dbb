#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Bochs, and the binutils of its day, from a newer Debian: unpacked in a chroot
# of its own, build/bochs/SUITE, never installed over the system.  The chroot's
# name is the only thing printed on stdout.

set -euo pipefail

usage() {
	cat <<-'END'
	usage: bochs.sh [SUITE]
	  SUITE  a suite of Debian with Bochs 3.0; trixie unless said (the clock of
	         3.1, in sid, does not count instructions)
	Once there, it is kept; remove build/bochs/SUITE to make it anew.  BUILD names
	another build directory, BOCHS_MIRROR another mirror than the system's.
	END
}

top=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$top/build}
packages=(bochs bochs-term bochsbios vgabios binutils)
tmp=

progress() { echo "bochs: $*" >&2; }

fail() { # WHAT [ADVICE]
	echo "bochs: error: $1" >&2
	[ -z "${2-}" ] || echo "bochs: $2" >&2
	exit 1
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# What debootstrap mounts in there must not be taken for a part of it.
# shellcheck disable=SC2317 # called by the trap
clean_up() {
	local mounted
	[ -n "$tmp" ] || return 0
	awk -v under="$tmp/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r |
		while read -r mounted; do as_root umount "$mounted"; done
	as_root rm -rf --one-file-system "$tmp"
}

logged() { # WHAT COMMAND...
	local what=$1
	shift
	"$@" >>"$tmp/log" 2>&1 ||
		fail "$what: $(grep -E '^(E:|W: Failed|W: Failure)' "$tmp/log" || tail -n 5 "$tmp/log")" \
			"check the network and the sources in /etc/apt, then run this again"
}

need_root() {
	[ "$(id -u)" != 0 ] || return 0
	if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
		fail "making a chroot takes root's rights" "run this as root, or install sudo"
	fi
}

need_debootstrap() {
	PATH=$PATH:/usr/sbin:/sbin
	! command -v debootstrap >/dev/null || return 0
	command -v apt-get >/dev/null ||
		fail "no debootstrap, and no apt-get to install it with" "install debootstrap"
	progress "installing debootstrap"
	logged "apt-get update" as_root apt-get -q update
	logged "apt-get install debootstrap" as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -q install -y --no-install-recommends debootstrap
}

os_release() { # KEY
	sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" /etc/os-release
}

# The mirror and its keyring are whatever the system already uses.
find_mirror() {
	local codename entry
	# shellcheck disable=SC2016 # apt-get expands these
	local fields='$(SITE) $(SOURCESENTRY)'
	mirror=${BOCHS_MIRROR-} keyring=
	[ -z "$mirror" ] || return 0
	[ "$(os_release ID)" = debian ] ||
		fail "this system's mirror is not Debian's" "name one: BOCHS_MIRROR=http://..."
	codename=$(os_release VERSION_CODENAME)
	read -r mirror entry < <(apt-get indextargets --format "$fields" \
		'Created-By: Packages' 'Component: main' "Codename: $codename" | head -n 1) ||
		fail "no source in /etc/apt provides $codename main" \
			"run apt-get update as root, or name a mirror: BOCHS_MIRROR=http://..."
	keyring=$(sed -n 's/.*[Ss]igned-[Bb]y[:=] *\(\/[^] ]*\).*/\1/p' "${entry%:*}" | head -n 1)
}

bootstrap() {
	local options=(--variant=minbase)
	[ -z "$keyring" ] || options+=("--keyring=$keyring")
	[[ $mirror != https:* ]] || options+=(--include=ca-certificates)
	progress "debootstrap $suite (a quarter of a minute)"
	logged "debootstrap $suite" as_root debootstrap "${options[@]}" "$suite" "$tmp/root" "$mirror"
	progress "installing ${packages[*]} in it"
	logged "apt-get install ${packages[*]}, in the chroot" \
		as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$tmp/root" \
		apt-get -q install -y --no-install-recommends "${packages[@]}"
}

# Half of it only describes the other half.
slim() {
	as_root rm -rf "$tmp"/root/var/{cache/apt,lib/apt/lists}/* \
		"$tmp"/root/usr/share/{doc,info,locale,man}
	[ "$(id -u)" = 0 ] || as_root chown -R "$(id -u):$(id -g)" "$tmp/root"
}

suite=${1:-trixie}
case $suite in
-h | --help) usage && exit 0 ;;
-* | */* | .*) usage >&2 && exit 2 ;;
esac
if [ $# -gt 1 ]; then usage >&2 && exit 2; fi

mkdir -p "$build/bochs"
build=$(cd "$build" && pwd)
if [ ! -d "$build/bochs/$suite" ]; then
	tmp=$(mktemp -d "$build/bochs/.new-XXXXXX")
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	chmod 755 "$tmp"
	need_root
	need_debootstrap
	find_mirror
	bootstrap
	slim
	# Another run may have been quicker; its result is as good.
	mv -T "$tmp/root" "$build/bochs/$suite" 2>/dev/null || [ -d "$build/bochs/$suite" ]
fi
echo "$build/bochs/$suite"

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced, with apt.sh in it, by what needs programs of a newer Debian: they are
# unpacked in a chroot under build/, never installed over the system.  A chroot
# is made whole for one purpose and never changed, so none is half made.

# shellcheck source=scripts/apt.sh
. "$(dirname "${BASH_SOURCE[0]}")/apt.sh"

need_debootstrap() {
	as_root true || fail "making a chroot takes root's rights" "run this as root, or install sudo"
	PATH=$PATH:/usr/sbin:/sbin
	command -v debootstrap >/dev/null || fail "no debootstrap" "apt-get install debootstrap"
}

# What it warns of is said, however it ends.
logged() { # WHAT COMMAND...
	"${@:2}" >"$tmp/log" 2>&1 ||
		fail "$1: $(grep '^[EW]:' "$tmp/log" || tail -n 5 "$tmp/log")" \
			"check the network and the sources in /etc/apt, then run this again"
	grep '^W:' "$tmp/log" >&2 || true
}

# What debootstrap mounts in there goes when it ends, where that is allowed.
alone() { # COMMAND...
	local namespace=(unshare --mount)
	as_root "${namespace[@]}" true 2>/dev/null || namespace=()
	as_root "${namespace[@]}" "$@"
}

# Unverified nothing runs as root; without the keys debootstrap would only warn.
bootstrap() { # SUITE [PACKAGE...]
	local suite=$1 options=(--variant=minbase --force-check-gpg)
	shift
	: "${keyring:=/usr/share/keyrings/debian-archive-keyring.gpg}"
	[ -s "$keyring" ] || fail "there are no keys in $keyring to verify Debian's archive with" \
		"apt-get install debian-archive-keyring"
	options+=("--keyring=$keyring")
	[[ $mirror != https:* ]] || options+=(--include=ca-certificates)
	progress "debootstrap $suite (a quarter of a minute)"
	logged "debootstrap $suite" alone debootstrap "${options[@]}" "$suite" "$tmp/root" "$mirror"
	[ $# -gt 0 ] || return 0
	progress "installing $* in it"
	logged "apt-get install $*, in the chroot" as_root chroot "$tmp/root" \
		env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q install -y --no-install-recommends "$@"
}

# Half of it only describes the other half.
slim() {
	as_root rm -rf "$tmp"/root/var/{cache/apt,lib/apt/lists}/* \
		"$tmp"/root/usr/share/{doc,info,locale,man}
	[ "$(id -u)" = 0 ] || as_root chown -R "$(id -u):$(id -g)" "$tmp/root"
}

# Unless it is there; $tmp must be of make_tmp, beside it.
make_chroot() { # FOLDER SUITE PACKAGE...
	local folder=$1
	shift
	[ ! -d "$folder" ] || return 0
	need_debootstrap
	find_mirror
	chmod 755 "$tmp"
	bootstrap "$@"
	slim
	publish "$tmp/root" "$folder"
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced by what fetches packages to unpack them, never to install them: apt
# with the system's lists first, then with private ones that can be refreshed.

program=$(basename "$0" .sh)
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${BUILD:-$top/build}
apt_options=()
lists=        # a directory of our own, refreshed; empty for the system's
# shellcheck disable=SC2034 # for those who source this
suite=        # the one that use_suite() chose; empty for the system's
mirror=
keyring=
tmp=

progress() { echo "$program: $*" >&2; }

fail() { # WHAT [ADVICE]
	echo "$program: error: $1" >&2
	[ -z "${2-}" ] || echo "$program: $2" >&2
	exit 1
}

as_root() { # COMMAND...: 1 if that cannot be
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
		sudo "$@"
	else
		return 1
	fi
}

# shellcheck disable=SC2317 # called by the trap
clean_up() {
	[ -z "$tmp" ] || rm -rf --one-file-system "$tmp" 2>/dev/null ||
		as_root rm -rf --one-file-system "$tmp"
}

# A folder of our own beside what is made, gone when the script ends: $tmp.
make_tmp() { # FOLDER
	mkdir -p "$1"
	tmp=$(mktemp -d "$1/.new-XXXXXX")
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

apt_cache() { apt-cache "${apt_options[@]}" "$@"; }

apt_get() {
	apt-get -q -o APT::Sandbox::User="$(id -un)" "${apt_options[@]}" "$@"
}

apt_errors() { grep '^[EW]:' "$tmp/apt.log" || cat "$tmp/apt.log"; }

# One source of several may fail and the kernel be found all the same.
refresh_lists() {
	progress "refreshing the package lists in $lists"
	apt_get update >"$tmp/apt.log" 2>&1 ||
		fail "apt-get update: $(apt_errors)" \
			"check the network and the sources in /etc/apt, then run this again"
	! grep '^[EW]:' "$tmp/apt.log" >&2 || progress "going on with what there is"
}

private_state() { # NAME
	lists=$build/apt/$1/lists
	mkdir -p "$lists/partial" "$build/apt/$1/cache/archives/partial"
	apt_options=(-o "Dir::State::lists=$lists"
		-o "Dir::Cache=$build/apt/$1/cache")
}

use_fresh_lists() {
	private_state host
	refresh_lists
}

# The mirror and its keyring are whatever the system already uses.
find_mirror() {
	local codename entry
	# shellcheck disable=SC2016 # apt-get expands these
	local fields='$(SITE) $(SOURCESENTRY)'
	mirror=${DEBIAN_MIRROR-} keyring=
	[ -z "$mirror" ] || return 0
	[ "$(os_release ID)" = debian ] ||
		fail "this system's mirror is not Debian's" "name one: DEBIAN_MIRROR=http://..."
	codename=$(os_release VERSION_CODENAME)
	read -r mirror entry < <(apt-get indextargets --format "$fields" \
		'Created-By: Packages' 'Component: main' "Codename: $codename" | head -n 1) ||
		fail "no source in /etc/apt provides $codename main" \
			"run apt-get update as root, or name a mirror: DEBIAN_MIRROR=http://..."
	keyring=$(sed -n 's/.*[Ss]igned-[Bb]y[:=] *\(\/[^] ]*\).*/\1/p' "${entry%:*}" | head -n 1)
}

# Another suite of Debian, and nothing else.
use_suite() { # SUITE, or stable-backports: whatever is stable today
	local state=$build/apt/$1
	find_mirror
	private_state "$1"
	echo "deb ${keyring:+[signed-by=$keyring] }$mirror $1 main" >"$state/sources.list"
	# Without the system's status an installed kernel cannot win over the suite's.
	apt_options+=(-o "Dir::Etc::sourcelist=$state/sources.list"
		-o Dir::Etc::sourceparts=/dev/null -o Dir::State::status=/dev/null)
	refresh_lists
	# shellcheck disable=SC2016,SC2034 # apt-get expands it; for those who source this
	suite=$(apt_get indextargets --format '$(CODENAME)' 'Created-By: Packages' | head -n 1)
}

os_release() { # KEY
	sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" /etc/os-release
}

# Alternatives (" |Depends") and virtual packages (<...>) are not ours to choose.
dependencies() { # PACKAGE
	apt_cache depends "$1" 2>/dev/null |
		awk '$1 == "Depends:" || $1 == "PreDepends:" { print $2 }' || true
}

megabytes() { # PACKAGE...
	apt_cache show --no-all-versions "$@" |
		awk '$1 == "Size:" { n += $2 } END { printf "%.0f MB", n / 1e6 }'
}


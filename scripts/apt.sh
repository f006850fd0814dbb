# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced by what fetches packages to unpack them, never to install them: apt
# with the system's lists first, then with private ones that can be refreshed.

# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

apt_options=()
lists=        # a directory of our own, refreshed; empty for the system's
# shellcheck disable=SC2034 # for those who source this
suite=        # the one that use_suite() chose; empty for the system's
mirror=
keyring=
packages=()

apt_cache() { apt-cache "${apt_options[@]}" "$@"; }

apt_get() {
	apt-get -q -o APT::Sandbox::User="$(id -un)" -o Acquire::http::Timeout=30 "${apt_options[@]}" "$@" >"$tmp/apt.log" 2>&1
}

apt_failed() { # COMMAND
	fail "apt-get $1: $(grep '^[EW]:' "$tmp/apt.log" || cat "$tmp/apt.log")" \
		"check the network and the sources in /etc/apt, then run this again"
}

# One source of several may fail and the kernel be found all the same.
refresh_lists() {
	progress "refreshing the package lists in $lists"
	apt_get update || apt_failed update
	! grep '^[EW]:' "$tmp/apt.log" >&2 || progress "going on with what there is"
}

# For one script at a time, until it ends: another may be refreshing the same lists.
lock_state() { # FOLDER
	exec 8>"$1/.lock"
	flock -n 8 || { progress "waiting for another run that uses $1" && flock 8; }
}

private_state() { # NAME
	lists=$build/apt/$1/lists
	mkdir -p "$lists/partial" "$build/apt/$1/cache/archives/partial"
	lock_state "$build/apt/$1"
	apt_options=(-o "Dir::State::lists=$lists" -o "Dir::Cache=$build/apt/$1/cache")
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
	suite=$(apt-get "${apt_options[@]}" indextargets --format '$(CODENAME)' 'Created-By: Packages' | head -n 1)
}

# Alternatives (" |Depends") and virtual packages (<...>) are not ours to choose.
dependencies() { # PACKAGE
	apt_cache depends "$1" 2>/dev/null |
		awk '$1 == "Depends:" || $1 == "PreDepends:" { print $2 }' || true
}

get_debs() {
	local size
	size=$(apt_cache show --no-all-versions "${packages[@]}" |
		awk '$1 == "Size:" { n += $2 } END { printf "%.0f MB", n / 1e6 }')
	announce "downloading ${packages[*]} ($size; unpacked under $build, not installed)"
	rm -rf "$tmp/debs"
	mkdir "$tmp/debs"
	(cd "$tmp/debs" && apt_get download "${packages[@]}")
}

# The packages that FIND puts into `packages`, into $tmp/debs.  The system's lists may
# be too old: an update removes the package that they name.
download() { # FIND WHAT REMEDY
	[ "$(dpkg --print-architecture)" = amd64 ] ||
		fail "only x86-64 is of use, and packages here are for $(dpkg --print-architecture)"
	"$1"
	until [ "${#packages[@]}" -gt 0 ] && get_debs; do
		if [ -n "$lists" ]; then
			[ "${#packages[@]}" -gt 0 ] || fail "no $2, even in $lists" "$3"
			apt_failed download
		fi
		private_state host
		refresh_lists
		"$1"
	done
}

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
tmp=

progress() { echo "$program: $*" >&2; }

fail() { # WHAT [ADVICE]
	echo "$program: error: $1" >&2
	[ -z "${2-}" ] || echo "$program: $2" >&2
	exit 1
}

# shellcheck disable=SC2317 # called by the trap
clean_up() { [ -z "$tmp" ] || rm -rf "$tmp"; }

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

# The mirror and its keyring are whatever the host already uses.
backports_source() {
	local codename suite site entry file key
	# shellcheck disable=SC2016 # apt-get expands these
	local fields='$(SITE) $(SOURCESENTRY)'
	codename=$(os_release VERSION_CODENAME)
	suite=$codename-backports
	read -r site entry < <(apt-get indextargets \
		--format "$fields" \
		'Created-By: Packages' 'Component: main' "Codename: $codename" |
		head -n 1) ||
		fail "no source in /etc/apt provides $codename main" \
			"run apt-get update as root, or name a release instead of backports"
	file=${entry%:*}
	key=$(sed -n 's/.*[Ss]igned-[Bb]y[:=] *\([^] ]*\).*/\1/p' "$file" | head -n 1)
	echo "deb ${key:+[signed-by=$key] }$site $suite main"
}

use_backports() {
	[ "$(os_release ID)" = debian ] ||
		fail "backports are known for Debian only" "use default, or name a release"
	private_state backports
	backports_source >"$build/apt/backports/sources.list"
	# Without the system's status an installed kernel cannot win over backports'.
	apt_options+=(-o "Dir::Etc::sourcelist=$build/apt/backports/sources.list"
		-o Dir::Etc::sourceparts=/dev/null -o Dir::State::status=/dev/null)
	refresh_lists
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


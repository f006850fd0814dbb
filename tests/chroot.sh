#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How chroots are made, with a debootstrap that is none: nothing unverified, no
# warning hidden.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

# shellcheck disable=SC2016 # what is written or run elsewhere is expanded there
fakes() {
	mkdir "$work/bin" "$work/empty"
	printf '%s\n' '#!/bin/sh' 'echo "$@" >"$called"' 'echo "W: an odd mirror"' >"$work/bin/debootstrap"
	printf '%s\n' '#!/bin/sh' >"$work/bin/chroot"
	printf '%s\n' '#!/bin/bash' 'set -euo pipefail' '. scripts/chroot.sh' 'as_root() { "$@"; }' 'make_tmp "$build"' \
		'mirror=file:///nowhere keyring=$1' 'bootstrap trixie make' >"$work/bin/bootstrap"
	chmod +x "$work"/bin/*
}

bootstrap() { # KEYRING [COMMAND...]: under it
	local keyring=$1
	shift
	rm -f "$called"
	env PATH="$work/bin:$PATH" BUILD="$work/build" "$@" "$work/bin/bootstrap" "$keyring"
}

unverified() { # NAME KEYRING [COMMAND...]
	local name=$1
	shift
	expect "$name: refused, with the package to install" 1 "apt-get install debian-archive-keyring" bootstrap "$@"
	if [ -e "$called" ]; then
		not_ok "$name: debootstrap does not run" "$(cat "$called")"
	else
		ok "$name: debootstrap does not run"
	fi
}

export called=$work/called
fakes
: >"$work/none.gpg"
echo keys >"$work/some.gpg"
unverified "no keyring" "$work/nowhere.gpg"
unverified "an empty keyring" "$work/none.gpg"
# In a chroot, root may make a mount namespace, but no user namespace.
namespace=(unshare --mount)
[ "$(id -u)" = 0 ] || namespace+=(--map-root-user)
# shellcheck disable=SC2016 # the inner shell expands it
without_keyrings=("${namespace[@]}" sh -euc 'mount --bind "$0" /usr/share/keyrings; exec "$@"' "$work/empty")
if "${without_keyrings[@]}" true 2>/dev/null; then
	unverified "none of Debian's" "" "${without_keyrings[@]}"
else
	skip "none of Debian's" "no user namespace to hide them in"
fi
expect "a keyring: debootstrap warns, and that is said" 0 "^W: an odd mirror" bootstrap "$work/some.gpg"
expect "a keyring: debootstrap has to verify" 0 "--force-check-gpg --keyring=$work/some.gpg" cat "$called"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# `./run.sh`, then the whole `make check`, in fresh minimal systems of Debian.  Each
# takes 5 GB for the time, fetches half a gigabyte and lasts as long as make check.
# What they said is kept: build/distros/SUITE.log.
#
# usage: distros.sh [SUITE...]: bookworm and trixie unless said

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=scripts/chroot.sh
. scripts/chroot.sh

# Mounts and processes are in namespaces of the command's, which ends when this does:
# none is left, however that is.
inside() { # COMMAND...
	# shellcheck disable=SC2016 # the inner shell expands it
	as_root setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child sh -euc '
		root=$1 proxy=$2
		shift 2
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount --rbind /sys "$root/sys"
		exec env -i HOME=/root TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin ${proxy:+http_proxy="$proxy"} \
			chroot "$root" "$@"' sh "$tmp/root" "$http_proxy" "$@"
}

# The tree as git has it, and what is changed and not committed yet.
copy_tree() {
	git clone -q . "$tmp/privbench"
	git diff --binary HEAD >"$tmp/diff"
	[ ! -s "$tmp/diff" ] || git -C "$tmp/privbench" apply "$tmp/diff"
	as_root mv "$tmp/privbench" "$tmp/root/privbench"
	as_root chown -R root:root "$tmp/root/privbench"
}

# apt fetches there as it does here: by the same proxy, and from mirrors of the same age.
copy_apt_settings() {
	apt-config dump | grep -E '^Acquire::(Check-|https?::)' >"$tmp/settings" || true
	as_root cp "$tmp/settings" "$tmp/root/etc/apt/apt.conf.d/50host"
}

in_tree() { # COMMAND: into the log
	inside sh -c "cd /privbench && exec $1" >>"$log" 2>&1 </dev/null
}

# Who failed, or what was said last.
why() {
	grep '^not ok' "$log" | cut -c1-200 | head -n 5 | grep . || tail -n 3 "$log"
}

run_and_check() { # NAME
	local counts status=0
	if in_tree ./run.sh; then
		ok "$1: ./run.sh"
	else
		not_ok "$1: ./run.sh" "$(why)"
	fi
	in_tree "make check" || status=$?
	counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | tail -n 1) || true
	if [ "$status" = 0 ] && [ -n "$counts" ]; then
		ok "$1: $counts"
	else
		not_ok "$1: ${counts:-make check}" "$(why)"
	fi
}

release() { # SUITE
	log=$build/distros/$1.log
	: >"$log"
	if (bootstrap "$1" && copy_tree && copy_apt_settings) 2>>"$log"; then
		run_and_check "Debian $(sed -n 's/^VERSION_ID="\(.*\)"/\1/p' "$tmp/root/etc/os-release") ($1)"
	else
		not_ok "Debian ($1): a minimal system" "$(tail -n 3 "$log")"
	fi
	as_root rm -rf --one-file-system "$tmp/root" "$tmp/privbench"
}

make_tmp "$build/distros"
trap 'clean_up; rm -rf "$work"' EXIT
chmod 755 "$tmp"
# debootstrap knows no settings of apt.
export http_proxy=${http_proxy:-$(apt-config dump --format '%v%n' Acquire::http::Proxy)}
need_debootstrap
find_mirror
suites=("${@:-bookworm}")
[ $# -gt 0 ] || suites+=(trixie)
for suite in "${suites[@]}"; do
	release "$suite"
done | tee "$tmp/tap"
! grep -q '^not ok' "$tmp/tap"

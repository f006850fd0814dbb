# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sourced by the other scripts: messages, arguments, a folder for the time, root's rights.

program=$(basename "$0" .sh)
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # for those who source this
build=$(realpath -m "${BUILD:-$top/build}")
tmp=
log=/dev/null	# of each step()

progress() { echo "$program: $*" >&2; }

# What a user must know before it is done: within a step(), past its log.
announce() {
	progress "$@"
	[ -z "${STEP_FD-}" ] || echo "  $*" >&"$STEP_FD"
}

# A line a step, with the seconds it took; $log keeps what it said, the end of which is shown if it fails.
step() { # WHAT COMMAND...
	local what=$1 begin=${EPOCHREALTIME/[.,]/} status=0 before=
	shift
	before=$(stat -c %s "$log" 2>/dev/null || echo 0)
	[ ! -t 2 ] || printf '%s ...\r' "$what" >&2
	STEP_FD=9 "$@" 9>&2 >>"$log" 2>&1 || status=$?
	printf '%6.1f s  %s%s\n' "$(((${EPOCHREALTIME/[.,]/} - begin) / 100000))e-1" "$what" \
		"$([ "$status" = 0 ] || echo ": FAILED; the end of $log:")" >&2
	[ "$status" = 0 ] || tail -c "+$((before + 1))" "$log" | tail -n 15 |
		tr -d '\000-\010\013-\037\177' | sed 's/^/  | /' >&2
	return "$status"
}

# A script with another exit status for wrong usage and for errors sets `wrong`.
fail() { # WHAT [REMEDY]
	progress "error: $1"
	[ -z "${2-}" ] || progress "$2"
	exit "${wrong:-1}"
}

# What --help prints is the script's first comment, from "usage" on.
usage() {
	sed -n '/^# usage/,/^$/s/^# \{0,1\}//p' "$0"
}

arguments() { # MIN MAX ARGUMENT...
	local min=$1 max=$2
	shift 2
	if [[ ${1-} = @(-h|--help) ]]; then usage && exit 0; fi
	if [ $# -ge "$min" ] && [ $# -le "$max" ] && [[ ${1-} != -* ]]; then return; fi
	usage >&2
	exit "${wrong:-2}"
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
	tmp=$(mktemp -d "$(realpath "$1")/.new-XXXXXX")
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# Another run may have been quicker; its result is as good.
publish() { # NEW FOLDER
	mv -T "$1" "$2" 2>/dev/null || [ -d "$2" ]
}

os_release() { # KEY
	sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" /etc/os-release
}

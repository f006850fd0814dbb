#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The steps of docs/ci/privbench.yml, taken from it and run as a runner runs them, in
# a folder with the checkouts that its actions make: a pull request that adds a comment,
# and one with a regression.  tests/tree.sh calls it, with its kernel.
#
# usage: workflow.sh FOLDER LINUX COMMENT REGRESSION
#   FOLDER      the workspace, made anew
#   LINUX       the kernel's source, a git tree; what git does not know of it is copied too
#   COMMENT, REGRESSION   commits there; each is a pull request to the one before it

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

workspace=$1 linux=$2 comment=$3 regression=$4
root=$([ "$(id -u)" != 0 ] || echo root)

# In a container everything is root's but the workspace, which is the runner's.
workspace_of() { # USER
	[ -z "$root" ] || chown "$1" "$workspace" "$workspace"/{privbench,linux}{,/.git}
}

checkouts() {
	rm -rf "$workspace"
	mkdir -p "$workspace" "$work/home"
	git clone -q . "$workspace/privbench"
	git diff --binary HEAD >"$work/diff"
	[ ! -s "$work/diff" ] || git -C "$workspace/privbench" apply "$work/diff"
	# Links do, since git replaces files, and the kernel is built elsewhere.
	cp -al "$linux" "$workspace/linux"
	rm -rf "$workspace/linux/.git"
	git -C "$workspace/linux" init -q
}

# What is checked out is the merge, whose first parent is the base.
pull_request() { # COMMIT
	local merge
	workspace_of "$(id -u)"
	merge=$(git -C "$linux" -c user.name=tests -c user.email=tests@localhost \
		commit-tree -p "$1^" -p "$1" -m "a merge" "$1^{tree}")
	git -C "$linux" update-ref refs/pull/merge "$merge"
	git -C "$workspace/linux" fetch -q --depth 2 "file://$linux" "$merge"
	git -C "$workspace/linux" checkout -q -f --detach FETCH_HEAD
}

run_job() { # JOB
	local step
	for step in "$work/steps/$1"/*; do
		sed -n '2s/^# /step: /p' "$step"
		if [ -z "$root" ] && grep -q '^apt-get ' "$step"; then
			echo "left out, it is root's"
			continue
		fi
		(cd "$workspace" && env -u BUILD -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u GIT_CEILING_DIRECTORIES \
			CI=true HOME="$work/home" bash --noprofile --norc -eo pipefail "$step") </dev/null || return
	done
}

path_length() { # NAME COMMIT STATUS PATTERN
	pull_request "$2"
	workspace_of nobody
	expect "workflow: path-length, $1" "$3" "$4" run_job path-length
	grep -E '^privbench: REGRESSED' "$work/out" | sed 's/^/# /' || true
}

# The configuration is a smaller one, since the defconfig takes half an hour to build;
# the rest is as it is.
cycles() {
	sed -i 's/x86_64_defconfig/tinyconfig/' "$work"/steps/cycles/*
	workspace_of "$(id -u)"
	if "$privbench" list calibrate | awk '$1 == "kvm" { getline; lacks = /not here/ } END { exit lacks }'; then
		expect "workflow: cycles, a regression" 1 "^privbench: REGRESSED: wrmsr-extable-faults" run_job cycles
	else
		expect "workflow: cycles, where there are none" 5 "^no KVM on silicon here" run_job cycles
	fi
}

mkdir "$work/steps"
tests/steps.sh "$work/steps"
checkouts
path_length "a comment" "$comment" 0 " [1-9][0-9]* SAME"
path_length "a regression" "$regression" 1 "^privbench: REGRESSED: wrmsr-extable-faults: [0-9.]+, then"
cycles

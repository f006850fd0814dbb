#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What make install puts where, that it works there, and that make uninstall leaves nothing.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

to=$work/to
goal() { # install, or uninstall
	make --no-print-directory "$1" DESTDIR="$to" PREFIX=/opt >"$work/made" 2>&1 ||
		not_ok "make $1" "$(tail -n 3 "$work/made")"
}

goal install
installed=$to/opt/bin/privbench
for file in lib/privbench/bin/privbench.flat share/man/man1/privbench.1 share/fish/vendor_completions.d/privbench.fish \
	share/zsh/site-functions/_privbench share/bash-completion/completions/privbench; do
	if [ -s "$to/opt/$file" ]; then
		ok "installed: $file"
	else
		not_ok "installed: $file" "it is not there, or empty"
	fi
done
expect "it is found by its name" 0 "^privbench [0-9.]+$" env PATH="$to/opt/bin:$PATH" privbench --version
expect "it measures in its flat guest" 0 "test-sti-if-0-1 +4( |$)" "$installed" run --on qemu-flat -o "$work/r.json" \
	'test-sti-if-0-1'
expect "it finds its gnuplot script" 0 "[.]svg$" "$installed" plot -o "$work/plots" "$work/r.json"
goal uninstall
silent "nothing is left" find "$to" ! -type d
silent "nor a folder of its own" find "$to" -name 'privbench*'

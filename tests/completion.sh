#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What bash, zsh and fish offer, each asked as a user asks: by a line, and the key.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

PATH=$(realpath "$B"):$PATH

in_bash() { # WORD...
	bash --norc -c '
		. "$1"
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_privbench
		printf "%s\n" "${COMPREPLY[@]}"' bash "$work/bash" privbench "$@"
}

in_fish() { # WORD...
	# shellcheck disable=SC2016 # for fish
	HOME=$work fish --no-config -c 'source $argv[1]; complete -C "$argv[2]"' "$work/fish" "privbench $*" | cut -f 1
}

# zsh offers only what it draws on a terminal: a pseudo-terminal's, as wide as all names need.
in_zsh() { # WORD...
	cat >"$work/.zshrc" <<-'END'
		PROMPT= LISTMAX=0
		stty columns 400 lines 400
		unsetopt prompt_sp prompt_cr
		setopt list_rows_first
		zstyle ':completion:*' list-grouped false
		autoload -U compinit
		compinit -u -d "$ZDOTDIR/dump"
		source "$ZDOTDIR/zsh"
		offer() {
			zle list-choices
			zle -R
			print "\nthese"
		}
		zle -N offer
		bindkey '^I' offer
	END
	ZDOTDIR=$work LINE="privbench $*" zsh -f -c '
		zmodload zsh/zpty
		zpty shell "ZDOTDIR=$ZDOTDIR TERM=dumb zsh -d -i"
		zpty -w shell "echo rea\dy"
		zpty -r -m shell said "*ready*"
		zpty -w -n shell "$LINE"$'"'\\t'"'
		zpty -r -m shell said "*these*"
		print -r -- $said' | tr -s ' \t\r' '\n'
}

offers() { # SHELL WORD WORDS...
	local shell=$1 word=$2 line
	shift 2
	"in_$shell" "$@" >"$work/offered" 2>"$work/said" || true
	line="$shell: ${*:-nothing yet}"
	if grep -qxF -e "$word" "$work/offered"; then
		ok "$line offers $word"
	else
		not_ok "$line" "no $word: $(head -n 4 "$work/offered") $(head -n 2 "$work/said")"
	fi
}

offers_not() { # SHELL WORD WORDS...
	local shell=$1 word=$2
	shift 2
	"in_$shell" "$@" >"$work/offered" 2>/dev/null || true
	silent "$shell: $*: no $word" grep -xF -e "$word" "$work/offered"
}

one_shell() { # SHELL
	touch "$work/a-record.json"
	offers "$1" completion ''
	offers "$1" compare com
	offers "$1" --against run --ag
	offers "$1" qemu-flat run --on q
	offers "$1" backports run --kernel b
	offers "$1" popf-if-0-0 run --on user popf-if
	offers "$1" irq-restore list irq-
	offers "$1" bencher show --format b
	offers "$1" tune system t
	offers "$1" trend help t
	offers "$1" fish completion f
	(cd "$work" && offers "$1" a-record.json show a-)
	offers_not "$1" bencher claims --format b
	offers_not "$1" --against show --
	offers_not "$1" --code system show --
}

# The words that the script has of its own are words that the program takes.
taken() {
	local plan clock
	for plan in $(in_bash run --plan ''); do
		expect "plan $plan" 2 "no bench or question" "$privbench" run --on user --plan "$plan" no-such-bench
	done
	for clock in $(in_bash run --clock ''); do
		expect "clock $clock" 2 "no bench or question" "$privbench" run --on qemu-flat --clock "$clock" no-such-bench
	done
}

for shell in bash zsh fish; do
	"$privbench" completion "$shell" >"$work/$shell"
	if command -v "$shell" >/dev/null; then
		silent "$shell reads it" "$shell" -n "$work/$shell"
		one_shell "$shell"
	else
		skip "$shell completes" "there is no $shell"
	fi
done
offers bash json list --format = j
silent "shellcheck reads bash's" shellcheck --shell=bash "$work/bash"
taken
expect "no such shell" 2 "bash, zsh and fish; give one" "$privbench" completion csh

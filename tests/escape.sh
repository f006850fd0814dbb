#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Records whose every text is hostile, through all that shows one: nothing of it
# arrives where it would be obeyed.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

export PRIVBENCH_PLOTS=$PWD/plots
hostile=$'\e[2J\e]0;owned\a\n::error::forged\nnot ok 1 - forged\nBail out! forged\r\u0085\u202e\u2066\u200f\u061c\u200b\ufeff'
# shellcheck disable=SC2016 # it is not to be expanded, here least of all
hostile+=' ]]> &#x202e; <script>alert(1)</script>@everyone #1 "\%n%s {/=20 x}_^@&~ `touch owned`$(touch owned)|=cmd(),=cmd();=cmd()'
unseen='[\x{0}-\x{8}\x{b}-\x{1f}\x{7f}-\x{9f}\x{ad}\x{61c}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}]'

# Of each kind of bench and claim a few; every text that the reader does not have to
# know, but the names that curves are drawn by.
make_record() { # RECORD FACTOR
	expanded "$1" | jq --arg hostile "$hostile" --argjson factor "$2" '
		def bad: if type == "string" then "=cmd()" + . + $hostile else . end;
		def scaled: if .estimate then .estimate *= $factor
			| .ci |= if . then map(. * $factor) else . end | .loads |= map(.estimate *= $factor) else . end;
		.run |= (.version |= bad | .command |= bad | .id += "\($factor)")
		| .place |= bad | .clock_reason |= bad | .notes |= map(bad)
		| .machine |= with_entries(if .key == "unreadable" then .value |= map_values(bad) else .value |= bad end)
		| .benches |= map(select(.group | test("^(calibrate|irq-save|msr-fault|msr-write)$")) | scaled
			| .what |= bad | .reason |= bad
			| .counters |= with_entries(.key |= bad) | .dropped |= with_entries(.key |= bad)
			| if .group | test("^msr") then . else .name |= bad | .group |= bad end)
		| .claims |= map(select(.id | test("error-branch|sti-beats|sillier|prefix"))
			| .id |= bad | .source |= bad | .text |= bad | .a |= bad | .b |= bad
			| .a_of |= bad | .b_of |= bad | .standing |= bad | .margin |= bad | .reason |= bad)
	'
}

# Nothing hidden, nothing that is no UTF-8.
plain() { # NAME FILE
	if [ ! -e "$2" ]; then
		not_ok "$1" "there is no $2"
	elif grep -qaxv '.*' "$2"; then
		not_ok "$1" "what is no UTF-8 arrives"
	elif grep -qP "$unseen" "$2"; then
		not_ok "$1" "$(grep -aoP ".{0,20}$unseen" "$2" | head -n 1 | cat -v)"
	else
		ok "$1"
	fi
}

# What it says on stderr is lines of privbench's own, or the names of files.
said() { # NAME COMMAND...
	local name=$1 status=0
	shift
	"$privbench" "$@" >"$work/out" 2>"$work/err" || status=$?
	[ "$status" -le 5 ] || not_ok "$name" "exit status $status"
	plain "$name" "$work/out"
	plain "$name, on stderr" "$work/err"
	silent "$name, on stderr, in lines of its own" grep -a -vE '^(privbench: |plot: |/|\./)' "$work/err"
}

tap_is_whole() { # NAME
	silent "$1: no line is forged" grep -a -vE '^(TAP version 13|1\.\.[0-9]+|(not )?ok [0-9]+ - .*|# .*)$' "$work/out"
	if [ "$(grep -cE '^(not )?ok ' "$work/out")" = "$(sed -n 's/^1\.\.//p' "$work/out")" ]; then
		ok "$1: as many tests as planned"
	else
		not_ok "$1: as many tests as planned" "$(grep -cE '^(not )?ok ' "$work/out")"
	fi
}

# As a spreadsheet has them; and figures stay figures.
csv_is_harmless() { # NAME COLUMN
	cat >"$work/csv.R" <<-'END'
		args <- commandArgs(TRUE)
		d <- read.csv(args[1], check.names = FALSE)
		texts <- unlist(d[sapply(d, is.character)])
		stopifnot(nrow(d) > 0, !grepl("^[[:space:]]*[=+@-]", texts), is.numeric(d[[args[2]]]))
	END
	if Rscript "$work/csv.R" "$work/out" "$2" >"$work/log" 2>&1; then
		ok "$1: no formula, and figures"
	else
		not_ok "$1: no formula, and figures" "$(tail -n 2 "$work/log")"
	fi
}

markdown_is_harmless() { # NAME
	silent "$1: no markup" grep -a -F '<script>' "$work/out"
	silent "$1: nobody is called" grep -a -F '@everyone' "$work/out"
	silent "$1: no entity" grep -a -E '(^|[^\])&#' "$work/out"
}

html_is_harmless() { # NAME
	silent "$1: no markup" foreign_script "$work/out"
	silent "$1: no entity" grep -a -E '&#x' "$work/out"
}

shown() {
	local format
	expect "the record is read" 0 forged "$privbench" show "$one"
	said "show" show "$one"
	said "show --verbose --code" show --verbose --code "$one"
	said "show --beside" show --beside "$one" "$two"
	said "show --differ" show --differ "$one" "$two"
	said "show --spread" show --spread "$one" "$two"
	said "show as CSV" show --format csv "$one"
	csv_is_harmless "show as CSV" estimate
	said "show as Markdown" show --format md "$one"
	markdown_is_harmless "show as Markdown"
	said "show as HTML" show --format html "$one"
	html_is_harmless "show as HTML"
	said "show as mail" show --format mail "$one" "$two"
	mailable "show as mail" "$work/out"
	said "show as TAP" show --format tap "$one"
	tap_is_whole "show as TAP"
	for format in github bencher json; do
		expect "show as $format" 0 '^[[{]' "$privbench" show --format "$format" "$one"
		plain "show as $format" "$work/out"
	done
	"$privbench" show --format json "$one" | jq '[.run, .machine, .notes | .. | strings]' >"$work/shown"
	silent "show as json: the texts are the record's" cmp <(jq '[.run, .machine, .notes | .. | strings]' "$one") "$work/shown"
	said "claims" claims "$one"
	said "claims of two" claims "$one" "$two"
	said "claims as JSON" claims --format json "$one" "$two"
	said "claims as CSV" claims --format csv "$one" "$two"
	csv_is_harmless "claims as CSV" effect
	said "claims as Markdown" claims --format md "$one" "$two"
	markdown_is_harmless "claims as Markdown"
}

compared() {
	said "compare" compare "$one" "$two"
	said "compare as JSON" compare --format json "$one" "$two"
	said "compare as Markdown" compare --format md "$one" "$two"
	markdown_is_harmless "compare as Markdown"
	said "compare as HTML" compare --format html "$one" "$two"
	html_is_harmless "compare as HTML"
	said "compare as CSV" compare --format csv "$one" "$two"
	csv_is_harmless "compare as CSV" a
	said "compare as TAP" compare --format tap "$one" "$two"
	tap_is_whole "compare as TAP"
	said "check" check --exact --baseline "$one" "$two"
}

trended() {
	said "trend" trend "$work/history"
	said "trend as JSON" trend --format json "$work/history"
	said "trend as Markdown" trend --format md "$work/history"
	markdown_is_harmless "trend as Markdown"
	said "trend as HTML" trend --format html "$work/history"
	html_is_harmless "trend as HTML"
	said "trend as CSV" trend --format csv "$work/history"
}

pictures_are_whole() { # FOLDER
	local svg
	for svg in "$1"/*.svg; do
		plain "$(basename "$svg")" "$svg"
		silent "$(basename "$svg") is well-formed" xmllint --nonet --noout "$svg"
	done
}

page_is_whole() { # NAME PAGE
	plain "$1" "$2"
	silent "$1: no script but ours" foreign_script "$2"
}

drawn() {
	said "plot" plot -o "$work/plots" "$one"
	pictures_are_whole "$work/plots"
	said "plot of two" plot -o "$work/plots-of-two" "$one" "$two"
	pictures_are_whole "$work/plots-of-two"
	said "report" report -o "$work/report" "$one" "$two"
	page_is_whole "report" "$work/report/report.html"
	said "trend with a page" trend --plot "$work/trend" "$work/history"
	pictures_are_whole "$work/trend"
	page_is_whole "page of the trend" "$work/trend/trend.html"
}

# All pages in one, because they are many.
published() {
	said "publish" publish "$work/history" -o "$work/site"
	find "$work/site" -name '*.html' -exec cat {} + >"$work/site.html"
	page_is_whole "site" "$work/site.html"
	silent "site: no markup" grep -a -F '<script>alert' "$work/site.html"
	plain "feed" "$work/site/feed.xml"
	silent "feed is well-formed" xmllint --nonet --noout "$work/site/feed.xml"
	plain "claims.json" "$work/site/claims.json"
	silent "claims.json has no forged one" grep -i forged <(jq -r ".claims[].id" "$work/site/claims.json")
	silent "site: every address is of ours" foreign_addresses "$work/site.html"
}

foreign_addresses() { # PAGE
	grep -aoE '(href|src)="[^"]*"' "$1" |
		grep -vE '"(https://[a-z.]+/[^"]*|data:,|[a-zA-Z0-9_./-]*(\.html|\.json|feed\.xml)?(#[a-zA-Z0-9_.-]+)?)"'
}

# What cannot be read has a name, too.
named() {
	local name=$work/named/$'x\e[2J\n::error::forged\u202e\xff.json'
	said "a file that is not there" show "$name"
	mkdir -p "$work/named"
	echo '{' >"$name"
	said "a file that is no record" show "$name"
	said "a folder with one" trend "$work/named"
	said "a folder that cannot be written" plot -o "/dev/null/$(basename "$name")" "$one"
	cp "$one" "$name"
	said "a record with such a name" show "$name" "$one"
	said "the same as TAP" show --format tap "$name"
	tap_is_whole "the same as TAP"
	said "its plots" plot -o "$work/such-a-name" "$name"
	said "its report" report "$name"
}

# argp says some of it, and getopt.
arguments() {
	local command bad=$'\e]0;owned\a'
	for command in "show --format" "list --format" "claims --format" "trend --format" "system --format" "compare --format"; do
		# shellcheck disable=SC2086 # a command and its option
		expect "$command that is hostile" 2 "Try .privbench" "$privbench" $command "$bad" x
		plain "$command that is hostile" "$work/out"
	done
	for command in list show report import check; do
		expect "$command: an option that is hostile" 2 "[?]\[31m" "$privbench" "$command" $'--\e[31m'
		plain "$command: an option that is hostile" "$work/out"
	done
}

# What it says at its end, and what it says goes on.
guest() {
	mkdir "$work/bin"
	cat >"$work/bin/qemu-system-x86_64" <<-END
		#!/bin/bash
		[ "\$1" != --version ] || { echo "QEMU emulator version 0 (fake)"; exit; }
		printf '%s\n' $(printf '%q' " 40 %  $hostile") $(printf '%q' "$hostile"$'\xff')
	END
	chmod +x "$work/bin/qemu-system-x86_64"
	expect "a guest fails" 5 "1 - forged" env PATH="$work/bin:$PATH" "$privbench" run --on qemu --timeout 2 -o "$work/guest.json"
	plain "a guest's console" "$work/out"
}

# A boot later, and half as slow again.
one=$work/one.json
two=$work/two.json
for clock in user qemu-7.2; do
	make_record "results/reference/$clock.json" 1 >"$one"
	make_record "results/reference/$clock.json" 1.5 >"$two"
	rm -rf "$work/history"
	mkdir "$work/history"
	cp "$one" "$work/history/1.json"
	sed 's/"utc": "[^"]*"/"utc": "2027-01-01T00:00:00Z"/' "$two" >"$work/history/2.json"
	shown
	compared
	trended
done
drawn
published
named
arguments
guest
silent "nothing is run" find . "$work" -name 'owned*'

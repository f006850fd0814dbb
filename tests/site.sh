#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A site of records: its pages, what a second publish writes, and what it leaves alone.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

export PRIVBENCH_PLOTS=$PWD/plots
records=$work/records
site=$work/site

publish() { # [FOLDER [SITE [ARGUMENT...]]]
	"$privbench" publish "${1:-$records}" -o "${2:-$site}" "${@:3}"
}

without_gnuplot() {
	expect "without gnuplot" 5 "gnuplot was not found" env PATH=/nowhere "$(realpath "$privbench")" publish "$records" -o "$work/plain"
	silent "without gnuplot: there is all but pictures" diff <(cd "$site" && find . -type f ! -name '*.svg' | sort) \
		<(cd "$work/plain" && find . -type f | sort)
	publishes "without gnuplot: later with it" "[1-9][0-9]* files written, [0-9]+ as before, 0" "$records" "$work/plain"
	silent "without gnuplot: later all is there" diff -rq "$site" "$work/plain"
}

# "PAGE TARGET" of every link that leads to a file; a folder's page is not one.
links() { # SITE
	(cd "$1" && grep -roE --include='*.html' --include=feed.xml '(href|src)="[^"]*"' .) |
		sed -E 's/&#x2f;/\//g; s/^\.\/([^:]*):(href|src)="([^"]*)"$/\1 \3/' |
		grep -vE ' (https?:|data:)' | sort -u
}

broken() { # SITE
	links "$1" | awk -v site="$1" '
		function there(file) {
			if (!(file in known))
				known[file] = !system("test -f \"" site "/" file "\"")
			return known[file]
		}
		function has(file, id,    line) {
			if (!(file in ids)) {
				ids[file] = " "
				while ((getline line < (site "/" file)) > 0)
					while (match(line, / id="[^"]*"/)) {
						ids[file] = ids[file] substr(line, RSTART + 5, RLENGTH - 6) " "
						line = substr(line, RSTART + RLENGTH)
					}
				close(site "/" file)
			}
			return index(ids[file], " " id " ")
		}
		{
			page = $1; folder = page; sub(/[^\/]*$/, "", folder)
			file = $2; id = ""
			if (i = index(file, "#")) { id = substr(file, i + 1); file = substr(file, 1, i - 1) }
			file = file == "" ? page : folder file
			while (sub(/[^\/.]+\/\.\.\//, "", file));
			if (file ~ /\.\./ || file ~ /^\// || !there(file)) print page ": no " $2
			else if (id != "" && !has(file, id)) print page ": no part " $2
		}'
}

invalid() { # SITE
	find "$1" -name '*.html' -print0 | xargs -0 -n 50 tidy -qe --gnu-emacs yes --show-warnings no 2>&1 || true
}

whole() { # NAME SITE
	if [ "$(links "$2" | wc -l)" -lt 1000 ]; then
		not_ok "$1: links" "there are few: $(links "$2" | wc -l)"
	fi
	silent "$1: every link leads somewhere" broken "$2"
}

pages() {
	local page began
	began=$(date -u +%Y-%m-%dT%H:%M)
	expect "publish" 0 'index.html$' publish
	for page in index questions instructions claims machines kernels records q/irq-restore b/popf-if-1-1; do
		if [ -s "$site/$page.html" ]; then ok "there is $page"; else not_ok "there is $page" "it is not"; fi
	done
	whole "publish" "$site"
	silent "publish: tidy finds no error" invalid "$site"
	silent "the feed is well-formed" xmllint --nonet --noout "$site/feed.xml"
	silent "pages need no other file to be read" grep -rlE '(<script[^>]*|<img[^>]*|<link rel="stylesheet"[^>]*) (src|href)=' "$site"
	silent "no page has the time at which it was made" grep -rlF -e "$began" -e "$(date -u +%Y-%m-%dT%H:%M)" "$site"
	expect "GitHub Pages serves it as it is" 0 nojekyll ls "$site/.nojekyll"
	expect "a question has its picture" 0 'id="question".*<svg' cat "$site/q/irq-off-on.html"
	expect "a question has its distributions, on demand" 0 '^<figure>.*id="distributions".*<svg' \
		grep -A 1 '^<summary>Distributions of the samples' "$site/q/irq-off-on.html"
	expect "a question has its break-even rates" 0 'id="break-even".*aria-label="[^"]*how often it faults' cat "$site/q/msr-fault.html"
	expect "a question about size has bytes against cost" 0 'id="bytes"' cat "$site/q/irq-off-on.html"
	silent "a place has one colour" other_colours
	expect "a bench leads to its picture" 0 'q/irq-restore.html#question' sed 's/&#x2f;/\//g' "$site/b/popf-if-1-1.html"
	expect "a question names its mail" 0 'href="https:..lore' sed 's/&#x2f;/\//g' "$site/q/irq-restore.html"
}

# Places that have another colour on another page; beside itself a place has those of its records.
other_colours() {
	find "$site" -name '*.svg' ! -name 'kernels.svg' ! -name 'exits.svg' -exec grep -hB 1 '<text>[^<]* · clock ' {} + |
		sed -nE 's/.* fill="([^"]*)".*/\1/; /^#/{ h; d }; s/.*<text>([^·]*) · ([^·]*) · .*/\1 \2/; T; G; s/\n/ /p' |
		sort -u | grep -v ' #5f5f5f$' | sed 's/ #.*//' | uniq -d
}

# What leaves a guest: of each kernel, and with mitigations apart from without.
exits_have_pages() {
	local from=$work/exits to=$work/exits-site
	mkdir "$from"
	cp "$reference"/{qemu-6.1,qemu-6.12,qemu-flat,xen}.json "$from"
	cp -r results/nested "$from"
	publishes "exits" "[0-9]+ files written, 0 as before, 0" "$from" "$to"
	expect "exits: a question has its picture" 0 'id="exits".*<svg' cat "$to/q/vm-exit.html"
	expect "exits: kernels have it, too" 0 'id="exits".*<svg' cat "$to/kernels.html"
	expect "exits: native kernels are beside each other first" 0 'What differs from kernel to kernel — instructions<' cat "$to/p/kernels.svg"
	expect "exits: then those of KVM" 0 'nested · [^<]*-amd64 · clock' cat "$to/p/kernels.2.svg"
	silent "exits: none without mitigations among them" grep "mitigations=off" "$to/p/kernels.2.svg"
	expect "exits: worlds beside each other" 0 'id="worlds".*<svg' cat "$to/machines.html"
	expect "exits: with mitigations, by name" 0 'nested mitigations=off, instructions with the hypervisor' cat "$to"/m/*.html
	expect "exits: what is compared is KVM's" 0 "out-elcr: [0-9]+ instructions with KVM" cat "$to/q/vm-exit.html"
	silent "exits: every link leads somewhere" broken "$to"
	silent "exits: tidy finds no error" invalid "$to"
}

# A figure is the record's, and its unit is with it; what has none has the reason.
figures_are_the_records() {
	local text
	text=$(sed 's/<[^>]*>/ /g' "$site/b/popf-if-1-1.html")
	expect "a bench's page: cycles of Intel" 0 "user +core cycles +$(column "$reference/user.json" bench estimate |
		awk '$1 == "popf-if-1-1" { printf "%.2f", $2 }')" echo "$text"
	expect "a bench's page: instructions" 0 "xen +instructions with the hypervisor&#39;s +$(column "$reference/xen.json" bench estimate |
		awk '$1 == "popf-if-1-1" { print $2 }') " echo "$text"
	expect "a bench's page: why there is none" 0 'no figure at .*: needs ring 0' cat "$site/b/test-sti-if-1-1.html"
	text=$(sed 's/<[^>]*>/ /g' "$site/b/wrmsr-extable-faults.html")
	expect "a bench's page: a size that tables are part of" 0 " 2[+]0[+]12 bytes a site: in line [+] out of line [+] in tables" echo "$text"
	expect "a bench's page: a path that has no one length" 0 "qemu +instructions +≈ [0-9]+ " echo "$text"
	expect "a question's page: a path that has no one length" 0 ">≈ [0-9]+<" cat "$site/q/msr-fault.html"
	expect "a question's page: whose path it is" 0 ">qemu, Linux 7[.]2<.*>xen, Linux 6[.]1, instr" cat "$site/q/msr-fault.html"
	expect "kernels: a path that has no one length" 0 ">≈ [0-9]+<" cat "$site/kernels.html"
	silent "a record is as it was" cmp "$reference/xen.json" "$site/r/$(id_of "$reference/xen.json").json"
}

id_of() { # RECORD
	jq -r .run.id "$1"
}

# "CLAIM MEASURE VERDICT" of a record, in order.
verdicts() { # JSON [RUN]
	jq -r --arg run "${2-}" '.claims[] | select($run == "" or .run == $run) | "\(.id) \(.measure) \(.verdict)"' "$1" | sort
}

claims_for_programs() {
	local record
	for record in user xen; do
		"$privbench" claims --format json "$reference/$record.json" >"$work/claims.json"
		silent "claims.json: verdicts of $record" diff <(verdicts "$work/claims.json") \
			<(verdicts "$site/claims.json" "$(id_of "$reference/$record.json")")
	done
	silent "claims.json: records are where it says" no_such_records
}

no_such_records() {
	jq -r '.claims[].record' "$site/claims.json" | sort -u | while read -r record; do
		[ -s "$site/$record" ] || echo "$record"
	done
}

# What a second publish does, as its last line says: "WRITTEN KEPT REMOVED".
publishes() { # NAME PATTERN [FOLDER [SITE]]
	local name=$1 pattern=$2
	shift 2
	expect "$name" 0 "^[0-9]+ records; $pattern removed\$" publish "$@"
}

written_since() { # FILE
	(cd "$site" && find . -type f -newer "$1" ! -name .privbench-site | sort)
}

# What the first page says of a question, its own page says too.
contradictions() { # SITE
	grep -oE '→ [^<]*' "$1/index.html" | while read -r line; do
		grep -qrF -- "$line" "$1/q" || echo "$line"
	done
}

# Calibration, which is in every record, is nowhere counted.
counts() {
	local measured all
	measured=$(jq '[.benches[] | select(.[1] == "ok")] | length - 6' "$reference/user.json")
	expect "counts: the first page's answers" 0 "silicon, core cycles: $measured benches; .*Intel" cat "$site/index.html"
	all=$(sed 's/<[^>]*>/ /g' "$site/records.html" | grep -oE ' user +core cycles .* of [0-9]+ ' |
		grep -F " $(jq -r .machine.kernel "$reference/user.json") ")
	expect "counts: records" 0 " $measured of [0-9]+ " echo "$all"
	expect "counts: a machine" 0 ", $measured of [0-9]+ benches measured" sh -c "cat '$site'/m/Intel*.html"
}

# The newest record of a place lacks what an older one has.
answers() {
	mkdir "$work/less"
	cp "$reference"/{user,user-amd,qemu-6.12}.json "$work/less"
	jq '.run.id = "00fe" | .run.utc = "2026-11-24T00:00:00Z" | .benches |= map(select(.[0] != "nop-pv-direct"))' \
		"$reference/user.json" >"$work/less/newest.json"
	publish "$work/less" "$work/less/site" >"$work/said" 2>&1 || not_ok "answers" "$(cat "$work/said")"
	expect "answers: whose they are" 0 '→ nop-pv-direct: .* on AMD EPYC [(].* on Intel Xeon[)]' cat "$work/less/site/index.html"
	silent "answers: a question's page says the same" contradictions "$work/less/site"
	silent "answers: they come before facts" sh -c "sed '/→/q' '$work/less/site/index.html' | grep '<dl>'"
}

# A hybrid's cores are machines of their own, there and in trends.
types_of_core() {
	local type
	mkdir "$work/types"
	for type in P E LP-E; do
		jq ".run.id = \"00$type\" | .machine.core_type = \"$type\" | del(.machine.unreadable.core_type)" \
			tests/silicon.json >"$work/types/$type.json"
	done
	publish "$work/types" "$work/types/site" >"$work/said" 2>&1 || not_ok "types of core" "$(cat "$work/said")"
	expect "types of core: a page each" 0 "^3$" sh -c "ls '$work/types/site/m' | grep -c html"
	expect "types of core: by name" 0 "Processor, LP-E-core<" sh -c "cat '$work/types/site/m/'*LP-E*.html"
	expect "types of core: a trend each" 0 "^3$" sh -c \
		"'$privbench' trend '$work/types' | grep -c '^Intel.*Processor, [LPE-]*-core; target user'"
}

only_what_changed() {
	local total
	total=$(find "$site" -type f | wc -l)
	touch -d 2020-01-01 "$work/before"
	find "$site" -type f -exec touch -r "$work/before" {} +
	publishes "nothing new" "0 files written, [0-9]+ as before, 0"
	silent "nothing new: no file is touched" written_since "$work/before"

	cp -r "$site" "$work/old"
	another_run "$reference/user.json" | sed 's/"utc": *"2026/"utc":"2027/' >"$records/more.json"
	publishes "one more record" "[1-9][0-9]* files written, [1-9][0-9]* as before, 0"
	written_since "$work/before" >"$work/written"
	silent "one more record: pages of others stay" grep -E '^\./(r/(..[^f]|.[^0])|m/(AMD|QEMU)|k/6\.1\.)' "$work/written"
	for page in ./index.html ./records.html ./feed.xml ./r/00ff.html ./r/00ff.json ./b/popf-if-1-1.html; do
		expect "one more record: $page" 0 "^$page\$" cat "$work/written"
	done
	expect "one more record: fewer files than there are" 0 fewer \
		awk -v total="$total" 'END { if (NR < total) print "fewer" }' "$work/written"
	whole "one more record" "$site"
	expect "one more record: its place's history" 0 'history, newest first: all 3 figures<' cat "$site/b/popf-if-1-1.html"

	echo foreign >"$site/b/CNAME"
	rm "$records/more.json"
	publishes "one record less" "[1-9][0-9]* files written, [1-9][0-9]* as before, 2"
	expect "one record less: another's file stays" 0 foreign cat "$site/b/CNAME"
	rm "$site/b/CNAME"
	silent "one record less: as it was before" diff -rq "$work/old" "$site"
}

the_same_again() {
	cp -r "$records" "$work/elsewhere"
	publish "$work/elsewhere" "$work/again" >"$work/said" 2>&1 || not_ok "publish again" "$(cat "$work/said")"
	silent "the same records make the same bytes" diff -rq "$site" "$work/again"
}

# Without a word on what is in it.
refuses() { # NAME PATTERN SITE
	find "$3/" | sort >"$work/before"
	expect "$1" 5 "$2" publish "$records" "$3"
	silent "$1: nothing is written" diff "$work/before" <(find "$3/" | sort)
}

files_of_others() {
	mkdir "$work/full" "$work/empty"
	echo mine >"$work/full/index.html"
	refuses "files of others" "files that are of no site" "$work/full"
	ln -s empty "$work/link"
	refuses "a symbolic link" "is a symbolic link" "$work/link"
	publishes "a symbolic link, named with a slash" "[0-9]+ files written, 0 as before, 0" "$records" "$work/link/"

	cp -r "$site" "$work/other"
	sed -i '/ index.html$/d' "$work/other/.privbench-site"
	expect "a page is another's file" 5 "another's" publish "$records" "$work/other"

	cp -r "$site" "$work/other2"
	mkdir "$work/outside"
	echo mine >"$work/outside/gone.html"
	rm -r "$work/other2/b"
	ln -s "$work/outside" "$work/other2/b"
	echo "0000000000000000 b/gone.html" >>"$work/other2/.privbench-site"
	expect "a folder became a link" 5 "cannot write" publish "$records" "$work/other2"
	expect "a folder became a link: where it leads is as before" 0 '^gone.html$' ls "$work/outside"

	cp -r "$site" "$work/other3"
	echo mine >"$work/victim"
	printf '0 ../victim\n0 q/../../victim\n0 %s\n0 .git/config\n0 q/.hidden\nnonsense\n0 trunc' "$work/victim" >>"$work/other3/.privbench-site"
	mkdir "$work/piped" && mkfifo "$work/piped/.privbench-site"
	expect "a manifest that is a pipe" 5 "is no file of a site" timeout 20 "$privbench" publish "$records" -o "$work/piped"
	publishes "a manifest with other names" "0 files written, [0-9]+ as before, 0" "$records" "$work/other3"
	expect "a manifest with other names: they stay" 0 mine cat "$work/victim"
	echo mine >"$work/other3/README.md"
	echo "0 README.md" >>"$work/other3/.privbench-site"
	publishes "a manifest that names the user's README" "0 files written, [0-9]+ as before, 0" "$records" "$work/other3"
	expect "a manifest that names the user's README: it stays" 0 mine cat "$work/other3/README.md"
	silent "a manifest with other names: it is as it was" cmp "$site/.privbench-site" "$work/other3/.privbench-site"

	exec 8<"$site/.privbench-site"
	flock 8
	expect "two at a time" 5 "another privbench publishes" publish
	exec 8<&-
}

# They are named, and the rest is published.
what_is_no_record() {
	mkdir "$work/mixed"
	cp "$reference"/{user,xen}.json "$work/mixed"
	mkdir -p "$work/mixed/below/more" "$work/mixed/.hidden"
	cp "$reference/kvm.json" "$work/mixed/below/more"
	cp "$reference/user.json" "$work/mixed/below/copy.json"
	cp "$reference/qemu-6.1.json" "$work/mixed/.hidden"
	ln -s .. "$work/mixed/below/up"
	publishes "folders below, a copy, a circle" "[0-9]+ files written, 0 as before, 0" "$work/mixed" "$work/mixed/site"
	expect "folders below: three records" 0 '^3$' sh -c "ls '$work'/mixed/site/r/*.json | wc -l"
	publishes "a site among its records" "0 files written, [0-9]+ as before, 0" "$work/mixed" "$work/mixed/site"

	jq '.run.id = "1046" | (.machine.cpu_model | if type == "object" then .value else . end) = "x" * 16000' \
		"$reference/xen.json" >"$work/mixed/long.json"
	publishes "a CPU with a long name" "[0-9]+ files written, [0-9]+ as before, 0" "$work/mixed" "$work/mixed/site"
	expect "a CPU with a long name: title and heading are cut" 0 "<title>x{199}…</title>.*<h1>x{199}…</h1>" sh -c "cat '$work/mixed/site/m'/*.html | tr -d '\\n'"
	rm "$work/mixed/long.json"
	publish "$work/mixed" "$work/mixed/site" >"$work/said"
	echo '{' >"$work/mixed/broken.json"
	with_figure "$reference/xen.json" popf-if-1-1 3 | sed "0,/00ff/s//$(id_of "$reference/xen.json")/" >"$work/mixed/zz.json"
	expect "what is no record" 5 "broken.json" publish "$work/mixed" "$work/mixed/site"
	cp "$work/out" "$work/said"
	expect "what is no record: the others are published" 0 "^3 records;" cat "$work/said"
	expect "an id that is taken" 0 "zz.json: has the id of xen.json" cat "$work/said"
	mkdir "$work/none"
	expect "no record" 5 "no record" publish "$work/none" "$work/nowhere"
	expect "no folder" 5 "No such file" publish "$work/nowhere" "$work/nowhere"
	expect "no site" 2 "where to" "$privbench" publish "$records"
	expect "no records" 2 "which folder" "$privbench" publish
	expect "no address" 2 "is no address" publish "$records" "$site" --url ftp://x
}

# Each file is that of before or that of after.
mixed() { # OLD NEW SITE
	(cd "$3" && find . -type f ! -name .privbench-site) | while read -r file; do
		cmp -s "$1/$file" "$3/$file" || cmp -s "$2/$file" "$3/$file" || echo "$file"
	done
	broken "$3"
}

in_the_middle() {
	local status=0
	cp "$reference/user-amd.json" "$work/amd.json"
	rm "$records/user-amd.json"
	publish "$records" "$work/new" >"$work/said" 2>&1
	cp -r "$site" "$work/part"
	expect "no room" 5 "cannot write|too large" sh -c "ulimit -f 100; exec '$privbench' publish '$records' -o '$work/part'"
	silent "no room: the site is whole" mixed "$site" "$work/new" "$work/part"
	publishes "no room: later there is" "[1-9][0-9]* files written, [0-9]+ as before, [0-9]+" "$records" "$work/part"
	silent "no room: later all is as if nothing had been" diff -rq "$work/new" "$work/part"

	rm -r "$work/part"
	cp -r "$site" "$work/part"
	timeout --foreground -s INT .4 "$privbench" publish "$records" -o "$work/part" >"$work/out" 2>&1 || status=$?
	if [ "$status" = 0 ]; then
		skip "interrupted" "it was done before"
	else
		cp "$work/out" "$work/said"
		expect "interrupted" 0 "interrupted: " cat "$work/said"
	fi
	silent "interrupted: the site is whole" mixed "$site" "$work/new" "$work/part"
	publishes "interrupted: again" "[0-9]+ files written, [0-9]+ as before, [0-9]+" "$records" "$work/part"
	silent "interrupted: again all is as if nothing had been" diff -rq "$work/new" "$work/part"
	cp "$work/amd.json" "$records/user-amd.json"
}

# The steps of docs/ci/publish.yml as a runner runs them; privbench is built, and packages are root's.
as_the_workflow() {
	local step
	mkdir -p "$work/steps" "$work/workspace/records"
	tests/steps.sh "$work/steps" docs/ci/publish.yml
	ln -s "$PWD" "$work/workspace/privbench"
	cp -r "$records" "$work/workspace/records/results"
	for step in "$work"/steps/site/*; do
		grep -q '^apt-get ' "$step" || expect "workflow: $(sed -n '2s/^# //p' "$step")" 0 . \
			env -C "$work/workspace" bash --noprofile --norc -eo pipefail "$step"
	done
	silent "workflow: the site is that of its records" diff -rq "$site" "$work/workspace/site"
}

# What a picture says, whichever gnuplot drew it.
texts() { # SVG
	grep -oE '(<text>|<title>|<tspan[^>]*>)[^<]*|aria-label="[^"]*' "$1"
}

# The pictures that are committed are those of the references as they are.
gallery() {
	local picture
	scripts/gallery.sh "$privbench" "$work/gallery" 2>"$work/said" || not_ok "gallery" "$(cat "$work/said")"
	silent "gallery: the same pictures" diff <(ls docs/gallery) <(ls "$work/gallery")
	silent "gallery: each is shown" diff <(grep -oE '[(]gallery/[^)]*' docs/gallery.md | sed 's/.*\///' | sort) <(ls docs/gallery)
	for picture in docs/gallery/*.svg; do
		silent "gallery: $(basename "$picture") is of the references" \
			diff <(texts "$picture") <(texts "$work/gallery/$(basename "$picture")")
	done
	expect "gallery: at most a megabyte" 0 '^[0-9]{1,6}$' sh -c "cat docs/gallery/* | wc -c"
}

mkdir "$records"
cp "$reference"/*.json "$records"
pages
answers
types_of_core
counts
figures_are_the_records
claims_for_programs
exits_have_pages
only_what_changed
the_same_again
as_the_workflow
files_of_others
without_gnuplot
what_is_no_record
in_the_middle
gallery

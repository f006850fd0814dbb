#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How fast privbench itself is: whole runs by target and phase, and the record's
# way in and out.  Times are this machine's; ratios compare.

set -euo pipefail
# shellcheck source=tests/lib.sh
. tests/lib.sh

seconds() { # COMMAND...
	local start=$EPOCHREALTIME
	"$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
	awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
}

median() { # COMMAND...: of five
	for _ in 1 2 3 4 5; do seconds "$@"; done | sort -n | sed -n 3p
}

row() { # NAME SECONDS [NOTE]
	printf '%-44s %8.3f s  %s\n' "$1" "$2" "${3-}"
}

ratio() { # A B
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

peak_memory() { # COMMAND...: kilobytes of the program itself
	command time -f %M "$@" 2>&1 >/dev/null | tail -n 1
}

all=$(median "$privbench" run --force --on qemu -v -o "$work/all.json")
grep -E '^  (boot|measure|results)' "$work/out" >"$work/phases"
one=$(median "$privbench" run --force --on qemu -o "$work/one.json" calibrate)
tsc=$(median "$privbench" run --force --on qemu --clock tsc -o "$work/tsc.json")
flat=$(median "$privbench" run --force --on qemu-flat -o "$work/flat.json")
nested=$(median "$privbench" run --force --on nested -o "$work/nested.json")
user=$(median calm "$privbench" run --force --on user -o "$work/user.json")
row "run --on qemu, icount, all benches" "$all"
sed 's/^/  /' "$work/phases"
row "run --on qemu, icount, 4 benches" "$one" "all / 4 benches: $(ratio "$all" "$one")"
row "run --on qemu, tsc, all benches" "$tsc" "icount / tsc: $(ratio "$all" "$tsc")"
row "run --on qemu-flat, icount, all benches" "$flat" "qemu / qemu-flat: $(ratio "$all" "$flat")"
row "run --on nested, icount, all benches" "$nested" "nested / qemu-flat: $(ratio "$nested" "$flat")"
row "run --on user, what ring 3 allows" "$user"

"$B/simulate" speed
"$B/trends" speed

show=$(median "$privbench" show --format json "$work/all.json")
mapfile -t hundred < <(yes "$work/all.json" | head -n 100)
many=$(median "$privbench" show --format csv "${hundred[@]}")
row "read and write a record" "$show"
row "read 100 records, write as CSV" "$many" "$(awk -v t="$many" 'BEGIN { printf "%.0f records/s", 100 / t }')"
row "all pictures of a record, SVG and PNG" "$(median "$privbench" plot -o "$work/plots" "$work/all.json")"
row "report of a record, SVG alone" "$(median "$privbench" report -o "$work/plots" "$work/all.json")"
row "report of 6 records" "$(median "$privbench" report -o "$work/report" results/reference/{kvm,qemu-6.1,qemu-6.12,qemu-flat,user,xen}.json)" \
	"$(stat -c %s "$work/report/report.html") bytes"
if command -v time >/dev/null; then
	printf '%-44s %8d kB\n' "peak memory, show 100 records" \
		"$(peak_memory "$privbench" show --format csv "${hundred[@]}")"
fi

for n in 1000 10000; do
	mkdir "$work/history"
	"$B/truth" history results/reference/kvm.json "$work/history" "$n"
	row "trend of $n records" "$(seconds "$privbench" trend "$work/history")"
	rm -r "$work/history"
done

# 100 records of 5 machines: CPUs, ids, times and figures differ.
machines() { # FOLDER
	local cpu record
	for cpu in 1 2 3 4 5; do
		record=$([ "$cpu" -lt 4 ] && echo user || echo user-amd)
		"$B/truth" history "$reference/$record.json" "$1/$cpu" 20
		sed -i "0,/\"id\": \"/s//&cpu$cpu-/; s/\"cpu_model\": \"/&CPU $cpu /" "$1/$cpu"/*.json
	done
}

mkdir "$work/machines"
machines "$work/machines"
row "publish 100 records of 5 machines" "$(seconds "$privbench" publish "$work/machines" -o "$work/site")"
sed '0,/"id": "/s//&new-/; s/"utc": "2026/"utc": "2027/' "$work/machines/1/019.json" >"$work/machines/new.json"
row "publish one more" "$(seconds "$privbench" publish "$work/machines" -o "$work/site")" "$(head -n 1 "$work/out")"
row "publish nothing new" "$(seconds "$privbench" publish "$work/machines" -o "$work/site")"

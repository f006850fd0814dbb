# SPDX-License-Identifier: GPL-2.0-only
# A record of schema 2 as schema 1 has it, every member by its name: lib.sh's expanded().
# docs/record.md says what a member that is left out is; this is the same in another language.

def named($columns):
	(if (.[-1] | type) == "object" then .[-1] else {} end) as $others
	| [.[] | select(type != "object")] as $row
	| reduce range($row | length) as $i ({}; if $row[$i] == null then . else .[$columns[$i]] = $row[$i] end)
	| . + $others;

def fill(key; value): if has(key) then . else .[key] = value end;

def hundredth: . * 100 | round / 100;

def bins:
	if . == [] then {} else .[0] as $width
	| reduce .[2:][] as $n ({k: .[1], bins: {}};
		if $n < 0 then .k -= $n else .bins[(.k * $width | hundredth | tostring)] = $n | .k += 1 end)
	| .bins end;

# The batch before, or the first of the first bench.
def batches($first):
	reduce .[] as $row ([]; . as $done
		| ($done[-1] // $first[0] // {}) as $usual
		| ($row | named(["estimate", "sd", "samples", "loops", "layout", "pass"])) as $batch
		| . + [{ estimate: null, sd: null, samples: ($usual.samples // 0), loops: ($usual.loops // 0),
			layout: ($first[$done | length].layout // 0), pass: (($done[-1].pass // -1) + 1) } + $batch]);

def exact: .estimate as $e | .quantiles | all(. == $e and . != null);

# `$all`: of the benches before it, which are complete.
def complete($all):
	.status as $status
	| (first($all[] | select(.status == $status)) // {}) as $first
	| (last($all[] | select(.status == $status)) // {}) as $before
	| fill("reason"; $before.reason)
	| fill("insns"; null) | fill("code"; null) | fill("estimate"; null) | fill("ci"; null)
	| .estimate as $e
	| fill("quantiles"; [range(4) | if $status == "ok" then $e else null end])
	| fill("samples"; if exact then $first.samples // 0 else [(.histogram // [])[2:][] | select(. > 0)] | add // 0 end)
	| .histogram |= if . then bins else null end
	| fill("batches"; null)
	| .loads = if .batches then (.batches | batches($first.loads // [])) else null end
	| if exact then
		.histogram //= {($e | hundredth | tostring): .samples}
		| .loads //= [($first.loads // [])[] | .estimate = $e | .sd = 0]
	  else . end
	| .histogram //= {} | .loads //= []
	| fill("bytes"; if .code then (.code | length) / 2 else null end)
	| fill("cold_bytes"; if .bytes == null then null else 0 end)
	| fill("table_bytes"; if .bytes == null then null else 0 end)
	| fill("dropped"; {}) | fill("estimate_with_dropped"; $e) | fill("longest_irqs_off_us"; null)
	| ($first.counters // {}) as $usual
	| .counters |= if . == null then $usual | map_values(0)
		elif type == "array" then [($usual | keys_unsorted), .] | transpose | map({ (.[0]): .[1] }) | add
		else . end
	| .min = .quantiles[0] | .p50 = .quantiles[1] | .p99 = .quantiles[2] | .max = .quantiles[3]
	| .group = .question
	| del(.quantiles, .batches, .question);

# In the order of the table; what it does not know stays behind what was before it.
def joined($list; $skipped):
	($list | with_entries({ key: .value.name, value: .key })) as $at
	| (reduce .[] as $row ({most: 0, all: []}; ([.most, $at[$row.name] // 0] | max) as $most
		| {$most, all: (.all + [{ key: $most, $row }])}) | .all)
	  + [$skipped[] | { key: ($at[.name] // infinite), row: . }]
	| sort_by(.key) | map(.row);

# Of those that were skipped only the reason is there.
def skipped($list): [.skipped // {} | to_entries[] | .key as $reason | .value[] as $name
	| (first($list[] | select(.name == $name)) // { question: "unknown", what: "" }) as $known
	| { name: $name, status: "skipped", reason: $reason, samples: 0 }
		+ ($known | { question, what, insns, bytes, cold_bytes, table_bytes, code }) | complete([])];

# `$list`: what `privbench list --json` says of benches; `$claims`: what `privbench claims --format json` says of the record.
def expanded($list; $claims):
	if .schema == 1 then . else
	.schema = 1 | .place = .target | del(.target)
	| skipped($list) as $skipped | del(.skipped)
	| .benches = reduce (.benches[] | named(["name", "status", "insns", "code", "estimate", "ci", "quantiles",
		"histogram", "batches"])) as $bench ([]; . as $all
		| (first($list[] | select(.name == $bench.name)) // {}) as $known
		| . + [{ question: ($known.question // "unknown"), what: ($known.what // "") } + $bench | complete($all)])
	| .benches |= joined($list; $skipped)
	| .claims = [$claims[] | { id, measure, verdict, effect, delta, reason, source, text: .claim, a, b, base,
		a_of, b_of, standing, predicted, factor, margin, ci: (if .ci_lo then [.ci_lo, .ci_hi] else null end) }]
	end;

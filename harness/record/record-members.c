// SPDX-License-Identifier: GPL-2.0-only
#include "record-members.h"

#include "record.h"

#define AT(type, field) \
	.at = offsetof(struct type, field), .size = sizeof(((struct type *)0)->field)
#define LIST(type, field, length, element) \
	.at = offsetof(struct type, field), .size = sizeof(element), \
	.count = offsetof(struct type, length)
#define END { .name = NULL }

static const struct member load_members[] = {
	{ "layout", WHOLE, AT(load, layout) },
	{ "pass", WHOLE_OR_NULL, AT(load, pass), .null = -1 },
	{ "loops", WHOLE, AT(load, loops) },
	{ "samples", WHOLE_OR_NULL, AT(load, samples), .null = 0 },
	{ "estimate", FIGURE, AT(load, estimate) },
	{ "sd", FIGURE, AT(load, sd) },
	END,
};

static const struct member row_members[] = {
	{ "name", TEXT, AT(row, name), .most = RECORD_NAME_MAX },
	{ "group", TEXT, AT(row, group), .most = RECORD_NAME_MAX },
	{ "what", TEXT, AT(row, what) },
	{ "status", NAME, AT(row, status), .of = status_names },
	{ "reason", TEXT_OR_NULL, AT(row, reason) },
	{ "insns", WHOLE_OR_NULL, AT(row, insns), .null = -1 },
	{ "bytes", WHOLE_OR_NULL, AT(row, bytes), .null = -1 },
	{ "cold_bytes", WHOLE_OR_NULL, AT(row, cold), .null = -1 },
	{ "code", TEXT_OR_NULL, AT(row, code), .most = RECORD_CODE_MAX },
	{ "estimate", FIGURE, AT(row, estimate) },
	{ "ci", INTERVAL, AT(row, ci) },
	{ "min", FIGURE, AT(row, min) },
	{ "p50", FIGURE, AT(row, p50) },
	{ "p99", FIGURE, AT(row, p99) },
	{ "max", FIGURE, AT(row, max) },
	{ "samples", WHOLE_OR_NULL, AT(row, samples), .null = 0 },
	{ "dropped", COUNTS, LIST(row, dropped, dropped_count, struct count), .most = RECORD_COUNTS_MAX },
	{ "estimate_with_dropped", FIGURE, AT(row, estimate_with_dropped) },
	{ "histogram", HISTOGRAM, LIST(row, histogram, bins, struct bin), .most = RECORD_BINS_MAX },
	{ "loads", ARRAY_OR_NULL, LIST(row, loads, load_count, struct load), .of = load_members,
	  .most = RECORD_LOADS_MAX },
	{ "counters", COUNTS, LIST(row, counters, counter_count, struct count), .most = RECORD_COUNTS_MAX },
	{ "longest_irqs_off_us", FIGURE, AT(row, longest_us) },
	END,
};

const struct member claim_members[] = {
	{ "id", TEXT, AT(claim_result, id), .most = RECORD_NAME_MAX },
	{ "source", TEXT, AT(claim_result, source) },
	{ "text", TEXT, AT(claim_result, text) },
	{ "measure", TEXT, AT(claim_result, measure) },
	{ "a", TEXT, AT(claim_result, a), .most = RECORD_NAME_MAX },
	{ "b", TEXT, AT(claim_result, b), .most = RECORD_NAME_MAX },
	{ "base", TEXT_OR_NULL, AT(claim_result, base), .most = RECORD_NAME_MAX },
	{ "predicted", TEXT_OR_NULL, AT(claim_result, predicted) },
	{ "factor", FIGURE, AT(claim_result, factor) },
	{ "margin", TEXT_OR_NULL, AT(claim_result, margin) },
	{ "delta", FIGURE, AT(claim_result, delta) },
	{ "effect", FIGURE, AT(claim_result, effect) },
	{ "ci", INTERVAL, AT(claim_result, ci) },
	{ "verdict", NAME, AT(claim_result, verdict), .of = verdict_names },
	{ "reason", TEXT_OR_NULL, AT(claim_result, reason) },
	END,
};

static const struct member run_members[] = {
	{ "id", TEXT, AT(record, id) },
	{ "utc", TEXT, AT(record, utc) },
	{ "version", TEXT, AT(record, version) },
	{ "command", TEXT, AT(record, command) },
	{ "seed", WHOLE, AT(record, seed) },
	END,
};

const struct member record_members[] = {
	{ "run", OBJECT, .of = run_members },
	{ .name = "machine", .kind = FACTS, .most = RECORD_FACTS_MAX },
	{ "place", TEXT, AT(record, place) },
	{ "clock", NAME, AT(record, clock), .of = clock_names },
	{ "clock_reason", TEXT_OR_NULL, AT(record, clock_reason) },
	{ .name = "unit", .kind = UNIT },
	{ "benches", ARRAY, LIST(record, rows, row_count, struct row), .of = row_members,
	  .most = RECORD_BENCHES_MAX, .beyond = "; measure less at once" },
	{ "claims", ARRAY, LIST(record, claims, claim_count, struct claim_result), .of = claim_members,
	  .most = RECORD_CLAIMS_MAX },
	{ "notes", TEXTS, LIST(record, notes, note_count, char *), .most = RECORD_NOTES_MAX },
	END,
};

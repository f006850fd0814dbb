// SPDX-License-Identifier: GPL-2.0-only
#include "record-members.h"

#include "record.h"

#define AT(type, field) \
	.at = offsetof(struct type, field), .size = sizeof(((struct type *)0)->field)
#define LIST(type, field, length, element) \
	.at = offsetof(struct type, field), .size = sizeof(element), \
	.count = offsetof(struct type, length)
#define END { .name = NULL }

static const struct member batch_members[] = {
	{ "layout", WHOLE, AT(batch, layout) },
	{ "pass", WHOLE_OR_NULL, AT(batch, pass), .null = -1 },
	{ "loops", WHOLE, AT(batch, loops) },
	{ "samples", WHOLE_OR_NULL, AT(batch, samples), .null = 0 },
	{ "estimate", FIGURE, AT(batch, estimate) },
	{ "sd", FIGURE, AT(batch, sd) },
	END,
};

static const struct member row_members[] = {
	{ "name", TEXT, AT(result, name), .most = RECORD_NAME_MAX },
	{ "group", TEXT, AT(result, question), .most = RECORD_NAME_MAX },
	{ "what", TEXT, AT(result, what) },
	{ "status", NAME, AT(result, status), .of = status_names },
	{ "reason", TEXT_OR_NULL, AT(result, reason) },
	{ "insns", WHOLE_OR_NULL, AT(result, insns), .null = -1 },
	{ "bytes", WHOLE_OR_NULL, AT(result, bytes), .null = -1 },
	{ "cold_bytes", WHOLE_OR_NULL, AT(result, cold), .null = -1 },
	{ "code", TEXT_OR_NULL, AT(result, code), .most = RECORD_CODE_MAX },
	{ "estimate", FIGURE, AT(result, estimate) },
	{ "ci", INTERVAL, AT(result, ci) },
	{ "min", FIGURE, AT(result, min) },
	{ "p50", FIGURE, AT(result, p50) },
	{ "p99", FIGURE, AT(result, p99) },
	{ "max", FIGURE, AT(result, max) },
	{ "samples", WHOLE_OR_NULL, AT(result, samples), .null = 0 },
	{ "dropped", COUNTS, LIST(result, dropped, dropped_count, struct count), .most = RECORD_COUNTS_MAX },
	{ "estimate_with_dropped", FIGURE, AT(result, estimate_with_dropped) },
	{ "histogram", HISTOGRAM, LIST(result, histogram, bins, struct bin), .most = RECORD_BINS_MAX },
	{ "loads", ARRAY_OR_NULL, LIST(result, batches, batch_count, struct batch), .of = batch_members,
	  .most = RECORD_LOADS_MAX },
	{ "counters", COUNTS, LIST(result, counters, counter_count, struct count), .most = RECORD_COUNTS_MAX },
	{ "longest_irqs_off_us", FIGURE, AT(result, longest_us) },
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
	{ "place", TEXT, AT(record, target) },
	{ "clock", NAME, AT(record, clock), .of = clock_names },
	{ "clock_reason", TEXT_OR_NULL, AT(record, clock_reason) },
	{ .name = "unit", .kind = UNIT },
	{ "benches", ARRAY, LIST(record, results, result_count, struct result), .of = row_members,
	  .most = RECORD_BENCHES_MAX, .beyond = "; measure less at once" },
	{ "claims", ARRAY, LIST(record, claims, claim_count, struct claim_result), .of = claim_members,
	  .most = RECORD_CLAIMS_MAX },
	{ "notes", TEXTS, LIST(record, notes, note_count, char *), .most = RECORD_NOTES_MAX },
	END,
};

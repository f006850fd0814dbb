// SPDX-License-Identifier: GPL-2.0-only
#include "known.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claim-words.h"
#include "claims.h"
#include "document.h"
#include "figures.h"
#include "names.h"
#include "record.h"
#include "util.h"

#define REASONS 3		/* that are told */

struct given {
	const struct record *const *records;
	size_t count;
};

static bool is_decided(const struct claim_result *c)
{
	return c->verdict != VERDICT_NOT_MEASURABLE && c->verdict != VERDICT_BY_CONSTRUCTION;
}

/* A claim may have been on another measure in an older record. */
static bool is_verdict_on(const struct claim_result *c, const struct pb_claim *claim)
{
	return !strcmp(c->id, claim->id) && !strcmp(c->measure, measure_names[claim->about]);
}

/* The verdict of the first record that decided the claim; else of silicon, or the first. */
static const struct claim_result *best_of(const struct given *g, const struct pb_claim *claim)
{
	const struct claim_result *otherwise = NULL;

	for (size_t i = 0; i < g->count; i++)
		for (size_t j = 0; j < g->records[i]->claim_count; j++) {
			const struct claim_result *c = &g->records[i]->claims[j];

			if (!is_verdict_on(c, claim))
				continue;
			if (is_decided(c))
				return c;
			if (!otherwise || g->records[i]->clock == CLOCK_SILICON)
				otherwise = c;
		}
	return otherwise;
}

/* Of the question's claims on time the first that is decided; else the first. */
static const struct claim_result *time_claim(const struct given *g, const char *question)
{
	const struct claim_result *first = NULL;

	for (unsigned int i = 0; i < pb_claim_count; i++) {
		const struct claim_result *c = pb_claims[i].about == PB_CYCLES &&
			!strcmp(pb_claims[i].question, question) ?
			best_of(g, &pb_claims[i]) : NULL;

		if (c && is_decided(c))
			return c;
		if (!first)
			first = c;
	}
	return first;
}

#define NEEDS_SILICON "needs silicon in ring 0"

/* What would decide it. */
static const char *time_why(const struct claim_result *c)
{
	const char *why = claims_why(c);

	return strstr(why, "decided on silicon only") || strstr(why, "needs ") ? NEEDS_SILICON :
										     why;
}

/* Whether a record counts the instructions of both. */
static bool counted(const struct given *g, const struct names *benches,
		    const struct result *of[2])
{
	for (size_t i = 0; i < g->count && benches->count > 1; i++) {
		for (int k = 0; k < 2; k++)
			of[k] = record_find(g->records[i], benches->all[k]);
		if (g->records[i]->clock == CLOCK_ICOUNT && result_measured(of[0]) &&
		    result_measured(of[1]))
			return true;
	}
	return false;
}

/* "test-sti-if-0-1: 1 instruction more" (malloced); NULL: nobody counted */
static char *paths_text(const struct given *g, const struct names *benches)
{
	const struct result *of[2];
	double more;

	if (!counted(g, benches, of))
		return NULL;
	more = of[1]->estimate - of[0]->estimate;
	if (!more)
		return xasprintf("%s: as many instructions", of[1]->name);
	return xasprintf("%s: %.10g instruction%s %s", of[1]->name, fabs(more),
			 fabs(more) == 1 ? "" : "s", more > 0 ? "more" : "fewer");
}

/* "supported: to ... costs less (0.62×)", "time needs silicon in ring 0" (malloced); or NULL */
static char *time_text(const struct claim_result *c)
{
	char *effect, *text;

	if (!c)
		return NULL;
	if (!is_decided(c))
		return xasprintf("time %s%s",
				 strncmp(time_why(c), "needs", 5) ? "not decided: " : "",
				 time_why(c));
	effect = claims_effect(c);
	text = xasprintf("%s: %s (%s)", claims_verdict(c), c->text, effect);
	free(effect);
	return text;
}

/* Why nobody has a figure of the second row (malloced); NULL: somebody has. */
static char *missing_text(const struct given *g, const struct names *benches)
{
	const struct result *its = NULL;

	for (size_t i = 0; benches->count > 1 && i < g->count; i++) {
		const struct result *result = record_find(g->records[i], benches->all[1]);

		if (result_has_figure(result))
			return NULL;
		if (result && (!its || strstr(result->reason ? result->reason : "", "CPUID")))
			its = result;
	}
	return its && its->reason ? xasprintf("%s: %s", its->name, its->reason) : NULL;
}

/* What is known, and what is not, of a question (malloced); NULL: there is nothing to say. */
char *known_text(const struct record *const records[], size_t count, const char *question,
		 const struct names *benches)
{
	const struct given given = { records, count }, *g = &given;
	const struct claim_result *c = time_claim(g, question);
	char *paths = paths_text(g, benches), *missing = missing_text(g, benches);
	char *time = missing && !(c && is_decided(c)) ? xstrdup(missing) : time_text(c);
	char *text = NULL;

	if (time || paths)
		text = xasprintf("→ %s%s%s", paths ? paths : "", time && paths ? "; " : "",
				 time ? time : "");
	free(missing);
	free(paths);
	free(time);
	return text;
}

/* The commonest reasons, and what would help. */
static void add_reasons(struct document *d, const struct names *reasons)
{
	char *text = xstrdup("");
	size_t most = SIZE_MAX;

	for (size_t told = 0; told < REASONS && told < reasons->count; told++) {
		size_t next = 0, i;

		for (i = 0; i < reasons->count; i++)
			if (reasons->times[i] < most && reasons->times[i] > next)
				next = reasons->times[i];
		for (i = 0; i < reasons->count && next; i++)
			if (reasons->times[i] == next)
				append(&text, "%s%zu: %s", *text ? "; " : "", next,
				       reasons->all[i]);
		most = next;
	}
	if (*text)
		document_fact(d, "undecided", "%s", text);
	if (names_find(reasons, NEEDS_SILICON) < reasons->count)
		document_fact(d, "to decide", "run as root where modules load (--on kernel), or "
			      "where /dev/kvm runs guests on silicon (--on kvm)");
	free(text);
}

void add_verdicts(struct document *d, const struct record *const records[], size_t count)
{
	const struct given given = { records, count }, *g = &given;
	static const char *const words[] = {
		[VERDICT_SUPPORTED] = "supported", [VERDICT_REFUTED] = "refuted",
		[VERDICT_NO_DIFFERENCE] = "no difference", [VERDICT_UNRESOLVED] = "unresolved",
		[VERDICT_BY_CONSTRUCTION] = "by construction",
		[VERDICT_NOT_MEASURABLE] = "undecided",
	};
	size_t counts[VERDICT_NOT_MEASURABLE + 1] = { 0 };
	struct names reasons = { 0 };
	char *text = xstrdup("");

	for (unsigned int i = 0; i < pb_claim_count; i++) {
		const struct claim_result *c = best_of(g, &pb_claims[i]);

		if (!c)
			continue;
		counts[c->verdict]++;
		if (c->verdict == VERDICT_NOT_MEASURABLE)
			names_add(&reasons, time_why(c));
	}
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		if (counts[i])
			append(&text, "%s%zu %s", *text ? " · " : "", counts[i], words[i]);
	if (*text)
		document_fact(d, "claims", "%s", text);
	add_reasons(d, &reasons);
	names_free(&reasons);
	free(text);
}


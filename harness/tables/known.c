// SPDX-License-Identifier: GPL-2.0-only
#include "known.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "break-even.h"
#include "changes.h"
#include "claim-words.h"
#include "claims.h"
#include "document.h"
#include "figures.h"
#include "labels.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define REASONS 3		/* that are told */

struct given {
	const struct record *const *records;
	size_t count;
};

static bool is_decided(const struct claim_result *c)
{
	return c->verdict == VERDICT_SUPPORTED || c->verdict == VERDICT_REFUTED ||
	       c->verdict == VERDICT_NO_DIFFERENCE;
}

/* A claim may have been on another measure in an older record. */
static const struct claim_result *verdict_on(const struct record *r, const struct pb_claim *claim)
{
	for (size_t i = 0; i < r->claim_count; i++)
		if (!strcmp(r->claims[i].id, claim->id) &&
		    !strcmp(r->claims[i].measure, measure_names[claim->about]))
			return &r->claims[i];
	return NULL;
}

/* The verdict of the first record that decided it; else a fact, or of silicon, or the first. */
static const struct claim_result *best_of(const struct given *g, const struct pb_claim *claim)
{
	const struct claim_result *otherwise = NULL;

	for (size_t i = 0; i < g->count; i++) {
		const struct claim_result *c = verdict_on(g->records[i], claim);

		if (c && is_decided(c))
			return c;
		if (c && (!otherwise || c->verdict == VERDICT_BY_CONSTRUCTION ||
			  (otherwise->verdict != VERDICT_BY_CONSTRUCTION &&
			   g->records[i]->clock == CLOCK_SILICON)))
			otherwise = c;
	}
	return otherwise;
}

/* Supported by one record, and refuted by another. */
static bool turns(const struct given *g, const struct pb_claim *claim)
{
	bool seen[VERDICT_NOT_MEASURABLE + 1] = { 0 };

	for (size_t i = 0; i < g->count; i++) {
		const struct claim_result *c = verdict_on(g->records[i], claim);

		if (c)
			seen[c->verdict] = true;
	}
	return seen[VERDICT_SUPPORTED] && seen[VERDICT_REFUTED];
}

/* How the second of a pair compares with the first */

static bool left(const struct result *result)
{
	return count_of(result->counters, result->counter_count, "vm-exits") > .5;
}

/*
 * Both have a quiet figure.  One that traps and one that does not are no pair: where a hypervisor
 * is counted nobody compares them, but if both leave the guest; `exits`: that alone is wanted.
 */
static bool is_pair(const struct record *r, const struct pair *p, bool exits)
{
	const struct result *a = record_find(r, p->first), *b = record_find(r, p->second);

	if (!a || !b || !result_measured(a) || !result_measured(b))
		return false;
	return !record_counts_hypervisor(r) == !exits && (!exits || (left(a) && left(b)));
}

/* Its mitigations are not those that a kernel has by itself; columns have it last, too. */
static bool is_told(const struct record *r)
{
	char *mitigations = label_mitigations(r);
	bool told = *mitigations;

	free(mitigations);
	return told;
}

/* The first record with such a clock that has the pair; `cpu`: of another CPU. */
static const struct record *both(const struct given *g, enum clock clock, const char *cpu,
				 bool exits, const struct pair *p, const struct result *of[2])
{
	const struct record *otherwise = NULL;

	for (size_t i = 0; i < g->count; i++) {
		const struct record *r = g->records[i];

		if (r->clock != clock || (cpu && !strcmp(cpu, changes_fact(r, "cpu_model"))) ||
		    !is_pair(r, p, exits))
			continue;
		if (!is_told(r)) {
			otherwise = r;
			break;
		}
		otherwise = otherwise ? otherwise : r;
	}
	of[0] = otherwise ? record_find(otherwise, p->first) : NULL;
	of[1] = otherwise ? record_find(otherwise, p->second) : NULL;
	return otherwise;
}

static bool is_of_exits(const struct pair *p)
{
	const struct pb_question *q = pb_question(PB_EXITS);

	return pb_question_leads(q, p->first) && pb_question_leads(q, p->second);
}

/* What it costs to leave a guest is compared where that is counted, if it is. */
static const struct record *both_in(const struct given *g, enum clock clock, const char *cpu,
				    const struct pair *p, const struct result *of[2])
{
	const struct record *r = clock == CLOCK_ICOUNT && is_of_exits(p) ?
				  both(g, clock, cpu, true, p, of) : NULL;

	return r ? r : both(g, clock, cpu, false, p, of);
}

/* " ± 0.17" (malloced): both intervals together, as they are independent. */
static char *uncertainty(const struct result *const of[2])
{
	double half = hypot(of[0]->ci[1] - of[0]->ci[0], of[1]->ci[1] - of[1]->ci[0]) / 2;

	return isfinite(half) && half ? text_figure(" ± ", fmax(half, .01), 2, "") : xstrdup("");
}

/* "4.12 ± 0.17 core cycles more", "1 instruction fewer", "as many instructions" */
static char *difference_text(const struct record *r, const struct result *const of[2])
{
	double more = of[1]->estimate - of[0]->estimate;
	bool varies = figures_spread(r, of[0]) || figures_spread(r, of[1]);
	char *figure = varies ? xasprintf("≈ %.0f", fabs(more)) : table_figure(r, fabs(more));
	const char *with = record_counts_hypervisor(r);
	char *about = r->clock == CLOCK_SILICON ? uncertainty(of) : xstrdup(""), *text;

	if (!more || (varies && fabs(more) <= break_even_place(r)))
		text = xasprintf("%s %s", varies ? "about as many" : "as many",
				 clock_units[r->clock]);
	else if (r->clock == CLOCK_ICOUNT && fabs(more) == 1)
		text = xasprintf("1 instruction %s", more > 0 ? "more" : "fewer");
	else
		text = xasprintf("%s%s %s%s%s%s %s", figure, about, clock_units[r->clock],
				 with ? " with " : "", with ? with : "", with ? "'s" : "",
				 more > 0 ? "more" : "fewer");
	free(figure);
	free(about);
	return text;
}

/* " on AMD EPYC (4.12 core cycles more on Intel Xeon)" */
static void append_cpus(char **text, const struct record *r, const struct record *another,
			const struct result *const of[2])
{
	char *cpu = label_cpu(r), *other = label_cpu(another), *more = difference_text(another, of);

	append(text, " on %s (%s on %s)", cpu, more, other);
	free(more);
	free(other);
	free(cpu);
}

/* "test-sti: 4.12 core cycles more and 1 instruction more than popf"; NULL: nobody has both */
static char *pair_text(const struct given *g, const struct pair *p)
{
	const struct result *of[2];
	const struct record *r = both_in(g, CLOCK_SILICON, NULL, p, of), *another;
	char *text = NULL, *more = r ? difference_text(r, of) : NULL;

	if (r) {
		text = xasprintf("%s: %s", p->second, more);
		free(more);
		another = both_in(g, CLOCK_SILICON, changes_fact(r, "cpu_model"), p, of);
		if (another)
			append_cpus(&text, r, another, of);
	}
	r = both_in(g, CLOCK_ICOUNT, NULL, p, of);
	if (r) {
		more = difference_text(r, of);
		if (text)
			append(&text, ", %s", more);
		else
			text = xasprintf("%s: %s", p->second, more);
		free(more);
	}
	if (text)
		append(&text, strstr(text, "as many") ? " as %s" : " than %s", p->first);
	return text;
}

static bool has_cycles(const struct given *g, const struct pair *p)
{
	const struct result *of[2];

	return both_in(g, CLOCK_SILICON, NULL, p, of);
}

/* Why nobody has a figure of the second (malloced); NULL: somebody has. */
static char *missing_text(const struct given *g, const struct pair *p)
{
	const struct result *its = NULL;

	for (size_t i = 0; i < g->count; i++) {
		const struct result *result = record_find(g->records[i], p->second);

		if (result_has_figure(result))
			return NULL;
		if (result && (!its || strstr(result->reason ? result->reason : "", "CPUID")))
			its = result;
	}
	return its && its->reason ? xasprintf("%s: %s", its->name, its->reason) : NULL;
}

/* The claim on the time of these two. */
static const struct pb_claim *time_claim(const struct pair *p)
{
	for (unsigned int i = 0; i < pb_claim_count; i++) {
		const struct pb_claim *c = &pb_claims[i];

		if (c->about == PB_CYCLES && !c->base && !c->a_of &&
		    ((!strcmp(c->a, p->first) && !strcmp(c->b, p->second)) ||
		     (!strcmp(c->b, p->first) && !strcmp(c->a, p->second))))
			return c;
	}
	return NULL;
}

/* "supported: to ... costs less (0.62×)" (malloced); NULL: undecided, or nobody claims it */
static char *verdict_text(const struct given *g, const struct pair *p)
{
	const struct pb_claim *claim = time_claim(p);
	const struct claim_result *c = claim ? best_of(g, claim) : NULL;
	char *effect, *text;

	if (!c || !is_decided(c))
		return NULL;
	effect = claims_effect(c);
	text = xasprintf("%s: %s (%s)", claims_verdict(c), c->text, effect);
	free(effect);
	return text;
}

char *known_text(const struct record *const records[], size_t count, const struct pair *pair)
{
	const struct given given = { records, count }, *g = &given;
	char *missing = missing_text(g, pair), *verdict, *compared, *text;

	if (missing) {
		text = xasprintf("→ %s", missing);
		free(missing);
		return text;
	}
	verdict = verdict_text(g, pair);
	compared = pair_text(g, pair);
	text = xasprintf("→ %s%s%s", verdict ? verdict :
			 has_cycles(g, pair) ? "" : "time undecided",
			 compared && (verdict || !has_cycles(g, pair)) ? "; " : "",
			 compared ? compared : "");
	free(compared);
	free(verdict);
	return text;
}

/* Claims by verdict */

#define NEEDS_RING0 "needs silicon in ring 0"
#define NEEDS_SILICON "needs silicon, in ring 3 too"

static bool needs_ring0(const char *bench)
{
	const struct pb_bench *b = bench ? pb_find(bench) : NULL;

	return b && b->needs & (PB_RING0 | PB_OWN_MACHINE);
}

/* "WRMSRNS" where an executor's CPU lacks it; or NULL. */
static const char *lack_of(const struct result *result)
{
	static const char no[] = "this CPU has no ";
	const char *lack = result && result->reason ? strstr(result->reason, no) : NULL;

	return lack ? lack + strlen(no) : NULL;
}

/* What would decide it (malloced): "no CPU here has WRMSRNS", "needs silicon in ring 0" */
static char *lacks_text(const struct given *g, const struct pb_claim *claim,
			const struct claim_result *c)
{
	const char *why = claims_why(c);

	for (size_t i = 0; i < g->count; i++) {
		const char *a = lack_of(record_find(g->records[i], claim->a));
		const char *b = lack_of(record_find(g->records[i], claim->b));

		if (a || b)
			return xasprintf("no CPU here has %.*s", (int)strcspn(a ? a : b, " "),
					 a ? a : b);
	}
	if (strstr(why, "decided on silicon only") || strstr(why, "needs "))
		why = needs_ring0(claim->a) || needs_ring0(claim->b) || needs_ring0(claim->base) ?
			NEEDS_RING0 : NEEDS_SILICON;
	else if (strstr(why, "used the core"))
		why = "the core was shared";
	return text_cut(xstrdup(why), 100);
}

/* The commonest reasons. */
static void add_reasons(struct document *d, const struct names *reasons)
{
	char *text = xstrdup("");
	size_t told = 0, others = 0;

	for (size_t i = 0; i < reasons->count; i++)
		others += reasons->times[i];
	for (size_t times = pb_claim_count; times && told < REASONS; times--)
		for (size_t i = 0; i < reasons->count && told < REASONS; i++)
			if (reasons->times[i] == times) {
				append(&text, "%s%zu: %s", told++ ? "; " : "", times,
				       reasons->all[i]);
				others -= times;
			}
	if (others)
		append(&text, "; %zu: other reasons (privbench claims)", others);
	if (*text)
		document_fact(d, "undecided", "%s", text);
	free(text);
}

static void add_advice(struct document *d, const struct names *reasons)
{
	if (names_find(reasons, NEEDS_RING0) < reasons->count)
		document_fact(d, "to decide", "run as root where modules load (--on kernel), or "
			      "where /dev/kvm runs guests on silicon (--on kvm)");
	else if (names_find(reasons, NEEDS_SILICON) < reasons->count)
		document_fact(d, "to decide", "--on user, if ring 3 is silicon here");
}

/* As this verdict; those on which records contradict each other are apart. */
static size_t count_verdict(const struct given *g, enum verdict verdict)
{
	size_t count = 0;

	for (unsigned int i = 0; i < pb_claim_count; i++) {
		const struct claim_result *c = best_of(g, &pb_claims[i]);

		count += c && c->verdict == verdict && !turns(g, &pb_claims[i]);
	}
	return count;
}

static size_t count_turns(const struct given *g)
{
	size_t count = 0;

	for (unsigned int i = 0; i < pb_claim_count; i++)
		count += turns(g, &pb_claims[i]);
	return count;
}

static char *verdicts_text(const struct given *g)
{
	static const char *const words[] = {
		[VERDICT_SUPPORTED] = "supported", [VERDICT_REFUTED] = "refuted",
		[VERDICT_NO_DIFFERENCE] = "no difference", [VERDICT_UNRESOLVED] = "unresolved",
		[VERDICT_BY_CONSTRUCTION] = "by construction",
		[VERDICT_NOT_MEASURABLE] = "undecided",
	};
	size_t turned = count_turns(g);
	char *text = xstrdup("");

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t count = count_verdict(g, (enum verdict)i);

		if (count)
			append(&text, "%s%zu %s", *text ? " · " : "", count, words[i]);
	}
	if (turned)
		append(&text, "%s%zu supported by one record and refuted by another",
		       *text ? " · " : "", turned);
	return text;
}

void add_verdicts(struct document *d, const struct record *const records[], size_t count)
{
	const struct given given = { records, count }, *g = &given;
	char **reasons = xcalloc(pb_claim_count, sizeof(*reasons)), *text = verdicts_text(g);
	struct names why = { 0 };

	for (unsigned int i = 0; i < pb_claim_count; i++) {
		const struct claim_result *c = best_of(g, &pb_claims[i]);

		if (c && c->verdict == VERDICT_NOT_MEASURABLE)
			names_add(&why, reasons[i] = lacks_text(g, &pb_claims[i], c));
	}
	if (*text)
		document_fact(d, "claims", "%s", text);
	add_reasons(d, &why);
	add_advice(d, &why);
	names_free(&why);
	for (unsigned int i = 0; i < pb_claim_count; i++)
		free(reasons[i]);
	free(reasons);
	free(text);
}

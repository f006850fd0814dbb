// SPDX-License-Identifier: GPL-2.0-only
#include "site-claims.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "claim-words.h"
#include "claims.h"
#include "escape.h"
#include "figures.h"
#include "formats.h"
#include "labels.h"
#include "questions.h"
#include "record-claims.h"
#include "site-page.h"
#include "util.h"

static struct site_claim *find(struct site_claims *all, const struct claim_result *c)
{
	for (size_t i = 0; i < all->count; i++)
		if (!strcmp(all->all[i].claim->id, c->id) &&
		    !strcmp(all->all[i].claim->measure, c->measure))
			return &all->all[i];
	return NULL;
}

static void take(struct site_claims *all, const char *question, size_t place)
{
	const struct record *r = all->records[place];

	for (size_t i = 0; i < r->claim_count; i++) {
		const struct claim_result *c = &r->claims[i];
		const struct pb_claim *known = claim_known(c->id, c->measure);
		struct site_claim *s;

		if (!known || strcmp(known->question, question))
			continue;
		s = find(all, c);
		if (!s) {
			s = PUSH(all->all, all->count);
			*s = (struct site_claim){
				c, known, xcalloc(all->m->place_count, sizeof(*s->of)),
			};
		}
		s->of[place] = c;
	}
}

struct site_claims site_claims(const struct site_model *m, const char *question)
{
	struct site_claims all = { .m = m, .records = site_showing_all(m, question) };

	all.labels = labels_make(all.records, m->place_count);
	for (size_t i = 0; i < m->place_count; i++)
		take(&all, question, i);
	return all;
}

void site_claims_free(struct site_claims *c)
{
	labels_free(c->labels, c->m->place_count);
	while (c->count)
		free(c->all[--c->count].of);
	free(c->all);
	free(c->records);
}

/* In words */

/* "supported: user AMD EPYC 0.46× [0.45, 0.47], user Intel 0.38×; refuted: ..." (malloced) */
static char *verdicts(const struct site_claims *all, const struct site_claim *s)
{
	char *text = xstrdup("");

	for (enum verdict v = VERDICT_SUPPORTED; v < VERDICT_NOT_MEASURABLE; v++) {
		bool first = true;

		for (size_t i = 0; i < all->m->place_count; i++) {
			const struct claim_result *c = s->of[i];
			char *effect = c && c->verdict == v ? claims_effect(c) : NULL;

			if (!effect)
				continue;
			append(&text, "%s%s%s %s %s", first && *text ? "; " : first ? "" : ", ",
			       first ? claims_verdict(c) : "", first ? ":" : "", all->labels[i],
			       effect);
			first = false;
			free(effect);
		}
	}
	return text;
}

static bool lacks(const struct claim_result *c)
{
	return c && c->verdict == VERDICT_NOT_MEASURABLE;
}

/* "no verdict: qemu, xen [1]; user [2]", by the numbers of reasons, behind other verdicts. */
static void append_without(char **text, const struct site_claims *all, const struct site_claim *s,
			   struct names *reasons)
{
	struct names its = { 0 };

	for (size_t i = 0; i < all->m->place_count; i++)
		if (lacks(s->of[i]))
			names_add(&its, claims_why(s->of[i]));
	for (size_t k = 0; k < its.count; k++) {
		const char *between = !k && **text ? "; no verdict: " : k ? "; " : "no verdict: ";

		for (size_t i = 0; i < all->m->place_count; i++) {
			if (!lacks(s->of[i]) || strcmp(claims_why(s->of[i]), its.all[k]))
				continue;
			append(text, "%s%s", between, all->labels[i]);
			between = ", ";
		}
		names_add(reasons, its.all[k]);
		append(text, " [%zu]", names_find(reasons, its.all[k]) + 1);
	}
	names_free(&its);
}

static bool is_about(const struct claim_result *c, const char *bench)
{
	const char *const benches[] = { c->a, c->b, c->base, c->a_of, c->b_of };

	for (size_t i = 0; i < ARRAY_SIZE(benches); i++)
		if (benches[i] && !strcmp(benches[i], bench))
			return true;
	return false;
}

static void put_source(struct row *row, const struct site_claim *s)
{
	char *words = *s->claim->source ? claims_source(s->claim) : NULL;

	put_link(row, words, s->known->mail ? s->known->mail->url : NULL);
	free(words);
}

static char *anchor(const struct claim_result *c)
{
	char *id = escape_page_name(c->id), *all = xasprintf("%s-%s", id, c->measure);

	free(id);
	return all;
}

static void add_row(const struct site_page *p, const struct site_claims *all,
		    const struct site_claim *s, struct table *t, struct names *reasons)
{
	const struct claim_result *c = s->claim;
	struct row *row = table_row(t);
	char *at = anchor(c), *text = verdicts(all, s);

	if (!strcmp(p->file, "claims")) {
		row->id = xstrdup(at);
		put_text(row, c->id);
	} else {
		char *url = xasprintf("%sclaims.html#%s", p->up, at);

		put_link(row, c->id, url);
		free(url);
	}
	put_source(row, s);
	put_text(row, c->text);
	put_text(row, c->measure);
	append_without(&text, all, s, reasons);
	put_own(row, text);
	free(at);
}

void site_add_claims(const struct site_page *p, const struct site *s, const char *question,
		     const char *bench)
{
	static const struct column columns[] = {
		SHOWN(NULL, "claim"), { NULL, "by", LEFT }, { NULL, "what is claimed", WORDS },
		{ NULL, "about", LEFT }, { NULL, "verdicts", WORDS },
	};
	struct table *t = document_table(p->d, NULL, bench ? "claims about it" : "claims", columns,
					 ARRAY_SIZE(columns));
	const struct site_claims *all = &s->claims[names_find(&s->questions, question)];
	struct names reasons = { 0 };

	for (size_t i = 0; i < all->count; i++)
		if (!bench || is_about(all->all[i].claim, bench))
			add_row(p, all, &all->all[i], t, &reasons);
	for (size_t i = 0; i < reasons.count; i++)
		document_add(p->d, BLOCK_ITEM, "[%zu] %s", i + 1, reasons.all[i]);
	names_free(&reasons);
}

/* Pages */

static void put_place(struct table *t, const struct site_claims *all, const struct site_claim *s,
		      const char *question, size_t place)
{
	const struct claim_result *c = s->of[place];
	const struct record *r = all->records[place];
	const struct site_record *of = site_record_of(all->m, r);
	struct row *row = table_row(t);

	PUT_TEXTS(row, c->id, c->measure, question, verdict_names[c->verdict], c->reason);
	PUT_NUMBERS(row, c->effect, c->ci[0], c->ci[1]);
	for (size_t i = 0; i < MACHINE_FACTS; i++)
		put_text(row, changes_fact(r, machine_keys[i]));
	PUT_TEXTS(row, of->target, clock_names[of->clock], of->kernel, of->utc, of->id);
	put_own(row, xasprintf("%s.json", of->file));
	PUT_TEXTS(row, c->source, s->known->mail ? s->known->mail->url : NULL,
		  c->text);
}

static void put_data(struct table *t, const struct site_claims *all, const struct site_claim *s,
		     const char *question)
{
	for (size_t i = 0; i < all->m->place_count; i++)
		if (s->of[i])
			put_place(t, all, s, question, i);
}

/* For other programs: a row for each claim and place, paths from where this file is. */
static void write_data(struct site *s)
{
	static const struct column columns[] = {
		DATA("id"), DATA("measure"), DATA("question"), DATA("verdict"), DATA("reason"),
		DATA("effect"), DATA("ci_lo"), DATA("ci_hi"), DATA("cpu_model"),
		DATA("cpu_vendor"), DATA("cpu_family"), DATA("cpu_model_number"),
		DATA("core_type"), DATA("target"), DATA("clock"), DATA("kernel"),
		DATA("utc"), DATA("run"), DATA("record"), DATA("source"), DATA("url"),
		DATA("claim"),
	};
	struct document *d = document_new("claims");
	struct table *t = document_table(d, "claims", NULL, columns, ARRAY_SIZE(columns));
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t q = 0; q < s->questions.count; q++)
		for (size_t i = 0; i < s->claims[q].count; i++)
			put_data(t, &s->claims[q], &s->claims[q].all[i],
				 s->questions.all[q]);
	json_document(d, out);
	fclose(out);
	document_free(d);
	site_put(&s->folder, "claims.json", 0, text, size);
	free(text);
}

static void add_left_out(struct document *d, const struct site_model *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++)
		n += m->records[i].whole ? m->records[i].whole->left_out : 0;
	if (n)
		document_add(d, BLOCK_PARAGRAPH, "Verdicts on claims that this version of "
			     "privbench does not make are left out: %zu.", n);
}

void site_claim_page(struct site *s)
{
	struct site_page p = site_page("claims", "Claims, and what measurements say of them");

	document_add(p.d, BLOCK_PARAGRAPH, "What was claimed on mailing lists, in our words, and "
		     "the verdict of the newest record of each machine and target that measured "
		     "it. A claim is about time (cycles), path length (instructions), or code size "
		     "(bytes), and has its verdict from figures of that measure alone.");
	document_add(p.d, BLOCK_PARAGRAPH, "The same for programs: claims.json");
	document_url(p.d, "claims.json");
	for (size_t q = 0; q < s->questions.count; q++) {
		if (!s->claims[q].count)
			continue;
		document_add(p.d, BLOCK_SECTION, "%s", pb_question_title(s->questions.all[q]));
		site_leads(&p, site_question_file(s->questions.all[q]));
		site_add_claims(&p, s, s->questions.all[q], NULL);
	}
	add_left_out(p.d, &s->model);
	site_page_write(s, &p);
	write_data(s);
}

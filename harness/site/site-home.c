// SPDX-License-Identifier: GPL-2.0-only
/* The first page: what is known, where it was measured, and what is new. */
#include <stdlib.h>

#include "site-page.h"
#include "tables.h"
#include "text.h"
#include "util.h"

#define NEWEST 10
#define ANSWERS_SHOWN 80		/* lines, about */

static const struct record **showing(const void *model, const char *question)
{
	return site_showing_all(model, question);
}

static void add_answers_of(const struct site_page *p, const struct site_model *m)
{
	const struct record **mains = site_mains(m);

	document_add(p->d, BLOCK_PARAGRAPH,
		     "What privileged x86 instructions cost. Core cycles are measured on silicon; "
		     "instructions are counted exactly by QEMU and are path length, not time. "
		     "\"-\" is a bench that no record of the column has.");
	add_answers_first(p->d, mains, m->place_count, ANSWERS_SHOWN, showing, m);
	document_add(p->d, BLOCK_PARAGRAPH, "All questions, with figures, pictures and claims");
	site_leads(p, xstrdup("questions"));
	free(mains);
}

static void add_facts(const struct site_page *p, const struct site_model *m)
{
	document_fact(p->d, "records", "%zu of %zu machine%s and %zu kernel%s, from %s to %s",
		      m->count, m->machine_count, plural(m->machine_count), m->kernels.count,
		      plural(m->kernels.count), m->records[m->count - 1].utc, m->records[0].utc);
	document_fact(p->d, "news", "feed.xml: new records, and verdicts that changed");
	document_url(p->d, "feed.xml");
	document_fact(p->d, "verdicts", "claims.json: for other programs");
	document_url(p->d, "claims.json");
}

void site_home(struct site *s)
{
	const struct site_model *m = &s->model;
	struct site_page p = site_page("index", "privbench: what privileged instructions cost");

	add_answers_of(&p, m);
	document_add(p.d, BLOCK_SECTION, "Machines");
	site_add_machines(&p, m);
	document_add(p.d, BLOCK_SECTION, "Records");
	add_facts(&p, m);
	document_add(p.d, BLOCK_HEADING, "Newest");
	site_add_records(&p, m, NULL, m->count < NEWEST ? m->count : NEWEST);
	site_page_write(s, &p);
}

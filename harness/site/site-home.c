// SPDX-License-Identifier: GPL-2.0-only
/* The first page: what is known, where it was measured, and what is new. */
#include <stdlib.h>

#include "site-page.h"
#include "tables.h"
#include "text.h"
#include "util.h"

#define NEWEST 10
#define ANSWERS_SHOWN 80		/* lines, about */

static void add_introduction(const struct site_page *p, const struct site_model *m)
{
	document_add(p->d, BLOCK_PARAGRAPH,
		     "What privileged x86 instructions cost, and the sequences around them that "
		     "kernel developers argue about. Core cycles are measured on silicon; "
		     "instructions are counted exactly by QEMU and are path length, not time. "
		     "\"-\" is a bench that no record of the column has.");
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
	const struct record **mains = site_mains(m);
	struct site_page p = site_page("index", "privbench: what privileged instructions cost");

	add_introduction(&p, m);
	document_add(p.d, BLOCK_SECTION, "Answers");
	add_answers(p.d, mains, m->place_count, ANSWERS_SHOWN);
	document_add(p.d, BLOCK_PARAGRAPH, "All questions, with figures, pictures and claims");
	site_leads(&p, xstrdup("questions"));
	document_add(p.d, BLOCK_SECTION, "Machines");
	site_add_machines(&p, m);
	document_add(p.d, BLOCK_SECTION, "Newest records");
	site_add_records(&p, m, NULL, m->count < NEWEST ? m->count : NEWEST);
	site_page_write(s, &p);
	free(mains);
}

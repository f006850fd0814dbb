// SPDX-License-Identifier: GPL-2.0-only
/* What is new, as an Atom feed (RFC 4287): records, and verdicts that changed with one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "claim-words.h"
#include "claims.h"
#include "escape.h"
#include "record-claims.h"
#include "site-page.h"
#include "util.h"

#define ENTRIES 50

struct feed {
	const struct site *s;
	FILE *out;
};

/* A feed with another date is none; readers take the record anyway. */
static bool is_time(const char *utc)
{
	struct tm tm = { 0 };
	const char *end = strptime(utc, "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end && !*end;
}

static void put(const struct feed *f, const char *element, const char *text)
{
	fprintf(f->out, "<%s>", element);
	put_html(text, f->out);
	fprintf(f->out, "</%s>\n", element);
}

/* Where a page is: from the feed on, unless it was said where that is. */
static void put_link_to(const struct feed *f, const char *page, const char *relation)
{
	fprintf(f->out, "<link rel=\"%s\" href=\"", relation);
	put_html(f->s->url ? f->s->url : "", f->out);
	put_html(page, f->out);
	fputs("\"/>\n", f->out);
}

/* Frees `title`. */
static void put_entry(const struct feed *f, const struct site_record *s, const char *what,
		      char *title, const char *summary)
{
	char *page = xasprintf("%s.html", s->file);
	char *id = xasprintf("urn:privbench:%s%s", s->file, what);

	fputs("<entry>\n", f->out);
	put(f, "id", id);
	put(f, "title", title);
	put(f, "updated", s->utc);
	put_link_to(f, page, "alternate");
	put(f, "summary", summary);
	fputs("</entry>\n", f->out);
	free(id);
	free(page);
	free(title);
}

static bool decides(enum verdict v)
{
	return v == VERDICT_SUPPORTED || v == VERDICT_REFUTED || v == VERDICT_NO_DIFFERENCE;
}

static const struct site_verdict *verdict_in(const struct site_record *s,
					     const struct site_verdict *like)
{
	for (size_t i = 0; i < s->verdict_count; i++)
		if (!strcmp(s->verdicts[i].id, like->id) &&
		    !strcmp(s->verdicts[i].measure, like->measure))
			return decides(s->verdicts[i].verdict) ? &s->verdicts[i] : NULL;
	return NULL;
}

/* What was decided there last before this record. */
static const struct site_verdict *verdict_before(const struct site_model *m,
						 const struct site_record *s,
						 const struct site_verdict *now)
{
	const struct site_place *p = site_place_of(m, s);
	size_t mine = (size_t)(s - m->records);
	const struct site_verdict *before = NULL;

	for (size_t i = 0; i < p->count && !before; i++)
		if (p->records[i] > mine && m->records[p->records[i]].calibrated)
			before = verdict_in(&m->records[p->records[i]], now);
	return before;
}

static void put_changes(const struct feed *f, const struct site_record *s, const char *where)
{
	for (size_t i = 0; s->calibrated && i < s->verdict_count; i++) {
		const struct site_verdict *v = &s->verdicts[i], *before;
		char *what;

		before = decides(v->verdict) ? verdict_before(&f->s->model, s, v) : NULL;
		if (!before || before->verdict == v->verdict)
			continue;
		what = xasprintf(":%s:%s", v->id, v->measure);
		put_entry(f, s, what, xasprintf("%s (%s), %s: %s, then %s", v->id, v->measure,
						where, verdict_names[before->verdict],
						verdict_names[v->verdict]),
			  claim_known(v->id, v->measure)->text);
		free(what);
	}
}

static void put_record(const struct feed *f, const struct site_record *s)
{
	const struct site_machine *machine = f->s->model.machines[s->machine];
	char *where = xasprintf("%s at %s", machine->name, s->target);
	char *summary = xasprintf("%zu of %zu benches measured, in %s; kernel %s", s->measured,
				  s->count, clock_units[s->clock],
				  s->kernel ? s->kernel : "none, or unknown");

	put_changes(f, s, where);
	put_entry(f, s, "", xasprintf("New record: %s", where), summary);
	free(summary);
	free(where);
}

/* The newest records that have a date. */
static void put_entries(const struct feed *f)
{
	const struct site_model *m = &f->s->model;

	for (size_t i = 0, n = 0; i < m->count && n < ENTRIES; i++) {
		if (!is_time(m->records[i].utc))
			continue;
		n++;
		put_record(f, &m->records[i]);
	}
}

static const char *newest_time(const struct site_model *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (is_time(m->records[i].utc))
			return m->records[i].utc;
	return "1970-01-01T00:00:00Z";
}

void site_feed(struct site *s)
{
	char *text;
	size_t size;
	struct feed f = { s, open_memstream(&text, &size) };

	fputs("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	      "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n", f.out);
	put(&f, "id", s->url ? s->url : "urn:privbench:site");
	put(&f, "title", "privbench: new records, and verdicts that changed");
	put(&f, "updated", newest_time(&s->model));
	fputs("<author><name>privbench</name></author>\n", f.out);
	put_link_to(&f, "feed.xml", "self");
	put_link_to(&f, "index.html", "alternate");
	put_entries(&f);
	fputs("</feed>\n", f.out);
	fclose(f.out);
	site_put(&s->folder, "feed.xml", 0, text, size);
	free(text);
}

// SPDX-License-Identifier: GPL-2.0-only
/* The records: as they are, each on a page, and their list. */
#include <stdlib.h>
#include <string.h>

#include "build-id.h"
#include "parallel.h"
#include "site-page.h"
#include "tables.h"
#include "util.h"

struct pages {
	struct site *s;
	uint64_t program;		/* what makes the pages */
};

static void write_page(struct site *s, const struct site_record *of, const struct record *r,
		       uint64_t stamp)
{
	const struct site_machine *machine = s->model.machines[of->machine];
	char *title = xasprintf("%s at %s, %s", machine->name, of->target, of->utc);
	struct site_page p =
		site_page_of(records_document(&r, 1, false, false), of->file, title);

	add_machine_facts(p.d, r);
	document_fact(p.d, "command", "%s", r->command);
	document_fact(p.d, "file", "%s", of->path);
	site_page_write_stamped(s, &p, stamp);
	free(title);
}

/* A page hangs on its record and on the program alone; reading the record takes most time. */
static void write_one(void *arg, size_t i)
{
	struct pages *pages = arg;
	struct site *s = pages->s;
	const struct site_record *of = &s->model.records[i];
	uint64_t stamp = hash(pages->program, &of->stamp, sizeof(of->stamp));
	char *page = xasprintf("%s.html", of->file), *data = xasprintf("%s.json", of->file), *text;
	bool has_page, has_data;
	size_t length;
	struct record *r;

	stamp = hash(stamp, of->path, strlen(of->path));
	has_page = site_has(&s->folder, page, stamp);
	has_data = site_has(&s->folder, data, of->stamp);
	if (!has_page || !has_data) {
		r = site_record_read(&s->model, of->path, &text, &length);
		if (r && !has_data)
			site_put(&s->folder, data, of->stamp, text, length);
		if (r && !has_page)
			write_page(s, of, r, stamp);
		record_free(r);
		free(text);
	}
	free(data);
	free(page);
}

void site_record_pages(struct site *s)
{
	char *id = build_id();
	struct pages pages = { s, hash(HASH, id ? id : "", id ? strlen(id) : 0) };
	struct site_page p = site_page("records", "Records");

	parallel(s->model.count, write_one, &pages);
	document_add(p.d, BLOCK_PARAGRAPH, "Newest first. A record is the JSON file of one run, "
		     "as privbench wrote it.");
	site_add_records(&p, &s->model, NULL, s->model.count);
	site_page_write(s, &p);
	free(id);
}

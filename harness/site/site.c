// SPDX-License-Identifier: GPL-2.0-only
#include "site.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "complain.h"
#include "interrupt.h"
#include "questions.h"
#include "site-claims.h"
#include "site-page.h"
#include "util.h"

static void take_names(struct site *s)
{
	const struct site_model *m = &s->model;

	for (unsigned int i = 0; i < pb_question_count; i++)
		names_add(&s->questions, pb_questions[i].id);
	for (unsigned int i = 0; i < pb_bench_count; i++)
		names_add(&s->benches, pb_benches[i]->name);
	for (size_t i = 0; i < m->count; i++) {
		const struct record *r = m->records[i].whole;

		for (size_t k = 0; r && k < r->result_count; k++) {
			names_add(&s->questions, r->results[k].question);
			names_add(&s->benches, r->results[k].name);
		}
	}
}

static void take_claims(struct site *s)
{
	size_t n = s->questions.count;

	s->claims = xcalloc(n + 1, sizeof(*s->claims));
	for (size_t i = 0; i <= n; i++)
		s->claims[i] = site_claims(&s->model, i < n ? s->questions.all[i] : "");
}

static void free_site(struct site *s)
{
	for (size_t i = 0; s->claims && i <= s->questions.count; i++)
		site_claims_free(&s->claims[i]);
	free(s->claims);
	names_free(&s->questions);
	names_free(&s->benches);
	site_model_free(&s->model);
	free((char *)s->url);
}

/* What leads to other pages comes after them, so that a site is whole at any time. */
static void write_pages(struct site *s)
{
	site_record_pages(s);
	site_question_pages(s);
	site_bench_pages(s);
	site_claim_page(s);
	site_machine_pages(s);
	site_kernel_pages(s);
	site_instruction_page(s);
	site_feed(s);
	site_home(s);
}

/* With a slash at its end (malloced), or NULL. */
static char *folder_url(const char *url)
{
	size_t n = url ? strlen(url) : 0;

	return url ? xasprintf("%s%s", url, n && url[n - 1] == '/' ? "" : "/") : NULL;
}

/* Without gnuplot the pages are written, too. */
static int publish(struct site *s, const char *to, struct site_counts *counts)
{
	int err = site_open(&s->folder, to), pictures;

	if (err)
		return err;
	take_names(s);
	take_claims(s);
	pictures = site_pictures(s);
	if (pictures && interrupted())		/* gnuplot was, too */
		s->folder.err = -EINTR;
	else if (pictures && pictures != -ENOENT)
		s->folder.err = pictures;
	else
		write_pages(s);
	*counts = (struct site_counts){
		s->model.count, s->model.unreadable, s->folder.written, s->folder.kept, 0,
	};
	if (s->folder.err == -EINTR)
		complain("interrupted: %s has pages of before and after; publish again", to);
	err = site_close(&s->folder);
	counts->removed = s->folder.removed;
	return err ? err : pictures;
}

int site_publish(const char *records, const char *to, const char *url, struct site_counts *counts)
{
	struct site s = { .url = folder_url(url) };
	int err;

	interrupt_catch();
	err = site_model_read(&s.model, records);
	if (!err && interrupted()) {
		complain("interrupted: %s is as it was", to);
		err = -EINTR;
	}
	if (!err)
		err = publish(&s, to, counts);
	free_site(&s);
	return err;
}

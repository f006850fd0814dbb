// SPDX-License-Identifier: GPL-2.0-only
/* Machines and kernels: the lists, and a page for each. */
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "figures.h"
#include "site-figures.h"
#include "site-page.h"
#include "tables.h"
#include "util.h"

#define KERNELS_BESIDE 6	/* the latest */

/* The numbers of the records that are of a machine, or a kernel (malloced). */
static size_t *records_where(const struct site_model *m,
			     bool (*is)(const struct site_record *s, const void *arg),
			     const void *arg, size_t *count)
{
	size_t *which = xcalloc(m->count, sizeof(*which));

	*count = 0;
	for (size_t i = 0; i < m->count; i++)
		if (is(&m->records[i], arg))
			which[(*count)++] = i;
	return which;
}

static void add_records_where(const struct site_page *p, const struct site_model *m,
			      bool (*is)(const struct site_record *s, const void *arg),
			      const void *arg)
{
	size_t count, *which = records_where(m, is, arg, &count);

	document_add(p->d, BLOCK_SECTION, "Records");
	site_add_records(p, m, which, count);
	free(which);
}

/* Machines */

static bool of_machine(const struct site_record *s, const void *machine)
{
	return s->machine == *(const size_t *)machine;
}

/* "12 supported, 1 refuted, 47 not measurable" (malloced) */
static char *counted_verdicts(const struct record *r)
{
	char *text = xstrdup("");

	for (enum verdict v = VERDICT_SUPPORTED; v <= VERDICT_NOT_MEASURABLE; v++) {
		size_t n = 0;

		for (size_t i = 0; i < r->claim_count; i++)
			n += r->claims[i].verdict == v;
		if (n)
			append(&text, "%s%zu %s", *text ? ", " : "", n, verdict_names[v]);
	}
	if (!*text)
		append(&text, "none");
	return text;
}

/* What happened there over time. */
static const struct machine *trend_of(const struct trend *t, const struct site_model *m,
				      const struct site_place *p)
{
	const char *cpu = m->machines[p->machine]->name;

	for (size_t i = 0; i < t->count; i++)
		if (t->machines[i].clock == p->clock && !strcmp(t->machines[i].cpu, cpu) &&
		    !strcmp(t->machines[i].target, p->target))
			return &t->machines[i];
	return NULL;
}

static void add_place(const struct site_page *p, const struct site_model *m,
		      const struct site_place *place)
{
	const struct site_record *s = &m->records[place->main];
	const struct machine *history = trend_of(&m->trend, m, place);
	char *verdicts = counted_verdicts(s->whole);

	document_add(p->d, BLOCK_SECTION, "%s, %s", place->target, site_unit(s->whole));
	document_fact(p->d, "record", "%s, %zu of %zu benches measured", s->utc, s->measured,
		      s->count);
	site_leads(p, xstrdup(s->file));
	if (!s->calibrated)
		document_fact(p->d, "calibration", "failed: its cycles decide nothing");
	document_fact(p->d, "kernel", "%s", s->kernel ? s->kernel : "none, or unknown");
	document_fact(p->d, "claims", "%s", verdicts);
	if (history && history->count > 1)
		add_trend_history(p->d, history);
	document_add(p->d, BLOCK_FOLD, "The machine as %s recorded it", place->target);
	add_machine_facts(p->d, s->whole);
	document_unfold(p->d);
	free(verdicts);
}

static void write_machine(struct site *s, size_t machine)
{
	const struct site_model *m = &s->model;
	struct site_page p = site_page(m->machines[machine]->file, m->machines[machine]->name);

	document_fact(p.d, "CPU", "%s", m->machines[machine]->numbers);
	for (size_t i = 0; i < m->place_count; i++)
		if (m->places[i].machine == machine)
			add_place(&p, m, &m->places[i]);
	add_records_where(&p, m, of_machine, &machine);
	site_page_write(s, &p);
}

/* "kvm, user" (malloced) */
static char *targets_of(const struct site_model *m, size_t machine)
{
	struct names targets = { 0 };
	char *text;

	for (size_t i = 0; i < m->place_count; i++)
		if (m->places[i].machine == machine)
			names_add(&targets, m->places[i].target);
	text = join(targets.all, targets.count, ", ");
	names_free(&targets);
	return text;
}

void site_add_machines(const struct site_page *p, const struct site_model *m)
{
	static const struct column columns[] = {
		SHOWN(NULL, "machine"), { NULL, "CPU", LEFT }, { NULL, "targets", LEFT },
		SHOWN(NULL, "records"), { NULL, "newest (UTC)", LEFT },
	};
	struct table *t = document_table(p->d, NULL, NULL, columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < m->machine_count; i++) {
		size_t count, *which = records_where(m, of_machine, &i, &count);
		struct row *row = table_row(t);

		site_cell(p, row, m->machines[i]->name, xstrdup(m->machines[i]->file));
		put_text(row, m->machines[i]->numbers);
		put_own(row, targets_of(m, i));
		put_count(row, count);
		put_text(row, m->records[which[0]].utc);
		free(which);
	}
}

void site_machine_pages(struct site *s)
{
	struct site_page p = site_page("machines", "Machines");

	document_add(p.d, BLOCK_PARAGRAPH, "CPUs by name, family and model. What QEMU emulates "
		     "is a CPU of its own: its instructions are counted, its time is nobody's.");
	site_add_machines(&p, &s->model);
	site_add_pictures(s, &p, "cpus", NULL, "the same benches on CPUs of different models");
	site_add_pictures(s, &p, "xen", NULL, "what Xen PV adds to a path");
	site_add_pictures(s, &p, "worlds", NULL, "sites natively, under KVM, Xen PV and UML");
	site_page_write(s, &p);
	for (size_t i = 0; i < s->model.machine_count; i++)
		write_machine(s, i);
}

/* Kernels */

static bool of_kernel(const struct site_record *s, const void *kernel)
{
	return s->kernel && !strcmp(s->kernel, kernel);
}

/* The place's records of at most so many kernels from one in the list on, the oldest first. */
static size_t of_kernels(const struct site_model *m, const struct site_place *place, size_t from,
			 size_t most, const struct record *records[])
{
	size_t n = 0;

	for (size_t k = from; k < m->kernels.count && n < most; k++) {
		const struct record *r = site_of_kernel(m, place, m->kernels.all[k]);

		if (!r && k == from && from)
			return 0;
		if (!r)
			continue;
		memmove(records + 1, records, n++ * sizeof(*records));
		records[0] = r;
	}
	return n;
}

/* Only what differs. */
static void add_differences(const struct site_page *p, const struct site_model *m, size_t from,
			    size_t most)
{
	const struct record *records[KERNELS_BESIDE];

	for (size_t i = 0; i < m->place_count; i++) {
		const struct site_place *place = &m->places[i];
		size_t n = place->clock == CLOCK_EMULATED ? 0 :
			   of_kernels(m, place, from, most, records);

		if (n < 2)
			continue;
		document_add(p->d, BLOCK_SECTION, "What differs at %s, %s", place->target,
			     m->machines[place->machine]->name);
		add_beside(p->d, records, n, true);
	}
}

static void write_kernel(struct site *s, size_t kernel)
{
	const struct site_model *m = &s->model;
	const char *release = m->kernels.all[kernel];
	char *file = site_kernel_file(release), *title = xasprintf("Linux %s", release);
	struct site_page p = site_page(file, title);

	document_add(p.d, BLOCK_PARAGRAPH, "Beside the kernel before it at the same place, as far "
		     "as that was measured there.");
	add_differences(&p, m, kernel, 2);
	add_records_where(&p, m, of_kernel, release);
	site_page_write(s, &p);
	free(title);
	free(file);
}

static void add_kernels(const struct site_page *p, const struct site_model *m)
{
	static const struct column columns[] = {
		SHOWN(NULL, "kernel"), SHOWN(NULL, "records"), { NULL, "newest (UTC)", LEFT },
	};
	struct table *t = document_table(p->d, NULL, NULL, columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < m->kernels.count; i++) {
		size_t count, *which = records_where(m, of_kernel, m->kernels.all[i], &count);
		struct row *row = table_row(t);

		site_kernel_cell(p, row, m->kernels.all[i]);
		put_count(row, count);
		put_text(row, m->records[which[0]].utc);
		free(which);
	}
}

void site_kernel_pages(struct site *s)
{
	struct site_page p = site_page("kernels", "Kernels");

	add_kernels(&p, &s->model);
	site_add_pictures(s, &p, "kernels", NULL, "the same benches under several kernels");
	site_add_pictures(s, &p, "exits", NULL, "what it costs to leave a guest, by kernel");
	add_differences(&p, &s->model, 0, KERNELS_BESIDE);
	site_page_write(s, &p);
	for (size_t i = 0; i < s->model.kernels.count; i++)
		write_kernel(s, i);
}

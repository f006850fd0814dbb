// SPDX-License-Identifier: GPL-2.0-only
#include "site-figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "document.h"
#include "figures.h"
#include "labels.h"
#include "util.h"

const char *site_clock_heading(enum clock clock)
{
	static const char *const headings[] = {
		[CLOCK_SILICON] = "core cycles",
		[CLOCK_ICOUNT] = "instructions: path length, not time",
		[CLOCK_EMULATED] = "emulated ticks: they describe the emulator",
	};

	return headings[clock];
}

static bool any_measured(const struct record *r, const struct names *benches)
{
	for (size_t i = 0; i < benches->count; i++)
		if (result_measured(record_find(r, benches->all[i])))
			return true;
	return false;
}

const char *site_unit(const struct record *r)
{
	return record_counts_hypervisor(r) ? "instructions with the hypervisor's" :
					     clock_units[r->clock];
}

/* Whose path it is, if that is not the same in all (malloced); else NULL. */
static char *kernel_of(const struct record *r, const struct record *const all[], size_t count)
{
	char *own = r->clock == CLOCK_ICOUNT ? label_kernel(r) : NULL;
	bool differ = false;

	for (size_t i = 0; own && i < count; i++) {
		char *other = all[i]->clock == CLOCK_ICOUNT ? label_kernel(all[i]) : NULL;

		differ |= other && strcmp(other, own) != 0;
		free(other);
	}
	if (differ)
		return own;
	free(own);
	return NULL;
}

/* A label that tells the record apart, completed so that it tells where and what it measured. */
static char *label_of(const struct record *r, const char *label, const char *kernel, bool unit)
{
	size_t n = strlen(r->target);
	bool tell = unit || record_counts_hypervisor(r);
	bool target = !strncmp(label, r->target, n) && (!label[n] || label[n] == ' ');

	return xasprintf("%s%s%s%s%s%s%s%s", target ? "" : r->target, target ? "" : " ", label,
			 kernel ? ", Linux " : "", kernel ? kernel : "",
			 tell ? ", " : "", tell ? site_unit(r) : "",
			 calibration_failed(r) ? "; calibration failed" : "");
}

struct site_figures site_figures(const struct record *const all[], size_t count, int clock,
				 const struct names *benches)
{
	struct site_figures f = {
		.records = xcalloc(count, sizeof(*f.records)),
		.labels = xcalloc(count, sizeof(*f.labels)),
	};
	char **labels = labels_make(all, count);

	for (size_t i = 0; i < count; i++) {
		bool any = clock == SITE_ALL_CLOCKS;
		char *kernel;

		if ((!any && (int)all[i]->clock != clock) || !any_measured(all[i], benches))
			continue;
		kernel = kernel_of(all[i], all, count);
		f.labels[f.count] = label_of(all[i], labels[i], kernel, any);
		f.records[f.count++] = all[i];
		free(kernel);
	}
	labels_free(labels, count);
	return f;
}

bool site_figures_measured(const struct site_figures *f, const char *bench)
{
	for (size_t i = 0; i < f->count; i++)
		if (result_measured(record_find(f->records[i], bench)))
			return true;
	return false;
}

void site_figures_free(struct site_figures *f)
{
	labels_free(f->labels, f->count);
	names_free(&f->reasons);
	free(f->records);
}

struct table *site_figures_table(const struct site_figures *f, struct document *d,
				 const char *title, const struct column *own, size_t own_count)
{
	struct column *columns = xcalloc(own_count + f->count, sizeof(*columns));
	struct table *t;

	memcpy(columns, own, own_count * sizeof(*columns));
	for (size_t i = 0; i < f->count; i++)
		columns[own_count + i].heading = f->labels[i];
	t = document_table(d, NULL, title, columns, own_count + f->count);
	free(columns);
	return t;
}

static char *figure_words(const struct record *r, const struct result *result)
{
	char *figure = table_estimate(r, result);
	char *interval = r->clock == CLOCK_ICOUNT ? NULL : table_interval(r, result);

	if (interval)
		append(&figure, " %s", interval);
	free(interval);
	return figure;
}

const char *site_figures_why(const struct result *result)
{
	return !result ? "the record does not have it" :
	       result->reason ? result->reason : "no reason was recorded";
}

void site_figures_cells(struct site_figures *f, struct row *row, const char *bench)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct result *result = record_find(f->records[i], bench);
		const char *why = site_figures_why(result);

		if (result && result->status == STATUS_OK && isfinite(result->estimate)) {
			put_own(row, figure_words(f->records[i], result));
			f->spread |= figures_spread(f->records[i], result);
			continue;
		}
		names_add(&f->reasons, why);
		put_own(row, xasprintf("%s [%zu]", result ? status_names[result->status] : "absent",
				       names_find(&f->reasons, why) + 1));
	}
}

void site_figures_reasons(const struct site_figures *f, struct document *d)
{
	if (f->spread)
		document_add(d, BLOCK_ITEM, "%s", figures_spreading);
	for (size_t i = 0; i < f->reasons.count; i++)
		document_add(d, BLOCK_ITEM, "[%zu] %s", i + 1, f->reasons.all[i]);
}

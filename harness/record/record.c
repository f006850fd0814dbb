// SPDX-License-Identifier: GPL-2.0-only
#include "record.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

double count_of(const struct count *counts, size_t n, const char *name)
{
	for (; n; n--, counts++)
		if (!strcmp(counts->name, name))
			return counts->value;
	return NAN;
}

struct record *record_new(void)
{
	struct record *r = xcalloc(1, sizeof(*r));

	r->core_ratio = r->tsc_khz = NAN;
	return r;
}

const struct fact *record_find_fact(const struct record *r, const char *key)
{
	size_t i;

	for (i = 0; i < r->fact_count; i++)	/* NOLINT: r is never NULL */
		if (!strcmp(r->facts[i].key, key))
			return &r->facts[i];
	return NULL;
}

const char *record_counts_hypervisor(const struct record *r)
{
	const char *guest_of = record_guest_of(r);

	if (r->clock != CLOCK_ICOUNT || !guest_of)
		return NULL;
	return !strcmp(guest_of, "xen-pv") ? "Xen" : !strcmp(guest_of, "kvm") ? "KVM" : NULL;
}

const char *record_guest_of(const struct record *r)
{
	const struct fact *virt = record_find_fact(r, "virt");

	return virt && virt->value && strcmp(virt->value, "none") ? virt->value : NULL;
}

/* The fact of that key, new or emptied. */
static struct fact *fresh_fact(struct record *r, const char *key)
{
	struct fact *f = (struct fact *)record_find_fact(r, key);

	if (f)
		fact_free(f);
	else
		f = PUSH(r->facts, r->fact_count);
	*f = (struct fact){ .key = xstrdup(key) };
	return f;
}

void record_fact(struct record *r, const char *key, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fresh_fact(r, key)->value = xvasprintf(fmt, args);
	va_end(args);
}

void record_fact_missing(struct record *r, const char *key, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fresh_fact(r, key)->missing = xvasprintf(fmt, args);
	va_end(args);
}

double *record_own_fact(struct record *r, const char *key)
{
	if (!strcmp(key, "tsc_khz"))
		return &r->tsc_khz;
	return strcmp(key, "core_tsc_ratio") ? NULL : &r->core_ratio;
}

void record_fact_number(struct record *r, const char *key, double value)
{
	double *own = record_own_fact(r, key);
	struct fact *f;
	char text[32];

	if (own) {
		*own = value;
	} else if (!isfinite(value)) {
		record_fact_missing(r, key, "not known");
	} else {
		f = fresh_fact(r, key);
		f->value = xstrdup(record_number(text, value));
		f->number = true;
	}
}

void record_note(struct record *r, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	*PUSH(r->notes, r->note_count) = xvasprintf(fmt, args);
	va_end(args);
}

struct result *record_add_result(struct record *r, const char *name)
{
	struct result *result = PUSH(r->results, r->result_count);

	*result = (struct result){
		.name = xstrdup(name), .status = STATUS_FAILED,
		.insns = -1, .bytes = -1, .cold = -1, .tables = -1,
		.estimate = NAN, .ci = { NAN, NAN },
		.min = NAN, .p50 = NAN, .p99 = NAN, .max = NAN,
		.estimate_with_dropped = NAN, .longest_us = NAN,
	};
	return result;
}

/* Its batch of that pass, from *at on, which goes on from there: passes ascend. */
static const struct batch *batch_of(const struct result *result, long pass, size_t *at)
{
	while (*at < result->batch_count && result->batches[*at].pass < pass)
		++*at;
	if (*at == result->batch_count || result->batches[*at].pass != pass)
		return NULL;
	return &result->batches[*at];
}

size_t record_common(const struct result *const results[], size_t n, double *figures[])
{
	size_t *at = xcalloc(n, sizeof(*at)), i, k, count = 0;

	for (i = 0; i < n; i++)
		figures[i] = xcalloc(results[0]->batch_count + 1, sizeof(**figures));
	for (k = 0; k < results[0]->batch_count; k++) {
		for (i = 0; i < n; i++) {
			const struct batch *b =
				batch_of(results[i], results[0]->batches[k].pass, &at[i]);

			if (!b)
				break;
			figures[i][count] = b->estimate;
		}
		count += i == n;
	}
	free(at);
	return count;
}

size_t record_count(const struct record *r, enum status status)
{
	size_t i, n = 0;

	for (i = 0; i < r->result_count; i++)
		n += r->results[i].status == status;
	return n;
}

bool record_contended(const struct record *r)
{
	return record_count(r, STATUS_CONTENDED) > record_count(r, STATUS_OK);
}

const struct result *record_find(const struct record *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->result_count; i++)
		if (!strcmp(r->results[i].name, name))
			return &r->results[i];
	return NULL;
}

bool result_measured(const struct result *result)
{
	return result && result->status == STATUS_OK && isfinite(result->estimate);
}

bool result_has_figure(const struct result *result)
{
	return result && isfinite(result->estimate) &&
	       (result->status == STATUS_OK || result->status == STATUS_CONTENDED);
}

double record_ticks(const struct record *r, double cycles)
{
	return r->clock == CLOCK_SILICON ? cycles / r->core_ratio : NAN;
}

double record_ns(const struct record *r, double cycles)
{
	return record_ticks(r, cycles) / r->tsc_khz * 1e6;
}

char *record_number(char text[32], double value)
{
	int digits;

	for (digits = 15; digits <= 17; digits++) {
		snprintf(text, 32, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return text;
}

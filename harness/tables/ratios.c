// SPDX-License-Identifier: GPL-2.0-only
#include "ratios.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "questions.h"
#include "record.h"
#include "util.h"

#define LEAST_AMOUNT 8		/* smaller numbers are of states, leaves and registers */

static bool is_ok(const struct result *result)
{
	return result && result->status == STATUS_OK;
}

const struct result *ratio_base(const struct record *r, const char *question)
{
	const struct pb_question *q = pb_question(question);

	for (size_t i = 0; q && i < PB_HEADLINE && q->headline[i]; i++)
		if (is_ok(record_find(r, q->headline[i])))
			return record_find(r, q->headline[i]);
	for (const struct result *x = r->results; x < r->results + r->result_count; x++)
		if (is_ok(x) && x->question && !strcmp(x->question, question))
			return x;
	return NULL;
}

/* Where the number at its end begins; its end: there is none. */
static const char *number_of(const char *name)
{
	const char *end = name + strlen(name), *at = end;

	while (at > name && isdigit((unsigned char)at[-1]))
		at--;
	return at > name + 1 && at[-1] == '-' ? at : end;
}

/* How often, or how many pages: "tlb-load-16" 16, "invlpg" 1 */
static long amount_of(const char *name)
{
	long amount = atol(number_of(name));

	return amount < LEAST_AMOUNT ? 1 : amount;
}

/* The base as it is with another amount: "tlb-load-256"; of 1 also without the number. */
static const struct result *of_amount(const struct record *r, const char *base, long amount)
{
	const char *number = number_of(base);
	char *stem = xasprintf("%.*s", (int)(number - base) - !!*number, base);
	char *name = xasprintf("%s-%ld", *number ? stem : base, amount);
	const struct result *result = record_find(r, name);

	if (!result && amount == 1)
		result = record_find(r, stem);
	free(name);
	free(stem);
	return result;
}

const struct result *ratio_base_of(const struct record *r, const struct result *question_base,
				   const struct result *result)
{
	const struct result *base = question_base;
	long amount = amount_of(result->name);

	if (base && amount_of(base->name) != amount)
		base = of_amount(r, base->name, amount);
	if (base == result && amount_of(base->name) != amount_of(question_base->name))
		return NULL;	/* its like are compared with it, if there are any */
	return is_ok(base) && base->estimate >= .5 ? base : NULL;
}

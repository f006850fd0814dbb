// SPDX-License-Identifier: GPL-2.0-only
#include "table-claims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "text.h"
#include "util.h"

#define VERDICT_WIDTH 15
#define EFFECT_WIDTH 22
#define INDENT (2 + VERDICT_WIDTH + EFFECT_WIDTH)

static char *effect_text(const struct claim_result *c)
{
	if (!isfinite(c->ci[0]) || !isfinite(c->ci[1]) || c->ci[0] == c->ci[1])
		return xasprintf("%.2f× %s", c->effect, c->measure);
	return xasprintf("%.2f× [%.2f, %.2f] %s", c->effect, c->ci[0], c->ci[1], c->measure);
}

static bool undecided(const struct claim_result *c)
{
	return c->verdict == VERDICT_NOT_MEASURABLE;
}

char *claims_undecided(const struct record *r, size_t i)
{
	const char *reason = r->claims[i].reason;
	char *ids = NULL, *longer;
	size_t k;

	if (!undecided(&r->claims[i]))
		return NULL;
	for (k = 0; k < r->claim_count; k++) {
		if (!undecided(&r->claims[k]) || strcmp(r->claims[k].reason, reason))
			continue;
		if (k < i)
			return NULL;
		longer = ids ? xasprintf("%s, %s", ids, r->claims[k].id) : xstrdup(r->claims[k].id);
		free(ids);
		ids = longer;
	}
	return ids;
}

static void print_claim(const struct claim_result *c, FILE *out)
{
	char *effect = effect_text(c), *because = xasprintf("%s · %s", c->source, c->reason);
	size_t width = text_width(effect);

	fprintf(out, "  %-*s", VERDICT_WIDTH, verdict_names[c->verdict]);
	text_put(effect, strlen(effect), out);
	text_spaces(width + 2 < EFFECT_WIDTH ? EFFECT_WIDTH - width : 2, out);
	text_wrap(c->text, INDENT, out);
	text_spaces(INDENT, out);
	text_wrap(because, INDENT, out);
	free(effect);
	free(because);
}

void claims_print(const struct record *r, FILE *out)
{
	const char *heading = "\nnot decided here\n";
	size_t i;

	if (r->claim_count)
		fputs("\nclaims: the effect is a / b\n", out);
	for (i = 0; i < r->claim_count; i++)
		if (!undecided(&r->claims[i]))
			print_claim(&r->claims[i], out);
	for (i = 0; i < r->claim_count; i++) {
		char *ids = claims_undecided(r, i);

		if (!ids)
			continue;
		fprintf(out, "%s  ", heading);
		heading = "";
		text_wrap(r->claims[i].reason, 2, out);
		text_spaces(4, out);
		text_wrap(ids, 4, out);
		free(ids);
	}
}

static void markdown_claim(const struct claim_result *c, FILE *out)
{
	char *effect = effect_text(c);
	const char *const cells[] = { verdict_names[c->verdict], effect, c->text, c->source, c->reason };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cells); i++) {
		fputs("| ", out);
		text_markdown(cells[i], out);
		fputc(' ', out);
	}
	fputs("|\n", out);
	free(effect);
}

void claims_markdown(const struct record *r, FILE *out)
{
	size_t i;

	if (!r->claim_count)
		return;
	fputs("\n### claims\n\n| verdict | effect | claim | source | reason |\n|:--|--:|:--|:--|:--|\n", out);
	for (i = 0; i < r->claim_count; i++)
		if (!undecided(&r->claims[i]))
			markdown_claim(&r->claims[i], out);
	fputs("\nNot decided here:\n\n", out);
	for (i = 0; i < r->claim_count; i++) {
		char *ids = claims_undecided(r, i);

		if (!ids)
			continue;
		fputs("- ", out);
		text_markdown(r->claims[i].reason, out);
		fprintf(out, ": %s\n", ids);
		free(ids);
	}
}

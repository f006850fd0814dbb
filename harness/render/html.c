// SPDX-License-Identifier: GPL-2.0-only
/* A document as a page of HTML that needs no other file. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "escape.h"
#include "formats.h"
#include "util.h"

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<style>\n"
	"body { font: 15px/1.45 sans-serif; color: #202020; background: #fff; max-width: 76em;"
	" margin: 2em auto; padding: 0 1em }\n"
	"h1 { font-size: 1.5em } h3 { font-size: 1em; margin-top: 1.8em }\n"
	"h2 { font-size: 1.2em; margin-top: 2em; border-top: 1px solid #ccc; padding-top: 1em }\n"
	"p.words { margin: 1em 0 } p { margin: .2em 0 .2em 7em }\n"
	"p b { display: inline-block; width: 7em; margin-left: -7em }\n"
	"table { border-collapse: collapse; margin: 1em 0; font-size: .93em }\n"
	"td, th { padding: .15em .7em; border-bottom: 1px solid #e4e4e4; text-align: right;"
	" white-space: nowrap; vertical-align: top }\n"
	"td:first-child, th:first-child { text-align: left; font-family: monospace }\n"
	"td.words, th.words { text-align: left; white-space: normal; font-family: inherit }\n"
	"div.wide { overflow-x: auto } td.words { min-width: 5em }\n"
	"svg { max-width: 100%; height: auto; margin: .5em 0 }\n"
	"</style>\n";

static void put_element(const char *name, const char *text, const char *behind, FILE *out)
{
	fprintf(out, "<%s>", name);
	put_html(text, out);
	fprintf(out, "</%.*s>%s", (int)strcspn(name, " "), name, behind);
}

static void put_row(const struct table *t, const struct row *row, FILE *out)
{
	const char *const figure = row ? "td" : "th";
	const char *const words = row ? "td class=\"words\"" : "th class=\"words\"";

	fputs("<tr>", out);
	for (size_t c = 0; c < t->column_count; c++)
		if (table_shows(t, c))
			put_element(c && t->columns[c].kind != FIGURES ? words : figure,
				    table_text(t, row, c), "", out);
	fputs("</tr>\n", out);
}

/* Over all columns but the first. */
static void put_reason(const struct table *t, const struct row *row, FILE *out)
{
	size_t shown = 0;
	char *cell;

	for (size_t c = 1; c < t->column_count; c++)
		shown += table_shows(t, c);
	cell = xasprintf("td class=\"words\" colspan=\"%zu\"", shown ? shown : 1);
	fputs("<tr>", out);
	put_element("td", row->cells[0].text, "", out);
	put_element(cell, row->reason, "</tr>\n", out);
	free(cell);
}

/* A heading of rows, or a sentence on them, over all columns. */
static void put_text_row(const struct table *t, const struct row *row, FILE *out)
{
	const char *element = row->kind == ROW_GROUP ? "th class=\"words\" scope=\"rowgroup\"" :
						       "td class=\"words\"";
	size_t shown = 0;
	char *cell;

	for (size_t c = 0; c < t->column_count; c++)
		shown += table_shows(t, c);
	cell = xasprintf("%s colspan=\"%zu\"", element, shown);
	fputs("<tr>", out);
	put_element(cell, row->text, "</tr>\n", out);
	free(cell);
}

static void put_table(const struct table *t, FILE *out)
{
	size_t i;

	if (t->title)
		put_element("h3", t->title, "\n", out);
	fputs("<div class=\"wide\"><table>\n", out);
	if (table_has_figures(t))
		put_row(t, NULL, out);
	for (i = 0; i < t->row_count; i++) {
		const struct row *row = t->rows[i];

		if (row->kind)
			put_text_row(t, row, out);
		else if (!row->hidden && row->reason)
			put_reason(t, row, out);
		else if (!row->hidden)
			put_row(t, row, out);
	}
	fputs("</table></div>\n", out);
}

/* gnuplot's name for each, which hovering would tell. */
#define SVG_TITLE "<title>privbench</title>"

/*
 * What is an id in one figure may be one in the next: a prefix keeps them, and what
 * refers to them, apart.  In a text there is no '<'.
 */
static void put_svg(const char *svg, size_t number, FILE *out)
{
	static const char *const before[] = { " id='", " id=\"", "href='#", "href=\"#", "url(#" };
	bool tag = false;
	size_t i;

	while (*svg) {
		tag = *svg == '<' || (tag && *svg != '>');
		for (i = 0; i < ARRAY_SIZE(before); i++)
			if (!strncmp(svg, before[i], strlen(before[i])))
				break;
		if (tag && i < ARRAY_SIZE(before)) {
			fprintf(out, "%sp%zu-", before[i], number);
			svg += strlen(before[i]);
		} else if (!strncmp(svg, SVG_TITLE, strlen(SVG_TITLE))) {
			svg += strlen(SVG_TITLE);
		} else {
			fputc(*svg++, out);
		}
	}
}

/* The XML declaration before the element is not for HTML. */
static void put_figure(const struct block *b, size_t number, FILE *out)
{
	const char *svg = b->svg ? strstr(b->svg, "<svg") : NULL;

	if (svg)
		put_svg(svg, number, out);
}

static void put_block(const struct block *b, size_t number, FILE *out)
{
	static const char *const elements[] = {
		[BLOCK_SECTION] = "h2", [BLOCK_HEADING] = "h3",
		[BLOCK_PARAGRAPH] = "p class=\"words\"", [BLOCK_ITEM] = "li",
	};

	switch (b->kind) {
	case BLOCK_FACT:
		fputs("<p>", out);
		put_element("b", b->label, "", out);
		put_html(b->text, out);
		fputs("</p>\n", out);
		break;
	case BLOCK_TABLE:
		if (block_is_text(b))
			put_table(&b->table, out);
		break;
	case BLOCK_FIGURE:
		put_figure(b, number, out);
		break;
	default:
		put_element(elements[b->kind], b->text, "\n", out);
	}
}

void html_document(const struct document *d, FILE *out)
{
	const char *title = d->title ? d->title : "privbench";
	bool list = false;
	size_t i;

	fputs(head, out);
	put_element("title", title, "</head><body>\n", out);
	put_element("h1", title, "\n", out);
	for (i = 0; i < d->count; i++) {
		if (list != (d->blocks[i]->kind == BLOCK_ITEM))
			fputs(list ? "</ul>\n" : "<ul>\n", out);
		list = d->blocks[i]->kind == BLOCK_ITEM;
		put_block(d->blocks[i], i, out);
	}
	fputs(list ? "</ul>\n</body></html>\n" : "</body></html>\n", out);
}

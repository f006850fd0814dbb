// SPDX-License-Identifier: GPL-2.0-only
/* A document as a page of HTML that needs no other file. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "escape.h"
#include "formats.h"
#include "names.h"
#include "inline-svg.h"
#include "text.h"
#include "util.h"

#define HEADING_MOST 200	/* columns; a record may name a thing at any length */

/* The files beside this one, and what the browser compares the script with. */
#define TAKE_IN(symbol, file) \
	asm(".pushsection .rodata\n" #symbol ": .incbin \"" file "\"\n.byte 0\n.popsection")
TAKE_IN(page_style, "harness/render/page.css");
TAKE_IN(page_script, "harness/render/page.js");
TAKE_IN(page_script_hash, "page.js.sha256");
extern const char page_style[], page_script[], page_script_hash[];

struct page {
	const struct document *d;
	FILE *out;
	struct names targets;		/* the ids of the document */
	struct names ids;		/* those that were given */
	const char *list;		/* the element that items are in; NULL: none */
	bool sections;			/* there was one: headings are below it */
	size_t regions, pictures;	/* so far; a region may scroll */
};

static void put_style(const struct document *d, FILE *out)
{
	fprintf(out, "<style>\n%s", page_style);
	for (size_t i = 0; i < d->count; i++)
		if (d->blocks[i]->svg_count) {
			put_svg_style(d->blocks[i]->svgs[0], out);
			break;
		}
	fputs("</style>\n", out);
}

static void put_head(const struct document *d, const char *title, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      HTML_OURS "\n", out);
	fprintf(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'; script-src 'sha256-%s'; img-src data:; "
		"base-uri 'none'; form-action 'none'\">\n", page_script_hash);
	fputs("<title>", out);
	put_html(title, out);
	fputs("</title>\n<link rel=\"icon\" href=\"data:,\">\n", out);
	put_style(d, out);
	fputs("</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n", out);
}

static void put_attribute(const char *name, const char *value, FILE *out)
{
	fprintf(out, " %s=\"", name);
	put_html(value, out);
	fputc('"', out);
}

/* What would be there twice leads to the first. */
static void put_id(struct page *p, const char *id)
{
	if (id && names_add(&p->ids, id))
		put_attribute("id", id, p->out);
}

/* A web address, or one relative to the page: nothing that a browser would execute. */
static bool is_address(const char *url)
{
	return !strncmp(url, "https://", 8) || !strncmp(url, "http://", 7) ||
	       url[strcspn(url, ":/?#")] != ':';
}

/* Where it leads is there, as far as the page can tell. */
static bool leads(const struct page *p, const char *url)
{
	if (*url == '#')
		return names_find(&p->targets, url + 1) < p->targets.count;
	return is_address(url);
}

static void put_linked(struct page *p, const char *text, const char *url)
{
	bool link = url && leads(p, url);

	if (link) {
		fputs("<a", p->out);
		put_attribute("href", url, p->out);
		fputc('>', p->out);
	}
	put_html(text, p->out);
	fputs(link ? "</a>" : "", p->out);
}

static void put_element(const char *name, const char *text, const char *behind, FILE *out)
{
	fprintf(out, "<%s>", name);
	put_html(text, out);
	fprintf(out, "</%s>%s", name, behind);
}

/* Tables */

static const char *const classes[] = {
	[FIGURES] = NULL, [LEFT] = "left", [WORDS] = "words", [BELOW] = "words",
};

static void put_headings(const struct table *t, FILE *out)
{
	fputs("<thead><tr>", out);
	for (size_t c = 0; c < t->column_count; c++) {
		if (!table_shows(t, c))
			continue;
		if (!*t->columns[c].heading) {
			fputs("<td></td>", out);
			continue;
		}
		fprintf(out, c && classes[t->columns[c].kind] ? "<th scope=\"col\" class=\"%s\">" :
			     "<th scope=\"col\">", classes[t->columns[c].kind]);
		put_html(t->columns[c].heading, out);
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n", out);
}

/* The name of a row; where it has an id, it is a link to itself. */
static void put_name(struct page *p, const struct table *t, const struct row *row)
{
	char *self = row->id ? xasprintf("#%s", row->id) : NULL;

	fputs("<tr", p->out);
	put_id(p, row->id);
	fputs("><th scope=\"row\">", p->out);
	fputs(row->marked ? "* " : "", p->out);
	put_linked(p, table_text(t, row, 0), row->cells[0].url ? row->cells[0].url : self);
	fputs("</th>", p->out);
	free(self);
}

static void put_cells(struct page *p, const struct table *t, const struct row *row)
{
	static const char *const tones[] = {
		[TONE_GOOD] = "good", [TONE_BAD] = "bad", [TONE_OPEN] = "open",
	};

	for (size_t c = 1; c < t->column_count; c++) {
		const char *words = classes[t->columns[c].kind];
		const char *tone = tones[row->cells[c].tone];

		if (!table_shows(t, c))
			continue;
		if (words || tone)
			fprintf(p->out, "<td class=\"%s%s%s\">", words ? words : "",
				words && tone ? " " : "", tone ? tone : "");
		else
			fputs("<td>", p->out);
		put_linked(p, table_text(t, row, c), row->cells[c].url);
		fputs("</td>", p->out);
	}
}

/* Over all columns but the first. */
static void put_reason(const struct table *t, const struct row *row, FILE *out)
{
	size_t shown = 0;

	for (size_t c = 1; c < t->column_count; c++)
		shown += table_shows(t, c);
	fprintf(out, "<td class=\"words why\" colspan=\"%zu\">", shown ? shown : 1);
	put_html(row->reason, out);
	fputs("</td>", out);
}

static void put_row(struct page *p, const struct table *t, const struct row *row)
{
	put_name(p, t, row);
	if (row->reason)
		put_reason(t, row, p->out);
	else
		put_cells(p, t, row);
	fputs("</tr>\n", p->out);
}

/* A heading of rows, which are a body of their own; or a sentence on them, over all columns. */
static void put_text_row(struct page *p, const struct table *t, const struct row *row, bool first)
{
	bool group = row->kind == ROW_GROUP;
	size_t shown = 0;

	for (size_t c = 0; c < t->column_count; c++)
		shown += table_shows(t, c);
	fputs(group && !first ? "</tbody>\n<tbody>\n" : "", p->out);
	fprintf(p->out, group ? "<tr><th class=\"group\" scope=\"rowgroup\" colspan=\"%zu\">" :
				"<tr><td class=\"words\" colspan=\"%zu\">", shown);
	fputs("<span class=\"line\">", p->out);
	put_linked(p, row->text, row->cells[0].url);
	fputs(group ? "</span></th></tr>\n" : "</span></td></tr>\n", p->out);
}

/* What scrolls sideways can be reached by the keyboard, and has a name of its own. */
static void open_wide(struct page *p, const char *kind, const char *title, const char *id)
{
	fputs("<div class=\"wide\"", p->out);
	put_id(p, id);
	fprintf(p->out, " role=\"region\" tabindex=\"0\" aria-label=\"%s %zu", kind, ++p->regions);
	fputs(title ? ": " : "", p->out);
	put_html(title ? title : "", p->out);
	fputs("\">", p->out);
}

static void put_table(struct page *p, const struct table *t, const char *id)
{
	open_wide(p, "table", t->title, id);
	fputs("<table>\n", p->out);
	if (t->title)
		put_element("caption", t->title, "\n", p->out);
	if (table_has_figures(t))
		put_headings(t, p->out);
	fputs("<tbody>\n", p->out);
	for (size_t i = 0; i < t->row_count; i++) {
		const struct row *row = t->rows[i];

		if (row->kind)
			put_text_row(p, t, row, !i);
		else if (!row->hidden)
			put_row(p, t, row);
	}
	fputs("</tbody></table></div>\n", p->out);
}

/* Blocks */

/* With a link to itself. */
static void put_heading(struct page *p, const struct block *b, const char *element)
{
	char *text = text_cut(xstrdup(b->text), HEADING_MOST);

	fprintf(p->out, "<%s", element);
	put_id(p, b->id);
	fputc('>', p->out);
	put_linked(p, text, b->url);
	if (b->id) {
		fputs("<a class=\"here\" href=\"#", p->out);
		put_html(b->id, p->out);
		fputs("\" aria-label=\"link to: ", p->out);
		put_html(text, p->out);
		fputs("\">#</a>", p->out);
	}
	fprintf(p->out, "</%s>\n", element);
	free(text);
}

static void put_words(struct page *p, const struct block *b, const char *element)
{
	fprintf(p->out, "<%s", element);
	put_id(p, b->id);
	fputc('>', p->out);
	put_linked(p, b->text, b->url);
	fprintf(p->out, "</%s>\n", element);
}

static void put_figure(struct page *p, const struct block *b)
{
	for (size_t i = 0; i < b->svg_count; i++) {
		fputs("<figure>", p->out);
		open_wide(p, "figure", b->alt, i ? NULL : b->id);
		put_svg(b->svgs[i], b->alt, p->pictures++, p->out);
		fputs("</div></figure>\n", p->out);
	}
}

static void put_navigation(const struct document *d, FILE *out)
{
	fputs("<nav class=\"site\" aria-label=\"site\">\n<ul>\n", out);
	for (size_t i = 0; i < d->navigation_count; i++) {
		const struct document_link *link = &d->navigation[i];

		fprintf(out, "<li><a%s", link->here ? " aria-current=\"page\"" : "");
		put_attribute("href", link->url, out);
		fputc('>', out);
		put_html(link->text, out);
		fputs("</a></li>\n", out);
	}
	fputs("</ul>\n</nav>\n", out);
}

/* The sections from here on. */
static void put_contents(struct page *p, size_t from)
{
	fputs("<nav aria-label=\"contents\">\n<ul>\n", p->out);
	for (; from < p->d->count; from++) {
		const struct block *b = p->d->blocks[from];
		char *text;

		if (b->kind != BLOCK_SECTION || !b->id)
			continue;
		text = text_cut(xstrdup(b->text), HEADING_MOST);
		fputs("<li><a href=\"#", p->out);
		put_html(b->id, p->out);
		fputs("\">", p->out);
		put_html(text, p->out);
		fputs("</a></li>\n", p->out);
		free(text);
	}
	fputs("</ul>\n</nav>\n", p->out);
}

/* Items and facts are in a list of their own. */
static void open_list(struct page *p, const struct block *b)
{
	const char *list = !b ? NULL : b->kind == BLOCK_ITEM ? "ul" :
			   b->kind == BLOCK_FACT ? "dl" : NULL;

	if (p->list == list || (p->list && list && !strcmp(p->list, list)))
		return;
	if (p->list)
		fprintf(p->out, "</%s>\n", p->list);
	if (list)
		fprintf(p->out, "<%s>\n", list);
	p->list = list;
}

static void put_block(struct page *p, const struct block *b, size_t number)
{
	switch (b->kind) {
	case BLOCK_SECTION:
		p->sections = true;
		put_heading(p, b, "h2");
		break;
	case BLOCK_HEADING:
		put_heading(p, b, p->sections ? "h3" : "h2");
		break;
	case BLOCK_FACT:
		put_element("dt", b->label, "", p->out);
		put_words(p, b, "dd");
		break;
	case BLOCK_PARAGRAPH:
		put_words(p, b, "p");
		break;
	case BLOCK_ITEM:
		put_words(p, b, "li");
		break;
	case BLOCK_TABLE:
		if (block_is_text(b))
			put_table(p, &b->table, b->id);
		break;
	case BLOCK_FIGURE:
		put_figure(p, b);
		break;
	case BLOCK_CONTENTS:
		put_contents(p, number);
		break;
	case BLOCK_FOLD:
		fputs("<details>\n", p->out);
		put_words(p, b, "summary");
		break;
	case BLOCK_UNFOLD:
		fputs("</details>\n", p->out);
		break;
	}
}

/* Of blocks, and of the rows of tables. */
static void find_targets(struct page *p)
{
	for (size_t i = 0; i < p->d->count; i++) {
		const struct block *b = p->d->blocks[i];

		if (b->id)
			names_add(&p->targets, b->id);
		for (size_t k = 0; k < b->table.row_count; k++)
			if (b->table.rows[k]->id)
				names_add(&p->targets, b->table.rows[k]->id);
	}
}

void html_document(const struct document *d, FILE *out)
{
	struct page p = { .d = d, .out = out };
	char *title = text_cut(xstrdup(d->title ? d->title : "privbench"), HEADING_MOST);

	names_add(&p.ids, "main");
	find_targets(&p);
	put_head(d, title, out);
	if (d->navigation_count)
		put_navigation(d, out);
	fputs("<main id=\"main\">\n", out);
	put_element("h1", title, "\n", out);
	for (size_t i = 0; i < d->count; i++) {
		open_list(&p, d->blocks[i]);
		put_block(&p, d->blocks[i], i);
	}
	open_list(&p, NULL);
	fprintf(out, "</main>\n<script>%s</script>\n</body>\n</html>\n", page_script);
	free(title);
	names_free(&p.ids);
	names_free(&p.targets);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "form.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "grid.h"
#include "text.h"
#include "util.h"

#define LABEL 10

static void nothing(FILE *out)
{
	(void)out;
}

/* Terminal */

static void text_begin(FILE *out, const char *title)
{
	text_wrap(title, 0, out);
}

static void text_heading(FILE *out, const char *text)
{
	fputc('\n', out);
	text_wrap(text, 0, out);
}

static void text_list(FILE *out, const char *const *items, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		fputs("  - ", out);
		text_wrap(items[i], 4, out);
	}
}

static void text_line(FILE *out, const char *label, const char *text)
{
	fprintf(out, "%-*s", LABEL, label);
	if (text_width(label) >= LABEL)
		fputc(' ', out);
	text_wrap(text, text_width(label) >= LABEL ? text_width(label) + 1 : LABEL, out);
}

static void text_table(FILE *out, const struct grid *g)
{
	fputc('\n', out);
	grid_print(g, out);
}

/* Markdown */

static void markdown_begin(FILE *out, const char *title)
{
	fputs("# ", out);
	put_markdown(title, out);
	fputc('\n', out);
}

static void markdown_heading(FILE *out, const char *text)
{
	fputs("\n## ", out);
	put_markdown(text, out);
	fputs("\n\n", out);
}

static void markdown_part(FILE *out, const char *text)
{
	fputs("\n### ", out);
	put_markdown(text, out);
	fputc('\n', out);
}

static void markdown_paragraph(FILE *out, const char *text)
{
	fputc('\n', out);
	put_markdown(text, out);
	fputc('\n', out);
}

static void markdown_list(FILE *out, const char *const *items, size_t count)
{
	size_t i;

	fputc('\n', out);
	for (i = 0; i < count; i++) {
		fputs("- ", out);
		put_markdown(items[i], out);
		fputc('\n', out);
	}
}

static void markdown_line(FILE *out, const char *label, const char *text)
{
	fprintf(out, "- %s: ", label);
	put_markdown(text, out);
	fputc('\n', out);
}

static void markdown_table(FILE *out, const struct grid *g)
{
	grid_markdown(g, out);
}

/* HTML */

static void put_element(FILE *out, const char *name, const char *text)
{
	fprintf(out, "<%s>", name);
	put_html(text, out);
	fprintf(out, "</%s>", name);
}

static void html_begin(FILE *out, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n", out);
	put_element(out, "title", title);
	fputs("\n<style>\n"
	      "body { font: 15px/1.45 sans-serif; color: #202020; background: #fff; max-width: 76em; margin: 2em auto;"
	      " padding: 0 1em }\n"
	      "h1 { font-size: 1.5em } h2 { font-size: 1.2em; margin-top: 2em; border-top: 1px solid #ccc;"
	      " padding-top: 1em } h3 { font-size: 1em; margin-top: 1.8em }\n"
	      "p.words { margin: 1em 0 }\n"
	      "p { margin: .2em 0 .2em 7em } p b { display: inline-block; width: 7em; margin-left: -7em }\n"
	      "table { border-collapse: collapse; margin: 1em 0; font-size: .93em } th { text-align: right }\n"
	      "td, th { padding: .15em .7em; border-bottom: 1px solid #e4e4e4; text-align: right; white-space: nowrap;"
	      " vertical-align: top }\n"
	      "td:first-child, th:first-child { text-align: left; font-family: monospace }\n"
	      "td.words, th.words { text-align: left; white-space: normal; font-family: inherit }\n"
	      "div.wide { overflow-x: auto } td.words { min-width: 5em }\n"
	      "svg { max-width: 100%; height: auto; margin: .5em 0 }\n"
	      "</style></head><body>\n", out);
	put_element(out, "h1", title);
	fputc('\n', out);
}

static void html_heading(FILE *out, const char *text)
{
	put_element(out, "h2", text);
	fputc('\n', out);
}

static void html_part(FILE *out, const char *text)
{
	put_element(out, "h3", text);
	fputc('\n', out);
}

static void html_paragraph(FILE *out, const char *text)
{
	fputs("<p class=\"words\">", out);
	put_html(text, out);
	fputs("</p>\n", out);
}

static void html_list(FILE *out, const char *const *items, size_t count)
{
	size_t i;

	fputs("<ul>\n", out);
	for (i = 0; i < count; i++) {
		put_element(out, "li", items[i]);
		fputc('\n', out);
	}
	fputs("</ul>\n", out);
}

static void html_line(FILE *out, const char *label, const char *text)
{
	fputs("<p>", out);
	put_element(out, "b", label);
	put_html(text, out);
	fputs("</p>\n", out);
}

static size_t shown(const struct grid *g)
{
	size_t c, n = 0;

	for (c = 0; c < g->columns; c++)
		n += grid_shows(g, c);
	return n;
}

static void html_row(FILE *out, const char *element, const struct grid *g, const char *const *cells)
{
	size_t c;

	fputs("<tr>", out);
	for (c = 0; c < g->columns; c++) {
		if (!grid_shows(g, c))
			continue;
		fprintf(out, grid_words(g, c) ? "<%s class=\"words\">" : "<%s>", element);
		put_html(cells[c] ? cells[c] : "-", out);
		fprintf(out, "</%s>", element);
	}
	fputs("</tr>\n", out);
}

/* Over all columns but the first. */
static void html_reason(FILE *out, const struct grid *g, const struct grid_line *line)
{
	fputs("<tr>", out);
	put_element(out, "td", line->cells[0]);
	fprintf(out, "<td class=\"words\" colspan=\"%zu\">", shown(g) > 1 ? shown(g) - 1 : 1);
	put_html(line->reason, out);
	fputs("</td></tr>\n", out);
}

static void html_table(FILE *out, const struct grid *g)
{
	size_t i;

	fputs("<div class=\"wide\"><table>\n", out);
	if (grid_has_figures(g))
		html_row(out, "th", g, g->heads);
	for (i = 0; i < g->count; i++) {
		if (g->lines[i].reason)
			html_reason(out, g, &g->lines[i]);
		else
			html_row(out, "td", g, (const char *const *)g->lines[i].cells);
	}
	fputs("</table></div>\n", out);
}

static void html_end(FILE *out)
{
	fputs("</body></html>\n", out);
}

/* gnuplot's name for each, which hovering would tell. */
#define SVG_TITLE "<title>privbench</title>"

/*
 * What is an id in one picture may be one in the next: a prefix keeps them, and what
 * refers to them, apart.  In a text there is no '<'.
 */
static void put_svg(FILE *out, const char *svg)
{
	static const char *const before[] = { " id='", " id=\"", "href='#", "href=\"#", "url(#" };
	static unsigned int pictures;
	bool tag = false;
	size_t i;

	pictures++;
	while (*svg) {
		tag = *svg == '<' || (tag && *svg != '>');
		for (i = 0; tag && i < ARRAY_SIZE(before) && strncmp(svg, before[i], strlen(before[i])); i++)
			;
		if (tag && i < ARRAY_SIZE(before)) {
			fprintf(out, "%sp%u-", before[i], pictures);
			svg += strlen(before[i]);
		} else if (!strncmp(svg, SVG_TITLE, strlen(SVG_TITLE))) {
			svg += strlen(SVG_TITLE);
		} else {
			fputc(*svg++, out);
		}
	}
}

/* What stands before the element, a page of HTML has no use for. */
int form_svg(FILE *out, const char *path)
{
	char *text = read_file(path, NULL), *svg = text ? strstr(text, "<svg") : NULL;
	int err = text ? svg ? 0 : -EINVAL : -errno;

	if (svg)
		put_svg(out, svg);
	free(text);
	return err;
}

const struct form form_text = {
	text_begin, text_heading, text_heading, text_line, text_heading, text_list, text_table, nothing,
};
const struct form form_markdown = {
	markdown_begin, markdown_heading, markdown_part, markdown_line, markdown_paragraph, markdown_list,
	markdown_table, nothing,
};
const struct form form_html = {
	html_begin, html_heading, html_part, html_line, html_paragraph, html_list, html_table, html_end,
};

// SPDX-License-Identifier: GPL-2.0-only
#include "svg.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "palette.h"
#include "util.h"

struct finish {
	const struct hover *hover;
	size_t mark;		/* the next one */
	bool defs;		/* within the definitions, which draw nothing */
	char *path;		/* the attributes of a path that is not closed yet; or NULL */
	FILE *out;
};

static bool starts(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* Paper stays light, and so does whatever asks for no scheme. */
static void put_style(FILE *out)
{
	fprintf(out, "\n<style>@media screen and (prefers-color-scheme:dark){"
		".plot [fill=\"#%06x\"]{fill:#%06x}.plot feFlood{flood-color:#%06x}\n",
		paper_light, paper_dark, paper_dark);
	for (int i = 0; i < COLOURS; i++) {
		const struct shade *s = &palette[i];

		fprintf(out, ".plot [color=\"#%06x\"]{color:#%06x}"
			".plot [stroke=\"#%06x\"]{stroke:#%06x}"
			".plot [fill=\"#%06x\"]{fill:#%06x}\n",
			s->mark, s->dark, s->mark, s->dark, s->text, s->dark);
	}
	fputs("}</style>", out);
}

/* One spelling for each value, which the style can select; "rgb(  0, 114, 178)" has several. */
static const char *put_colour(const char *at, const char *end, FILE *out)
{
	unsigned int r, g, b;
	int used = 0;

	if (sscanf(at, "rgb(%3u,%3u,%3u)%n", &r, &g, &b, &used) != 3 || !used || at + used > end)
		return NULL;
	fprintf(out, "\"#%02x%02x%02x\"", r & 0xff, g & 0xff, b & 0xff);
	return at + used + 1;
}

/* A tag without its bracket; gnuplot's names for its plots are the same in every picture. */
static void put_tag(const char *tag, const char *end, FILE *out)
{
	static const char name[] = " id=\"";

	while (tag < end) {
		const char *next = strchr("'\"", *tag) ? put_colour(tag + 1, end, out) : NULL;

		if (!next && starts(tag, name)) {
			next = strchr(tag + strlen(name), '"');
			next = next ? next + 1 : end;
		}
		if (next)
			tag = next;
		else
			fputc(*tag++, out);
	}
}

static void put_mark(struct finish *f, const char *tag, const char *end)
{
	const char *tip = f->mark < f->hover->count ? f->hover->tips[f->mark] : NULL;

	f->mark++;
	if (tip) {
		fputs("<g><title>", f->out);
		put_html(tip, f->out);
		fputs("</title>", f->out);
	}
	put_tag(tag, end, f->out);
	fputs(tip ? "></g>" : ">", f->out);
}

static void put_root(struct finish *f, const char *tag, const char *end)
{
	put_tag(tag, end, f->out);
	fputs(" class=\"plot\" role=\"img\" aria-label=\"", f->out);
	put_html(f->hover->title ? f->hover->title : "", f->out);
	fputs("\">", f->out);
	put_style(f->out);
}

static void close_path(struct finish *f)
{
	if (f->path)
		fputs("'/>\n", f->out);
	free(f->path);
	f->path = NULL;
}

/* gnuplot ends a path by chance; one after another with the same attributes are one. */
static void put_path(struct finish *f, const char *tag, const char *end)
{
	const char *from = memmem(tag, (size_t)(end - tag), " d='", 4);
	char *path = xasprintf("%.*s", (int)((from ? from : end) - tag), tag);

	if (!f->path || strcmp(f->path, path) != 0) {
		close_path(f);
		f->path = xstrdup(path);
		put_tag(tag, from ? from : end, f->out);
		fputs(" d='", f->out);
	}
	free(path);
	for (from = from ? from + strlen(" d='") : end; from < end && *from != '\''; from++)
		if (!isspace((unsigned char)*from) || !isspace((unsigned char)from[1]))
			fputc(isspace((unsigned char)*from) ? ' ' : *from, f->out);
}

/* Past an element whose text are names of gnuplot's, if one begins here, or NULL. */
static const char *past_unwanted(const char *tag)
{
	static const struct {
		const char *open, *close;
	} unwanted[] = { { "<title>", "</title>" }, { "<desc>", "</desc>" } };

	for (size_t i = 0; i < ARRAY_SIZE(unwanted); i++) {
		const char *end = starts(tag, unwanted[i].open) ? strstr(tag, unwanted[i].close) :
								  NULL;

		if (end)
			return end + strlen(unwanted[i].close);
	}
	return NULL;
}

/* The tag from '<' on; past its '>'.  In texts and attributes gnuplot leaves no '<'. */
static const char *take_tag(struct finish *f, const char *tag)
{
	const char *end = past_unwanted(tag);

	if (end)
		return end;
	end = strchr(tag, '>');
	end = end ? end : tag + strlen(tag);
	if (starts(tag, "<path") && !f->defs) {
		put_path(f, tag, end);
		return *end ? end + 1 : end;
	}
	close_path(f);
	if (starts(tag, "<defs") || starts(tag, "</defs"))
		f->defs = tag[1] == 'd';
	if (starts(tag, "<svg"))
		put_root(f, tag, end);
	else if (starts(tag, "<use") && !f->defs)
		put_mark(f, tag, end);
	else if (f->defs)
		fprintf(f->out, "%.*s>", (int)(end - tag), tag);
	else
		put_tag(tag, end, f->out), fputc('>', f->out);
	return *end ? end + 1 : end;
}

/* Where the tag begins that ends just before `end`, past blanks; NULL if it opens no group. */
static char *group_before(char *text, char *end)
{
	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	if (end == text || *--end != '>')
		return NULL;
	while (end > text && *end != '<')
		end--;
	return starts(end, "<g ") || starts(end, "<g>") ? end : NULL;
}

/* Groups that draw nothing, of which gnuplot's first picture has another than the next ones. */
static void drop_empty_groups(char *text)
{
	static const char close[] = "</g>";
	char *to = text;

	for (const char *from = text; *from;) {
		char *open = starts(from, close) ? group_before(text, to) : NULL;

		if (open) {
			to = open;
			from += strlen(close);
			from += *from == '\n';
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
}

char *svg_finish(const char *drawn, const struct hover *hover)
{
	struct finish f = { .hover = hover };
	size_t size;
	char *text;

	f.out = open_memstream(&text, &size);
	while (*drawn)
		if (*drawn == '<')
			drawn = take_tag(&f, drawn);
		else if (f.path && isspace((unsigned char)*drawn))
			drawn++;
		else
			fputc(*drawn++, f.out);
	close_path(&f);
	fclose(f.out);
	drop_empty_groups(text);
	if (f.mark == hover->count)
		return text;
	free(text);
	return NULL;
}

void hover_free(struct hover *hover)
{
	while (hover->count)
		free(hover->tips[--hover->count]);
	free(hover->tips);
	free(hover->title);
	*hover = (struct hover){ 0 };
}

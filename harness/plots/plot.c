// SPDX-License-Identifier: GPL-2.0-only
#include "plot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "canvas.h"
#include "changes.h"
#include "complain.h"
#include "escape.h"
#include "gnuplot.h"
#include "labels.h"
#include "names.h"
#include "output.h"
#include "record.h"
#include "text.h"
#include "trend.h"
#include "util.h"

/* A new kind of plot is a line here, and a file with the function that lays it out. */
#define KINDS(_)						\
	_("question", EACH_QUESTION, build_question)		\
	_("distributions", EACH_TIMED, build_distributions)	\
	_("kernels", EACH_MACHINE, build_kernels)		\
	_("overlap", EACH_UNIT, build_overlap)			\
	_("break-even", EACH_UNIT, build_break_even)		\
	_("xen", ONCE, build_xen)				\
	_("exits", ONCE, build_exits)				\
	_("worlds", ONCE, build_worlds)				\
	_("cpus", EACH_UNIT, build_cpus)			\
	_("bytes", FIRST_OF_UNIT, build_bytes)			\
	_("claims", ONCE, build_claims)				\
	_("trend", EACH_HISTORY, build_trend)			\
	_("comparison", COMPARISON, build_comparison)

#define DECLARE(name, drawn, build) void build(struct canvas *c);
KINDS(DECLARE)

#define ENTRY(name, drawn, build) { name, drawn, build },
static const struct kind {
	const char *name;
	enum drawn {
		EACH_QUESTION,	/* the plot is named after the question */
		EACH_TIMED,	/* the same of core cycles, `QUESTION.KIND` */
		EACH_UNIT,	/* of the records of each unit; named after the kind, as the next */
		FIRST_OF_UNIT,	/* of the first of them: the next would draw the same again */
		EACH_MACHINE,	/* of records that are alike but for the kernel */
		ONCE,
		EACH_HISTORY,	/* once a question that a machine's history has */
		COMPARISON,	/* once, of a comparison */
	} drawn;
	void (*build)(struct canvas *c);
} kinds[] = { KINDS(ENTRY) };

static bool once(const struct kind *kind)
{
	return kind->drawn != EACH_QUESTION && kind->drawn != EACH_TIMED &&
	       kind->drawn != EACH_HISTORY;
}

struct drawing {
	struct plot_source of;
	const char *folder, *prefix;	/* of the names of files */
	unsigned int formats;
	bool quiet;			/* nothing to draw is nothing wrong */
	struct gnuplot gnuplot;
	struct names empty, contended;	/* questions with nothing to draw */
};

/* The names of files */

/* A question's own, unless a kind of plot has that (malloced). */
static char *file_name(const char *kind, const char *name)
{
	char *plain = escape_file_name(name);

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (once(&kinds[i]) && !strcmp(kinds[i].name, plain) && strcmp(kind, plain))
			append(&plain, "=");
		else if (kinds[i].drawn == EACH_TIMED && !strcmp(kinds[i].name, kind))
			append(&plain, ".%s", kind);
	return plain;
}

/* "msr-fault.svg"; "msr-fault.2.svg" is the next page. */
static char *page_name(const char *kind, const char *name, size_t page, const char *ending)
{
	char *plain = file_name(kind, name);

	if (page)
		append(&plain, ".%zu", page + 1);
	append(&plain, ".%s", ending);
	return plain;
}

const char *plot_svg(char *const *paths, const char *kind, const char *name, size_t page)
{
	char *file = page_name(kind, name, page, "svg"), *wanted = xasprintf("/%s", file);
	const char *found = NULL;

	for (; paths && *paths && !found; paths++)
		if (!strcmp(strrchr(*paths, '/'), wanted))
			found = *paths;
	free(wanted);
	free(file);
	return found;
}

/* Where a link with a trailing slash leads (malloced); NULL: it is no link. */
static char *meant(const char *folder)
{
	char *name = xasprintf("%.*s", (int)strlen(folder) - 1, folder), to[1];
	char *real = readlink(name, to, sizeof(to)) > 0 ? realpath(folder, NULL) : NULL;

	free(name);
	return real;
}

char *plot_path(const char *folder, const char *name)
{
	size_t n = strlen(folder);
	bool slash = n && folder[n - 1] == '/';
	char *real = slash ? meant(folder) : NULL, *path;

	path = real ? xasprintf("%s/%s", real, name) :
		      xasprintf("%s%s%s", folder, slash ? "" : "/", name);
	free(real);
	return path;
}

int plot_make_folder(const char *folder)
{
	int err = output_folder(folder);

	if (err == -ELOOP)
		complain("%s is a symbolic link; say %s/ to write where it leads", folder, folder);
	else if (err)
		complain("cannot write into %s: %s; name another folder", folder, strerror(-err));
	return err;
}

char *plot_folder(const char *file)
{
	size_t n = strlen(file);

	if (n > 5 && !strcmp(file + n - 5, ".json"))
		return xasprintf("%.*s", (int)(n - 5), file);
	return xasprintf("%s.plots", file);
}

char *plot_own_folder(const char *into, size_t i, const char *file)
{
	char *own = plot_folder(file), *name = xasprintf("%zu-%s", i + 1, basename(own));
	char *folder = plot_path(into, name);

	free(name);
	free(own);
	return folder;
}

/* Laying out */

static struct canvas lay_out(FILE *out, const struct kind *kind, const struct plot_source *of,
			     const char *question, size_t page)
{
	struct canvas c = canvas_begin(of, question, page, out);

	kind->build(&c);
	canvas_end(&c);
	return c;
}

/* Of several records those that have no mark on any page; none if the kind does not say. */
static unsigned int find_absent(const struct kind *kind, const struct plot_source *of,
				const char *question)
{
	struct canvas c = { .more = of->count > 1 && of->count < FLAGS };
	unsigned int used = 0, all = c.more ? (1U << of->count) - 1 : 0;
	FILE *out = c.more ? fopen("/dev/null", "w") : NULL;

	for (size_t page = 0; out && c.more; page++) {
		c = lay_out(out, kind, of, question, page);
		used |= c.used;
		hover_free(&c.hover);
	}
	if (out)
		fclose(out);
	return used ? all & ~used : 0;
}

size_t plot_write(FILE *out, const char *kind, const struct plot_source *of, const char *question)
{
	size_t figures = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct canvas c = { .more = !strcmp(kinds[i].name, kind) };
		struct plot_source shown = *of;

		if (c.more)
			shown.absent = find_absent(&kinds[i], of, question);
		for (size_t page = 0; c.more; page++) {
			c = lay_out(out, &kinds[i], &shown, question, page);
			figures += c.figures;
			hover_free(&c.hover);
		}
	}
	return figures;
}

static bool any(const struct plot_source *of, bool (*is)(const struct result *, const char *),
		const char *name)
{
	for (size_t i = 0; i < of->count; i++)
		for (size_t j = 0; j < of->records[i]->result_count; j++)
			if (is(&of->records[i]->results[j], name))
				return true;
	return false;
}

static bool is_contended(const struct result *result, const char *question)
{
	return result->status == STATUS_CONTENDED && !strcmp(result->question, question);
}

/* A page in each format that is wanted. */
static int add_page(struct drawing *d, const struct kind *kind, const char *name, size_t page,
		    struct hover *hover)
{
	static const enum plot_format formats[] = { PLOT_SVG, PLOT_PNG, PLOT_PNG_DARK };
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(formats) && !err; i++) {
		const char *ending = formats[i] == PLOT_SVG ? "svg" : "png";
		char *plain, *file;

		if (!(d->formats & formats[i]))
			continue;
		plain = page_name(kind->name, name, page, ending);
		file = xasprintf("%s%s", d->prefix, plain);
		err = gnuplot_add(&d->gnuplot, plot_path(d->folder, file), formats[i], hover);
		free(file);
		free(plain);
	}
	return err;
}

/* `*pages` are there already, and how many then. */
static int add_pages(struct drawing *d, const struct kind *kind, const struct plot_source *of,
		     const char *name, size_t *pages)
{
	struct plot_source shown = *of;
	struct canvas c = { .more = true };
	int err = 0;

	shown.absent = find_absent(kind, of, name);
	for (size_t page = 0; c.more && !err; page++) {
		fputs("$DATA << END\n", d->gnuplot.script);
		c = lay_out(d->gnuplot.script, kind, &shown, name, page);
		fputs("END\n", d->gnuplot.script);
		if (c.figures)
			err = add_page(d, kind, name, (*pages)++, &c.hover);
		hover_free(&c.hover);
	}
	return err;
}

static int add_plot(struct drawing *d, const struct kind *kind, const char *name)
{
	size_t pages = 0;
	int err = add_pages(d, kind, &d->of, name, &pages);

	if (!pages && !once(kind))
		names_add(any(&d->of, is_contended, name) ? &d->contended : &d->empty, name);
	return err;
}

/* Which records share a plot of this kind. */

static const char *fact(const struct record *r, const char *key)
{
	const struct fact *f = record_find_fact(r, key);

	return f && f->value ? f->value : "";
}

static bool same_unit(const struct record *a, const struct record *b)
{
	return canvas_unit_of(a) == canvas_unit_of(b);
}

static bool same_mitigations(const struct record *a, const struct record *b)
{
	char *of_a = label_mitigations(a), *of_b = label_mitigations(b);
	bool same = !strcmp(of_a, of_b);

	free(of_b);
	free(of_a);
	return same;
}

static bool same_but_kernel(const struct record *a, const struct record *b)
{
	for (size_t i = 0; i < CORE_FACTS; i++)
		if (strcmp(fact(a, machine_keys[i]), fact(b, machine_keys[i])) != 0)
			return false;
	return same_unit(a, b) && same_mitigations(a, b) &&
	       !strcmp(a->target ? a->target : "", b->target ? b->target : "") &&
	       !strcmp(fact(a, "hypervisor"), fact(b, "hypervisor"));
}

static bool alike(const struct record *a, const struct record *b)
{
	return same_but_kernel(a, b) && !strcmp(fact(a, "kernel"), fact(b, "kernel"));
}

/* One before it is of the same target, CPU and kernel. */
static bool repeats(const struct record *const records[], size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (alike(records[k], records[i]))
			return true;
	return false;
}

static unsigned char place_of(const struct drawing *d, size_t record)
{
	return d->of.places ? d->of.places[record] : (unsigned char)record;
}

/* Those that belong to the i-th, in `its`; none if it belongs to one before. */
static size_t gather(const struct drawing *d, enum drawn drawn, size_t i, const struct record **its,
		     unsigned char *places)
{
	bool kernels = drawn == EACH_MACHINE, first = drawn == FIRST_OF_UNIT;
	bool (*together)(const struct record *, const struct record *) =
		kernels ? same_but_kernel : same_unit;
	size_t count = 0;

	for (size_t k = 0; k < d->of.count; k++) {
		const struct record *r = d->of.records[k];

		if (!together(d->of.records[i], r))
			continue;
		if (k < i)
			return 0;
		if (first ? !count :
		    !kernels || (!repeats(d->of.records, k) && *fact(r, "kernel"))) {
			places[count] = place_of(d, k);
			its[count++] = r;
		}
	}
	return count;
}

static int add_groups(struct drawing *d, const struct kind *kind)
{
	const struct record **its = xcalloc(d->of.count + 1, sizeof(*its));
	unsigned char places[PLOT_RECORDS];
	size_t pages = 0;
	int err = 0;

	for (size_t i = 0; i < d->of.count && !err; i++) {
		struct plot_source of = {
			.records = its, .count = gather(d, kind->drawn, i, its, places),
			.places = places,
		};

		if (of.count)
			err = add_pages(d, kind, &of, kind->name, &pages);
	}
	free(its);
	return err;
}

/* A question's records of core cycles. */
static int add_timed(struct drawing *d, const struct kind *kind, const char *name)
{
	const struct record **its = xcalloc(d->of.count + 1, sizeof(*its));
	unsigned char places[PLOT_RECORDS];
	struct plot_source of = { .records = its, .places = places };
	size_t pages = 0;
	int err = 0;

	for (size_t i = 0; i < d->of.count; i++)
		if (d->of.records[i]->clock == CLOCK_SILICON) {
			places[of.count] = place_of(d, i);
			its[of.count++] = d->of.records[i];
		}
	of.exact = d->of.count - of.count;
	if (of.count)
		err = add_pages(d, kind, &of, name, &pages);
	free(its);
	return err;
}

static int add_of_question(struct drawing *d, const struct kind *kind, const char *question)
{
	return kind->drawn == EACH_TIMED ? add_timed(d, kind, question) :
					   add_plot(d, kind, question);
}

/* The questions of the source, each once. */
static struct names questions_of(const struct plot_source *of)
{
	struct names names = { 0 };

	for (size_t i = 0; i < of->count; i++)
		for (size_t j = 0; j < of->records[i]->result_count; j++)
			names_add(&names, of->records[i]->results[j].question);
	for (size_t i = 0; of->machine && i < of->machine->history_count; i++)
		names_add(&names, of->machine->histories[i].question);
	return names;
}

static int add_kind(struct drawing *d, const struct kind *kind)
{
	struct names questions = { 0 };
	int err = 0;

	if (kind->drawn == EACH_UNIT || kind->drawn == FIRST_OF_UNIT || kind->drawn == EACH_MACHINE)
		return add_groups(d, kind);
	if (kind->drawn == ONCE || kind->drawn == COMPARISON)
		return add_plot(d, kind, kind->name);
	questions = questions_of(&d->of);
	for (size_t i = 0; i < questions.count && !err; i++)
		err = add_of_question(d, kind, questions.all[i]);
	names_free(&questions);
	return err;
}

static void tell_empty(const struct names *empty, const char *why)
{
	char *all = join(empty->all, empty->count, ", ");

	if (empty->count)
		complain("%s, so no plot: %s", why, all);
	free(all);
}

static bool is_of_overlap(const struct result *result, const char *name)
{
	return result_measured(result) && !strcmp(plot_of(result), name);
}

static void tell_no_overlap(const struct plot_source *of)
{
	for (size_t i = 0; i < of->count; i++)
		if (of->records[i]->clock == CLOCK_SILICON)
			return;
	if (of->count && any(of, is_of_overlap, "overlap"))
		complain("%s, so no plot: overlap", canvas_unit_of(of->records[0]) == UNIT_TICKS ?
			 "an emulator overlaps nothing" : "path lengths do not overlap");
}

/* Which of many records are drawn */

static bool all_emulated(const struct record *const records[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (records[i]->clock != CLOCK_EMULATED)
			return false;
	return true;
}

/*
 * Those that are drawn (an array, malloced), said on stderr if it is not all of them: beside
 * others none that is emulated, and of more than there are colours for the first of each
 * target, CPU and kernel.
 */
static const struct record **choose(const struct record *const records[], size_t count,
				    struct plot_source *of)
{
	const struct record **chosen = xcalloc(count + 1, sizeof(*chosen));
	bool emulated = all_emulated(records, count);
	size_t fit = 0;

	for (size_t i = 0; i < count; i++)
		fit += emulated || records[i]->clock != CLOCK_EMULATED;
	if (fit < count)
		complain("emulated ticks are not drawn beside other figures: %zu record%s left out",
			 count - fit, plural(count - fit));
	*of = (struct plot_source){ .records = chosen };
	for (size_t i = 0; i < count && of->count < PLOT_RECORDS; i++)
		if ((emulated || records[i]->clock != CLOCK_EMULATED) &&
		    (fit <= PLOT_RECORDS || !repeats(records, i)))
			chosen[of->count++] = records[i];
	if (of->count < fit)
		complain("%zu of %zu records are drawn, each of another target, CPU or kernel: "
			 "no more colours can be told apart", of->count, fit);
	return chosen;
}

/* What is drawn is laid out: draw it, and tell where it is. */
static int finish(struct drawing *d, int err, char ***paths)
{
	if (d->formats != PLOT_SVG) {		/* a page says so beside its tables */
		tell_empty(&d->empty, "nothing measured");
		tell_empty(&d->contended, "contended: the core was not ours");
	}
	if (!err && d->gnuplot.count) {
		err = gnuplot_draw(&d->gnuplot);
	} else if (!err && d->of.comparison) {
		remark("nothing differs, so nothing was drawn");
	} else if (!err && !d->quiet) {
		complain("nothing was measured, so there is nothing to plot");
		err = -ENODATA;
	}
	*paths = gnuplot_close(&d->gnuplot);
	names_free(&d->empty);
	names_free(&d->contended);
	if (err) {
		plot_free(*paths);
		*paths = NULL;
	}
	return err;
}

static int begin(struct drawing *d)
{
	int err = plot_make_folder(d->folder);

	return err ? err : gnuplot_open(&d->gnuplot);
}

int plot_records(const struct record *const records[], size_t count, const char *folder,
		 unsigned int formats, char ***paths)
{
	struct drawing d = { .folder = folder, .prefix = "", .formats = formats };
	const struct record **chosen = choose(records, count, &d.of);
	int err = begin(&d);

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !err; i++)
		if (kinds[i].drawn < EACH_HISTORY)
			err = add_kind(&d, &kinds[i]);
	if (formats != PLOT_SVG)
		tell_no_overlap(&d.of);
	err = finish(&d, err, paths);
	free(chosen);
	return err;
}

static int draw_kind(struct drawing *d, const char *name, char ***paths)
{
	int err = begin(d);

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !err; i++)
		if (!strcmp(kinds[i].name, name))
			err = add_kind(d, &kinds[i]);
	return finish(d, err, paths);
}

int plot_claims(const struct record *const records[], size_t count, const char *folder,
		unsigned int formats, char ***paths)
{
	struct drawing d = {
		.of = { .records = records, .count = count }, .folder = folder, .prefix = "",
		.formats = formats,
	};

	return draw_kind(&d, "claims", paths);
}

int plot_trend(const struct machine *m, const char *prefix, const char *folder,
	       unsigned int formats, char ***paths)
{
	struct drawing d = {
		.of = { .machine = m }, .folder = folder, .prefix = prefix, .formats = formats,
		.quiet = true,
	};

	return draw_kind(&d, "trend", paths);
}

int plot_comparison(const struct comparison *c, const struct records *a, const struct records *b,
		    const char *folder, char ***paths)
{
	struct drawing d = {
		.of = { .comparison = c, .baseline = a, .candidate = b },
		.folder = folder, .prefix = "", .formats = PLOT_SVG | PLOT_PNG,
	};

	return draw_kind(&d, "comparison", paths);
}

int plot_wishes(const struct plot_wish wishes[], size_t count, const char *folder, char ***paths)
{
	struct drawing d = {
		.folder = folder, .prefix = "", .formats = PLOT_SVG, .quiet = true,
	};
	int err = begin(&d);

	for (size_t w = 0; w < count; w++) {
		d.of = (struct plot_source){
			.records = wishes[w].records, .count = wishes[w].count,
			.places = wishes[w].places,
		};
		for (size_t i = 0; i < ARRAY_SIZE(kinds) && !err; i++) {
			if (strcmp(kinds[i].name, wishes[w].kind) != 0)
				continue;
			err = wishes[w].question ?
				      add_of_question(&d, &kinds[i], wishes[w].question) :
				      add_kind(&d, &kinds[i]);
		}
	}
	return finish(&d, err, paths);
}

void plot_free(char **paths)
{
	for (char **p = paths; p && *p; p++)
		free(*p);
	free(paths);
}

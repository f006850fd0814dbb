/* SPDX-License-Identifier: GPL-2.0-only */
/* What the pages of a site have in common. */
#ifndef SITE_PAGE_H
#define SITE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "document.h"
#include "names.h"
#include "site-folder.h"
#include "site-model.h"

struct pb_mail;
struct site_claims;

struct site {
	struct site_model model;
	struct site_folder folder;
	const char *url;		/* where it will be, with a slash at its end; or NULL */
	/* What this program or a record that is shown knows of. */
	struct names questions, benches;
	struct site_claims *claims;	/* by question; the last are of none */
};

struct site_page {
	struct document *d;
	const char *up;			/* from here to the site's root */
	char *file;			/* without a suffix, as are those below */
};

/* A page with the site's navigation, empty or of a document; write it and free it. */
struct site_page site_page(const char *file, const char *title);
struct site_page site_page_of(struct document *d, const char *file, const char *title);
void site_page_write(struct site *s, struct site_page *p);
void site_page_write_stamped(struct site *s, struct site_page *p, uint64_t stamp);

/* The page of a thing (malloced). */
char *site_question_file(const char *id);
char *site_bench_file(const char *name);
char *site_kernel_file(const char *release);

/* A cell that leads to another page; the last block does; both free `file`. */
void site_cell(const struct site_page *p, struct row *row, const char *text, char *file);
void site_leads(const struct site_page *p, char *file);

/* A cell with the kernel of a record, and one with a mail. */
void site_kernel_cell(const struct site_page *p, struct row *row, const char *release);
void site_mail_cell(struct row *row, const struct pb_mail *mail);

/* A table of records; `which` are numbers in the model, or NULL: the first of all. */
void site_add_records(const struct site_page *p, const struct site_model *m, const size_t *which,
		      size_t count);

/* Those that speak for all places; those that show a question (malloced). */
const struct record **site_mains(const struct site_model *m);
const struct record **site_showing_all(const struct site_model *m, const char *question);

/* Of which question the bench is; NULL: of none that is known. */
const char *site_question_of(const struct site_model *m, const char *bench);

/* The table of machines. */
void site_add_machines(const struct site_page *p, const struct site_model *m);

/* Draw all pictures that are not there; 0, or -errno, said on stderr. */
int site_pictures(struct site *s);

#define SITE_BREAK_EVEN "msr-fault"	/* the question that break-even rates answer */

/*
 * Whether there are pictures of a kind of plot, of a question or (NULL) of none; put them on a
 * page, with the kind as id; nothing if there are none.
 */
bool site_has_pictures(struct site *s, const char *kind, const char *question);
void site_add_pictures(struct site *s, const struct site_page *p, const char *kind,
		       const char *question, const char *alt);

/* The pages */
void site_home(struct site *s);
void site_question_pages(struct site *s);
void site_instruction_page(struct site *s);
void site_bench_pages(struct site *s);
void site_claim_page(struct site *s);
void site_machine_pages(struct site *s);
void site_kernel_pages(struct site *s);
void site_record_pages(struct site *s);
void site_feed(struct site *s);

/* The claims of a question ("": of none), all or those about a bench: a row each. */
void site_add_claims(const struct site_page *p, const struct site *s, const char *question,
		     const char *bench);

#endif

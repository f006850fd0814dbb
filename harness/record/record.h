/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of one run: what was measured, where, and what is known of the
 * machine.  docs/record.md describes the JSON.  All strings and arrays are
 * owned by the record.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_SCHEMA 2		/* what is written; schema 1 is read, too */

/*
 * Limits of a reader, each many times what any run makes: a larger file is refused before it can
 * cost time or memory.
 */
#define RECORD_BYTES_MAX (32 << 20)	/* a file, also one that is imported */
#define RECORD_TEXT_MAX 16384		/* bytes of one text */
#define RECORD_NAME_MAX 256		/* bytes of a name */
#define RECORD_CODE_MAX 1024		/* hexadecimal digits of one site */
#define RECORD_FACTS_MAX 1000		/* known or unknown */
#define RECORD_BENCHES_MAX 4000
#define RECORD_COUNTS_MAX 200		/* causes, or counters, of a bench */
#define RECORD_BATCHES_MAX 4000		/* of a bench */
#define RECORD_BATCHES_ALL_MAX 1000000	/* of all benches */
#define RECORD_BINS_MAX 1000000		/* of a bench: the samples of the largest plan */
#define RECORD_CLAIMS_MAX 500
#define RECORD_NOTES_MAX 4000

#define RECORD_SITE_BYTES 64	/* of a site, that are written: longer ones repeat themselves */

struct pb_bench;

/* What the TSC counted during the run. */
enum clock { CLOCK_SILICON, CLOCK_ICOUNT, CLOCK_EMULATED };
extern const char *const clock_names[];		/* "silicon", "icount", "emulated" */

/* The unit of a record's figures, by clock: "core cycles", "instructions", "emulated ticks". */
extern const char *const clock_units[];

/*
 * Contended: most batches were disturbed.  Such a result has figures and a reason, and decides
 * nothing.
 */
enum status { STATUS_OK, STATUS_SKIPPED, STATUS_FAULTED, STATUS_FAILED, STATUS_CONTENDED };
extern const char *const status_names[];

/* A fact about the machine, or why it is unknown: either value or missing is set. */
struct fact {
	char *key;		/* "microcode", "kernel", "tsc_khz", ... */
	char *value;		/* a JSON number if `number` */
	char *missing;		/* why it could not be read */
	bool number;
};

struct batch {			/* one layout, one order */
	unsigned int layout;
	long pass;		/* over all benches, from 0 */
	uint64_t loops;
	size_t samples;		/* kept */
	double estimate;
	double sd;		/* of the lowest 80 % of samples; NAN: unknown */
};

struct count {			/* dropped samples by cause; counters per operation */
	char *name;
	double value;
};

/* What is counted by that name; NAN: nothing. */
double count_of(const struct count *counts, size_t n, const char *name);

struct bin {
	double value;
	uint64_t count;
};

/* The result of one bench.  Figures are in the record's unit, or NAN. */
struct result {
	char *name, *question, *what;
	enum status status;
	char *reason;			/* NULL if ok */
	long insns;			/* declared; -1: none (PB_NOT_OURS) */
	long bytes, cold, tables;	/* of one site: in line, out of line, ...; -1: unknown */
	char *code;			/* the bytes of one site, hex; NULL: unknown */
	double estimate;
	double ci[2];			/* NAN under icount: the figure is exact */
	union {
		struct {
			double min, p50, p99, max;
		};
		double quantiles[4];
	};
	size_t samples;			/* kept */
	struct count *dropped;		/* cause, samples */
	size_t dropped_count;
	double estimate_with_dropped;
	struct bin *histogram;		/* ascending; values are multiples of the width */
	size_t bins;
	double bin_width;		/* 0: 0.01 unit, to be widened when written */
	struct batch *batches;
	size_t batch_count;
	struct count *counters;		/* event, per operation, around the whole call */
	size_t counter_count;
	double longest_us;		/* longest time with interrupts off (silicon), or NAN */
};

enum verdict {
	VERDICT_SUPPORTED, VERDICT_REFUTED, VERDICT_NO_DIFFERENCE,
	VERDICT_UNRESOLVED,
	VERDICT_BY_CONSTRUCTION,	/* decided when it was assembled: supports nothing */
	VERDICT_NOT_MEASURABLE,
};
extern const char *const verdict_names[];	/* "supported", ..., "not-measurable" */

struct claim_result {
	char *id, *source, *text;
	char *standing;			/* "said", "implied", "open", "ours"; or NULL */
	char *measure;			/* "cycles", "path" or "bytes" */
	char *a, *b, *base;		/* bench names; base NULL: none, or not recorded */
	char *a_of, *b_of;		/* bench names: what a and b are shares of; or NULL */
	char *predicted;		/* the effect is "below", ... `factor`; or NULL */
	double factor;			/* NAN: not recorded */
	char *margin;			/* what counts as no difference, in words; or NULL */
	double delta;			/* the same as a difference of the effect; or NAN */
	double effect;			/* a / b, as claims.h has it; or NAN */
	double ci[2];			/* NAN where exact */
	enum verdict verdict;
	char *reason;			/* one sentence: the figures, or why there are none */
};

struct record {
	char *path;			/* the file, or NULL */
	char *id, *utc, *version, *command;
	uint64_t seed;			/* of the order in which benches ran; below 2^63 */
	struct fact *facts;
	size_t fact_count;
	char *target;
	enum clock clock;
	char *clock_reason;		/* how the clock was recognised, with the figures */
	double core_ratio;		/* core cycles per TSC tick; NAN unless silicon */
	double tsc_khz;			/* NAN if unknown */
	struct result *results;
	size_t result_count;
	struct result *skipped;		/* while it is read or written: those that say only why */
	size_t skipped_count;
	struct claim_result *claims;
	size_t claim_count;
	size_t left_out;		/* verdicts in the file that claims_of_today() dropped */
	char **notes;			/* what a reader must know: failed checks, ... */
	size_t note_count;
};

struct record *record_new(void);
void record_free(struct record *r);

/* Forget the record's verdicts, to judge anew. */
void record_drop_claims(struct record *r);

/*
 * Set a fact.  The numbers "tsc_khz" and "core_tsc_ratio" set the record's members.
 */
void record_fact(struct record *r, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void record_fact_number(struct record *r, const char *key, double value);
void record_fact_missing(struct record *r, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/*
 * The record's own member for "tsc_khz" or "core_tsc_ratio", which are facts in the
 * file.  NULL: an ordinary fact.
 */
double *record_own_fact(struct record *r, const char *key);

/* Free the members. */
void fact_free(struct fact *f);
void record_note(struct record *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * "Xen", "KVM": path lengths include this hypervisor's instructions, because QEMU emulates it with
 * its guest; equal pointers for equal names.  NULL: they do not.
 */
const char *record_counts_hypervisor(const struct record *r);
const struct fact *record_find_fact(const struct record *r, const char *key);

/* "kvm": the hypervisor whose guest was measured; NULL: none, or unknown. */
const char *record_guest_of(const struct record *r);

/* Add one with NAN for figures and status failed. */
struct result *record_add_result(struct record *r, const char *name);

/* What the table says of it: question, what, insns, bytes. */
void result_set_bench(struct result *result, const struct pb_bench *bench);

/* The bytes of a site depend on where the linker puts it. */
bool bench_has_addresses(const struct pb_bench *bench);

/* These bytes, hexadecimal, the first RECORD_SITE_BYTES (malloced); NULL: unknown, or addresses. */
char *bench_code(const struct pb_bench *bench);

const struct result *record_find(const struct record *r, const char *name);

/* Forget all results but those that it is true of, and all verdicts and notes on others. */
void record_keep(struct record *r, bool (*keep)(const struct result *, const void *),
		 const void *with);

/* Whether there is such a result, and it has a figure. */
bool result_measured(const struct result *result);

/* The same of one that is contended, too: to be shown as such. */
bool result_has_figure(const struct result *result);

/*
 * The passes in which all of `n` results have a batch: figures[i][k] is the estimate of results[i]
 * in the k-th of them; each array is malloced, even if empty.  Their number.
 */
size_t record_common(const struct result *const results[], size_t n, double *figures[]);

/* The number of benches with this status. */
size_t record_count(const struct record *r, enum status status);

/* More benches are contended than ok. */
bool record_contended(const struct record *r);

/* Core cycles in TSC ticks and nanoseconds; NAN unless on silicon. */
double record_ticks(const struct record *r, double cycles);
double record_ns(const struct record *r, double cycles);

/* The shortest decimal that reads back as the same double; returns `text`. */
char *record_number(char text[32], double value);

/* If the file exists, or a link: */
enum record_name {
	RECORD_NEW,		/* -EEXIST */
	RECORD_BESIDE,		/* write NAME-2.json, NAME-3.json, ... */
	RECORD_REPLACES,	/* replace it: the user asked for that */
};

/*
 * Write as JSON, to a temporary file that is fsynced and renamed; r->path becomes its name.
 * A path that is not a regular file ("-", a terminal, a pipe) is written directly.  0, or -errno
 * with the reason on stderr.
 */
int record_write(struct record *r, const char *path, enum record_name as);

/* The contents of a file (malloced). */
char *record_text(struct record *r);

/*
 * FOLDER/TIME-TARGET.json (malloced) for RECORD_BESIDE, of a hybrid's core TIME-TARGET-P.json or
 * -E.json; makes the folder.
 */
char *record_path_in(const char *folder, const struct record *r);

/*
 * Read a record.  NULL with `*error` (malloced: file, line, reason, what to do) if
 * it is no record, truncated, or of an unknown schema.
 */
struct record *record_read(const char *path, char **error);

/* Faster: only name, question, status and estimate of results, no claims. */
struct record *record_read_brief(const char *path, char **error);
struct record *record_parse(const char *text, size_t length, const char *name, char **error);

#endif

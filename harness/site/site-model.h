/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a site shows: records of a folder and of those below it, by machine, target and clock, and
 * by kernel.  Everything is in an order that the records alone decide.
 */
#ifndef SITE_MODEL_H
#define SITE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "history.h"
#include "names.h"
#include "record.h"
#include "trend.h"

/* Of one claim. */
struct site_verdict {
	char *id, *measure;
	enum verdict verdict;
};

/* A CPU, whatever ran on it. */
struct site_machine {
	char *name;			/* "AMD EPYC" */
	char *numbers;			/* "AuthenticAMD, family 26, model 2" */
	char *file;			/* "m/..." without a suffix */
};

/* A record: what all pages need of it. */
struct site_record {
	char *path;			/* from the folder on */
	char *file;			/* "r/ID", without a suffix */
	char *id, *utc;
	char *target;			/* with "mitigations=off", if its kernel was told so */
	char *kernel;			/* NULL: none, or unknown */
	enum clock clock;
	struct site_machine cpu;
	size_t machine;			/* the same, in the model */
	bool calibrated;
	size_t count;			/* benches, without those of calibration */
	char **questions;		/* the question of each bench that was measured */
	size_t measured;
	struct site_verdict *verdicts;
	size_t verdict_count;
	uint64_t stamp;			/* of its text */
	bool shown;			/* by pages, beside its own */
	struct record *whole;		/* if shown */
};

/* A machine, target and clock, whose figures may be compared. */
struct site_place {
	size_t machine;
	const char *target;
	enum clock clock;
	size_t *records;		/* newest first */
	size_t count;
	size_t main;			/* the record that speaks for it */
};

struct site_model {
	const char *folder;
	struct site_record *records;	/* newest first */
	size_t count, unreadable;
	const struct site_machine **machines;	/* by name */
	size_t machine_count;
	struct names kernels;		/* newest first */
	struct site_place *places;	/* silicon first, then by machine and target */
	size_t place_count;
	struct history history;
	struct trend trend;
};

/*
 * Read all records of a folder.  What cannot be read, or is another run under the id of one that
 * is there, is named on stderr and counted; copies are left out.  0, or -errno, said on stderr.
 * Call site_model_free() in any case.
 */
int site_model_read(struct site_model *m, const char *folder);
void site_model_free(struct site_model *m);

/*
 * The record of a place that shows a question: of those whose calibration did not fail the newest
 * that measured as many of its benches as any; else the place's main one.
 */
const struct record *site_showing(const struct site_model *m, const struct site_place *p,
				  const char *question);

/* The place's newest record with that kernel that measured more than a few benches; or NULL. */
const struct record *site_of_kernel(const struct site_model *m, const struct site_place *p,
				    const char *kernel);

/* A record anew, with its text (malloced), from any thread; NULL, said on stderr. */
struct record *site_record_read(const struct site_model *m, const char *path, char **text,
				size_t *length);

/* Where a record was measured. */
const struct site_place *site_place_of(const struct site_model *m, const struct site_record *s);

/* That of the model's records whose `whole` this is. */
const struct site_record *site_record_of(const struct site_model *m, const struct record *r);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder of a site.  Its manifest names the files that are ours; no other is ever written or
 * removed.  A name has at most one slash, and no dot in front.
 */
#ifndef SITE_FOLDER_H
#define SITE_FOLDER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SITE_MANIFEST ".privbench-site"

struct site_folder {
	char *path;
	void *files;			/* a tree of those in the manifest, by name */
	int manifest;			/* new names are appended before their files are written */
	int err;			/* the first, said on stderr; then nothing more is done */
	size_t written, kept, removed;
	pthread_mutex_t lock;
};

/*
 * 0, or -errno, said on stderr: -EEXIST if files of others are there, and no manifest; -EBUSY if
 * another publishes there.  Then do not call site_close().
 */
int site_open(struct site_folder *s, const char *path);

/*
 * Whether a file is there that was made of what has this stamp (not 0); then it stays.  From any
 * thread, as is site_put().
 */
bool site_has(struct site_folder *s, const char *name, uint64_t stamp);

/* Write a file, unless it is there with these bytes.  An error is in s->err. */
void site_put(struct site_folder *s, const char *name, uint64_t stamp, const void *data,
	      size_t size);

/* Whether one of these two named it. */
bool site_needs(struct site_folder *s, const char *name);

/* A file of the site (malloced), or NULL. */
char *site_read(const struct site_folder *s, const char *name);

/* Without an error: remove what neither function above named, and write the manifest.  s->err. */
int site_close(struct site_folder *s);

#endif

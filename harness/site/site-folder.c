// SPDX-License-Identifier: GPL-2.0-only
#include "site-folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "interrupt.h"
#include "output.h"
#include "util.h"

#define NO_JEKYLL ".nojekyll"	/* GitHub Pages is to serve the files as they are */

struct file {
	char *name;
	uint64_t stamp;			/* 0: it is unknown what it was made of */
	bool needed;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static void free_file(void *file)
{
	free(((struct file *)file)->name);
	free(file);
}

/* In the tree; NULL: it is not there. */
static struct file *find(const struct site_folder *s, const char *name)
{
	struct file wanted = { .name = (char *)name }, **found;

	found = tfind(&wanted, &s->files, by_name);
	return found ? *found : NULL;
}

static struct file *add(struct site_folder *s, const char *name)
{
	struct file *f = xcalloc(1, sizeof(*f)), **found;

	f->name = xstrdup(name);
	found = tsearch(f, &s->files, by_name);
	if (*found != f)
		free_file(f);
	return *found;
}

static void fail(struct site_folder *s, int err, const char *what, const char *name)
{
	if (!s->err)
		complain("%s %s/%s: %s", what, s->path, name, strerror(-err));
	s->err = s->err ? s->err : err;
}

/* The manifest */

static bool ends_as_ours(const char *name)
{
	static const char *const endings[] = { ".html", ".svg", ".json", ".xml" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < ARRAY_SIZE(endings); i++)
		if (!strcmp(dot, endings[i]))
			return true;
	return false;
}

/*
 * Whoever wrote the manifest: nothing outside the folder, nothing hidden, and nothing that a site
 * does not have, such as README.md or CNAME.  Folders of a site have names of one letter.
 */
static bool is_name(const char *name)
{
	const char *slash = strchr(name, '/'), *c;

	if (!strcmp(name, NO_JEKYLL))
		return true;
	if (!ends_as_ours(name) || (slash && slash != name + 1))
		return false;
	for (c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_=./", *c))
			return false;
	return *name && *name != '.' && *name != '/' &&
	       (!slash || (slash[1] && slash[1] != '.' && !strchr(slash + 1, '/')));
}

/* A line: "STAMP NAME".  What is no such line, or only the beginning of one, names nothing. */
static void take_line(struct site_folder *s, const char *line)
{
	char *name;
	uint64_t stamp = strtoull(line, &name, 16);

	if (*name == ' ' && is_name(name + 1))
		add(s, name + 1)->stamp = stamp;
}

/* Where its last whole line ends. */
static off_t take_lines(struct site_folder *s, char *text)
{
	char *line = text, *end;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		take_line(s, line);
	}
	return line - text;
}

static int take_manifest(struct site_folder *s)
{
	char *self = xasprintf("/proc/self/fd/%d", s->manifest), *text = read_file(self, NULL);
	int err = text ? 0 : -errno;

	if (text && ftruncate(s->manifest, take_lines(s, text)))
		err = -errno;
	free(text);
	free(self);
	return err;
}

static void put_line(const struct file *f, FILE *out)
{
	fprintf(out, "%016" PRIx64 " %s\n", f->stamp, f->name);
}

static void put_needed(const void *node, VISIT visit, void *out)
{
	const struct file *f = *(const struct file *const *)node;

	if ((visit == postorder || visit == leaf) && f->needed)
		put_line(f, out);
}

static void write_manifest(struct site_folder *s)
{
	char *path = xasprintf("%s/" SITE_MANIFEST, s->path), *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	twalk_r(s->files, put_needed, out);
	fclose(out);
	err = output_replace(path, text, size);
	if (err)
		fail(s, err, "cannot write", SITE_MANIFEST);
	free(text);
	free(path);
}

/* Opening */

/* A checkout without files is empty, too. */
static int is_foreign(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
	       strcmp(entry->d_name, ".git") != 0;
}

/* A new one, where no files of another's are. */
static int make_manifest(const struct site_folder *s, const char *path, int flags)
{
	struct dirent **names = NULL;
	int n = scandir(s->path, &names, is_foreign, NULL);
	bool foreign = n > 0;

	while (n > 0)
		free(names[--n]);
	free(names);
	if (foreign)
		errno = EEXIST;
	return foreign || n < 0 ? -1 : open(path, flags | O_CREAT, 0666);
}

static bool is_file(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISREG(st.st_mode);
}

static int open_manifest(struct site_folder *s)
{
	char *path = xasprintf("%s/" SITE_MANIFEST, s->path);
	int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, err = 0;

	s->manifest = open(path, flags);
	if (s->manifest < 0 && errno == ENOENT)
		s->manifest = make_manifest(s, path, flags);
	if (s->manifest < 0)
		err = errno == ELOOP ? -EMEDIUMTYPE : -errno;
	else if (!is_file(s->manifest))
		err = -EMEDIUMTYPE;
	else if (flock(s->manifest, LOCK_EX | LOCK_NB))
		err = errno == EWOULDBLOCK ? -EBUSY : -errno;
	free(path);
	return err ? err : take_manifest(s);
}

static void tell(int err, const char *path)
{
	if (err == -ELOOP)
		complain("%s is a symbolic link; say %s/ to write where it leads", path, path);
	else if (err == -EMEDIUMTYPE)
		complain("%s/" SITE_MANIFEST " is no file of a site; remove it, or name another "
			 "folder", path);
	else if (err == -EEXIST)
		complain("%s has files that are of no site of privbench; name a new folder, or an "
			 "empty one", path);
	else if (err == -EBUSY)
		complain("another privbench publishes to %s; wait until it is done", path);
	else
		complain("cannot write into %s: %s; name another folder", path, strerror(-err));
}

static void release(struct site_folder *s)
{
	if (s->manifest >= 0)
		close(s->manifest);
	tdestroy(s->files, free_file);
	pthread_mutex_destroy(&s->lock);
	free(s->path);
}

int site_open(struct site_folder *s, const char *path)
{
	int err = output_folder(path);

	*s = (struct site_folder){ .manifest = -1, .lock = PTHREAD_MUTEX_INITIALIZER };
	if (!err) {
		s->path = realpath(path, NULL);
		err = s->path ? open_manifest(s) : -errno;
	}
	if (err) {
		tell(err, path);
		release(s);
		return err;
	}
	site_put(s, NO_JEKYLL, 0, "", 0);
	return 0;
}

/* Files */

/* A descriptor of a regular file with its size, or -errno. */
static int open_regular(const struct site_folder *s, const char *name, size_t *size)
{
	char *path = xasprintf("%s/%s", s->path, name);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), err = -errno;
	struct stat st;

	free(path);
	if (fd < 0)
		return err;
	err = fstat(fd, &st) ? -errno : S_ISREG(st.st_mode) ? 0 : -EINVAL;
	if (err)
		close(fd);
	else
		*size = (size_t)st.st_size;
	return err ? err : fd;
}

static char *read_open(int fd)
{
	char *self = xasprintf("/proc/self/fd/%d", fd), *text = read_file(self, NULL);

	free(self);
	close(fd);
	return text;
}

char *site_read(const struct site_folder *s, const char *name)
{
	size_t size;
	int fd = open_regular(s, name, &size);

	return fd < 0 ? NULL : read_open(fd);
}

static bool is_same(const struct site_folder *s, const char *name, const void *data, size_t size)
{
	size_t there = 0;
	int fd = open_regular(s, name, &there);
	char *text;
	bool same;

	if (fd < 0)
		return false;
	text = read_open(fd);
	same = there == size && text && !memcmp(text, data, size);
	free(text);
	return same;
}

bool site_has(struct site_folder *s, const char *name, uint64_t stamp)
{
	struct file *f;
	size_t size;
	int fd = -1;

	pthread_mutex_lock(&s->lock);
	f = find(s, name);
	if (f && f->stamp == stamp)
		fd = open_regular(s, name, &size);
	if (fd >= 0) {
		close(fd);
		f->needed = true;
		s->kept++;
	}
	pthread_mutex_unlock(&s->lock);
	return fd >= 0;
}

bool site_needs(struct site_folder *s, const char *name)
{
	const struct file *f = find(s, name);

	return f && f->needed;
}

/*
 * The manifest has it, and no old stamp, before the folder does.  What is there already is
 * another's.
 */
static struct file *claim(struct site_folder *s, const char *name)
{
	char *path = xasprintf("%s/%s", s->path, name);
	struct file *f = find(s, name);
	struct stat st;

	if (!f && !lstat(path, &st)) {
		fail(s, -EEXIST, "it is another's, move it away:", name);
	} else if (!f || f->stamp) {
		f = add(s, name);
		f->stamp = 0;
		if (dprintf(s->manifest, "%016x %s\n", 0, name) < 0)
			fail(s, -errno, "cannot write the manifest for", name);
	}
	free(path);
	return f;
}

static int replace(const struct site_folder *s, const char *name, const void *data, size_t size)
{
	char *path = xasprintf("%s/%s", s->path, name), *slash = strrchr(path, '/');
	int err;

	*slash = '\0';
	mkdir(path, 0777);
	*slash = '/';
	err = output_replace(path, data, size);
	free(path);
	return err;
}

void site_put(struct site_folder *s, const char *name, uint64_t stamp, const void *data,
	      size_t size)
{
	struct file *f = NULL;
	bool same;
	int err = 0;

	pthread_mutex_lock(&s->lock);
	if (interrupted() && !s->err)
		s->err = -EINTR;
	if (!s->err)
		f = claim(s, name);
	err = s->err;
	pthread_mutex_unlock(&s->lock);
	if (err)
		return;
	same = is_same(s, name, data, size);
	if (!same)
		err = replace(s, name, data, size);
	pthread_mutex_lock(&s->lock);
	if (err)
		fail(s, err, "cannot write", name);
	*(same ? &s->kept : &s->written) += !err;
	f->needed = true;
	f->stamp = stamp;
	pthread_mutex_unlock(&s->lock);
}

/* Closing */

/* A folder that became a link is left alone. */
static void remove_file(struct site_folder *s, const char *name)
{
	const char *slash = strchr(name, '/');
	char *path = slash ? xasprintf("%s/%.*s", s->path, (int)(slash - name), name) :
			     xstrdup(s->path);
	int folder = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder >= 0) {
		s->removed += !unlinkat(folder, slash ? slash + 1 : name, 0);
		close(folder);
	}
	free(path);
}

static void remove_unneeded(const void *node, VISIT visit, void *site)
{
	const struct file *f = *(const struct file *const *)node;

	if ((visit == postorder || visit == leaf) && !f->needed)
		remove_file(site, f->name);
}

int site_close(struct site_folder *s)
{
	int err;

	if (!s->err)
		twalk_r(s->files, remove_unneeded, s);
	if (!s->err)
		write_manifest(s);
	err = s->err;
	release(s);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes of a folder of records whose writers are killed, and of one
 * that several write into at once.  What was reported as written must be there,
 * whole; and nothing else may look like a record.
 *
 * usage: store kill RECORD DIR ROUNDS SEED | store race RECORD DIR WRITERS EACH
 */
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "random.h"
#include "record.h"
#include "records.h"
#include "util.h"

#define KILL_US 20000		/* at the latest: the time of several records */
#define REPORTS_MAX 1024

/* One record reported as written. */
struct report {
	char id[17];
	char path[256];		/* shorter than what a pipe takes in one piece */
};

static struct record *model;	/* what they all write, but for its id */

static void write_one(unsigned int writer, unsigned int n, const char *folder, int pipe)
{
	struct report report = { 0 };
	char *path = xasprintf("%s/record.json", folder);

	snprintf(report.id, sizeof(report.id), "%08x%08x", writer, n);
	free(model->id);
	model->id = xstrdup(report.id);
	if (record_write(model, path, RECORD_BESIDE))
		_exit(1);
	snprintf(report.path, sizeof(report.path), "%s", model->path);
	free(path);
	if (write(pipe, &report, sizeof(report)) != sizeof(report))
		_exit(1);
}

static pid_t start_writer(unsigned int writer, unsigned int records, const char *folder, const int pipe[2])
{
	pid_t pid = fork();
	unsigned int n;

	if (pid)
		return pid;
	close(pipe[0]);
	for (n = 0; n < records; n++)
		write_one(writer, n, folder, pipe[1]);
	_exit(0);
}

/* The record that was reported is at its path; 1 if not, and says so. */
static size_t missing(const struct report *report)
{
	char *error = NULL;
	struct record *r = record_read(report->path, &error);
	bool same = r && !strcmp(r->id, report->id) && r->result_count == model->result_count;

	if (!same)
		printf("lost: %s %s: %s\n", report->path, report->id, error ? error : "another one is there");
	record_free(r);
	free(error);
	return !same;
}

struct tally {
	size_t reported, lost, corrupt, left;
};

static void read_reports(int pipe, struct tally *t)
{
	struct report report;
	ssize_t n;

	while ((n = read(pipe, &report, sizeof(report))) == sizeof(report)) {
		t->reported++;
		t->lost += missing(&report);
	}
	t->lost += n != 0;
}

/* How many files begun and not finished there were; none is left. */
static size_t remove_left_overs(const char *folder)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);
	size_t n = 0;

	while (dir && (entry = readdir(dir)))
		n += !strncmp(entry->d_name, ".privbench-", 11) && !unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	return n;
}

/* Every record of the folder is whole, and there is nothing but records; then it is emptied. */
static void clear(const char *folder, struct tally *t)
{
	char *path = xstrdup(folder);
	struct records side;

	t->left += remove_left_overs(folder);
	records_read(&path, 1, &side);
	t->corrupt += side.unreadable;
	for (size_t i = 0; i < side.count; i++)
		unlink(side.records[i]->path);
	records_free(&side);
	free(path);
}

static int open_pipe(int ends[2])
{
	if (!pipe(ends))
		return 0;
	perror("store: pipe");
	return 1;
}

static int kill_rounds(const char *folder, unsigned int rounds, uint64_t seed, struct tally *t)
{
	for (unsigned int i = 0; i < rounds; i++) {
		int ends[2];
		pid_t pid;

		if (open_pipe(ends))
			return 1;
		pid = start_writer(i, REPORTS_MAX, folder, ends);
		close(ends[1]);
		usleep((useconds_t)random_below(&seed, KILL_US));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		read_reports(ends[0], t);
		close(ends[0]);
		clear(folder, t);
	}
	return 0;
}

/* All at once into one folder, each wanting the same name. */
static int race(const char *folder, unsigned int writers, unsigned int each, struct tally *t)
{
	int ends[2], status, failed = 0;
	unsigned int i;

	if (open_pipe(ends))
		return 1;
	for (i = 0; i < writers; i++)
		start_writer(i, each, folder, ends);
	close(ends[1]);
	read_reports(ends[0], t);
	close(ends[0]);
	for (i = 0; i < writers; i++)
		failed |= wait(&status) < 0 || status;
	clear(folder, t);
	return failed;
}

int main(int argc, char **argv)
{
	struct tally t = { 0 };
	char *error = NULL;
	int status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	model = argc == 6 ? record_read(argv[2], &error) : NULL;
	if (!model) {
		fprintf(stderr, "%s\n", error ? error : "usage: store kill RECORD DIR ROUNDS SEED | store race RECORD DIR WRITERS EACH");
		return 2;
	}
	if (!strcmp(argv[1], "kill"))
		status = kill_rounds(argv[3], (unsigned int)atoi(argv[4]), strtoull(argv[5], NULL, 0), &t);
	else
		status = race(argv[3], (unsigned int)atoi(argv[4]), (unsigned int)atoi(argv[5]), &t);
	printf("reported %zu, lost %zu, corrupt %zu, left over %zu\n", t.reported, t.lost, t.corrupt, t.left);
	record_free(model);
	/* A file that a killed writer has begun stays, and is no record. */
	return status || t.lost || t.corrupt || (t.left && strcmp(argv[1], "kill") != 0) || !t.reported;
}

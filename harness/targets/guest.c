// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "complain.h"
#include "progress.h"
#include "util.h"

#define CONSOLE_KEPT (16UL << 10)	/* bytes, at least */
#define CHUNK 65536UL
#define LAST_WORDS 20			/* lines */
#define STATUS_MAX 255

/* The emulator's end is the last that is heard from it. */
enum { CONSOLE, RESULTS, END, CHANNELS };

struct channel {
	int fd;			/* -1: closed */
	char *text;
	size_t length, size;
	size_t line;		/* where the last unfinished line starts */
};

struct boot {
	struct guest *guest;
	struct channel channels[CHANNELS];
	double started;
	pid_t pid;
};

char *guest_no_qemu(void)
{
	if (run_program((const char *const[]){ QEMU, "--version", NULL }, NULL))
		return xstrdup(QEMU " is not installed: apt-get install qemu-system-x86");
	return NULL;
}

/* The child's side: results leave by an inherited pipe that the emulator opens by name. */
static void become(const struct guest *g, int console, int results)
{
	char path[32];
	const char **argv;
	size_t n = 0, i;
	int null = open("/dev/null", O_RDONLY);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", results);
	while (g->argv[n])
		n++;
	argv = xcalloc(n + 1, sizeof(*argv));
	for (i = 0; i < n; i++) {
		char *mark = strstr(g->argv[i], "{results}");

		argv[i] = g->argv[i];
		if (mark)
			argv[i] = xasprintf("%.*s%s%s", (int)(mark - g->argv[i]), g->argv[i], path,
					    mark + strlen("{results}"));
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(null, STDIN_FILENO);
	dup2(console, STDOUT_FILENO);
	dup2(console, STDERR_FILENO);
	fcntl(results, F_SETFD, 0);
	execvp(argv[0], (char *const *)argv);
	remark("%s: %s", argv[0], strerror(errno));
	_exit(127);
}

static int start(struct boot *b)
{
	int console[2], results[2];

	if (pipe2(console, O_CLOEXEC))
		return -errno;
	if (pipe2(results, O_CLOEXEC)) {
		close(console[0]);
		close(console[1]);
		return -errno;
	}
	b->started = wall_seconds();
	b->pid = fork();
	if (!b->pid)
		become(b->guest, console[1], results[1]);
	close(console[1]);
	close(results[1]);
	b->channels[CONSOLE].fd = console[0];
	b->channels[RESULTS].fd = results[0];
	if (b->pid < 0)
		return -errno;
	b->channels[END].fd = pidfd_open(b->pid, 0);
	return 0;
}

/* "  40 %  wrmsr-cs", as progress() prints it in the guest. */
static void console_line(struct boot *b, const char *line)
{
	unsigned int percent;
	char what[64];

	if (sscanf(line, "%3u %%  %63[ -~]", &percent, what) != 2 || percent > 100)
		return;
	if (b->guest->up <= 0)
		b->guest->up = wall_seconds() - b->started;
	progress(percent, 100, "%s", what);
}

/* What is new begins at `from`. */
static void split_lines(struct boot *b, struct channel *c, size_t from)
{
	char *newline;

	while ((newline = memchr(c->text + from, '\n', c->length - from))) {
		*newline = '\0';
		console_line(b, c->text + c->line);
		*newline = '\n';
		from = c->line = (size_t)(newline - c->text) + 1;
	}
}

static void keep_tail(struct channel *c)
{
	size_t cut = c->length - CONSOLE_KEPT;

	if (c->length <= 2 * CONSOLE_KEPT)
		return;
	memmove(c->text, c->text + cut, CONSOLE_KEPT + 1);
	c->length = CONSOLE_KEPT;
	c->line = c->line > cut ? c->line - cut : 0;
}

static void hang_up(struct channel *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

static void make_room(struct channel *c, size_t bytes)
{
	if (c->length + bytes <= c->size)
		return;
	c->size = 2 * c->size + bytes;
	c->text = xreallocarray(c->text, c->size, 1);
}

static int receive(struct boot *b, int which)
{
	struct channel *c = &b->channels[which];
	size_t before = c->length;
	ssize_t n = 0;

	make_room(c, CHUNK + 1);
	if (which != END)
		n = read(c->fd, c->text + c->length, CHUNK);
	if (n <= 0) {
		hang_up(c);
		return 0;
	}
	c->length += (size_t)n;
	c->text[c->length] = '\0';
	if (which == CONSOLE) {
		split_lines(b, c, before);
		keep_tail(c);
	} else if (b->guest->first_result <= 0) {
		b->guest->first_result = wall_seconds() - b->started;
	}
	return which == RESULTS && c->length > GUEST_RESULTS_MAX ? -EFBIG : 0;
}

/* For the next sign of life, in milliseconds; at most -ETIME if all time is up. */
static int patience_left(const struct boot *b)
{
	double all = GUEST_PATIENCES * b->guest->patience - (wall_seconds() - b->started);

	return all <= 0 ? -ETIME : (int)fmin(1e9, 1 + 1e3 * fmin(all, b->guest->patience));
}

static int listen_once(struct boot *b)
{
	struct pollfd fds[CHANNELS];
	int i, n = patience_left(b), err = 0;

	if (n < 0)
		return n;
	for (i = 0; i < CHANNELS; i++)
		fds[i] = (struct pollfd){ b->channels[i].fd, POLLIN, 0 };
	n = poll(fds, CHANNELS, n);
	if (n < 0)
		return -errno;
	if (!n)
		return patience_left(b) < 0 ? -ETIME : -ETIMEDOUT;
	for (i = 0; i < CHANNELS && !err; i++)
		if (fds[i].revents)
			err = receive(b, i);
	return err;
}

static bool connected(const struct boot *b)
{
	for (int i = 0; i < CHANNELS; i++)
		if (b->channels[i].fd >= 0)
			return true;
	return false;
}

static int listen_to(struct boot *b)
{
	int err = 0;

	while (!err && connected(b))
		err = listen_once(b);
	return err;
}

static int finish(struct boot *b, int err)
{
	struct guest *g = b->guest;
	int status;

	if (err)
		kill(b->pid, SIGKILL);
	while (waitpid(b->pid, &status, 0) < 0 && errno == EINTR)
		;
	g->end = wall_seconds() - b->started;
	g->console = b->channels[CONSOLE].text;
	g->console_length = b->channels[CONSOLE].length;
	g->results = b->channels[RESULTS].text;
	g->results_length = b->channels[RESULTS].length;
	progress_end();
	if (!err && (!WIFEXITED(status) || WEXITSTATUS(status)))
		err = -EIO;
	return err;
}

int guest_run(struct guest *g)
{
	struct boot b = { .guest = g, .channels = { { .fd = -1 }, { .fd = -1 }, { .fd = -1 } } };
	int err = start(&b), i;

	if (err)
		return err;
	err = finish(&b, listen_to(&b));
	for (i = 0; i < CHANNELS; i++)
		hang_up(&b.channels[i]);
	free(b.channels[END].text);
	return err;
}

void guest_last_words(const struct guest *g)
{
	const char *end = g->console + g->console_length, *from = end;
	size_t lines = 0;

	if (!g->console_length) {
		complain("the guest's console stayed empty");
		return;
	}
	while (from > g->console && (from == end || from[-1] != '\n' || ++lines < LAST_WORDS))
		from--;
	complain("the last lines of the guest's console:");
	quote(from);
}

void guest_show_phases(const struct guest *g, const char *boot)
{
	remark("  boot      %6.2f s  %s", g->up, boot);
	remark("  measure   %6.2f s  all benches", g->first_result - g->up);
	remark("  results   %6.2f s  record out of the guest, power off",
		g->end - g->first_result);
}

void guest_free(struct guest *g)
{
	free(g->console);
	free(g->results);
	g->console = g->results = NULL;
}

/* Decimal digits alone, up to `most`, and *at goes behind them. */
static bool take_number(const char **at, size_t most, size_t *value)
{
	const char *c = *at;

	for (*value = 0; isdigit((unsigned char)*c) && *value <= most; c++)
		*value = 10 * *value + (size_t)(*c - '0');
	if (c == *at || *value > most)
		return false;
	*at = c;
	return true;
}

/* "STATUS BYTES", and *at goes behind the line. */
static bool take_head(const char **at, size_t *status, size_t *bytes)
{
	return take_number(at, STATUS_MAX, status) && *(*at)++ == ' ' &&
	       take_number(at, GUEST_RESULTS_MAX, bytes) && *(*at)++ == '\n';
}

const char *guest_record(const struct guest *g, size_t *length, int *status)
{
	static const char mark[] = "privbench-record ", end[] = "privbench-end";
	const char *at = g->results ? strstr(g->results, mark) : NULL;
	size_t said, bytes, left;

	*status = -1;
	if (!at)
		return NULL;
	at += strlen(mark);
	if (!take_head(&at, &said, &bytes))
		return NULL;
	*status = (int)said;
	left = g->results_length - (size_t)(at - g->results);
	*length = bytes;
	return bytes <= left && memmem(at + bytes, left - bytes, end, strlen(end)) ? at : NULL;
}

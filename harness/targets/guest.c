// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "complain.h"
#include "interrupt.h"
#include "record.h"
#include "suite.h"
#include "util.h"

#define CONSOLE_KEPT (16UL << 10)	/* bytes, at least */
#define CHUNK 65536UL
#define LAST_WORDS 20			/* lines */
#define STATUS_MAX 255U
#define RESULTS_FD 9			/* as in GUEST_CHANNELS */

/* A guest is stopped after so many times its patience, even if it prints. */
#define GUEST_PATIENCES 30
#define GUEST_RESULTS_MAX RUN_OUTPUT_MAX	/* bytes, packed or not */

#define SWAP(a, b) do { typeof(a) t = (a); (a) = (b); (b) = t; } while (0)

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

/* The child's side: the results leave by an inherited pipe that the emulator opens by name. */
static void become(const struct guest *g, int console, int results)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(console, STDOUT_FILENO);
	dup2(console, STDERR_FILENO);
	dup2(results, RESULTS_FD);
	fcntl(RESULTS_FD, F_SETFD, 0);	/* where it was that already */
	execvp(g->argv[0], (char *const *)g->argv);
	remark("%s: %s", g->argv[0], strerror(errno));
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

/* "  40 %  wrmsr-cs (4 of 10)   ", as the guest prints it, again and again on one line. */
static void console_line(struct boot *b, const char *line)
{
	unsigned int percent;
	char what[80];
	size_t n;

	if (sscanf(line, "%3u %%  %79[ -~]", &percent, what) != 2 || percent > 100)
		return;
	for (n = strlen(what); n && what[n - 1] == ' '; n--)
		what[n - 1] = '\0';
	if (b->guest->up <= 0)
		b->guest->up = wall_seconds() - b->started;
	suite_progress(b->guest->target, percent, 100, what);
}

/* What is new begins at `from`. */
static void split_lines(struct boot *b, struct channel *c, size_t from)
{
	char end;

	for (; from < c->length; from++) {
		end = c->text[from];
		if (end != '\n' && end != '\r')
			continue;
		c->text[from] = '\0';
		console_line(b, c->text + c->line);
		c->text[from] = end;
		c->line = from + 1;
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

static int receive(struct boot *b, int which)
{
	struct channel *c = &b->channels[which];
	size_t before = c->length;
	ssize_t n = 0;

	if (c->length + CHUNK + 1 > c->size) {
		c->size = 2 * c->size + CHUNK + 1;
		c->text = xreallocarray(c->text, c->size, 1);
	}
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
	return b->channels[CONSOLE].fd >= 0 || b->channels[RESULTS].fd >= 0 ||
	       b->channels[END].fd >= 0;
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
	if (!err && WIFSIGNALED(status))
		complain("the emulator was killed by signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	if (!err && (!WIFEXITED(status) || WEXITSTATUS(status)))
		err = -EIO;
	return err;
}

static int run(struct guest *g)
{
	struct boot b = { .guest = g, .channels = { { .fd = -1 }, { .fd = -1 }, { .fd = -1 } } };
	int err = start(&b), i;

	if (err)
		return err;
	while (!err && connected(&b))
		err = listen_once(&b);
	err = finish(&b, err);
	for (i = 0; i < CHANNELS; i++)
		hang_up(&b.channels[i]);
	free(b.channels[END].text);
	return err;
}

/* What a guest had to say before it died. */
static void last_words(const struct guest *g)
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

int guest_failed(const struct guest *g, char *why)
{
	complain("%s", why);
	last_words(g);
	free(why);
	return -EIO;
}

static char *boot_failed(const struct guest *g, int err)
{
	switch (err) {
	case -ETIMEDOUT:
		return xasprintf("the guest was silent for %g s and was stopped", g->patience);
	case -ETIME:
		return xasprintf("the guest did not come to an end in %g s, %d times --timeout, "
				 "and was stopped", GUEST_PATIENCES * g->patience,
				 GUEST_PATIENCES);
	case -EFBIG:
		return xasprintf("the guest sent more than %lu MiB and was stopped",
				 GUEST_RESULTS_MAX >> 20);
	}
	return xasprintf("the emulator failed: %s", strerror(-err));
}

int guest_boot(struct guest *g)
{
	int err = run(g);

	/* A terminal interrupts both: the emulator may end before anybody here hears of it. */
	if (interrupted())
		err = -EINTR;
	if (err == -EINTR)
		complain("interrupted; the guest was stopped");
	else if (err)
		guest_failed(g, boot_failed(g, err));
	return err;
}

void guest_show_phases(const struct guest *g, const char *boot)
{
	remark("  boot      %6.2f s  %s", g->up, boot);
	remark("  measure   %6.2f s  all benches", g->first_result - g->up);
	remark("  results   %6.2f s  record out of the guest, power off", g->end - g->first_result);
}

void guest_free(struct guest *g)
{
	free(g->console);
	free(g->results);
	g->console = g->results = NULL;
}

const char *guest_record(const struct guest *g, size_t *length, int *status)
{
	static const char mark[] = "privbench-record ", end[] = "privbench-end";
	const char *at = g->results ? strstr(g->results, mark) : NULL;
	unsigned int said;
	size_t left;
	int head;

	*status = -1;
	if (!at)
		return NULL;
	at += strlen(mark);
	/* of few digits, so that neither overflows; a negative one is too large */
	if (sscanf(at, "%3u %8zu%n", &said, length, &head) != 2 || at[head] != '\n' ||
	    said > STATUS_MAX || *length > GUEST_RESULTS_MAX)
		return NULL;
	*status = (int)said;
	at += head + 1;
	left = g->results_length - (size_t)(at - g->results);
	if (*length > left || !memmem(at + *length, left - *length, end, strlen(end)))
		return NULL;
	return at;
}

/* The guest's record in place of ours, but for the run's identity and what could not be read. */
static void take_over(struct record *r, struct record *guest)
{
	size_t i;

	for (i = 0; i < r->fact_count; i++)
		if (r->facts[i].missing)
			record_fact_missing(guest, r->facts[i].key, "%s", r->facts[i].missing);
	SWAP(*r, *guest);
	SWAP(r->id, guest->id);
	SWAP(r->utc, guest->utc);
	SWAP(r->version, guest->version);
	SWAP(r->command, guest->command);
	SWAP(r->target, guest->target);
	SWAP(r->path, guest->path);
	r->seed = guest->seed;
	record_free(guest);
}

/* By gzip, through a file without a name.  0 with *text (malloced), -EFBIG, or -EIO: broken. */
static int unpack(const char *packed, size_t length, char **text)
{
	int fd = memfd_create("record", 0), status = -EIO;
	char *command = xasprintf("gzip -dc </proc/self/fd/%d", fd);

	*text = NULL;
	if (fd >= 0 && write(fd, packed, length) == (ssize_t)length)
		status = run_program((const char *const[]){ "sh", "-c", command, NULL }, text);
	if (fd >= 0)
		close(fd);
	free(command);
	if (!status)
		return 0;
	free(*text);
	return status == -EFBIG ? -EFBIG : -EIO;
}

static struct record *parse(const char *packed, size_t length, char **error)
{
	struct record *r = NULL;
	char *text;

	switch (unpack(packed, length, &text)) {
	case 0:
		r = record_parse(text, strlen(text), "the guest's record", error);
		free(text);
		break;
	case -EFBIG:
		*error = xasprintf("the guest's record is larger than %lu MiB when unpacked",
				   GUEST_RESULTS_MAX >> 20);
		break;
	default:
		*error = xstrdup("the guest's record cannot be unpacked; is gzip installed?");
	}
	return r;
}

int guest_take_record(const struct guest *g, struct record *r)
{
	struct record *inner = NULL;
	char *error = NULL;
	size_t length;
	int status;
	const char *text = guest_record(g, &length, &status);

	if (status > 0)
		error = xasprintf("the measurement failed in the guest (exit status %d)", status);
	else if (!text || status)
		error = xstrdup("the guest sent no whole record");
	else
		inner = parse(text, length, &error);
	if (!inner)
		return guest_failed(g, error);
	take_over(r, inner);
	return 0;
}

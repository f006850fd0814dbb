// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "complain.h"
#include "progress.h"
#include "util.h"

enum { CONSOLE, RESULTS, CHANNELS };

struct channel {
	int fd;			/* -1: closed */
	char *text;
	size_t length, line;	/* line: where the last unfinished line starts */
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
	return b->pid < 0 ? -errno : 0;
}

/* "  40 %  wrmsr-cs", as progress() prints it in the guest. */
static void console_line(struct boot *b, const char *line)
{
	unsigned int percent;
	char what[64];

	if (sscanf(line, "%u %%  %63[^\r\n]", &percent, what) != 2 || percent > 100)
		return;
	if (b->guest->up <= 0)
		b->guest->up = wall_seconds() - b->started;
	progress(percent, 100, "%s", what);
}

static void split_lines(struct boot *b, struct channel *c)
{
	char *newline;

	while ((newline = memchr(c->text + c->line, '\n', c->length - c->line))) {
		*newline = '\0';
		console_line(b, c->text + c->line);
		*newline = '\n';
		c->line = (size_t)(newline - c->text) + 1;
	}
}

static void receive(struct boot *b, int which)
{
	struct channel *c = &b->channels[which];
	ssize_t n;

	c->text = xreallocarray(c->text, c->length + 65537, 1);
	n = read(c->fd, c->text + c->length, 65536);
	if (n <= 0) {
		close(c->fd);
		c->fd = -1;
		return;
	}
	c->length += (size_t)n;
	c->text[c->length] = '\0';
	if (which == CONSOLE)
		split_lines(b, c);
	else if (b->guest->first_result <= 0)
		b->guest->first_result = wall_seconds() - b->started;
}

static int listen_to(struct boot *b)
{
	struct pollfd fds[CHANNELS];
	int i, n;

	while (b->channels[CONSOLE].fd >= 0 || b->channels[RESULTS].fd >= 0) {
		for (i = 0; i < CHANNELS; i++)
			fds[i] = (struct pollfd){ b->channels[i].fd, POLLIN, 0 };
		n = poll(fds, CHANNELS, (int)(1000 * b->guest->patience));
		if (n < 0)
			return -errno;
		if (!n)
			return -ETIMEDOUT;
		for (i = 0; i < CHANNELS; i++)
			if (fds[i].revents)
				receive(b, i);
	}
	return 0;
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
	struct boot b = { .guest = g, .channels = { { .fd = -1 }, { .fd = -1 } } };
	int err = start(&b), i;

	if (err)
		return err;
	err = finish(&b, listen_to(&b));
	for (i = 0; i < CHANNELS; i++)
		if (b.channels[i].fd >= 0)
			close(b.channels[i].fd);
	return err;
}

void guest_last_words(const struct guest *g)
{
	const char *from = g->console;
	size_t i, lines = 0;

	if (!g->console_length) {
		complain("the guest's console stayed empty");
		return;
	}
	for (i = g->console_length - 1; i > 0 && lines < 20; i--)
		if (g->console[i - 1] == '\n' && ++lines == 20)
			from = g->console + i;
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

const char *guest_record(const struct guest *g, size_t *length, int *status)
{
	const char *head, *body;
	size_t bytes;

	*status = -1;
	head = g->results ? strstr(g->results, "privbench-record ") : NULL;
	if (!head || sscanf(head, "privbench-record %d %zu", status, &bytes) != 2)
		return NULL;
	body = strchr(head, '\n');
	if (!body || (size_t)(body + 1 - g->results) + bytes > g->results_length)
		return NULL;
	*length = bytes;
	return strstr(body + 1 + bytes, "privbench-end") ? body + 1 : NULL;
}

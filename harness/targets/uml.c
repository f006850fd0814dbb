// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `uml`: User Mode Linux, a kernel that is a process in ring 3, with the benches built
 * in (uml/).  A bench that takes it down fails; the next one gets a new kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "executor.h"
#include "interrupt.h"
#include "machine.h"
#include "mailbox.h"
#include "record.h"
#include "suite.h"
#include "target.h"
#include "util.h"

#define PATIENCE 5		/* seconds for one request, or for the kernel to be ready */
#define LINUX "uml/linux"
#define MEMORY "mem=32M"
#define CONSOLE "con=null"	/* what it prints goes to standard error all the same */

struct uml_executor {
	struct executor executor;
	double patience;
	pid_t pid;		/* 0: the last kernel is lost */
	int mailbox, said;	/* its socket, and the file of what it prints */
	struct pb_mailbox box;
};

/* Its memory begins where the program ends, which else is anywhere. */
static void become(const char *path, int mailbox, int said)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	personality(ADDR_NO_RANDOMIZE);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(said, STDOUT_FILENO);
	dup2(said, STDERR_FILENO);
	dup2(mailbox, PB_MAILBOX_FD);
	fcntl(PB_MAILBOX_FD, F_SETFD, 0);	/* where it was that already */
	execl(path, "linux", MEMORY, CONSOLE, NULL);
	dprintf(STDERR_FILENO, "%s: %s\n", path, strerror(errno));
	_exit(127);
}

static void lose_kernel(struct uml_executor *u)
{
	if (!u->pid)
		return;
	kill(u->pid, SIGKILL);
	while (waitpid(u->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(u->mailbox);
	close(u->said);
	u->pid = 0;
}

/* How a kernel ended that has closed its socket. */
static char *end_of(const struct uml_executor *u)
{
	siginfo_t end = { 0 };

	while (waitid(P_PID, (id_t)u->pid, &end, WEXITED | WNOWAIT) && errno == EINTR)
		;
	if (end.si_code == CLD_EXITED)
		return xasprintf("User Mode Linux ended with status %d", end.si_status);
	return xasprintf("User Mode Linux died of signal %d (%s)", end.si_status,
			 strsignal(end.si_status));
}

/* A signal that does not end the run, as of a debugger, does not end the waiting. */
static bool wait_for(const struct uml_executor *u)
{
	struct pollfd socket = { u->mailbox, POLLIN, 0 };
	int n;

	do
		n = poll(&socket, 1, (int)ceil(1e3 * u->patience));
	while (n < 0 && errno == EINTR && !interrupted());
	return n > 0;
}

/* What answers `asked`, 0: nothing.  NULL; or why there is no mailbox (malloced). */
static char *receive(struct uml_executor *u, __u32 asked)
{
	size_t samples = 0;
	ssize_t n;

	if (!wait_for(u))
		return xstrdup("it hung, or was interrupted, and was stopped");
	n = recv(u->mailbox, &u->box, sizeof(u->box), 0);
	if (n <= 0)
		return end_of(u);
	if (asked == PB_REQUEST_RUN)
		samples = u->box.run.done;
	if (u->box.request != asked ||
	    (size_t)n != PB_MAILBOX_HEADER + samples * sizeof(u->box.samples[0]))
		return xasprintf("User Mode Linux answered with %zd bytes", n);
	return NULL;
}

static char *launch(struct uml_executor *u, const char *path)
{
	int sockets[2];

	u->said = memfd_create("linux", MFD_CLOEXEC);
	if (u->said < 0)
		return xasprintf("memfd_create: %s", strerror(errno));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets)) {
		close(u->said);
		return xasprintf("socketpair: %s", strerror(errno));
	}
	u->pid = fork();
	if (!u->pid)
		become(path, sockets[1], u->said);
	close(sockets[1]);
	u->mailbox = sockets[0];
	if (u->pid > 0)
		return NULL;
	u->pid = 0;
	close(u->mailbox);
	close(u->said);
	return xasprintf("fork: %s", strerror(errno));
}

/* All that the kernel has printed (malloced). */
static char *read_said(const struct uml_executor *u)
{
	off_t size = lseek(u->said, 0, SEEK_END);
	char *text = xcalloc((size_t)(size > 0 ? size : 0) + 1, 1);

	if (size > 0 && pread(u->said, text, (size_t)size, 0) < 0)
		*text = '\0';
	return text;
}

/* Why it did not start is the last it has said; takes over `why`. */
static char *with_last_words(const struct uml_executor *u, char *why)
{
	char *said = read_said(u), *all, *line;
	size_t n = strlen(said);

	while (n && said[n - 1] == '\n')
		said[--n] = '\0';
	line = strrchr(said, '\n');
	all = n ? xasprintf("%s: %s", why, line ? line + 1 : said) : xstrdup(why);
	free(said);
	free(why);
	return all;
}

/* NULL, or why there is no kernel. */
static char *ensure_kernel(struct uml_executor *u)
{
	char *path, *why;

	if (u->pid)
		return NULL;
	path = program_file(LINUX);
	why = launch(u, path);
	if (u->pid) {
		why = receive(u, 0);
		why = why ? with_last_words(u, why) : answer_mailbox_wrong(&u->box, "uml");
	}
	free(path);
	if (why)
		lose_kernel(u);
	return why;
}

/* NULL; or why there is no answer, and then the kernel is gone. */
static char *request(struct uml_executor *u, enum pb_request what)
{
	char *why;

	u->box.request = what;
	u->box.tsc_khz = u->executor.tsc_khz;
	/* if it is gone already, there is no answer either */
	send(u->mailbox, &u->box, PB_MAILBOX_HEADER, MSG_NOSIGNAL);
	why = receive(u, what);
	if (why)
		lose_kernel(u);
	return why;
}

static int run(struct executor *executor, struct pb_run *r)
{
	struct uml_executor *u = (struct uml_executor *)executor;
	char *why = ensure_kernel(u);

	if (!why) {
		u->box.run = *r;
		why = request(u, PB_REQUEST_RUN);
	}
	if (why) {
		r->status = PB_FAILED;
		snprintf(r->reason, sizeof(r->reason), "%s", why);
		free(why);
		return interrupted() ? -EINTR : 0;
	}
	*r = u->box.run;
	executor->samples = u->box.samples;
	return interrupted() ? -EINTR : u->box.error;
}

static int code(struct executor *executor, struct pb_site *site)
{
	struct uml_executor *u = (struct uml_executor *)executor;
	char *why = ensure_kernel(u);

	if (!why) {
		u->box.site = *site;
		why = request(u, PB_REQUEST_CODE);
	}
	if (why) {
		free(why);
		return -EIO;
	}
	*site = u->box.site;
	return u->box.error;
}

/* "Linux version 6.1 (who@where) (gcc 12.2.0, GNU ld 2.40) #1 Sun Nov 16", as in /proc/version. */
static void describe_kernel(const struct uml_executor *u, struct record *r)
{
	static const char mark[] = "Linux version ";
	char *said = read_said(u), *line = strstr(said, mark), *compiler, *version;
	const struct fact *host = record_find_fact(r, "kernel");

	if (host && host->value)
		record_fact(r, "host_kernel", "%s", host->value);
	line = line ? line + strlen(mark) : said;
	line[strcspn(line, "\n")] = '\0';
	compiler = strstr(line, ") (");
	version = strstr(line, ") #");
	if (compiler && version && compiler < version) {
		record_fact(r, "kernel", "%.*s", (int)strcspn(line, " "), line);
		record_fact(r, "kernel_version", "%s", version + 2);
		record_fact(r, "compiler", "%.*s", (int)(version - compiler - 3), compiler + 3);
	} else {
		record_fact_missing(r, "kernel", "User Mode Linux did not print its version");
	}
	record_fact(r, "command_line", MEMORY " " CONSOLE);
	record_fact_missing(r, "config", "it is in build/uml/source/.config");
	free(said);
}

static char *probe(void)
{
	char *path = program_file(LINUX), *why = NULL;

	if (access(path, X_OK))
		why = xasprintf("no User Mode Linux (%s: %s); run `make uml`", path,
				strerror(errno));
	free(path);
	return why;
}

static int measure(const struct request *q, struct record *r, char **why)
{
	struct uml_executor u = {
		.executor = {
			.layouts = PB_LAYOUTS, .most_samples = PB_MAILBOX_SAMPLES, .run = run,
			.code = code, .tsc_khz = machine_tsc_khz(),
			.uncounted = "the kernel that is measured is another process",
		},
		.patience = q->timeout > 0 ? q->timeout : PATIENCE,
	};
	int cpu = pin_to_last_cpu(), err = TARGET_UNFIT;

	*why = ensure_kernel(&u);
	if (!*why) {
		machine_describe(r);
		describe_kernel(&u, r);
		record_fact_number(r, "cpu_pinned", cpu);
		record_note(r, "interrupts are unobservable from ring 3: one that leads to no "
			    "other task stays in its sample");
		err = suite_run(&u.executor, q, r);
	}
	lose_kernel(&u);
	return err;
}

const struct target target_uml = {
	.name = "uml",
	.what = "User Mode Linux, a kernel that is a process in ring 3",
	.probe = probe,
	.measure = measure,
};

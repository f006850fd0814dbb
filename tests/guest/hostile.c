// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs in a guest: everything a user could do to /dev/privbench, well meant or
 * not.  TAP on standard output.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "abi.h"

#define DEVICE "/dev/privbench"
#define SAMPLES 100

static struct pb_sample samples[PB_SAMPLES_MAX];

static void check(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void check(bool good, const char *fmt, ...)
{
	va_list args;

	printf("%s - module: ", good ? "ok" : "not ok");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	puts("");
	fflush(stdout);
}

static int load(void)
{
	int fd = open("/privbench.ko", O_RDONLY | O_CLOEXEC);
	int err = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;

	close(fd);
	return err;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "privbench", O_NONBLOCK) ? errno : 0;
}

static struct pb_run good_run(const char *name)
{
	struct pb_run run = {
		.version = PB_ABI_VERSION, .samples = SAMPLES, .loops = 1,
		.buffer = (uintptr_t)samples,
	};

	snprintf(run.name, sizeof(run.name), "%s", name);
	return run;
}

/* The error number that a call gives, 0 for none. */
static int call(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) ? errno : 0;
}

static void expect(int fd, unsigned long request, void *arg, int wanted, const char *what)
{
	int got = call(fd, request, arg);

	check(got == wanted, "%s: %s (wanted %s)", what, strerror(got), strerror(wanted));
}

static void bad_numbers(int fd)
{
	struct pb_run run = good_run("nop");

	expect(fd, _IOWR('x', 2, struct pb_run), &run, ENOTTY, "another driver's call");
	expect(fd, _IOWR(PB_IOC_MAGIC, 9, struct pb_run), &run, ENOTTY, "a call there is not");
	expect(fd, _IOWR(PB_IOC_MAGIC, 2, struct pb_sample), &run, EPROTO, "a struct of the wrong size");
	expect(fd, _IO(PB_IOC_MAGIC, 2), &run, EPROTO, "a struct of no size");
	run.version = PB_ABI_VERSION + 1;
	expect(fd, PB_IOC_RUN, &run, EPROTO, "a newer version");
	run.version = 0;
	expect(fd, PB_IOC_INFO, &run, EPROTO, "no version");
}

static void bad_pointers(int fd)
{
	struct pb_run run = good_run("nop");

	expect(fd, PB_IOC_RUN, NULL, EFAULT, "no struct");
	expect(fd, PB_IOC_CODE, (void *)0xffffffff81000000, EFAULT, "a struct in the kernel");
	run.buffer = 0;
	expect(fd, PB_IOC_RUN, &run, EFAULT, "no buffer");
	run.buffer = 0xffffffff81000000;
	expect(fd, PB_IOC_RUN, &run, EFAULT, "a buffer in the kernel");
	run.buffer = (uintptr_t)DEVICE;
	expect(fd, PB_IOC_RUN, &run, EFAULT, "a buffer that cannot be written");
}

static void bad_fields(int fd)
{
	struct pb_site site = { .version = PB_ABI_VERSION, .name = "no-such-bench" };
	struct pb_run run = good_run("no-such-bench");

	expect(fd, PB_IOC_RUN, &run, ENOENT, "a bench there is not");
	expect(fd, PB_IOC_CODE, &site, ENOENT, "the code of a bench there is not");
	run = good_run("");
	expect(fd, PB_IOC_RUN, &run, ENOENT, "no name");
	memset(run.name, 'a', sizeof(run.name));
	expect(fd, PB_IOC_RUN, &run, ENOENT, "a name without an end");
	memset(site.name, 'a', sizeof(site.name));
	expect(fd, PB_IOC_CODE, &site, ENOENT, "a name without an end, for its code");
	run = good_run("nop");
	run.samples = 0;
	expect(fd, PB_IOC_RUN, &run, EINVAL, "no samples");
	run.samples = PB_SAMPLES_MAX + 1;
	expect(fd, PB_IOC_RUN, &run, EINVAL, "too many samples");
	run = good_run("nop");
	run.layout = 1000;
	expect(fd, PB_IOC_RUN, &run, EINVAL, "a layout there is not");
	run = good_run("nop");
	run.loops = PB_LOOPS_MAX + 1;
	expect(fd, PB_IOC_RUN, &run, EINVAL, "too many loops");
	run = good_run("nop");
	run.probe = 2;
	expect(fd, PB_IOC_RUN, &run, EINVAL, "more than a probe");
}

static void probes(int fd)
{
	struct pb_run run = good_run("nop");
	const struct pb_sample *s = &samples[SAMPLES - 1];

	expect(fd, PB_IOC_RUN, &run, 0, "a run without probes");
	check(!s->before.chain && !s->before.issue && !s->after.chain && !s->after.issue, "it has none");
	run = good_run("nop");
	run.probe = 1;
	expect(fd, PB_IOC_RUN, &run, 0, "a run with probes");
	check(s->before.chain && s->before.issue && s->after.chain && s->after.issue, "it has them");
}

/* Noise in every field, but for a version that lets it in. */
static void noise(int fd)
{
	struct pb_run run;
	size_t i, k;

	srand(1);
	for (i = 0; i < 2000; i++) {
		for (k = 0; k < sizeof(run); k++)
			((unsigned char *)&run)[k] = (unsigned char)rand();
		run.version = PB_ABI_VERSION;
		if (!call(fd, i % 2 ? PB_IOC_RUN : PB_IOC_CODE, &run))
			break;
	}
	check(i == 2000, "2000 calls of noise are all refused");
}

static void in_child(void (*drop)(void), int wanted, const char *what)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		drop();
		_exit(open(DEVICE, O_RDWR) < 0 ? errno : 0);
	}
	waitpid(pid, &status, 0);
	check(WEXITSTATUS(status) == wanted, "open %s: %s (wanted %s)", what,
	      strerror(WEXITSTATUS(status)), strerror(wanted));
}

static void nothing(void)
{
}

static void become_nobody(void)
{
	if (setuid(65534))
		_exit(99);
}

static void drop_rawio(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct caps[2];

	if (syscall(SYS_capget, &head, caps))
		_exit(99);
	caps[0].effective &= ~(1u << CAP_SYS_RAWIO);
	if (syscall(SYS_capset, &head, caps))
		_exit(99);
}

/* A child that measures as long as it lives. */
static pid_t busy_child(int *fd)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready))
		exit(1);
	pid = fork();
	if (!pid) {
		struct pb_run run = good_run("wrmsr");

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		*fd = open(DEVICE, O_RDWR);
		run.samples = PB_SAMPLES_MAX;
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;) {
			int got = call(*fd, PB_IOC_RUN, &run);

			if (got)
				_exit(got);
		}
	}
	if (read(ready[0], &byte, 1) != 1)
		exit(1);
	close(ready[0]);
	close(ready[1]);
	usleep(20000);
	return pid;
}

/* A parent and its child, through one open file. */
static void shared_file(void)
{
	struct pb_run run = good_run("wrmsr");
	int fd = open(DEVICE, O_RDWR), status, got = 0, i;
	pid_t pid;

	run.samples = PB_SAMPLES_MAX;
	pid = fork();
	if (!pid) {
		for (;;)
			call(fd, PB_IOC_RUN, &run);
	}
	run.samples = 1;
	for (i = 0; i < 1000 && got != EBUSY; i++) {
		usleep(1000);
		got = call(fd, PB_IOC_RUN, &run);
	}
	check(got == EBUSY, "a second run through a shared file: %s (wanted %s)", strerror(got), strerror(EBUSY));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(fd);
}

static void ignore(int sig)
{
	(void)sig;
}

static void while_running(void)
{
	int fd = -1, status;
	pid_t pid = busy_child(&fd);

	in_child(nothing, EBUSY, "while another runs");
	check(unload() == EAGAIN, "rmmod during a run is refused");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "SIGKILL during a run ends it");
	in_child(nothing, 0, "after that");

	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = ignore }, NULL);
	pid = busy_child(&fd);
	kill(pid, SIGUSR1);
	waitpid(pid, &status, 0);
	check(WIFEXITED(status) && WEXITSTATUS(status) == EINTR, "a signal during a run gives EINTR");
}

static void rounds(void)
{
	struct pb_run run = good_run("popf-if-0-1");
	int i, fd, bad = 0;

	for (i = 0; i < 100; i++) {
		bad += load() != 0;
		fd = open(DEVICE, O_RDWR);
		run.samples = 2;
		bad += call(fd, PB_IOC_RUN, &run) != 0;
		close(fd);
		bad += unload() != 0;
	}
	check(!bad, "100 rounds of load, run, unload: %d failures", bad);
}

int main(void)
{
	int fd;

	rounds();
	check(load() == 0, "load");
	check(load() == EEXIST, "load again is refused");
	in_child(become_nobody, EACCES, "as nobody");
	in_child(drop_rawio, EPERM, "as root without CAP_SYS_RAWIO");
	fd = open(DEVICE, O_RDWR);
	bad_numbers(fd);
	bad_pointers(fd);
	bad_fields(fd);
	probes(fd);
	noise(fd);
	in_child(nothing, EBUSY, "while it is open");
	close(fd);
	while_running();
	shared_file();
	check(unload() == 0, "unload");
	return 0;
}

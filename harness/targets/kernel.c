// SPDX-License-Identifier: GPL-2.0-only
/* The target `kernel`: the module in the running kernel, whatever that runs on. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "abi.h"
#include "bench.h"
#include "complain.h"
#include "executor.h"
#include "machine.h"
#include "msr.h"
#include "target.h"
#include "record.h"
#include "suite.h"
#include "util.h"

#define DEVICE "/dev/privbench"

struct module_executor {
	struct executor executor;
	int fd;
	bool loaded;		/* by us, so to be unloaded by us */
};

static char *module_path(void)
{
	const char *given = getenv("PRIVBENCH_KO");
	struct utsname u;
	char *name, *path;

	if (given)
		return xstrdup(given);
	uname(&u);
	name = xasprintf("kmod/%s/privbench.ko", u.release);
	path = program_file(name);
	free(name);
	return path;
}

static bool locked_down(void)
{
	char *state = read_line("/sys/kernel/security/lockdown");
	bool locked = state && !strstr(state, "[none]");

	free(state);
	return locked;
}

/* What the kernel meant by refusing to load the module. */
static char *load_refused(int err, const char *path)
{
	if (err == EPERM && locked_down())
		return xasprintf("the kernel is locked down and refuses unsigned modules; sign %s "
				 "with a key it trusts, or turn Secure Boot off", path);
	switch (err) {
	case EPERM:
		return xstrdup("loading a module was not permitted (CAP_SYS_MODULE is needed, "
			       "and kernel.modules_disabled=0)");
	case EKEYREJECTED:
	case ENOKEY:
		return xasprintf("the kernel loads signed modules only (module.sig_enforce): %s; "
				 "sign %s with a key it trusts", strerror(err), path);
	case ENOEXEC:
		return xasprintf("%s was not built for this kernel; run `make kmod`", path);
	case ENOENT:
		return xasprintf("%s needs a symbol that this kernel does not have; dmesg names it",
				 path);
	}
	return xasprintf("loading %s failed: %s; dmesg may say more", path, strerror(err));
}

/* NULL, or why it could not be loaded. */
static char *load_module(struct module_executor *m)
{
	char *path = module_path(), *why = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		why = xasprintf("no module for this kernel (%s: %s); run `make kmod`", path,
				strerror(errno));
	} else {
		m->loaded = !syscall(SYS_finit_module, fd, "", 0);
		if (!m->loaded && errno != EEXIST)
			why = load_refused(errno, path);
		close(fd);
	}
	free(path);
	return why;
}

static char *open_refused(int err)
{
	if (err == EBUSY)
		return xstrdup("someone else is measuring (" DEVICE " is open): one run at a time");
	if (err == EPERM && locked_down())
		return xstrdup("the kernel is locked down: " DEVICE " answers nobody");
	return xasprintf(DEVICE " cannot be opened: %s; it asks for root (CAP_SYS_RAWIO)",
			 strerror(err));
}

static int run(struct executor *executor, struct pb_run *r)
{
	struct module_executor *m = (struct module_executor *)executor;

	return ioctl(m->fd, PB_IOC_RUN, r) ? -errno : 0;
}

static int code(struct executor *executor, struct pb_site *site)
{
	struct module_executor *m = (struct module_executor *)executor;

	return ioctl(m->fd, PB_IOC_CODE, site) ? -errno : 0;
}

static bool contains(const char *path, const char *what)
{
	char *text = read_file(path, NULL);
	bool found = text && strstr(text, what);

	free(text);
	return found;
}

/*
 * The kernel refuses a kprobe on what is timed, but not one that has waited for the
 * module: that is set before the module's blacklist is known.  On SWAPGS it would crash
 * the machine, anywhere else it would be timed.
 */
static char *kprobed(void)
{
	if (!contains("/sys/kernel/debug/kprobes/list", "[privbench]") &&
	    !contains("/sys/kernel/tracing/kprobe_events", " privbench:") &&
	    !contains("/sys/kernel/debug/tracing/kprobe_events", " privbench:"))
		return NULL;
	return xstrdup("a kprobe is set in the module, or waits for it; remove it: "
		       "/sys/kernel/tracing/kprobe_events, or whoever set it");
}

/* NULL, or why there is no executor. */
static char *open_executor(struct module_executor *m)
{
	struct pb_info info = { .version = PB_ABI_VERSION };
	char *why = kprobed();

	if (!why && access(DEVICE, F_OK)) {
		why = load_module(m);
		why = why ? why : kprobed();
	}
	if (why)
		return why;
	m->fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (m->fd < 0)
		return open_refused(errno);
	if (ioctl(m->fd, PB_IOC_INFO, &info))
		return xasprintf("the module that is loaded is of another version (%s); "
				 "rmmod privbench, then `make kmod`", strerror(errno));
	m->executor = (struct executor){
		.layouts = info.layouts, .tsc_khz = info.tsc_khz, .run = run, .code = code,
	};
	return NULL;
}

static void close_executor(struct module_executor *m)
{
	if (m->fd >= 0)
		close(m->fd);
	if (m->loaded && syscall(SYS_delete_module, "privbench", O_NONBLOCK))
		complain("the module stays loaded (rmmod privbench: %s)", strerror(errno));
}

static char *probe(void)
{
	if (!access(DEVICE, R_OK | W_OK))
		return NULL;
	if (access("/proc/modules", F_OK))
		return xstrdup("this kernel cannot load modules (CONFIG_MODULES is off)");
	if (geteuid())
		return xstrdup("loading the module asks for root");
	return NULL;
}

/* Only in a guest of ours (scripts/init) is it known which modules there are, and where. */
static bool modules_settled(void)
{
	const char *state = getenv("PRIVBENCH_MODULES");

	return state && !strcmp(state, "settled");
}

/* search_module_extables() walks that tree; on 6.12 a level more is 11 instructions. */
static void note_faults(struct record *r)
{
	const struct result *result;

	for (result = r->results; result < r->results + r->result_count; result++)
		if (result->status == STATUS_OK && pb_find(result->name)->needs & PB_MSR_FAULTS)
			record_note(r, "%s: the kernel looks the fault up in its tree of modules, "
				    "whose shape depends on which modules are loaded, and where: "
				    "boots may differ by a few instructions", result->name);
}

static int measure(const struct request *q, struct record *r, char **why)
{
	struct module_executor m = { .fd = -1 };
	int cpu = pin_to_last_cpu(), err = TARGET_UNFIT;

	*why = open_executor(&m);
	if (!*why) {
		machine_describe(r);
		record_fact_number(r, "cpu_pinned", cpu);
		msr_before(r, cpu);
		err = suite_run(&m.executor, q, r);
		if (!modules_settled())
			note_faults(r);
		msr_after(r, cpu);
	}
	close_executor(&m);
	return err;
}

const struct target target_kernel = {
	.name = "kernel",
	.what = "the module in the running kernel",
	.can = TARGET_AUTO,
	.probe = probe,
	.measure = measure,
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The targets that boot a guest under QEMU:
 *   qemu       a stock kernel, by KVM if that runs guests on silicon, else by TCG
 *   xen        the same as Xen's first PV domain: paravirt calls are real, and instructions that
 *              only ring 0 may execute trap into Xen, which counts as they do
 *   qemu-flat  the flat guest, which sends raw samples
 *   nested     the flat guest under a stock kernel's KVM, which has the SVM that TCG emulates: what
 *              leaves the guest takes KVM's way, to the instruction
 * A kernel's guest is made by scripts/guest.sh, with this program, the module and KVM in its
 * initramfs.  It measures as `--on kernel`, or `--on kvm`, and sends its record.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "guest.h"
#include "interrupt.h"
#include "raw.h"
#include "record.h"
#include "request.h"
#include "suite.h"
#include "target.h"
#include "util.h"

#define QEMU "qemu-system-x86_64"
#define FLAT "privbench.flat"

/* COMMAND_LINE_SIZE of an x86 kernel, less the end; Xen copies less into start_info. */
#define LINE_MAX_KERNEL 2047
#define LINE_MAX_XEN 1023

struct qemu_command {
	const char *memory, *cpu;
	const char *kernel, *append;
	const char *initrd;	/* NULL: the flat guest, which has none */
	const char *virt;	/* what QEMU is for this guest; NULL: the guest knows better */
	bool kvm, icount;
	double patience;	/* unless --timeout says another */
	const char *phases;	/* what comes before the first bench */
};

/* Why a file that is built is not there (malloced), or NULL. */
static char *missing(const char *what, const char *file, const char *goal)
{
	char *path = program_file(file), *why = NULL;

	if (access(path, R_OK))
		why = xasprintf("no %s (%s: %s); run `make %s`", what, path, strerror(errno), goal);
	free(path);
	return why;
}

static char *no_qemu(void)
{
	if (run_program((const char *const[]){ QEMU, "--version", NULL }, NULL))
		return xstrdup(QEMU " is not installed: apt-get install qemu-system-x86");
	return NULL;
}

/* QEMU's version, after that of a hypervisor that the guest has between them. */
static void describe_qemu(struct record *r, const char *virt)
{
	const struct fact *own = record_find_fact(r, "hypervisor");
	const char *between = own && own->value ? own->value : record_counts_hypervisor(r);
	const char *const argv[] = { QEMU, "--version", NULL };
	char *version = NULL, *inner;

	if (!run_program(argv, &version) && version) {
		inner = between ? xasprintf("%s under ", between) : xstrdup("");
		version[strcspn(version, "\n")] = '\0';
		record_fact(r, "hypervisor", "%s%s", inner, version);
		free(inner);
	}
	free(version);
	if (virt)
		record_fact(r, "virt", "%s", virt);
}

static int take_samples(const struct guest *g, const struct request *q, struct record *r)
{
	char *error = NULL;
	const char *text = g->results ? g->results : "";
	struct raw *raw = raw_parse(text, g->results_length, "the guest", &error);
	int err;

	if (raw)
		error = raw_unfinished(raw);
	err = error ? guest_failed(g, error) : replay(raw, q->store, r);
	if (raw)
		raw_free(raw);
	return err;
}

/* Boot it, and take what it measured.  0; or -errno, said on stderr. */
static int boot(const struct qemu_command *m, const struct request *q, struct record *r)
{
	const char *argv[64] = {
		QEMU, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
		"-machine", "pc,hpet=off", "-seed", "1", GUEST_CHANNELS, "-m", m->memory,
		"-accel", m->kvm ? "kvm" : "tcg,thread=single", "-cpu", m->cpu,
		"-rtc", m->icount ? "base=2000-01-01,clock=vm" : "base=utc",
		"-kernel", m->kernel, "-append", m->append,
	};
	struct guest g = {
		.argv = argv, .target = r->target,
		.patience = q->timeout > 0 ? q->timeout : m->patience,
	};
	const char **end = argv;
	int err;

	while (*end)
		end++;
	if (m->icount)
		end = mempcpy(end, (const char *[]){ "-icount", "shift=0,sleep=off" },
			      2 * sizeof(*end));
	if (m->initrd)
		memcpy(end, (const char *[]){ "-initrd", m->initrd }, 2 * sizeof(*end));
	err = guest_boot(&g);
	if (!err)
		err = m->initrd ? guest_take_record(&g, r) : take_samples(&g, q, r);
	if (!err)
		describe_qemu(r, m->virt);
	if (!err && q->verbose)
		guest_show_phases(&g, m->phases);
	guest_free(&g);
	return err;
}

/* The folder of a kernel's guest */

static bool exists(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool there = !access(path, R_OK);

	free(path);
	return there;
}

/* Both are there, and `path` is not older. */
static bool as_new_as(const char *path, const char *other)
{
	struct stat a, b;

	return !stat(path, &a) && !stat(other, &b) &&
	       (a.st_mtim.tv_sec > b.st_mtim.tv_sec ||
		(a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec >= b.st_mtim.tv_nsec));
}

/* A guest boots this program, and the module and the flat guest of its day. */
static bool up_to_date(const char *folder)
{
	char *initramfs = xasprintf("%s/initramfs.cpio", folder), *flat = program_file(FLAT);
	bool good = as_new_as(initramfs, "/proc/self/exe") &&
		    (access(flat, R_OK) || as_new_as(initramfs, flat));

	free(flat);
	free(initramfs);
	return good;
}

static char *make_guest(const char *spec, char **why)
{
	char *path = program_file("../scripts/guest.sh"), *folder = NULL;
	int status;

	remark("making the guest for %s: %s", spec, path);
	status = run_script((const char *const[]){ path, spec, NULL }, &folder);
	if (interrupted())
		*why = xasprintf("interrupted while making the guest for %s", spec);
	else if (status < 0)
		*why = xasprintf("the guest for %s cannot be made: %s: %s", spec, path,
				 strerror(-status));
	else if (status)
		*why = xasprintf("the guest for %s could not be made; what was wrong is said above",
				 spec);
	free(path);
	if (*why) {
		free(folder);
		return NULL;
	}
	folder[strcspn(folder, "\n")] = '\0';
	return folder;
}

/*
 * The folder (malloced) of the guest that --kernel names.  It is made first if it is not there or
 * older than this program; one of a kernel of the user's own is always brought up to date.  NULL
 * with *why (malloced).
 */
static char *prepare(const char *spec, char **why)
{
	char *inside, *folder;

	if (!spec)
		spec = "default";
	if (*spec == '-') {
		*why = xasprintf("'%s' is no kernel; a path that begins so is ./%s", spec, spec);
		return NULL;
	}
	/* A folder with an initramfs is not a kernel's tree, but a guest as it is. */
	if (strpbrk(spec, "/:") || !strcmp(spec, ".") || !strcmp(spec, ".."))
		return exists(spec, "initramfs.cpio") ? xstrdup(spec) : make_guest(spec, why);
	inside = xasprintf("guest/%s", spec);
	folder = program_file(inside);
	free(inside);
	if (up_to_date(folder))
		return folder;
	free(folder);
	return make_guest(spec, why);
}

/* Uncompressed, by PVH, if it can be: an emulated guest would take seconds to unpack itself. */
static char *image(const char *folder)
{
	return xasprintf("%s/%s", folder, exists(folder, "vmlinux") ? "vmlinux" : "vmlinuz");
}

/*
 * What makes an emulated boot take 2 seconds instead of 7, and changes nothing that is measured: to
 * calibrate the local APIC's timer means to wait in a loop, a virtual clock needs no calibration,
 * and programs that always lie at the same addresses need to be translated but once.
 */
#define QUICK "quiet nolapic_timer no_timer_check cryptomgr.notests norandmaps"
#define VIRTUAL_CLOCK " tsc_early_khz=1000000 tsc=reliable"

/*
 * KVM copies what it emulates into an object whose place in its slab is random.  The check of each
 * copy takes an instruction more unless that is the slab's first page: here slabs have no other.
 */
#define ONE_PAGE_SLABS " slub_max_order=0"

/* A kernel's guest, and how it is to be booted. */
struct linux_guest {
	const char *target;		/* of the program in it */
	const char *console;
	const char *words;		/* for this kernel */
	bool icount;
	size_t line_max;		/* bytes of the kernel's command line */
};

/*
 * The kernel's command line (malloced), and what it asks of the program in the guest: all but what
 * is decided out here.  NULL with *why: it is too long.
 */
static char *kernel_line(const struct request *q, const struct linux_guest *g, char **why)
{
	char *line = xasprintf("console=%s panic=-1 " QUICK "%s%s%s%s -- run", g->console,
			       g->words, g->icount ? VIRTUAL_CLOCK : "", q->cmdline ? " " : "",
			       q->cmdline ? q->cmdline : "");
	struct request inner = *q;
	struct words w = { 0 };
	size_t i;

	inner.target = g->target;
	inner.clock = inner.kernel = inner.cmdline = inner.pair = NULL;
	inner.timeout = 0;
	inner.plan.boots = 1;
	inner.verbose = false;
	request_words(&inner, &w);
	for (i = 0; i < w.count; i++)	/* the words after "--" are the program's */
		append(&line, " %s", w.all[i]);
	words_free(&w);
	if (strlen(line) <= g->line_max)
		return line;
	*why = xasprintf("the names of the benches%s are too long for a kernel's command line "
			 "(%zu bytes); give globs%s", q->cmdline ? " and --cmdline" : "",
			 g->line_max, q->cmdline ? ", or fewer words" : "");
	free(line);
	return NULL;
}

static char *probe_qemu(void)
{
	char *folder = program_file("guest/default"), *make = program_file("../scripts/guest.sh");
	char *why = no_qemu();

	if (!why && !exists(folder, "initramfs.cpio") && access(make, X_OK))
		why = xasprintf("no guest (%s), and no %s to make it with: %s", folder, make,
				strerror(errno));
	free(make);
	free(folder);
	return why;
}

static bool asks_for(const struct request *q, const char *clock)
{
	return q->clock && !strcmp(q->clock, clock);
}

static int measure_qemu(const struct request *q, struct record *r, char **why)
{
	char *no_kvm = kvm_unfit(), *line, *folder, *kernel, *initrd;
	bool kvm = !no_kvm && !asks_for(q, "icount"), icount = !kvm && !asks_for(q, "tsc");
	const struct linux_guest g = { "kernel", "ttyS0", "", icount, LINE_MAX_KERNEL };
	int err = TARGET_UNFIT;

	line = kernel_line(q, &g, why);
	folder = line ? prepare(q->kernel, why) : NULL;
	if (folder) {
		kernel = image(folder);
		initrd = xasprintf("%s/initramfs.cpio", folder);
		err = boot(&(struct qemu_command){
			.memory = "256M", .cpu = kvm ? "host" : "max", .kernel = kernel,
			.append = line, .initrd = initrd, .virt = kvm ? "kvm" : "tcg", .kvm = kvm,
			.icount = icount, .patience = 120,
			.phases = "QEMU, kernel, init, module",
		}, q, r);
		free(initrd);
		free(kernel);
	}
	if (!err && no_kvm)
		record_fact_missing(r, "kvm", "%s", no_kvm);
	free(folder);
	free(line);
	free(no_kvm);
	return err;
}

const struct target target_qemu = {
	.name = "qemu",
	.what = "a stock kernel under QEMU",
	.can = TARGET_AUTO | TARGET_CLOCK | TARGET_KERNEL,
	.probe = probe_qemu,
	.measure = measure_qemu,
};

/* KVM under QEMU: with less than 512 MB a kernel gives no large pages. */

static char *probe_nested(void)
{
	char *why = probe_qemu();

	return why ? why : missing("flat guest", FLAT, "flat");
}

static int boot_nested(const char *folder, const char *line, const struct request *q,
		       struct record *r)
{
	char *kernel = image(folder), *initrd = xasprintf("%s/initramfs.cpio", folder);
	int err = boot(&(struct qemu_command){
		.memory = "1G", .cpu = "EPYC,+svm", .kernel = kernel, .append = line,
		.initrd = initrd, .icount = true, .patience = 120,
		.phases = "QEMU, kernel, init, KVM",
	}, q, r);

	free(initrd);
	free(kernel);
	return err;
}

static int measure_nested(const struct request *q, struct record *r, char **why)
{
	const struct linux_guest g = { "kvm", "ttyS0", ONE_PAGE_SLABS, true, LINE_MAX_KERNEL };
	char *line = kernel_line(q, &g, why), *folder = line ? prepare(q->kernel, why) : NULL;
	int err = TARGET_UNFIT;

	if (folder && !exists(folder, "kvm/order"))
		*why = xasprintf("this kernel comes without KVM for AMD's SVM (%s/kvm): name a "
				 "release, or a build tree with CONFIG_KVM_AMD", folder);
	else if (folder)
		err = boot_nested(folder, line, q, r);
	free(folder);
	free(line);
	return err;
}

const struct target target_nested = {
	.name = "nested",
	.what = "the flat guest under a stock kernel's KVM, under QEMU",
	.can = TARGET_KERNEL | TARGET_FLAT,
	.probe = probe_nested,
	.measure = measure_nested,
};

/* Xen */

#define XEN "xen/default/xen"

/*
 * Xen's console is the first serial port, and the kernel's is Xen's; the second is left to the
 * kernel.  Nothing that a guest does is logged; what else would run now and then is off.
 */
#define XEN_OPTIONS								\
	"com1=115200 console=com1 guest_loglvl=none mce=off cpufreq=none cpuidle=0 bootscrub=0"

/*
 * With SMAP, Xen 4.17's domain 0 dies under TCG.  QEMU 10 has an x2APIC, whose timer, a register
 * written by WRMSR, reads the counted clock where that may not be read.
 */
#define XEN_CPU "max,-smap,-pku,-la57,-x2apic"

static char *probe_xen(void)
{
	char *why = probe_qemu();

	return why ? why : missing("Xen", XEN, "xen");
}

/* In QEMU's list of modules a comma that belongs to a name stands twice; takes over `text`. */
static char *escaped(char *text)
{
	char *twice = xcalloc(2 * strlen(text) + 1, 1), *to = twice;
	const char *from;

	for (from = text; *from; *to++ = *from++)
		if (*from == ',')
			*to++ = ',';
	free(text);
	return twice;
}

static int boot_xen(const char *folder, const char *words, const struct request *q,
		    struct record *r)
{
	char *xen = program_file(XEN), *kernel = escaped(image(folder));
	char *line = escaped(xstrdup(words));
	char *initramfs = escaped(xasprintf("%s/initramfs.cpio", folder));
	char *modules = xasprintf("%s %s,%s", kernel, line, initramfs);
	int err = boot(&(struct qemu_command){
		.memory = "384M", .cpu = XEN_CPU, .kernel = xen, .append = XEN_OPTIONS,
		.initrd = modules, .icount = true, .patience = 120,
		.phases = "QEMU, Xen, kernel, init, module",
	}, q, r);

	free(modules);
	free(initramfs);
	free(line);
	free(kernel);
	free(xen);
	return err;
}

static int measure_xen(const struct request *q, struct record *r, char **why)
{
	const struct linux_guest g = { "kernel", "hvc0", "", true, LINE_MAX_XEN };
	char *line = kernel_line(q, &g, why), *folder = line ? prepare(q->kernel, why) : NULL;
	int err = TARGET_UNFIT;

	if (folder && strchr(folder, ' '))
		*why = xasprintf("QEMU ends the kernel's name at a space: %s", folder);
	else if (folder)
		err = boot_xen(folder, line, q, r);
	free(folder);
	free(line);
	return err;
}

const struct target target_xen = {
	.name = "xen",
	.what = "a stock kernel under Xen, paravirtualised, under QEMU",
	.can = TARGET_KERNEL,
	.probe = probe_xen,
	.measure = measure_xen,
};

/* The flat guest */

static char *probe_flat(void)
{
	char *why = no_qemu();

	return why ? why : missing("flat guest", FLAT, "flat");
}

static int measure_flat(const struct request *q, struct record *r, char **why)
{
	bool icount = !asks_for(q, "tsc");
	const struct amount *usual = &suite_amounts[icount ? CLOCK_ICOUNT : CLOCK_EMULATED];
	unsigned int passes = q->plan.batches ? q->plan.batches : usual->batches;
	unsigned int samples = q->plan.samples ? q->plan.samples : usual->samples;
	char *kernel = program_file(FLAT);
	char *line = xasprintf("port=2 passes=%u samples=%u seed=%llu", passes, samples,
			       (unsigned long long)q->seed);
	struct words globs = { 0 };
	size_t i;
	int err;

	(void)why;
	globs_spell_out(q, &globs);
	for (i = 0; i < globs.count; i++)
		append(&line, " %s", globs.all[i]);
	words_free(&globs);
	err = boot(&(struct qemu_command){
		.memory = "64M", .cpu = "max", .kernel = kernel, .append = line, .virt = "tcg",
		.icount = icount, .patience = 60, .phases = "QEMU, firmware",
	}, q, r);
	free(line);
	free(kernel);
	return err;
}

const struct target target_qemu_flat = {
	.name = "qemu-flat",
	.what = "the flat guest under QEMU",
	.can = TARGET_AUTO | TARGET_CLOCK | TARGET_FLAT,
	.probe = probe_flat,
	.measure = measure_flat,
};

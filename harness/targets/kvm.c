// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `kvm`: the flat guest in a machine of one CPU that this program makes itself, without
 * QEMU and without root.  A bench that takes the machine down fails; the next one gets a new
 * machine.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "executor.h"
#include "interrupt.h"
#include "machine.h"
#include "record.h"
#include "suite.h"
#include "target.h"
#include "util.h"
#include "vmm.h"

#define PATIENCE 5		/* seconds for one request */

/* Without KVM's interrupt controllers there is none of these, whatever CPUID says. */
#define CHIPS (PB_PIC | PB_XAPIC | PB_X2APIC | PB_TSC_DEADLINE)

struct kvm_executor {
	struct executor executor;
	double patience;
	struct vmm *vmm;	/* NULL: the last one is lost */
	unsigned int layout;	/* of its image */
};

/* Each image has one layout; `make flat` says how many there are. */
static char *image(unsigned int layout)
{
	char *name = layout ? xasprintf("privbench.flat.%u", layout) : xstrdup("privbench.flat");
	char *path = program_file(name);

	free(name);
	return path;
}

static unsigned int count_images(void)
{
	unsigned int n = 0;
	char *path = image(n);

	while (!access(path, R_OK)) {
		free(path);
		path = image(++n);
	}
	free(path);
	return n;
}

static void lose_machine(struct kvm_executor *k)
{
	vmm_close(k->vmm);
	k->vmm = NULL;
}

/* NULL, or why there is no machine. */
static char *ensure_machine(struct kvm_executor *k, unsigned int layout)
{
	char *path, *why = NULL;

	if (k->layout != layout)
		lose_machine(k);
	k->layout = layout;
	if (!k->vmm) {
		path = image(layout);
		k->vmm = vmm_open(path, &why);
		free(path);
	}
	return why;
}

/* NULL; or why there is no answer, and then the machine is gone. */
static char *request(struct kvm_executor *k, enum pb_request what)
{
	char *why = vmm_request(k->vmm, what, k->patience);

	if (why)
		lose_machine(k);
	return why;
}

static int fail(struct pb_run *run, char *why)
{
	run->status = PB_FAILED;
	snprintf(run->reason, sizeof(run->reason), "%s", why);
	free(why);
	return interrupted() ? -EINTR : 0;
}

/* No signal reaches a guest: it cannot have been interrupted. */
static int error_of(const struct pb_mailbox *box)
{
	return box->error == -EINTR ? -EPROTO : box->error;
}

/* As the time of an operation: what 2U copies have more than U, of the run before. */
static void count_exits(struct executor *executor, const struct pb_bench *bench, double *all,
			double *user)
{
	static const struct vmm_exits many = { INFINITY, INFINITY };
	struct kvm_executor *k = (struct kvm_executor *)executor;
	struct vmm *v = k->vmm;
	char *why;

	if (!v)
		return;
	v->least[0] = v->least[1] = many;
	why = request(k, PB_REQUEST_COUNT);
	if (!why) {
		/* infinity minus infinity is not a number */
		*all = (v->least[1].all - v->least[0].all) / bench->unroll;
		*user = (v->least[1].user - v->least[0].user) / bench->unroll;
	}
	free(why);
}

/* In words of this machine, where the guest has those for all. */
static void explain(const struct vmm *v, const struct pb_bench *bench, struct pb_run *r)
{
	const char *why = NULL;

	if (r->status == PB_SKIPPED && bench->needs & CHIPS)
		why = v->no_chips;
	if (r->status == PB_SKIPPED && !why && bench->needs & PB_IOEVENTFD)
		why = v->no_events;
	if (why)
		snprintf(r->reason, sizeof(r->reason), "%s", why);
}

/* A figure of small pages is not that of a large one. */
static void check_pages(struct vmm *v, const struct pb_bench *bench, struct pb_run *r)
{
	if (r->status != PB_OK || !(bench->needs & PB_LARGE_PAGES) || !vmm_small_pages(v))
		return;
	r->status = PB_SKIPPED;
	r->done = 0;
	snprintf(r->reason, sizeof(r->reason), "the host had no free page of 2 MiB");
	v->small_pages = false;
}

static int run(struct executor *executor, struct pb_run *r)
{
	struct kvm_executor *k = (struct kvm_executor *)executor;
	const struct pb_bench *bench = pb_find(r->name);
	unsigned int layout = r->layout;
	char *why = ensure_machine(k, layout);
	struct pb_mailbox *box;

	if (!why) {
		box = k->vmm->mailbox;
		box->run = *r;
		box->run.layout = 0;	/* the image's only one */
		why = request(k, PB_REQUEST_RUN);
	}
	if (why)
		return fail(r, why);
	*r = box->run;
	r->layout = layout;
	executor->samples = box->samples;
	if (box->error)
		return error_of(box);
	explain(k->vmm, bench, r);
	check_pages(k->vmm, bench, r);
	return 0;
}

static int code(struct executor *executor, struct pb_site *site)
{
	struct kvm_executor *k = (struct kvm_executor *)executor;
	char *why = ensure_machine(k, k->layout);
	struct pb_mailbox *box;

	if (!why) {
		box = k->vmm->mailbox;
		box->site = *site;
		why = request(k, PB_REQUEST_CODE);
	}
	if (why) {
		free(why);
		return -EIO;
	}
	*site = box->site;
	return error_of(box);
}

static char *probe(void)
{
	return access("/dev/kvm", R_OK | W_OK) ? xasprintf("/dev/kvm: %s", strerror(errno)) : NULL;
}

static int measure(const struct request *q, struct record *r, char **why)
{
	struct kvm_executor k = {
		.executor = {
			.most_samples = PB_MAILBOX_SAMPLES, .run = run, .code = code,
			.count_exits = count_exits,
		},
		.patience = q->timeout > 0 ? q->timeout : PATIENCE,
	};
	int cpu = pin_to_last_cpu(), err = TARGET_UNFIT;

	*why = ensure_machine(&k, 0);
	if (!*why) {
		k.executor.layouts = count_images();
		k.executor.tsc_khz = k.vmm->tsc_khz;
		machine_describe(r);
		record_fact_number(r, "cpu_pinned", cpu);
		record_fact_number(r, "vm_start_ms", round(1e3 * k.vmm->start));
		record_fact(r, "virt", "kvm");
		err = suite_run(&k.executor, q, r);
	}
	lose_machine(&k);
	return err;
}

const struct target target_kvm = {
	.name = "kvm",
	.what = "the flat guest in a machine made through /dev/kvm",
	.can = TARGET_AUTO | TARGET_FLAT,
	.probe = probe,
	.unwise = kvm_unfit,
	.measure = measure,
};

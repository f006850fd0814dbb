// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `kvm`: the flat guest in a machine that this program makes itself,
 * without QEMU and without root.  A bench that takes the machine down with it
 * is a row that failed; the next one gets a new machine.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executor.h"
#include "interrupt.h"
#include "kvm-probe.h"
#include "machine.h"
#include "mailbox.h"
#include "pin.h"
#include "target.h"
#include "record.h"
#include "suite.h"
#include "util.h"
#include "vmm.h"

#define PATIENCE 5	/* seconds for one request */

struct kvm_executor {
	struct executor executor;
	double patience;
	struct vmm *vmm;	/* NULL: the last one is lost */
	unsigned int layout;	/* of its image */
};

/* An image has one layout; `make flat` says how many images there are. */
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

/* NULL, or why there is no machine. */
static char *ensure_machine(struct kvm_executor *h, unsigned int layout)
{
	char *path, *why = NULL;

	if (h->layout != layout) {
		vmm_close(h->vmm);
		h->vmm = NULL;
	}
	h->layout = layout;
	if (!h->vmm) {
		path = image(layout);
		h->vmm = vmm_open(path, &why);
		free(path);
	}
	if (h->vmm)
		vmm_mailbox(h->vmm)->tsc_khz = vmm_tsc_khz(h->vmm);
	return why;
}

/* NULL; or why there is no answer, and then the machine is gone. */
static char *request(struct kvm_executor *h, enum pb_request what)
{
	uint64_t before = vmm_exits(h->vmm), after;
	char *why;

	vmm_mailbox(h->vmm)->request = what;
	why = vmm_request(h->vmm, h->patience);
	after = vmm_exits(h->vmm);
	h->executor.exits = before == UINT64_MAX || after == UINT64_MAX ? NAN : (double)(after - before);
	if (why) {
		vmm_close(h->vmm);
		h->vmm = NULL;
	}
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

static int run(struct executor *executor, struct pb_run *r)
{
	struct kvm_executor *h = (struct kvm_executor *)executor;
	unsigned int layout = r->layout;
	char *why = ensure_machine(h, layout);
	struct pb_mailbox *box;

	if (why)
		return fail(r, why);
	vmm_mailbox(h->vmm)->run = *r;
	vmm_mailbox(h->vmm)->run.layout = 0;	/* the image's only one */
	why = request(h, PB_REQUEST_RUN);
	if (why)
		return fail(r, why);
	box = vmm_mailbox(h->vmm);
	*r = box->run;
	r->layout = layout;
	executor->samples = box->samples;
	return error_of(box);
}

static int code(struct executor *executor, struct pb_site *site)
{
	struct kvm_executor *h = (struct kvm_executor *)executor;
	char *why = ensure_machine(h, h->layout);

	if (!why) {
		vmm_mailbox(h->vmm)->site = *site;
		why = request(h, PB_REQUEST_CODE);
	}
	if (why) {
		free(why);
		return -EIO;
	}
	*site = vmm_mailbox(h->vmm)->site;
	return error_of(vmm_mailbox(h->vmm));
}

static char *probe(bool automatic)
{
	if (automatic)
		return kvm_unfit();
	return access("/dev/kvm", R_OK | W_OK) ? xasprintf("/dev/kvm: %s", strerror(errno)) : NULL;
}

static void describe(struct record *r, const struct kvm_executor *h, int cpu)
{
	machine_describe(r);
	record_fact_number(r, "cpu_pinned", cpu);
	record_fact_number(r, "vm_start_ms", round(1e3 * vmm_start_seconds(h->vmm)));
	record_fact(r, "virt", "kvm");
}

static int measure(const struct request *q, struct record *r, char **why)
{
	struct kvm_executor h = {
		.executor = {
			.most_samples = PB_MAILBOX_SAMPLES, .run = run, .code = code, .exits = NAN,
		},
		.patience = q->patience > 0 ? q->patience : PATIENCE,
	};
	int cpu = pin_to_last_cpu(), err = TARGET_UNFIT;

	*why = ensure_machine(&h, 0);
	if (!*why) {
		h.executor.layouts = count_images();
		h.executor.tsc_khz = vmm_tsc_khz(h.vmm);
		describe(r, &h, cpu);
		err = suite_run(&h.executor, q, r);
	}
	vmm_close(h.vmm);
	return err;
}

const struct target target_kvm = {
	.name = "kvm",
	.what = "the flat guest in a machine made through /dev/kvm",
	.automatic = true,
	.probe = probe,
	.measure = measure,
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The place `kvm`: the flat guest in a machine that this program makes itself,
 * without QEMU and without root.  A bench that takes the machine down with it
 * is a row that failed; the next one gets a new machine.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "interrupt.h"
#include "kvm-probe.h"
#include "machine.h"
#include "mailbox.h"
#include "pin.h"
#include "place.h"
#include "record.h"
#include "suite.h"
#include "util.h"
#include "vmm.h"

#define PATIENCE 5	/* seconds for one request */

struct kvm_host {
	struct host host;
	char *image;
	double patience;
	struct vmm *vmm;	/* NULL: the last one is lost */
};

/* NULL, or why there is no machine. */
static char *ensure_machine(struct kvm_host *h)
{
	char *why = NULL;

	if (!h->vmm)
		h->vmm = vmm_open(h->image, &why);
	if (h->vmm)
		vmm_mailbox(h->vmm)->tsc_khz = vmm_tsc_khz(h->vmm);
	return why;
}

/* NULL; or why there is no answer, and then the machine is gone. */
static char *request(struct kvm_host *h, enum pb_request what)
{
	uint64_t before = vmm_exits(h->vmm), after;
	char *why;

	vmm_mailbox(h->vmm)->request = what;
	why = vmm_request(h->vmm, h->patience);
	after = vmm_exits(h->vmm);
	h->host.exits = before == UINT64_MAX || after == UINT64_MAX ? NAN : (double)(after - before);
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

static int run(struct host *host, struct pb_run *r)
{
	struct kvm_host *h = (struct kvm_host *)host;
	struct pb_sample *samples = (struct pb_sample *)(uintptr_t)r->buffer;
	struct pb_mailbox *box;
	char *why;

	if (r->samples > PB_MAILBOX_SAMPLES)
		r->samples = PB_MAILBOX_SAMPLES;
	why = ensure_machine(h);
	if (why)
		return fail(r, why);
	box = vmm_mailbox(h->vmm);
	box->run = *r;
	why = request(h, PB_REQUEST_RUN);
	if (why)
		return fail(r, why);
	*r = box->run;
	r->buffer = (uintptr_t)samples;
	if (r->done > PB_MAILBOX_SAMPLES)
		return -EPROTO;
	memcpy(samples, box->samples, r->done * sizeof(*samples));
	return box->error;
}

static int code(struct host *host, struct pb_site *site)
{
	struct kvm_host *h = (struct kvm_host *)host;
	char *why = ensure_machine(h);

	if (!why) {
		vmm_mailbox(h->vmm)->site = *site;
		why = request(h, PB_REQUEST_CODE);
	}
	if (why) {
		free(why);
		return -EIO;
	}
	*site = vmm_mailbox(h->vmm)->site;
	return vmm_mailbox(h->vmm)->error;
}

static char *probe(bool automatic)
{
	if (automatic)
		return kvm_unfit();
	return access("/dev/kvm", R_OK | W_OK) ? xasprintf("/dev/kvm: %s", strerror(errno)) : NULL;
}

static void describe(struct record *r, const struct kvm_host *h, int cpu)
{
	machine_describe(r);
	record_fact_number(r, "cpu_pinned", cpu);
	record_fact_number(r, "vm_start_ms", round(1e3 * vmm_start_seconds(h->vmm)));
	record_fact(r, "virt", "kvm");
}

static int measure(const struct request *q, struct record *r, char **why)
{
	struct kvm_host h = {
		.host = { .run = run, .code = code, .exits = NAN },
		.image = program_file("privbench.flat"),
		.patience = q->patience > 0 ? q->patience : PATIENCE,
	};
	int cpu = pin_to_last_cpu(), err = PLACE_UNFIT;

	*why = ensure_machine(&h);
	if (!*why) {
		h.host.layouts = vmm_mailbox(h.vmm)->layouts;
		h.host.tsc_khz = vmm_tsc_khz(h.vmm);
		describe(r, &h, cpu);
		err = suite_run(&h.host, q, r);
	}
	vmm_close(h.vmm);
	free(h.image);
	return err;
}

const struct place place_kvm = {
	.name = "kvm",
	.what = "the flat guest in a machine made through /dev/kvm",
	.automatic = true,
	.probe = probe,
	.measure = measure,
};

/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine of one CPU made through /dev/kvm, and the flat guest in it. */
#ifndef VMM_H
#define VMM_H

#include <stddef.h>
#include <stdint.h>

struct vmm {
	struct pb_mailbox *mailbox;	/* the guest's, in this process's memory */
	unsigned int tsc_khz;		/* 0: unknown */
	double start;			/* seconds from nothing to the first request */

	/* for vmm.c */
	int kvm, vm, vcpu, stats;
	uint8_t *memory;
	struct kvm_run *run;
	size_t run_size;
	int64_t exits_offset;		/* in the statistics file; -1: unknown */
};

/*
 * Why KVM is of no use here, as a sentence (malloced): a KVM without hardware
 * behind it emulates its guests, and takes thousands of ticks for a nop.  NULL if
 * it runs them on silicon.
 */
char *vmm_unfit(void);

/*
 * Make a machine, load the flat image, run it until it is ready for a request.
 * NULL with *why (malloced) if that fails.  About 10 ms on silicon.
 */
struct vmm *vmm_open(const char *image, char **why);

/*
 * Let the guest handle the request in its mailbox.  NULL; or why it never
 * answered (malloced): a triple fault, an instruction that this KVM cannot
 * emulate, silence for `patience` seconds.  Then the machine is lost: close it.
 */
char *vmm_request(struct vmm *v, double patience);

/* VM exits so far, by KVM's own statistics; NAN if it does not tell. */
double vmm_exits(const struct vmm *v);

void vmm_close(struct vmm *v);

#endif

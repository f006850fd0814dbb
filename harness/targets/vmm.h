/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine made through /dev/kvm, for a flat guest and its mailbox (bench/mailbox.h). */
#ifndef VMM_H
#define VMM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mailbox.h"

struct kvm_cpuid2;
struct kvm_run;

/* VM exits, and those of them that left the kernel. */
struct vmm_exits {
	double all, user;		/* `all` is NAN if KVM does not tell */
};

struct vmm {
	int kvm, vm, vcpu, stats;	/* what is not open is -1 */
	int other_vcpu, idle_vcpu, event;
	uint8_t *mapped, *memory;	/* the guest's, at a border of large pages */
	struct kvm_run *run;
	size_t run_size;
	struct pb_mailbox *mailbox;	/* the guest's, in `memory` */
	unsigned int tsc_khz;		/* 0: unknown */
	int64_t exits_offset;		/* in the statistics file; -1: unknown */
	double start;			/* seconds from nothing to the first request */

	uint64_t devices;		/* of PB_DEVICES */
	char *no_chips, *no_events;	/* why it lacks what makes interrupts, ioeventfds */
	struct vmm_exits begin;		/* at the last mark */
	struct vmm_exits least[2];	/* in bursts of U copies, and of 2U */
	double user_exits;		/* so far, that benches asked for */
	struct pb_fresh_pages fresh;	/* the last that were forgotten */
	bool small_pages;		/* a large page was not to be had */
};

#define VMM_MEMORY (32ULL << 20)

/* About 10 ms on silicon.  NULL with *why (malloced). */
struct vmm *vmm_open(const char *image, char **why);
void vmm_close(struct vmm *v);

/*
 * Let the guest handle this request with what is in its mailbox.  NULL; or why it never answered
 * (malloced): a triple fault, an instruction that this KVM cannot emulate, silence.  Then the
 * machine is lost.
 */
char *vmm_request(struct vmm *v, enum pb_request what, double patience);

/* VM exits so far. */
struct vmm_exits vmm_exits_so_far(const struct vmm *v);

/* "WHAT: " and errno in words (malloced). */
char *vmm_failed(const char *what);

/* vmm-devices.c: what it has besides a CPU and memory */

/* Before the CPU is made.  Without them it still is a machine; `devices` and no_... say so. */
void vmm_make_chips(struct vmm *v);

/*
 * As firmware leaves it.  An APIC that software has not enabled takes no IPI.  NULL, or what went
 * wrong (malloced).
 */
char *vmm_enable_apic(int vcpu);

/* Any time after. */
void vmm_make_events(struct vmm *v);

/* Put in what KVM leaves to its users: that it is a guest, and what needs a local APIC. */
void vmm_complete_cpuid(const struct vmm *v, struct kvm_cpuid2 *cpuid);

/* The guest has left for something that a bench asks of the monitor, and may go on. */
bool vmm_answered(struct vmm *v);

/* Some of the large pages that were touched since they were forgotten were no large pages. */
bool vmm_small_pages(struct vmm *v);

#endif

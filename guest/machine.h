/* SPDX-License-Identifier: GPL-2.0-only */
/* What CPUID and MSRs tell of this machine. */
#ifndef MACHINE_H
#define MACHINE_H

#include <linux/types.h>

struct machine {
	char vendor[13], model[49], hypervisor[13];	/* "" where CPUID gives none */
	unsigned int family, number, stepping;
	__u32 microcode;				/* 0: unknown */
};

void machine_identify(struct machine *m);

/* As the harness names them: "none", "tcg", "kvm", ... */
const char *machine_virt(const struct machine *m);

#endif

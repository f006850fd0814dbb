/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_PROBE_H
#define KVM_PROBE_H

/* Why KVM is of no use here, as a sentence (malloced); NULL if it runs guests on silicon. */
char *kvm_unfit(void);

#endif

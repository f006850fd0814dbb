/* SPDX-License-Identifier: GPL-2.0-only */
/* A run inside a guest: its record becomes ours, with what is known from outside. */
#ifndef GUEST_RECORD_H
#define GUEST_RECORD_H

struct guest;
struct record;

/*
 * Boot the guest, and wait until it is off.  0; or -errno, said on
 * stderr with the console's last words.  Call guest_free() in any case.
 */
int guest_boot(struct guest *g);

/* The same, then take the record that it sent by privbench. */
int guest_measure(struct guest *g, struct record *r);

/*
 * The emulator's version, after that of a hypervisor that the guest has between
 * them; and what the emulator is for its guests: "kvm", "tcg", NULL if the guest
 * knows better.
 */
void guest_describe_emulator(struct record *r, const char *emulator, const char *virt);

#endif

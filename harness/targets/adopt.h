/* SPDX-License-Identifier: GPL-2.0-only */
/* A run inside a guest that becomes ours: its record, with what is known from outside. */
#ifndef ADOPT_H
#define ADOPT_H

struct guest;
struct record;

/*
 * Boot the guest and adopt the record that it sends.  0; or -errno, said on
 * stderr with the console's last words.  Call guest_free() in any case.
 */
int adopt_run(struct guest *g, struct record *r);

/*
 * The emulator's version, after that of a hypervisor that the guest has between
 * them; and what the emulator is for its guests: "kvm", "tcg", NULL if the guest
 * knows better.
 */
void adopt_describe(struct record *r, const char *emulator, const char *virt);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DISASSEMBLY_H
#define DISASSEMBLY_H

#include <stddef.h>

struct disassembly;
struct record;
struct result;

/* The sites of all records, by one run of objdump. */
struct disassembly *disassemble(const struct record *const records[], size_t count);
void disassembly_free(struct disassembly *d);

/*
 * What a site executes, in AT&T's syntax: "pushf; 8 × nop; popf" (malloced).  Targets of jumps
 * count from its first byte.  From what objdump does not know on, or has only in part, bytes:
 * "0f 01 …".  NULL: the code is not recorded, or objdump is not installed.
 */
char *disassembly_text(const struct disassembly *d, const struct result *result);

#endif

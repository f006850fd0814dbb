// SPDX-License-Identifier: GPL-2.0-only
#include <linux/errno.h>

#include "measure.h"

/* As engine.inc writes them; from and to are relative to themselves. */
enum {
	EX_DEFAULT = 1, EX_FAULT = 2, EX_WRMSR = 8, EX_RDMSR = 9,
	EX_ERROR_R8 = 10 | 8 << 8, EX_RDMSR_ERROR_R8 = 11 | 8 << 8,
};

struct entry {
	__s32 from, to, type;
};

/* The linker's, for a section whose name is a C identifier. */
extern const struct entry __start___ex_table[], __stop___ex_table[];

static __u64 address(const __s32 *relative)
{
	return (__u64)relative + (__u64)(__s64)*relative;
}

/*
 * The table is in the order of the code, as the linker lays both out.  Every
 * search takes equally many steps: where a body stands must not show in what
 * its fault costs.
 */
static const struct entry *find(__u64 rip)
{
	const struct entry *e = __start___ex_table;
	__u64 n = ((__u64)__stop___ex_table - (__u64)e) / sizeof(*e), half;

	for (; n > 1; n -= half) {
		half = n / 2;
		e = address(&e[half].from) <= rip ? e + half : e;
	}
	return n && address(&e->from) == rip ? e : 0;
}

int pb_fixup(const struct pb_context *c, __u32 vector)
{
	const struct entry *e = find(*c->rip);

	if (!e)
		return 0;
	switch (e->type) {
	case EX_FAULT:
		*c->rax = vector;
		break;
	case EX_RDMSR:
		*c->rax = 0;
		*c->rdx = 0;
		break;
	case EX_ERROR_R8:
	case EX_RDMSR_ERROR_R8:
		*c->r8 = (__u64)-EIO;
		break;
	case EX_DEFAULT:
	case EX_WRMSR:
		break;
	default:
		return 0;
	}
	*c->rip = address(&e->to);
	return 1;
}

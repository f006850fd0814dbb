/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_ID_H
#define BUILD_ID_H

/* This program's build ID, which the linker made of its contents, in hex (malloced); NULL: it has none. */
char *build_id(void);

#endif

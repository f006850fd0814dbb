/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_ID_H
#define BUILD_ID_H

/* This program's build ID (ld --build-id), in hex (malloced); NULL: it has none. */
char *build_id(void);

#endif

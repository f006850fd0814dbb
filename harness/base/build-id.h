/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BUILD_ID_H
#define BUILD_ID_H

/* This program's build ID (ld --build-id), in hex (malloced), or NULL. */
char *build_id(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PAGING_H
#define PAGING_H

/* Map all of the first 4 GiB, where boot loaders and devices may be. */
void paging_setup(void);

#endif

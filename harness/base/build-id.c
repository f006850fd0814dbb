// SPDX-License-Identifier: GPL-2.0-only
#include "build-id.h"

#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util.h"

#define ALIGNED(n) (((n) + 3) & ~(size_t)3)

/* One segment of notes (elf(5)). */
static char *in_notes(const char *at, const char *end)
{
	while (at + sizeof(ElfW(Nhdr)) <= end) {
		const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)(uintptr_t)at;
		const char *name = at + sizeof(*note), *id = name + ALIGNED(note->n_namesz);

		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof("GNU") && !strcmp(name, "GNU")) {
			char *hex = xcalloc(2 * note->n_descsz + 1, 1);

			for (size_t i = 0; i < note->n_descsz; i++)
				sprintf(hex + 2 * i, "%02x", (unsigned char)id[i]);
			return hex;
		}
		at = id + ALIGNED(note->n_descsz);
	}
	return NULL;
}

/* The program itself is the first that is told of. */
static int in_program(struct dl_phdr_info *info, size_t size, void *id)
{
	(void)size;
	for (size_t i = 0; i < info->dlpi_phnum && !*(char **)id; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		const char *notes = (const char *)(uintptr_t)(info->dlpi_addr + p->p_vaddr);

		if (p->p_type == PT_NOTE)
			*(char **)id = in_notes(notes, notes + p->p_memsz);
	}
	return 1;
}

char *build_id(void)
{
	char *id = NULL;

	dl_iterate_phdr(in_program, &id);
	return id;
}

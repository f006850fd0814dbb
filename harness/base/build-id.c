// SPDX-License-Identifier: GPL-2.0-only
#include "build-id.h"

#include <link.h>
#include <stdint.h>
#include <string.h>

#include "util.h"

#define ALIGNED(n) (((n) + 3) & ~(size_t)3)

/* The linker's: the program in memory, from its header on; of a size that is not known. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));

/* In one segment of notes (elf(5)). */
static char *find_in(const char *at, const char *end)
{
	char *hex = NULL;

	while (!hex && at + sizeof(ElfW(Nhdr)) <= end) {
		const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)(uintptr_t)at;
		const char *name = at + sizeof(*note), *id = name + ALIGNED(note->n_namesz);

		at = id + ALIGNED(note->n_descsz);
		if (note->n_type != NT_GNU_BUILD_ID || note->n_namesz != sizeof("GNU") ||
		    strcmp(name, "GNU"))
			continue;
		hex = xstrdup("");
		for (size_t i = 0; i < note->n_descsz; i++)
			append(&hex, "%02x", (unsigned char)id[i]);
	}
	return hex;
}

char *build_id(void)
{
	const char *base = __ehdr_start;
	const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)(uintptr_t)base;
	const ElfW(Phdr) *p = (const ElfW(Phdr) *)(uintptr_t)(base + header->e_phoff);
	char *id = NULL;

	for (int i = 0; i < header->e_phnum && !id; i++)
		if (p[i].p_type == PT_NOTE)
			id = find_in(base + p[i].p_vaddr, base + p[i].p_vaddr + p[i].p_memsz);
	return id;
}

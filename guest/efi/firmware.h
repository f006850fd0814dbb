/* SPDX-License-Identifier: GPL-2.0-only */
/* The flat guest as a UEFI application: what its files have of each other. */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include <efi.h>

#include "flat.h"

extern EFI_SYSTEM_TABLE *efi_system;
extern EFI_HANDLE efi_image;
#define SERVICES (efi_system->BootServices)

/* start.S: end the application, with this for the firmware, from wherever we are. */
__attribute__((noreturn)) void efi_leave(EFI_STATUS status);
void efi_call_on_other_stack(void (*fn)(void));

/* The interface with that GUID: of a handle, of the first that has it, of the tables; or NULL. */
void *efi_of_handle(EFI_HANDLE handle, const EFI_GUID *guid);
void *efi_first(const EFI_GUID *guid);
void *efi_table(const EFI_GUID *guid);

/* take.c: the CPU is ours from cpu_take() to cpu_give(), which puts all back as it was. */

/* Why it cannot be, or NULL: the state that the firmware runs in cannot be put back. */
const char *cpu_refuses(void);

/* `boots`: interrupts of devices arrive at this CPU. */
void cpu_take(int boots);
void cpu_give(void);
int cpu_is_taken(void);

/* What was taken was another CPU, which is lost. */
void cpu_forget(void);

/* What of the firmware's state was not as before, after cpu_give(), since the start; or NULL. */
const char *cpu_trouble(void);

/* board.c: what the firmware tells of the machine */
__u16 board_acpi_timer(void);		/* its port, or 0 */
void board_describe(struct text *t);

/*
 * cores.c: platform_measure(), on the CPU that booted, on one of each other type, or on core=N.
 */
#define CORES_MAX 4
unsigned int cores_find(const char *words);	/* how many; 0, said on the console */
void cores_choose(unsigned int i);
int cores_is_other(void);			/* of those that have no services, now */
int cores_is_lost(void);			/* one is still in our code, perhaps */
__u32 cores_id(void);				/* its APIC's */

/* screen.c: console_write(), and */
void screen_open(const char *cpu);
void screen_close(void);			/* its colours as they were */

/* The key that was pressed, within so many seconds; 0: none. */
CHAR16 screen_key(unsigned int seconds);

/* One of these, lower case, and no other; 0: none was pressed. */
CHAR16 screen_key_of(const char *keys, unsigned int seconds);

/* Ask what to measure, unless `words` has menu=0: words to add to them. */
const char *screen_ask(const char *words);

/*
 * volume.c: platform_save(), to files on a FAT volume; platform_leaves_out() and
 * platform_is_careful() by those of earlier runs.
 */

/* Words of \privbench\plan.txt on the volume that we were started from; "" if there is none. */
const char *volume_plan(void);

/* A new file for raw samples of the CPU of this brand, of its core type `core` (0: the first). */
void volume_begin(const char *cpu, unsigned int core);

/* No more is saved. */
void volume_close(void);

#endif

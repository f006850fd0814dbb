/* SPDX-License-Identifier: GPL-2.0-only */
/* The flat guest: what its files have of each other. */
#ifndef FLAT_H
#define FLAT_H

#include <stdarg.h>
#include <stddef.h>

#include "bench.h"
#include "mailbox.h"

/* string.c */
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);

/* text.c: text into a buffer of fixed size; what does not fit is counted, and dropped. */
struct text {
	char *buffer;
	size_t size;
	size_t length;		/* above `size`: it did not fit */
};

void text_char(struct text *t, char c);

/* %s %u %llu %x %llx %%, with -, 0 and a width. */
void text_print(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_vprint(struct text *t, const char *fmt, va_list args);

/* console.c: a line, or a part of one, where console_write() writes; at most 512 characters. */
void console_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* serial.c */
#define COM1 0x3f8
#define COM2 0x2f8

/* 115200 8N1; 0 if there is no such port. */
int serial_open(__u16 port);
void serial_write(__u16 port, const char *text, size_t length);
void serial_close(__u16 port);			/* as it was before */

/* clock.c: what counts time in a PC */

/* CPUID's signature of the hypervisor is this one. */
int platform_under(const char signature[12]);
#define UNDER_TCG "TCGTCGTCGTCG"
#define UNDER_KVM "KVMKVMKVM\0\0\0"

struct tsc {
	__u32 khz;		/* 0: unknown */
	const char *from;	/* which clock gave it, or why none */
};

/* The TSC's frequency, by CPUID, the ACPI timer at this port (0: there is none), or the PIT. */
struct tsc clock_of_tsc(__u16 acpi_timer);

/*
 * The platform: a PC that is all ours (pc/), or one that we have from its firmware for a while, and
 * give back (efi/).
 */

/* Where console_print() writes: the screen, and what else the platform shows. */
void console_write(const char *text, size_t length);

/* There is no monitor. */
int platform_alone(void);

/* Nobody gets the machine back from us. */
int platform_is_ours(void);

/* Run `slice`, which uses nothing of the platform but the CPU, on the CPU to be measured. */
void platform_measure(void (*slice)(void));

struct tsc platform_clock(void);

/* Lines that tell what the platform is: bench/raw-format.h. */
void platform_describe(struct text *t);

/*
 * Why `bench` is not to be measured although it could be, or NULL: a run before this one did not
 * come back from it.
 */
const char *platform_leaves_out(const struct pb_bench *bench);

/* ... or from nobody knows which: save before each bench. */
int platform_is_careful(void);

/*
 * Save the text, of which an earlier call saved the beginning, where the next start finds it, if
 * there is such a place.  0, or FAILED if it is complete and could not be saved; said on the
 * console.
 */
int platform_save(const struct text *t, int complete);
#define FAILED 5	/* EXIT_RUN_FAILED */

/* Power the machine off, give it back, or halt; without a word if there is a monitor. */
__attribute__((noreturn)) void platform_end(int status);

/* segments.c: own GDT, TSS and IDT */
struct tss {
	__u32 reserved0;
	__u64 rsp[3];
	__u64 reserved1;
	__u64 ist[7];
	__u64 reserved2;
	__u16 reserved3;
	__u16 io_bitmap;
} __attribute__((packed));

extern struct tss tss;

#define VECTORS 256		/* of the IDT */

/* Every vector leads to trap() from here on. */
void segments_setup(void);

/*
 * Lead `vector` to `handler`, on a stack of its own if `ist`.  Ring 3, too, may
 * raise it.  Then: lead it to trap() again.
 */
void segments_set_gate(unsigned int vector, const void *handler, int ist);
void segments_reset_gate(unsigned int vector);

/* Lead far calls of CALL_GATE to `handler`, from ring 3, too; or nowhere. */
void segments_set_call_gate(const void *handler);
void segments_reset_call_gate(void);

/* That stack of its own: where it begins, aligned to 64 bytes. */
__u64 segments_spare_stack(void);

/* A sum of the IDT and the GDT. */
__u64 segments_sum(void);

/* devices.c: of the monitor, or of the machine */
void devices_setup(void);

/* Of PB_DEVICES, those that there are. */
__u64 devices_have(void);

/* Before a burst: pages that nobody has touched, if `bench` wants some. */
void devices_freshen(const struct pb_bench *bench);

/* From now on tell the monitor where a burst begins and ends, the end by this byte; 0: do not. */
void devices_mark(__u8 end);

/* The function to call in place of `fn`, to do that. */
pb_fn *devices_marked(pb_fn *fn);

/* apic.c: the CPU's local APIC */

/* Leave the firmware's xAPIC mode, where the CPU has x2APIC.  There is no way back but reset. */
void apic_enter_x2apic(void);

/* Under a monitor enter the mode that these needs want. */
void apic_enter(__u64 needs);

/* PB_X2APIC or PB_XAPIC, if there is one that works. */
__u64 apic_has(void);

/* Let it do what a bench asks for, NULL: nothing; then, with the gate as it was: as it was. */
void apic_begin(const struct pb_bench *bench);
void apic_end(const struct pb_bench *bench);

/* Interrupts that came and were not ours: end them, and send them again, to whose they are. */
void apic_pass_on(void);

/* A sum of what apic_begin() may change. */
__u64 apic_state(void);

/* paging.c: map what lies there by pages of 4 KiB. */
void paging_split(const void *start, size_t bytes);

/* A page of what was split: its flags, which the second call sets, and returns as they were. */
#define PAGE_PRESENT 0x1
#define PAGE_USER 0x4
#define PAGE_ACCESSED 0x20
#define PAGE_DIRTY 0x40
__u64 paging_flags(const void *page);
__u64 paging_set_flags(const void *page, __u64 flags);

/* traps.S: one small stub a vector */
#define TRAP_ENTRY_SIZE 16
extern const char trap_entries[];

/* traps.c: what came in so far; none of them is expected. */
extern volatile __u32 trap_interrupts, trap_nmis;

/* The burst's: its rsp is 0 but during one, which an exception that no table entry foresaw ends. */
extern struct pb_frame trap_frame;

/* ring3.S: where an exception in ring 3 outside a burst continues, on this stack, vector in rax. */
extern __u64 ring3_stack;
extern const char ring3_leave[];

/* features.c: what the benches of bench/features.c want turned on */

/* Pages of its own for each shadow stack, once. */
void features_setup(void);

/*
 * Turn on what `bench` needs, if anything.  Returns the function to call in place of `fn`: itself,
 * or one that calls it on ring 0's shadow stack.
 */
pb_fn *features_on(const struct pb_bench *bench, pb_fn *fn);

/* Put back what features_on() changed, however the burst ended. */
void features_off(const struct pb_bench *bench);

/* A burst ends early: neither IRET nor RET finds its counterpart on ring 0's shadow stack. */
void features_abort(void);

/* A sum of all that features_on() may change. */
__u64 features_state(void);

/* world.c: guests of ours, for the benches of bench/world-switch.c */

/*
 * Make the one that `bench` needs, if any; then put back what that changed, however the burst
 * ended.  Each returns why there is no figure, or NULL.
 */
const char *world_begin(const struct pb_bench *bench);
const char *world_end(const struct pb_bench *bench);

/* Before an end without world_end(): in VMX operation, or with GIF clear, INIT does not arrive. */
void world_abort(void);

/* Of PB_SVM and PB_VMX in `needs`, which the CPU has, what its firmware has locked. */
__u64 world_locked(__u64 needs);

/* What a CPU that has the bench's needs lacks of SVM or VMX for it, or NULL. */
const char *world_lacks(const struct pb_bench *bench);

/* A sum of what world_begin() may change. */
__u64 world_state(void);

/* entry.c: benches that enter ring 0 by a gate of their own (bench/entry.c) */

/* What SYSCALL and ring 3 want, once. */
void entry_setup(void);

/*
 * Lead what `bench` raises to its handler, if it has one.  Returns the function to call
 * in place of `fn`: itself, or one that calls it in ring 3.
 */
pb_fn *entry_begin(const struct pb_bench *bench, pb_fn *fn);

/* Put back what entry_begin() changed, however the burst ended. */
void entry_end(const struct pb_bench *bench);

/* A sum of all that entry_begin() may change. */
__u64 entry_state(void);

/* Ring 3 is ring 3, and comes back; RF is what it should be.  NULL, or what went wrong. */
const char *entry_test(void);

/* resume-flag.c: IRET to an instruction breakpoint with RF set gets past it, RET does not. */
const char *resume_flag_test(void);

/* executor.c */
extern struct pb_mailbox mailbox;

/* What the compiler and the benches ask of the CPU. */
void executor_setup(void);

/* Answer the request in the mailbox. */
void executor_answer(void);

/* raw-write.c: what was measured, as the text that bench/raw-format.h describes */

/* What is known of this machine and run. */
void raw_begin(struct text *t, const char *command_line, __u64 seed, struct tsc clock);

/* Of a CPU; an emulator reads 0 from MSRs that it does not have. */
void raw_msrs(struct text *t);

/* The answer in a mailbox; nothing if it is an error. */
void raw_answer(struct text *t, const struct pb_mailbox *box);

/* `bench` comes now, and may be the last thing that this machine does. */
void raw_next(struct text *t, const struct pb_bench *bench);

/* What has been counted since raw_begin(), on the same CPU. */
void raw_counts(struct text *t);

/* A checkpoint: what is above is whole. */
void raw_sum(struct text *t);

/* Closes the text. */
void raw_end(struct text *t);

/* words.c: the command line's words: globs, and settings such as seed=1 */

/*
 * Does some glob match the bench's name, question or question/name?  Yes if there is
 * none.  A bench that hurts the machine (PB_OPT_IN) must be named exactly, or its question, if that
 * has no others.
 */
int words_select(const char *line, const struct pb_bench *bench);

/* The decimal number after "key=", or `otherwise`. */
__u64 words_number(const char *line, const char *key, __u64 otherwise);

/*
 * The next word that is neither a setting with a number nor matches a bench, or NULL; *line goes
 * behind it.
 */
const char *words_next_wrong(const char **line);

/*
 * plan.c: without a monitor, measure what the command line asks for, and save the raw samples.
 * Its words are globs, as `privbench run` takes them, or
 *	seed=N		shuffle benches by N; random if not given
 *	passes=N	over all benches
 *	samples=N	of a bench in a pass
 *	port=2		send to the second serial port; the first one otherwise
 *	menu=0		by UEFI: begin at once
 *	off=1		... and power off at the end
 * 0 or FAILED.
 */
int plan_run(const char *command_line);

/* Its words, as far as there was room. */
const char *plan_words(void);

#endif

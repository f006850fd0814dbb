/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The instructions that privbench is about, each in every form that costs differently: what the
 * manuals call privileged, or sensitive to IOPL; what reads and writes system registers; what
 * serialises, flushes translations or caches, waits, or changes the ring.  Each has benches that
 * measure it, or a reason why it has none.
 */
#ifndef PB_INSTRUCTIONS_H
#define PB_INSTRUCTIONS_H

struct pb_instruction {
	const char *name;	/* mnemonic, and form */
	const char *what;	/* a few words */
	const char *rule;	/* who may execute it */
	const char *manual;	/* where it is described; NULL: in none that was read */
	const char *benches;	/* names of benches, or globs, with a space between; or NULL */
	const char *reason;	/* why there are none, a clause; or "not yet: ..." */
};

/* A table of docs/instructions.md. */
struct pb_chapter {
	const char *title;
	const struct pb_instruction *instructions;
	unsigned int count;
};

extern const struct pb_chapter pb_chapters[];
extern const unsigned int pb_chapter_count;

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions that C has no words for. */
#ifndef CPU_H
#define CPU_H

#include <linux/types.h>

static inline __u64 read_flags(void)
{
	__u64 flags;

	asm volatile("pushf; pop %0" : "=r"(flags));
	return flags;
}

#define REGISTER(name)							\
static inline __u64 read_##name(void)					\
{									\
	__u64 value;							\
									\
	asm volatile("mov %%" #name ", %0" : "=r"(value));		\
	return value;							\
}									\
									\
static inline void write_##name(__u64 value)				\
{									\
	asm volatile("mov %0, %%" #name : : "r"(value) : "memory");	\
}

REGISTER(cr0)
REGISTER(cr2)
REGISTER(cr3)
REGISTER(cr4)
REGISTER(cr8)
REGISTER(dr0)
REGISTER(dr6)
REGISTER(dr7)

static inline void out8(__u16 port, __u8 value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void out16(__u16 port, __u16 value)
{
	asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void out32(__u16 port, __u32 value)
{
	asm volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline __u8 in8(__u16 port)
{
	__u8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline __u32 in32(__u16 port)
{
	__u32 value;

	asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

/* Operands in the descriptors' order: GDTR and IDTR. */
struct table {
	__u16 limit;
	__u64 base;
} __attribute__((packed));

static inline struct table read_gdtr(void)
{
	struct table t;

	asm volatile("sgdt %0" : "=m"(t));
	return t;
}

static inline struct table read_idtr(void)
{
	struct table t;

	asm volatile("sidt %0" : "=m"(t));
	return t;
}

__attribute__((noreturn)) static inline void cpu_stop(void)
{
	for (;;)
		asm volatile("cli; hlt");
}

#endif

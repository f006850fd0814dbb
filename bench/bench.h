/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a bench is.  Everything here is shared by all executors: no libc, no kernel
 * internals.  docs/adding-a-bench.md shows how to add one.
 */
#ifndef PB_BENCH_H
#define PB_BENCH_H

#include <linux/types.h>

#include "msr-index.h"

#ifndef NULL
#define NULL ((void *)0)
#endif

/* The number of alignments of each loop (1 to 4); an executor's Makefile may set less. */
#ifndef PB_LAYOUTS
#define PB_LAYOUTS 4
#endif
/* The first of them. */
#ifndef PB_SHIFT
#define PB_SHIFT 0
#endif
/* The section of bodies and callees; an executor's Makefile may set another. */
/* What the labels of a bench begin with; those that begin with .L are in no table of symbols. */
#ifndef PB_LABEL
#define PB_LABEL "pb_"
#endif

#ifndef PB_TEXT
#define PB_TEXT .text
#endif
#define PB_STR_(x) #x
#define PB_STR(x) PB_STR_(x)

#define PB_NO_VECTOR (~0ULL)

/* What a timed function reads and writes; engine.inc knows the offsets. */
struct pb_frame {
	__u64 rax, rcx, rdx, rbx, rbp, r12;	/* in: what the body finds */
	__u64 flags;				/* in: RFLAGS during the burst */
	__u64 loops;				/* in: iterations, at least 1 */
	__u64 begin, end;			/* out: TSC */
	__u64 vector;				/* in: PB_NO_VECTOR; out: the fault, if any */
	__u64 rsp;
	__u64 rsi;				/* in */
};

typedef void pb_fn(struct pb_frame *frame);

/* One bench as assembled. */
struct pb_code {
	pb_fn *fn[PB_LAYOUTS][2];	/* the body U times, and 2U times */
	const char *site, *end;		/* one copy of the body */
	const char *next;		/* the end of the next, if a compiler made them; or NULL */
	__u32 cold;			/* bytes a site keeps out of line */
	__u32 tables;			/* ... and in the exception and bug tables */
};

/*
 * Needs of a bench, and what an executor and its CPU have; pb_lacks() compares.  needs.c has the
 * words, and the bits of CPUID.
 */
#define PB_NEED(n) (1ULL << (n))
enum {
	PB_RING0	= PB_NEED(0),
	PB_LINUX	= PB_NEED(1),	/* the running kernel's own code */
	PB_OWN_MACHINE	= PB_NEED(2),	/* IDT, stacks, page tables: the flat guest */
	PB_OWN_CR	= PB_NEED(3),	/* control registers and SWAPGS are the executor's own */
	PB_REAL_IF	= PB_NEED(4),	/* PUSHF shows the executor's IF, POPF sets it */
	PB_SWAPGS	= PB_NEED(5),	/* FRED is off */
	PB_PCID		= PB_NEED(6),	/* CR4.PCIDE */
	PB_MSR_FAULTS	= PB_NEED(7),	/* an MSR write that raises #GP is known */
	PB_IRQS_UNCHECKED = PB_NEED(8),	/* no CONFIG_DEBUG_IRQFLAGS */
	PB_X2APIC	= PB_NEED(9),	/* the APIC answers by MSRs */
	PB_XAPIC	= PB_NEED(10),	/* ... in memory */
	PB_NO_BREAKPOINTS = PB_NEED(11),	/* none is set in DR7 */
	PB_KVM		= PB_NEED(12),	/* a guest of KVM */
	PB_PIC		= PB_NEED(13),	/* a PC's interrupt controllers and timer */
	PB_OWN_MONITOR	= PB_NEED(14),	/* privbench's, with its port, its page, its second CPU */
	PB_IOEVENTFD	= PB_NEED(15),	/* ... and its ioeventfds */
	PB_LARGE_PAGES	= PB_NEED(25),	/* memory by pages of 2 MiB, whoever gives it */
	/* By CPUID. */
	PB_FSGSBASE	= PB_NEED(16),
	PB_RDTSCP	= PB_NEED(17),
	PB_SPEC_CTRL	= PB_NEED(18),
	PB_SERIALIZE	= PB_NEED(19),
	PB_WRMSRNS	= PB_NEED(20),
	PB_MSR_IMM	= PB_NEED(21),
	PB_CRC32	= PB_NEED(22),
	PB_FRED		= PB_NEED(23),
	PB_IBPB		= PB_NEED(24),
	PB_INVPCID	= PB_NEED(26),
	PB_SMAP		= PB_NEED(27),
	PB_OSPKE	= PB_NEED(28),
	PB_OSXSAVE	= PB_NEED(29),
	PB_XSAVES	= PB_NEED(30),
	PB_RDPID	= PB_NEED(31),
	PB_CLFLUSHOPT	= PB_NEED(32),
	PB_CLWB		= PB_NEED(33),
	PB_CLDEMOTE	= PB_NEED(34),
	PB_WBNOINVD	= PB_NEED(35),
	PB_MONITOR	= PB_NEED(36),
	PB_MONITORX	= PB_NEED(37),
	PB_WAITPKG	= PB_NEED(38),
	PB_TSC_DEADLINE	= PB_NEED(39),
	PB_SEP		= PB_NEED(40),
	PB_LKGS		= PB_NEED(41),
	PB_UINTR	= PB_NEED(42),
	PB_PTWRITE	= PB_NEED(43),
	PB_MSRLIST	= PB_NEED(44),
	PB_SHSTK	= PB_NEED(45),
	PB_INVLPGB	= PB_NEED(46),
	PB_RDPRU	= PB_NEED(47),
	PB_MCOMMIT	= PB_NEED(48),
	PB_CLZERO	= PB_NEED(49),
	PB_HRESET	= PB_NEED(50),
	PB_STIBP	= PB_NEED(51),
	PB_SSBD		= PB_NEED(52),
	PB_BHI_CTRL	= PB_NEED(53),
	PB_L1D_FLUSH	= PB_NEED(54),
	PB_XGETBV1	= PB_NEED(55),
	PB_XSAVEOPT	= PB_NEED(56),
	PB_XSAVEC	= PB_NEED(57),
	PB_USER_MSR	= PB_NEED(58),
	/* By CPUID, and by who asks. */
	PB_NO_UMIP	= PB_NEED(59),	/* SGDT and the like tell what there is */
	PB_INTEL	= PB_NEED(60),
	PB_AMD		= PB_NEED(61),	/* or Hygon */
	/* By CPUID, and by what firmware left unlocked. */
	PB_SVM		= PB_NEED(62),
	PB_VMX		= PB_NEED(63),
};

enum {
	PB_START_IF	= 1 << 0,	/* IF is set when the body starts */
	PB_RESTORE_IF	= 1 << 1,	/* IF is set in the flags in r12 */
	PB_OPT_IN	= 1 << 2,	/* disturbs the whole machine: measured only when named */
	PB_FROM_RING3	= 1 << 3,	/* all of the timed function runs in ring 3 */
	PB_FPU		= 1 << 4,	/* touches the registers of x87 and vectors */
	PB_RANDOM	= 1 << 5,	/* rsi is a seed that differs from burst to burst */
	PB_USER_CR3	= 1 << 6,	/* ... with CR3 as under page-table isolation */
	PB_FRESH	= 1 << 7,	/* one loop a burst, on pages that nobody has touched */
	PB_VARIES	= 1 << 8,	/* its path is not always one: time, the host's memory */
};

/*
 * What the registers of a body hold: an MSR's number in rcx and its value in rdx:rax and rbx, or
 * one of those that are no MSR.
 */
#define PB_MSR_FAULTING		0xffffffff	/* one that the executor found to raise #GP */

#define PB_NO_MSR(n)		(0xffffff00 | (n))
#define PB_CR0			PB_NO_MSR(0x00)
#define PB_CR0_TS		PB_NO_MSR(0x10)	/* with TS set */
#define PB_CR0_WP		PB_NO_MSR(0x20)	/* with WP as it is not */
#define PB_CR2			PB_NO_MSR(0x02)
#define PB_CR3			PB_NO_MSR(0x03)
#define PB_CR3_NOFLUSH		PB_NO_MSR(0x13)	/* bit 63 set, to keep the TLB */
#define PB_CR3_OTHER		PB_NO_MSR(0x23)	/* another PCID, the same tables */
#define PB_CR3_OTHER_NOFLUSH	PB_NO_MSR(0x33)
#define PB_CR4			PB_NO_MSR(0x04)
#define PB_CR4_PGE		PB_NO_MSR(0x14)	/* with PGE as it is not */
#define PB_CR8			PB_NO_MSR(0x08)
#define PB_DR0			PB_NO_MSR(0x40)
#define PB_DR6			PB_NO_MSR(0x46)
#define PB_DR7			PB_NO_MSR(0x47)
#define PB_XCR0			PB_NO_MSR(0x50)	/* rcx is 0 */
#define PB_STATE		PB_NO_MSR(0x51)	/* XCR0's bits for which pb_xsave has room */
#define PB_SWITCHED		PB_NO_MSR(0x60)	/* pb_switched has the values */
#define PB_THIS_PCID		PB_NO_MSR(0x61)	/* pb_invpcid has it */
#define PB_FRESH_PAGES		PB_NO_MSR(0x62)	/* pb_fresh has their address */
#define PB_ELCR			PB_NO_MSR(0x63)	/* what the port of that name has */
/* The address of a guest's VMCB: all of it to be loaded; none; none, with nested paging. */
#define PB_VMCB			PB_NO_MSR(0x70)
#define PB_VMCB_CLEAN		PB_NO_MSR(0x71)
#define PB_VMCB_NPT		PB_NO_MSR(0x72)
#define PB_VMCB_HOST		PB_NO_MSR(0x73)	/* ... of one with what VMSAVE saves of the host */
/* A field of the current VMCS that nothing depends on.  With a VPID; with EPT, too; cleared. */
#define PB_VMCS			PB_NO_MSR(0x80)
#define PB_VMCS_VPID		PB_NO_MSR(0x81)
#define PB_VMCS_EPT		PB_NO_MSR(0x82)
#define PB_VMCS_CLEAR		PB_NO_MSR(0x83)
/* Nothing, of a bench that takes INVEPT or INVVPID of this type. */
#define PB_INVEPT(type)		PB_NO_MSR(0x90 + (type))
#define PB_INVVPID(type)	PB_NO_MSR(0xa0 + (type))

static inline int pb_is_msr(__u32 operand)
{
	return operand && operand < PB_NO_MSR(0);
}

/* How the handler is entered; below 256 an IDT vector. */
#define PB_VECTOR_DB	1
#define PB_VECTOR_BP	3
#define PB_VECTOR_UD	6
#define PB_VECTOR_GP	13
#define PB_VECTOR_PF	14
#define PB_VECTOR_INT	0x81	/* INT n */
#define PB_VECTOR_IPI	0x82	/* the local APIC's */
#define PB_VIA_SYSCALL	0x100	/* LSTAR */
#define PB_VIA_SYSENTER	0x101	/* SYSENTER_EIP */
#define PB_VIA_CALL_GATE 0x102	/* PB_CALL_GATE */
/* An event with this vector (SYSCALL's is 1) while FRED is on; the executor has the handler. */
#define PB_VIA_FRED(vector) (0x200 | (vector))
#define PB_VECTOR_SYSCALL 1

#define PB_UNROLL 16
#define PB_LINUX_UNROLL 8	/* objtool follows no more PUSHFs than 31 */

/*
 * For bodies that make KVM flush a guest's TLB.  Where the CPU cannot flush a single ASID, KVM
 * takes the next instead, and to begin again after the last takes a few instructions more.  QEMU
 * has 15: a multiple of 15 flushes has the same number of those, wherever it starts.
 */
#define PB_FLUSH_UNROLL 15

#define PB_NOT_OURS (-1)	/* insns: the path is the running kernel's, or a compiler's */

struct pb_bench {
	const char *name;	/* lower case with dashes; never changes */
	const char *question;
	const char *what;	/* one phrase */
	int insns;		/* instructions that one repetition executes, or PB_NOT_OURS */
	int unroll;
	__u64 needs;
	__u32 flags;
	__u32 operand;		/* what rcx, rdx:rax and rbx hold; 0: nothing */
	__u32 operand2;		/* what rbp holds */
	const void *handler;	/* the entry point ... */
	__u32 vector;		/* ... for this exception ... */
	int ist;		/* ... with an IST stack */
	const struct pb_code *code;	/* NULL: PB_LINUX, and this is not the module */
};

struct pb_cpuid {
	__u32 eax, ebx, ecx, edx;
};

static inline struct pb_cpuid pb_cpuid(__u32 leaf, __u32 subleaf)
{
	struct pb_cpuid c;

	asm volatile("cpuid" : "=a"(c.eax), "=b"(c.ebx), "=c"(c.ecx), "=d"(c.edx)
		     : "a"(leaf), "c"(subleaf));
	return c;
}

/* How far caches go that this core may use, by Intel's leaf 4: 0 if it has none, else 1 to 3. */
static inline unsigned int pb_cache_levels(void)
{
	unsigned int i, level, most = 0;
	struct pb_cpuid c;

	for (i = 0; i < 8 && pb_cpuid(0, 0).eax >= 4; i++) {
		c = pb_cpuid(4, i);
		if (!(c.eax & 0x1f))
			break;
		level = c.eax >> 5 & 7;
		if (level > most)
			most = level;
	}
	return most;
}

/* The TSC, fenced as in engine.inc. */
static inline __attribute__((always_inline)) __u64 pb_tsc(void)
{
	__u32 lo, hi;

	asm volatile("lfence; rdtsc; lfence" : "=a"(lo), "=d"(hi) : : "memory");
	return (__u64)hi << 32 | lo;
}

/* For C code around the bodies, to keep it close to them. */
#define PB_HOT __attribute__((section(PB_STR(PB_TEXT))))

/*
 * `hot` begins what is timed, `function NAME` one of what it calls, `cold` what a body keeps out of
 * its way, up to .popsection.
 */
asm(".macro hot\n.section " PB_STR(PB_TEXT) ", \"ax\"\n.endm\n"
    ".macro function name, align=16\n.balign \\align, 0xcc\n.globl \\name\n\\name:\n.endm\n"
    ".macro cold\n.pushsection " PB_STR(PB_TEXT) ", 1, \"ax\"\n.endm\n"
    ".set PB_LAYOUTS, " PB_STR(PB_LAYOUTS) "\n"
    ".set PB_SHIFT, " PB_STR(PB_SHIFT) "\n"
    ".include \"engine.inc\"\n");

/*
 * A bench with `times_` copies of the body in its loop.  An executor that cannot run what a file
 * has leaves out its code (PB_NO_CODE): the table is the same everywhere.
 */
#ifdef PB_NO_CODE
#define PB_CODE(id, times, body)
#define PB_CODE_OF(id) NULL
#else
#define PB_CODE(id, times, body)						\
	asm(".macro body_" #id "\n" body "\n.endm\n"				\
	    "bench " #id ", " PB_LABEL #id ", " PB_STR(times) "\n");		\
	extern const struct pb_code pb_code_##id;
#define PB_CODE_OF(id) &pb_code_##id
#endif

#define BENCH_TIMES(id, times_, body, ...)				\
	PB_CODE(id, times_, body)					\
	extern const struct pb_bench pb_bench_##id;			\
	const struct pb_bench pb_bench_##id = {				\
		.unroll = (times_), .code = PB_CODE_OF(id), __VA_ARGS__	\
	}

#define BENCH(id, body, ...) BENCH_TIMES(id, PB_UNROLL, body, __VA_ARGS__)

/*
 * A bench whose body enters ring 0 at `code`, which must return to the body.
 * GS base is pb_entry_cpu there, from ring 3 after SWAPGS.
 */
#define BENCH_ENTRY(id, body, code, ...) BENCH_ENTRY_NEEDS(id, 0, body, code, __VA_ARGS__)
#ifdef PB_NO_CODE
#define PB_HANDLER(id, code)
#define PB_HANDLER_OF(id) NULL
#else
#define PB_HANDLER(id, code)						\
	asm("hot\nfunction pb_handler_" #id ", 64\n" code "\nint3\n.text\n"); \
	extern const char pb_handler_##id[];
#define PB_HANDLER_OF(id) pb_handler_##id
#endif

#define BENCH_ENTRY_NEEDS(id, needs_, body, code, ...)			\
	BENCH_ENTRY_TIMES(id, PB_UNROLL, needs_, body, code, __VA_ARGS__)
#define BENCH_ENTRY_TIMES(id, times_, needs_, body, code, ...)		\
	PB_HANDLER(id, code)						\
	BENCH_TIMES(id, times_, body, .handler = PB_HANDLER_OF(id),			\
	      .needs = PB_OWN_MACHINE | (needs_), __VA_ARGS__)

extern char pb_entry_cpu[];

/* Ring 3's selectors: CS as SYSRET sets it for a STAR of 0x1b. */
#define PB_USER_CS 0x2b
#define PB_USER_DS 0x23

/* Ring 0's CS for SYSENTER, a segment whose limit is the CPU's number, a gate for far calls. */
#define PB_KERNEL_CS 0x08
#define PB_CPU_NODE 0x7b	/* Linux's __CPUNODE_SEG */
#define PB_CALL_GATE 0x4b

/* As Linux's page-table isolation: these bits are set in the CR3 of ring 3, and nowhere else. */
#define PB_CR3_USER 0x1800
#define PB_CR3_USER_TABLES 12

/* A bench of a kernel's own code, which the module and User Mode Linux have (kmod/linux.c). */
#define BENCH_LINUX(id, ...) BENCH_LINUX_NEEDS(id, 0, __VA_ARGS__)
#define BENCH_LINUX_NEEDS(id, needs_, ...)				\
	extern const struct pb_code pb_code_##id __attribute__((weak));	\
	extern const struct pb_bench pb_bench_##id;			\
	const struct pb_bench pb_bench_##id = {				\
		.insns = PB_NOT_OURS, .unroll = PB_LINUX_UNROLL,	\
		.code = &pb_code_##id,					\
		.needs = PB_LINUX | (needs_), __VA_ARGS__	\
	}

#define PB_BENCHES_MAX 1024
extern const struct pb_bench *const pb_benches[];
extern const unsigned int pb_bench_count;

/* The bench called `name`, or NULL. */
const struct pb_bench *pb_find(const char *name);

/* The length of one copy; negative where the compiler did not leave it in one piece. */
long pb_site_bytes(const struct pb_code *code);

/* The needs that this CPU has, by CPUID. */
__u64 pb_cpu_has(void);

/* The needs that CPUID does not tell. */
__u64 pb_executor_needs(void);

/* PB_PCID and PB_SWAPGS by CR4.  Older kernel headers do not define CR4.FRED. */
#define PB_CR4_FRED (1ULL << 32)
__u64 pb_cr4_has(__u64 cr4);

/* XCR0, and its bits for which pb_xsave has room. */
__u64 pb_xcr0(void);
__u64 pb_state(void);

/* Where IN and OUT do nothing: on a PC the POST code. */
#define PB_BENCH_PORT 0x80

/* The edge/level register of a PC's first interrupt controller, and the count of its timer. */
#define PB_ELCR_PORT 0x4d0
#define PB_PIT_PORT 0x40

/* What privbench's own monitor has: ports and, in a page that is no memory, addresses. */
#define PB_EVENT_PORT 0x7064		/* an ioeventfd */
#define PB_EVENT_PORT_MATCH 0x7065	/* ... for a 1 */
#define PB_MMIO 0xd0000000		/* the monitor itself answers */
#define PB_MMIO_EVENT 0xd0000100	/* an ioeventfd for four bytes */
#define PB_MMIO_EVENT_MATCH 0xd0000200	/* ... for four bytes that are a 1 */
#define PB_MMIO_EVENT_ANY 0xd0000300	/* ... for any number of bytes */
#define PB_OTHER_CPU 1			/* its APIC's ID; it never runs */

/* The needs that a monitor tells its guest of. */
#define PB_DEVICES (PB_PIC | PB_OWN_MONITOR | PB_IOEVENTFD | PB_LARGE_PAGES)

/* Pages for the benches to touch and invalidate. */
#define PB_PAGES 261
extern char pb_pages[];

/* Values of the MSRs that KVM switches with a guest: STAR, LSTAR, SYSCALL_MASK, TSC_AUX. */
extern __u64 pb_switched[];

/* Where PB_FRESH_PAGES are, below 4 GiB. */
extern __u64 pb_fresh;

/* Memory of bench/world-switch.c. */
extern char pb_vmcb[], pb_vmcb_host[];
#define PB_GUEST_ID 1		/* its ASID and VPID */
#define PB_EPT_FLAGS 0x1e	/* in an EPT pointer: write-back, four levels */
#define PB_VMCS_GUEST_RSP 0x681c

/* INVPCID's descriptor: a PCID, and a page. */
extern __u64 pb_invpcid[];

/* What VERW is given: a valid selector, as Linux has it. */
extern __u16 pb_selector;

/* By CPUID: under a hypervisor; an Intel CPU. */
int pb_cpu_is_virtual(void);
int pb_cpu_is_intel(void);

/* Why a bench cannot run where there is `have`, as a sentence; NULL if it can. */
const char *pb_lacks(const struct pb_bench *bench, __u64 have);

#endif

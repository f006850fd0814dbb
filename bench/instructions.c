// SPDX-License-Identifier: GPL-2.0-only
#include "instructions.h"

/* Who may execute it. */
#define CPL0			.rule = "CPL 0"
#define ANY_CPL			.rule = "any CPL"
#define IOPL			.rule = "CPL at most IOPL"
#define PORTS			.rule = "CPL at most IOPL, or the I/O bitmap"
#define DEBUG			.rule = "CPL 0; #DB if DR7.GD"
#define UMIP			.rule = "CPL 0 if CR4.UMIP"
#define TSD			.rule = "CPL 0 if CR4.TSD"
#define OSXSAVE			.rule = "any CPL; CR4.OSXSAVE"
#define UINTR			.rule = "any CPL; CR4.UINTR"
#define SVME			.rule = "CPL 0; EFER.SVME"
#define SMXE			.rule = "CPL 0; CR4.SMXE"
#define LEGACY			.rule = "not in 64-bit mode"
#define FSGSBASE		.rule = "any CPL; CR4.FSGSBASE"
#define SHADOW_STACK		.rule = "any CPL; shadow stacks on"
#define GATE			.rule = "the gate's DPL"

/* Which manual: docs/instructions.md says what these names stand for. */
#define SUMMARY			.manual = "SDM 3A summary; APM 3 system"
#define SUMMARY_INTEL		.manual = "SDM 3A summary"
#define BOTH			.manual = "SDM 2; APM 3 system"
#define GENERAL			.manual = "SDM 2; APM 3 general"
#define SDM2			.manual = "SDM 2"
#define APM3			.manual = "APM 3 system"
#define APM3_GENERAL		.manual = "APM 3 general"
#define MSRS			.manual = "SDM 4"
#define VMX			.manual = "SDM 3C"
#define SGX			.manual = "SDM 3D"
#define SMX			.manual = "SDM 2D"
#define FRED			.manual = "FRED"
#define ISE			.manual = "ISE"
#define TDX			.manual = "TDX"

#define LATER			.reason = "not yet: it needs a hypervisor of our own"

static const struct pb_instruction control_registers[] = {
	{ .name = "MOV r64, CR0", .what = "read CR0", CPL0, SUMMARY, .benches = "read-cr0" },
	{ .name = "MOV CR0, r64", .what = "write CR0; serialises", CPL0, SUMMARY,
	  .benches = "write-cr0 write-cr0-*" },
	{ .name = "MOV r64, CR2", .what = "read the address of a page fault", CPL0, SUMMARY,
	  .benches = "read-cr2 read-cr2-* kernel-read-cr2" },
	{ .name = "MOV CR2, r64", .what = "write CR2; serialises", CPL0, SUMMARY,
	  .benches = "write-cr2" },
	{ .name = "MOV r64, CR3", .what = "read the page tables' address", CPL0, SUMMARY,
	  .benches = "read-cr3 read-cr3-* kernel-read-cr3" },
	{ .name = "MOV CR3, r64", .what = "flush what is not global, of one PCID; serialises", CPL0,
	  SUMMARY, .benches = "write-cr3 write-cr3-pv-* write-cr3-reload-*" },
	{ .name = "MOV CR3, r64 with bit 63 set", .what = "keep what the TLB has of the PCID", CPL0,
	  SUMMARY, .benches = "write-cr3-noflush*" },
	{ .name = "MOV CR3, r64 to another PCID",
	  .what = "switch address spaces, and flush the new one", CPL0, SUMMARY,
	  .benches = "cr3-switch cr3-switch-reload-*" },
	{ .name = "MOV CR3, r64 to another PCID with bit 63 set",
	  .what = "switch address spaces, and keep both", CPL0, SUMMARY,
	  .benches = "cr3-switch-noflush*" },
	{ .name = "MOV r64, CR4", .what = "read CR4", CPL0, SUMMARY, .benches = "read-cr4" },
	{ .name = "MOV CR4, r64", .what = "write CR4; serialises", CPL0, SUMMARY,
	  .benches = "write-cr4" },
	{ .name = "MOV CR4, r64 that changes PGE",
	  .what = "flush the whole TLB, global entries too", CPL0, SUMMARY,
	  .benches = "cr4-pge-toggle*" },
	{ .name = "MOV r64, CR8", .what = "read the task priority", CPL0, SUMMARY,
	  .benches = "read-cr8" },
	{ .name = "MOV CR8, r64", .what = "write the task priority; does not serialise", CPL0,
	  SUMMARY, .benches = "write-cr8" },
	{ .name = "SMSW", .what = "store the low half of CR0", UMIP, SUMMARY, .benches = "smsw" },
	{ .name = "LMSW", .what = "load the low four bits of CR0", CPL0, SUMMARY,
	  .benches = "lmsw" },
	{ .name = "CLTS", .what = "clear CR0.TS", CPL0, SUMMARY, .benches = "clts" },
	{ .name = "XGETBV of XCR0", .what = "which state is enabled", OSXSAVE, SUMMARY_INTEL,
	  .benches = "xgetbv" },
	{ .name = "XGETBV of XINUSE", .what = "which state is in use", OSXSAVE, SDM2,
	  .benches = "xgetbv-1" },
	{ .name = "XSETBV", .what = "enable state; leaves for every hypervisor", CPL0,
	  SUMMARY_INTEL, .benches = "xsetbv" },
	{ .name = "RDPKRU", .what = "read the protection keys' rights", .rule = "any CPL; CR4.PKE",
	  BOTH, .benches = "rdpkru" },
	{ .name = "WRPKRU", .what = "write the protection keys' rights", .rule = "any CPL; CR4.PKE",
	  BOTH, .benches = "rdpkru-wrpkru" },
};

static const struct pb_instruction debug_registers[] = {
	{ .name = "MOV r64, DR0 to DR3", .what = "read a breakpoint's address", DEBUG, SUMMARY,
	  .benches = "read-dr0" },
	{ .name = "MOV DR0 to DR3, r64", .what = "write a breakpoint's address; serialises", DEBUG,
	  SUMMARY, .benches = "write-dr0" },
	{ .name = "MOV r64, DR6", .what = "which breakpoint it was", DEBUG, SUMMARY,
	  .benches = "read-dr6" },
	{ .name = "MOV DR6, r64", .what = "clear that", DEBUG, SUMMARY, .benches = "write-dr6" },
	{ .name = "MOV r64, DR7", .what = "which breakpoints are on", DEBUG, SUMMARY,
	  .benches = "read-dr7" },
	{ .name = "MOV DR7, r64", .what = "switch breakpoints on and off; serialises", DEBUG,
	  SUMMARY, .benches = "write-dr7" },
	{ .name = "MOV DR4 and DR5", .what = "DR6 and DR7 by their old names", DEBUG, SUMMARY,
	  .reason = "other names of DR6 and DR7, and #UD if CR4.DE is set" },
};

static const struct pb_instruction segments[] = {
	{ .name = "LGDT", .what = "load GDTR", CPL0, SUMMARY, .benches = "sgdt-lgdt" },
	{ .name = "LIDT", .what = "load IDTR", CPL0, SUMMARY, .benches = "sidt-lidt" },
	{ .name = "LLDT", .what = "load LDTR", CPL0, SUMMARY, .benches = "sldt-lldt" },
	{ .name = "LTR", .what = "load the task register", CPL0, SUMMARY, .benches = "str-ltr" },
	{ .name = "SGDT", .what = "store GDTR", UMIP, SUMMARY, .benches = "sgdt" },
	{ .name = "SIDT", .what = "store IDTR", UMIP, SUMMARY, .benches = "sidt" },
	{ .name = "SLDT", .what = "store LDTR", UMIP, SUMMARY, .benches = "sldt" },
	{ .name = "STR", .what = "store the task register", UMIP, SUMMARY, .benches = "str" },
	{ .name = "LAR", .what = "load a segment's access rights", ANY_CPL, SUMMARY,
	  .benches = "lar" },
	{ .name = "LSL", .what = "load a segment's limit; once the way to the CPU's number",
	  ANY_CPL, SUMMARY, .benches = "lsl lsl-cpu" },
	{ .name = "VERR", .what = "may a segment be read?", ANY_CPL, SUMMARY, .benches = "verr" },
	{ .name = "VERW of a selector in memory",
	  .what = "may a segment be written? Since MDS, clear CPU buffers", ANY_CPL, SUMMARY,
	  .benches = "verw-mem" },
	{ .name = "VERW of a selector in a register",
	  .what = "the same, which need not clear buffers", ANY_CPL, SUMMARY,
	  .benches = "verw-reg" },
	{ .name = "ARPL", .what = "adjust a selector's privilege level", LEGACY, SUMMARY,
	  .reason = "not in 64-bit mode, where its opcode is MOVSXD" },
	{ .name = "MOV to DS or ES", .what = "load a data segment", ANY_CPL, GENERAL,
	  .benches = "load-ds" },
	{ .name = "MOV to SS",
	  .what = "load the stack's segment; holds interrupts off for one instruction", ANY_CPL,
	  GENERAL, .benches = "load-ss" },
	{ .name = "MOV to FS or GS", .what = "load a segment, and its base from the descriptor",
	  ANY_CPL, GENERAL, .benches = "load-gs-swapgs" },
	{ .name = "SWAPGS", .what = "exchange the GS bases of user and kernel", CPL0, BOTH,
	  .benches = "swapgs-swapgs swapgs-swapgs-* swapgs-branch-lfence*" },
	{ .name = "LKGS", .what = "load GS, its base into KERNEL_GS_BASE", CPL0, FRED,
	  .benches = "lkgs" },
	{ .name = "RDFSBASE", .what = "read the FS base", FSGSBASE, GENERAL,
	  .benches = "rdfsbase" },
	{ .name = "RDGSBASE", .what = "read the GS base", FSGSBASE, GENERAL,
	  .benches = "rdgsbase" },
	{ .name = "WRFSBASE", .what = "write the FS base", FSGSBASE, GENERAL,
	  .benches = "wrfsbase" },
	{ .name = "WRGSBASE", .what = "write the GS base", FSGSBASE, GENERAL,
	  .benches = "wrgsbase" },
};

static const struct pb_instruction msrs[] = {
	{ .name = "RDMSR", .what = "read the MSR that ECX names", CPL0, SUMMARY,
	  .benches = "rdmsr rdmsr-[!i]*" },
	{ .name = "RDMSR, the MSR an immediate", .what = "the same without ECX, into one register",
	  CPL0, ISE, .benches = "rdmsr-imm" },
	{ .name = "RDMSRLIST", .what = "read up to 64 MSRs", CPL0, ISE, .benches = "rdmsrlist-8" },
	{ .name = "WRMSR", .what = "write an MSR; serialises, but for some", CPL0, SUMMARY,
	  .benches = "wrmsr wrmsr-*" },
	{ .name = "WRMSRNS", .what = "write an MSR, not serialising", CPL0, SDM2,
	  .benches = "wrmsrns wrmsrns-[!i]*" },
	{ .name = "WRMSRNS, the MSR an immediate", .what = "the same without ECX, of one register",
	  CPL0, ISE, .benches = "wrmsrns-imm" },
	{ .name = "WRMSRLIST", .what = "write up to 64 MSRs, not serialising", CPL0, ISE,
	  .benches = "rdmsrlist-wrmsrlist-8" },
	{ .name = "URDMSR", .what = "read an MSR that a bitmap allows",
	  .rule = "any CPL; the bitmap of USER_MSR_CTL", ISE,
	  .benches = "urdmsr urdmsr-imm" },
	{ .name = "UWRMSR", .what = "write an MSR that a bitmap allows",
	  .rule = "any CPL; the bitmap of USER_MSR_CTL", ISE,
	  .benches = "uwrmsr uwrmsr-imm" },
	{ .name = "WRMSR of SPEC_CTRL", .what = "switch IBRS, STIBP, SSBD or BHI_DIS_S", CPL0, MSRS,
	  .benches = "wrmsr-spec-ctrl ibrs-on-off stibp-on-off ssbd-on-off bhi-dis-on-off" },
	{ .name = "WRMSR of PRED_CMD", .what = "IBPB: forget indirect branches", CPL0, MSRS,
	  .benches = "ibpb" },
	{ .name = "WRMSR of FLUSH_CMD", .what = "flush L1D", CPL0, MSRS, .benches = "l1d-flush" },
	{ .name = "WRMSR of TSC_DEADLINE", .what = "arm or disarm the timer; does not serialise",
	  CPL0, MSRS, .benches = "tsc-deadline-*" },
	{ .name = "WRMSR of the x2APIC's EOI", .what = "end of interrupt; does not serialise", CPL0,
	  MSRS, .benches = "x2apic-eoi x2apic-eoi-fenced" },
	{ .name = "WRMSR of the x2APIC's ICR", .what = "send an interrupt; does not serialise",
	  CPL0, MSRS, .benches = "x2apic-icr-self" },
	{ .name = "WRMSR of the x2APIC's SELF_IPI",
	  .what = "send oneself an interrupt; does not serialise", CPL0, MSRS,
	  .benches = "x2apic-self-ipi" },
	{ .name = "WRMSR of the x2APIC's TPR", .what = "the task priority", CPL0, MSRS,
	  .benches = "x2apic-write-tpr" },
	{ .name = "RDPMC of a general counter", .what = "read a performance counter",
	  .rule = "CPL 0 unless CR4.PCE", SUMMARY, .benches = "rdpmc" },
	{ .name = "RDPMC of a fixed counter", .what = "read a fixed performance counter",
	  .rule = "CPL 0 unless CR4.PCE", SUMMARY_INTEL, .benches = "rdpmc-fixed" },
	{ .name = "RDTSC", .what = "read the time-stamp counter", TSD, SUMMARY,
	  .benches = "rdtsc lfence-rdtsc mfence-rdtsc" },
	{ .name = "RDTSCP", .what = "read it, and TSC_AUX, after what is before it", TSD, SUMMARY,
	  .benches = "rdtscp rdtscp-lfence" },
	{ .name = "RDPID", .what = "read TSC_AUX", ANY_CPL, GENERAL, .benches = "rdpid" },
	{ .name = "RDPRU", .what = "read MPERF or APERF", TSD, APM3_GENERAL, .benches = "rdpru" },
};

static const struct pb_instruction serialising[] = {
	{ .name = "CPUID", .what = "serialise; leaves for every hypervisor", ANY_CPL, GENERAL,
	  .benches = "cpuid cpuid-*" },
	{ .name = "IRET to the same ring, no exception before",
	  .what = "serialise where there is no SERIALIZE", ANY_CPL, BOTH,
	  .benches = "iret-self iret-self-overlap-201" },
	{ .name = "SERIALIZE", .what = "serialise, and nothing else", ANY_CPL, SDM2,
	  .benches = "serialize serialize-* wrmsrns-8-serialize" },
	{ .name = "LFENCE", .what = "wait for what is before; on AMD as far as DE_CFG says",
	  ANY_CPL, GENERAL, .benches = "lfence lfence-overlap-201" },
	{ .name = "MFENCE; LFENCE", .what = "order an MSR write that does not serialise", ANY_CPL,
	  SDM2, .benches = "mfence-lfence mfence-lfence-overlap-201" },
	{ .name = "MFENCE", .what = "order loads and stores", ANY_CPL, GENERAL,
	  .benches = "mfence" },
	{ .name = "SFENCE", .what = "order stores", ANY_CPL, GENERAL, .benches = "sfence" },
	{ .name = "MCOMMIT", .what = "wait for stores to be committed",
	  .rule = "any CPL; EFER.MCOMMIT", APM3_GENERAL, .benches = "mcommit" },
	{ .name = "RSM", .what = "leave system-management mode", .rule = "in SMM", SUMMARY,
	  .reason = "only in system-management mode, which is the firmware's" },
};

static const struct pb_instruction tlb[] = {
	{ .name = "INVLPG", .what = "flush one page, global or not; serialises", CPL0, SUMMARY,
	  .benches = "invlpg invlpg-*" },
	{ .name = "INVPCID type 0", .what = "flush one page of one PCID", CPL0, BOTH,
	  .benches = "invpcid-0*" },
	{ .name = "INVPCID type 1", .what = "flush one PCID, but global entries", CPL0, BOTH,
	  .benches = "invpcid-1*" },
	{ .name = "INVPCID type 2", .what = "flush everything", CPL0, BOTH,
	  .benches = "invpcid-2*" },
	{ .name = "INVPCID type 3", .what = "flush everything but global entries", CPL0, BOTH,
	  .benches = "invpcid-3*" },
	{ .name = "INVLPGB", .what = "flush pages on all CPUs", CPL0, APM3, .benches = "invlpgb" },
	{ .name = "TLBSYNC", .what = "wait for that", CPL0, APM3, .benches = "invlpgb-tlbsync" },
};

static const struct pb_instruction caches[] = {
	{ .name = "INVD", .what = "forget the caches' content", CPL0, SUMMARY,
	  .reason = "it loses what memory has not yet got" },
	{ .name = "WBINVD", .what = "write the caches back, and empty them", CPL0, SUMMARY,
	  .benches = "wbinvd wbinvd-*" },
	{ .name = "WBNOINVD", .what = "write the caches back", CPL0, BOTH, .benches = "wbnoinvd" },
	{ .name = "CLFLUSH", .what = "write one line back, and evict it", ANY_CPL, GENERAL,
	  .benches = "clflush clflush-*" },
	{ .name = "CLFLUSHOPT", .what = "the same, unordered", ANY_CPL, GENERAL,
	  .benches = "clflushopt clflushopt-*" },
	{ .name = "CLWB", .what = "write one line back", ANY_CPL, GENERAL,
	  .benches = "clwb clwb-*" },
	{ .name = "CLDEMOTE", .what = "move one line to a cache farther away", ANY_CPL, SDM2,
	  .benches = "cldemote" },
	{ .name = "CLZERO", .what = "zero one line", ANY_CPL, APM3_GENERAL, .benches = "clzero" },
};

static const struct pb_instruction flags[] = {
	{ .name = "CLI", .what = "clear IF", IOPL, BOTH,
	  .benches = "cli cli-sti cli-pv-* cli-sti-pv-*" },
	{ .name = "STI", .what = "set IF; holds interrupts off for one instruction", IOPL, BOTH,
	  .benches = "sti cli-sti sti-pv-* test-sti-*" },
	{ .name = "Virtual CLI and STI, by CR4.VME or CR4.PVI", .what = "change VIF in place of IF",
	  .rule = "CPL 3, IOPL below 3", SDM2,
	  .reason = "64-bit kernels leave both bits clear, and Linux wants IOPL for neither" },
	{ .name = "PUSHF", .what = "read IF", ANY_CPL, GENERAL,
	  .benches = "pushf-pop pushf-pop-cli save-pv-*" },
	{ .name = "POPF, IF 0 to 0", .what = "restore flags, interrupts stay off", IOPL, GENERAL,
	  .benches = "popf-if-0-0" },
	{ .name = "POPF, IF 0 to 1", .what = "restore flags, interrupts on", IOPL, GENERAL,
	  .benches = "popf-if-0-1 popf-popf-if-1-0-1" },
	{ .name = "POPF, IF 1 to 1", .what = "restore flags, interrupts stay on", IOPL, GENERAL,
	  .benches = "popf-if-1-1 popf-popf-if-1-1-1" },
	{ .name = "POPF, IF 1 to 0", .what = "restore flags, interrupts off", IOPL, GENERAL,
	  .benches = "popf-if-1-0 popf-popf-if-1-0-1" },
	{ .name = "STAC", .what = "let the kernel access user pages", CPL0, BOTH,
	  .benches = "stac-clac stac-lfence-clac" },
	{ .name = "CLAC", .what = "no longer", CPL0, BOTH, .benches = "clac stac-clac" },
};

static const struct pb_instruction ports[] = {
	{ .name = "IN AL, imm8", .what = "read a port", PORTS, GENERAL, .benches = "in-0x80" },
	{ .name = "IN AL, DX", .what = "read a port", PORTS, GENERAL, .benches = "in-dx" },
	{ .name = "OUT imm8, AL", .what = "write a port", PORTS, GENERAL, .benches = "out-0x80" },
	{ .name = "OUT DX, AL", .what = "write a port", PORTS, GENERAL, .benches = "out-dx" },
	{ .name = "INS", .what = "read a port into memory", PORTS, GENERAL, .benches = "insb" },
	{ .name = "OUTS", .what = "write a port from memory", PORTS, GENERAL, .benches = "outsb" },
	{ .name = "REP INS and REP OUTS", .what = "the same, again and again", PORTS, GENERAL,
	  .reason = "each iteration is an INS or OUTS: see there" },
};

static const struct pb_instruction idle[] = {
	{ .name = "HLT", .what = "wait for an interrupt", CPL0, SUMMARY, .benches = "*-hlt-pending" },
	{ .name = "MONITOR", .what = "name the line to wait for",
	  .rule = "CPL 0, elsewhere on AMD if HWCR allows", BOTH, .benches = "monitor" },
	{ .name = "MWAIT", .what = "wait for a store to it",
	  .rule = "CPL 0, elsewhere on AMD if HWCR allows", BOTH,
	  .benches = "*-mwait-pending" },
	{ .name = "UMONITOR", .what = "name the line to wait for, in any ring", ANY_CPL, SDM2,
	  .benches = "umonitor" },
	{ .name = "UMWAIT", .what = "wait for a store to it, or a time", TSD, SDM2,
	  .benches = "umwait-past" },
	{ .name = "TPAUSE", .what = "wait for a time", TSD, SDM2, .benches = "tpause-past" },
	{ .name = "MONITORX", .what = "name the line to wait for, in any ring", ANY_CPL,
	  APM3_GENERAL, .benches = "monitorx" },
	{ .name = "MWAITX", .what = "wait for a store to it, or a time", ANY_CPL, APM3_GENERAL,
	  .benches = "mwaitx-timer" },
	{ .name = "PAUSE", .what = "wait a little", ANY_CPL, GENERAL, .benches = "pause" },
};

static const struct pb_instruction entries[] = {
	{ .name = "INT n", .what = "call a gate", GATE, GENERAL,
	  .benches = "entry-int entry-int-user stack-* swapgs-none* context-none handler-asm" },
	{ .name = "INT3", .what = "the breakpoint, a gate that need not be asked", GATE, BOTH,
	  .benches = "entry-int3 entry-int3-user" },
	{ .name = "INT1", .what = "#DB, whatever the gate's DPL", ANY_CPL, SDM2,
	  .benches = "entry-int1 entry-int1-user" },
	{ .name = "INTO", .what = "#OF if OF is set", LEGACY, SDM2,
	  .reason = "not in 64-bit mode" },
	{ .name = "BOUND", .what = "#BR if an index is out of bounds", LEGACY, SDM2,
	  .reason = "not in 64-bit mode" },
	{ .name = "UD2", .what = "#UD", ANY_CPL, GENERAL, .benches = "entry-ud2 entry-ud2-user" },
	{ .name = "UD0", .what = "#UD by another opcode", ANY_CPL, SDM2,
	  .reason = "the same exception as UD2's, by the same gate" },
	{ .name = "UD1", .what = "#UD by another opcode", ANY_CPL, SDM2,
	  .reason = "the same exception as UD2's, by the same gate" },
	{ .name = "IRET to ring 0", .what = "return within ring 0", ANY_CPL, BOTH,
	  .benches = "return-iret return-iret-if-1 entry-int" },
	{ .name = "IRET to ring 3", .what = "return to user space", ANY_CPL, BOTH,
	  .benches = "entry-int-user syscall-iret" },
	{ .name = "SYSCALL", .what = "to ring 0 by LSTAR", .rule = "EFER.SCE", BOTH,
	  .benches = "syscall-bare syscall-sysret" },
	{ .name = "SYSRET", .what = "back to ring 3", CPL0, BOTH,
	  .benches = "syscall-bare syscall-sysret usergs-sysret64-*" },
	{ .name = "SYSENTER", .what = "to ring 0 by SYSENTER_EIP",
	  .rule = "SYSENTER_CS is not 0; on AMD not in long mode", BOTH,
	  .benches = "sysenter-sysexit" },
	{ .name = "SYSEXIT", .what = "back to ring 3", CPL0, BOTH, .benches = "sysenter-sysexit" },
	{ .name = "ERETS", .what = "return within ring 0, with FRED", CPL0, FRED,
	  .benches = "entry-int-fred" },
	{ .name = "ERETU", .what = "return to ring 3, with FRED", CPL0, FRED,
	  .benches = "syscall-fred entry-int-fred-user" },
	{ .name = "CALL far within a ring", .what = "call through a code segment", ANY_CPL, GENERAL,
	  .benches = "call-gate" },
	{ .name = "CALL far through a call gate", .what = "call into ring 0", GATE, GENERAL,
	  .benches = "call-gate-user" },
	{ .name = "CALL far and JMP far to a task", .what = "switch tasks", LEGACY, GENERAL,
	  .reason = "no task switch in 64-bit mode" },
	{ .name = "JMP far", .what = "jump through a code segment", ANY_CPL, GENERAL,
	  .benches = "return-ljmp-self" },
	{ .name = "RET far within a ring", .what = "return through a code segment", ANY_CPL,
	  GENERAL, .benches = "return-lret-self" },
	{ .name = "RET far to an outer ring", .what = "return to ring 3", ANY_CPL, GENERAL,
	  .benches = "call-gate-user" },
};

static const struct pb_instruction state[] = {
	{ .name = "XSAVES",
	  .what = "save what is in use and was modified, compacted, supervisor state too", CPL0,
	  SDM2, .benches = "xsaves xsaves-xrstors" },
	{ .name = "XRSTORS", .what = "restore it", CPL0, SDM2, .benches = "xsaves-xrstors" },
	{ .name = "XSAVE", .what = "save what RFBM names", OSXSAVE, SDM2,
	  .benches = "xsave xsave-xrstor" },
	{ .name = "XRSTOR", .what = "restore it", OSXSAVE, SDM2, .benches = "xsave-xrstor" },
	{ .name = "XSAVEOPT", .what = "save what is in use and was modified", OSXSAVE, SDM2,
	  .benches = "xsaveopt" },
	{ .name = "XSAVEC", .what = "save what is in use, compacted", OSXSAVE, SDM2,
	  .benches = "xsavec" },
	{ .name = "FXSAVE", .what = "save x87 and SSE", ANY_CPL, SDM2,
	  .benches = "fxsave fxsave-fxrstor" },
	{ .name = "FXRSTOR", .what = "restore it", ANY_CPL, SDM2, .benches = "fxsave-fxrstor" },
};

static const struct pb_instruction cet[] = {
	{ .name = "ENDBR64", .what = "a valid target of an indirect branch", ANY_CPL, SDM2,
	  .benches = "endbr64" },
	{ .name = "RDSSP", .what = "read the shadow-stack pointer; a NOP without one", ANY_CPL,
	  BOTH, .benches = "rdssp" },
	{ .name = "INCSSP", .what = "pop the shadow stack", SHADOW_STACK, BOTH,
	  .benches = "incssp clrssbsy-setssbsy" },
	{ .name = "RSTORSSP", .what = "switch shadow stacks", SHADOW_STACK, BOTH,
	  .benches = "rstorssp-saveprevssp" },
	{ .name = "SAVEPREVSSP", .what = "leave a token on the old one", SHADOW_STACK, BOTH,
	  .benches = "rstorssp-saveprevssp" },
	{ .name = "WRSS", .what = "write to a shadow stack", .rule = "any CPL; WR_SHSTK_EN", BOTH,
	  .benches = "wrss" },
	{ .name = "WRUSS", .what = "write to a user shadow stack", CPL0, BOTH, .benches = "wruss" },
	{ .name = "SETSSBSY", .what = "claim the supervisor shadow stack", CPL0, BOTH,
	  .benches = "clrssbsy-setssbsy" },
	{ .name = "CLRSSBSY", .what = "release it", CPL0, BOTH, .benches = "clrssbsy-setssbsy" },
};

static const struct pb_instruction uintr[] = {
	{ .name = "CLUI", .what = "clear UIF", UINTR, SDM2, .benches = "clui-stui" },
	{ .name = "STUI", .what = "set UIF", UINTR, SDM2, .benches = "clui-stui" },
	{ .name = "TESTUI", .what = "read UIF", UINTR, SDM2, .benches = "testui" },
	{ .name = "SENDUIPI", .what = "send a user interrupt", UINTR, SDM2,
	  .benches = "senduipi-suppressed" },
	{ .name = "UIRET", .what = "return from one", UINTR, SDM2, .benches = "uiret" },
};

static const struct pb_instruction vmx[] = {
	{ .name = "VMXON", .what = "enter VMX operation", CPL0, VMX, LATER },
	{ .name = "VMXOFF", .what = "leave VMX operation", CPL0, VMX, LATER },
	{ .name = "VMPTRLD", .what = "make a VMCS current", CPL0, VMX, LATER },
	{ .name = "VMPTRST", .what = "store the current VMCS's address", CPL0, VMX, LATER },
	{ .name = "VMCLEAR", .what = "write a VMCS back", CPL0, VMX, LATER },
	{ .name = "VMREAD", .what = "read a field of the VMCS", CPL0, VMX, LATER },
	{ .name = "VMWRITE", .what = "write a field of the VMCS", CPL0, VMX, LATER },
	{ .name = "VMLAUNCH", .what = "enter a guest for the first time", CPL0, VMX, LATER },
	{ .name = "VMRESUME", .what = "enter a guest again", CPL0, VMX, LATER },
	{ .name = "VMCALL", .what = "call the hypervisor", .rule = "in a guest", VMX,
	  .benches = "vmcall" },
	{ .name = "VMFUNC", .what = "switch EPT views without an exit",
	  .rule = "in a guest that may", VMX, LATER },
	{ .name = "INVEPT type 1", .what = "flush one EPT context", CPL0, VMX, LATER },
	{ .name = "INVEPT type 2", .what = "flush all EPT contexts", CPL0, VMX, LATER },
	{ .name = "INVVPID type 0", .what = "flush one page of one VPID", CPL0, VMX, LATER },
	{ .name = "INVVPID type 1", .what = "flush one VPID", CPL0, VMX, LATER },
	{ .name = "INVVPID type 2", .what = "flush all VPIDs", CPL0, VMX, LATER },
	{ .name = "INVVPID type 3", .what = "flush one VPID, but global entries", CPL0, VMX,
	  LATER },
};

static const struct pb_instruction svm[] = {
	{ .name = "VMRUN", .what = "enter a guest", SVME, APM3, LATER },
	{ .name = "VMLOAD", .what = "load what VMRUN does not", SVME, APM3, LATER },
	{ .name = "VMSAVE", .what = "save what #VMEXIT does not", SVME, APM3, LATER },
	{ .name = "VMMCALL", .what = "call the hypervisor", .rule = "in a guest", APM3,
	  .benches = "vmmcall" },
	{ .name = "CLGI", .what = "clear the global interrupt flag", SVME, APM3, LATER },
	{ .name = "STGI", .what = "set the global interrupt flag", SVME, APM3, LATER },
	{ .name = "INVLPGA", .what = "flush one page of one ASID", SVME, APM3, LATER },
	{ .name = "VMGEXIT", .what = "leave an encrypted guest on purpose",
	  .rule = "in an SEV-ES guest", APM3,
	  .reason = "only in a guest with SEV-ES; elsewhere it is VMMCALL" },
	{ .name = "SKINIT", .what = "start a secure loader", SVME, APM3,
	  .reason = "it restarts the machine into a secure loader" },
};

static const struct pb_instruction snp[] = {
	{ .name = "PSMASH", .what = "split a large page of the RMP", CPL0, APM3,
	  .reason = "only in an SNP host, whose RMP is the firmware's" },
	{ .name = "PVALIDATE", .what = "a guest accepts a page", CPL0, APM3,
	  .reason = "only in an SNP guest, and it changes the state of memory" },
	{ .name = "RMPADJUST", .what = "a guest gives a page's rights to a lower level", CPL0, APM3,
	  .reason = "only in an SNP guest, and it changes the state of memory" },
	{ .name = "RMPQUERY", .what = "a guest reads a page's rights", CPL0, APM3,
	  .reason = "only in an SNP guest" },
	{ .name = "RMPUPDATE", .what = "a host gives a page to a guest", CPL0, APM3,
	  .reason = "only in an SNP host, and it changes the state of memory" },
	{ .name = "RMPREAD", .what = "a host reads a page's entry of the RMP", CPL0,
	  .reason = "only in an SNP host" },
	{ .name = "SEAMCALL", .what = "call the TDX module", CPL0, TDX,
	  .reason = "only beside a TDX module, which the firmware loads" },
	{ .name = "SEAMRET", .what = "return from the TDX module", .rule = "in SEAM", TDX,
	  .reason = "only inside the TDX module" },
	{ .name = "SEAMOPS", .what = "a service for the TDX module", .rule = "in SEAM", TDX,
	  .reason = "only inside the TDX module" },
	{ .name = "TDCALL", .what = "a TDX guest calls the TDX module", CPL0, TDX,
	  .reason = "only in a TDX guest" },
};

static const struct pb_instruction security[] = {
	{ .name = "ENCLS", .what = "supervisor leaves of SGX: pages of an enclave", CPL0, SGX,
	  .reason = "needs memory that the firmware reserved, and SGX's signed enclaves" },
	{ .name = "ENCLV", .what = "hypervisor leaves of SGX", CPL0, SGX,
	  .reason = "needs a hypervisor in VMX operation and SGX's memory" },
	{ .name = "ENCLU", .what = "user leaves of SGX", ANY_CPL, SGX,
	  .reason = "needs a signed enclave" },
	{ .name = "GETSEC[CAPABILITIES]", .what = "which leaves there are", SMXE, SMX,
	  .reason = "leaves for every hypervisor, and no kernel executes it but for a measured "
		   "launch" },
	{ .name = "GETSEC[ENTERACCS]", .what = "enter authenticated code", SMXE, SMX,
	  .reason = "needs a module signed by Intel, and restarts the CPU's state" },
	{ .name = "GETSEC[EXITAC]", .what = "leave authenticated code", SMXE, SMX,
	  .reason = "only in authenticated code" },
	{ .name = "GETSEC[SENTER]", .what = "measured launch", SMXE, SMX,
	  .reason = "it restarts all CPUs into a measured environment" },
	{ .name = "GETSEC[SEXIT]", .what = "end of the measured environment", SMXE, SMX,
	  .reason = "only in a measured environment" },
	{ .name = "GETSEC[PARAMETERS]", .what = "what a measured launch needs", SMXE, SMX,
	  .reason = "part of a measured launch" },
	{ .name = "GETSEC[SMCTRL]", .what = "SMIs in the measured environment", SMXE, SMX,
	  .reason = "only in a measured environment" },
	{ .name = "GETSEC[WAKEUP]", .what = "wake other CPUs up in it", SMXE, SMX,
	  .reason = "only in a measured environment" },
	{ .name = "PCONFIG", .what = "program memory-encryption keys", CPL0, SDM2,
	  .reason = "it changes the keys of memory in use" },
	{ .name = "PBNDKB", .what = "bind a key to this platform", CPL0, ISE,
	  .reason = "needs the total storage encryption engine, and its keys" },
	{ .name = "LOADIWKEY", .what = "load Key Locker's wrapping key", CPL0, SDM2,
	  .reason = "it makes the handles of all keys in use invalid, and the old key cannot be "
		   "read back" },
};

static const struct pb_instruction others[] = {
	{ .name = "ENQCMDS", .what = "hand a command to a device, PASID and all", CPL0, SDM2,
	  .reason = "needs a device's portal" },
	{ .name = "ENQCMD", .what = "hand a command to a device", .rule = "any CPL; a valid PASID",
	  SDM2, .reason = "needs a device's portal, and a PASID" },
	{ .name = "HRESET", .what = "forget the thread's history", CPL0, SDM2,
	  .benches = "hreset" },
	{ .name = "PTWRITE", .what = "put a word into the processor trace", ANY_CPL, SDM2,
	  .benches = "ptwrite" },
};

#define CHAPTER(title, array) { title, array, sizeof(array) / sizeof((array)[0]) }

const struct pb_chapter pb_chapters[] = {
	CHAPTER("Control registers", control_registers),
	CHAPTER("Debug registers", debug_registers),
	CHAPTER("Descriptor tables and segments", segments),
	CHAPTER("Model-specific registers and counters", msrs),
	CHAPTER("Serialising and ordering", serialising),
	CHAPTER("Translations", tlb),
	CHAPTER("Caches", caches),
	CHAPTER("Flags of interrupts and access", flags),
	CHAPTER("Ports", ports),
	CHAPTER("Waiting", idle),
	CHAPTER("Into ring 0 and out of it", entries),
	CHAPTER("Extended state", state),
	CHAPTER("Control-flow enforcement", cet),
	CHAPTER("User interrupts", uintr),
	CHAPTER("Virtualisation: VMX", vmx),
	CHAPTER("Virtualisation: SVM", svm),
	CHAPTER("Encrypted guests: SEV-SNP and TDX", snp),
	CHAPTER("Enclaves, keys and measured launch", security),
	CHAPTER("Devices, tracing and history", others),
};

const unsigned int pb_chapter_count = sizeof(pb_chapters) / sizeof(pb_chapters[0]);

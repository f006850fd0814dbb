// SPDX-License-Identifier: GPL-2.0-only
/*
 * A return by RET instead of IRET loses RF: an instruction breakpoint where it leads is
 * raised again (Intel SDM 3B, "Resume Flag").
 */
#include "cpu.h"
#include "flat.h"
#include "selectors.h"

#define STR(x) PB_STR(x)
#define RF "0x10000"
#define DR7_EXECUTE0 0x402		/* DR0: instructions, in all tasks */

static volatile __u32 raised;

/* The handler sets RF, and so gets past the breakpoint in the end. */
asm(".text\n"
    "resume_flag_handler:\n"
    "	incl	raised(%rip)\n"
    "	orl	$" RF ", 16(%rsp)\n"
    "	iretq\n"

    "resume_flag_by_iret:\n"
    "	mov	%rsp, %rdi\n"
    "	mov	%ss, %eax\n"
    "	push	%rax\n"
    "	push	%rdi\n"
    "	pushf\n"
    "	orl	$" RF ", (%rsp)\n"
    "	push	$" STR(KERNEL_CS) "\n"
    "	lea	resume_flag_spot(%rip), %rax\n"
    "	push	%rax\n"
    "	iretq\n"

    "resume_flag_by_ret:\n"
    "	lea	resume_flag_spot(%rip), %rax\n"
    "	push	%rax\n"
    "	pushf\n"
    "	orl	$" RF ", (%rsp)\n"
    "	popf\n"
    "	ret\n"

    "resume_flag_spot:\n"
    "	nop\n"
    "	ret\n");

extern const char resume_flag_handler[], resume_flag_spot[];
void resume_flag_by_iret(void);
void resume_flag_by_ret(void);

static __u32 raised_by(void (*return_to_spot)(void))
{
	raised = 0;
	return_to_spot();
	return raised;
}

const char *resume_flag_test(void)
{
	__u64 dr0 = read_dr0(), dr6 = read_dr6(), dr7 = read_dr7();
	__u32 by_iret, by_ret;

	segments_set_gate(VECTOR_DB, resume_flag_handler, 0);
	write_dr0((__u64)resume_flag_spot);
	write_dr7(DR7_EXECUTE0);
	by_iret = raised_by(resume_flag_by_iret);
	by_ret = raised_by(resume_flag_by_ret);
	write_dr7(dr7);
	write_dr0(dr0);
	write_dr6(dr6);
	segments_reset_gate(VECTOR_DB);
	if (by_iret)
		return "IRET with RF set did not get past an instruction breakpoint";
	if (by_ret != 1)
		return "RET got past an instruction breakpoint, as only RF may";
	return NULL;
}

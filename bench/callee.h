/* SPDX-License-Identifier: GPL-2.0-only */
/* The forms of a paravirt call, each with the instructions it adds to the callee's body. */
#ifndef PB_CALLEE_H
#define PB_CALLEE_H

#define CALL_DIRECT(f)		"call " f "\n"
#define CALL_DIRECT_INSNS	2	/* call, ret */
#define CALL_RETHUNK(f)		"call " f "_rethunk\n"
#define CALL_RETHUNK_INSNS	3	/* call, jmp, ret */
#define CALL_INDIRECT(f)	"call *" f "_op(%rip)\n"
#define CALL_INDIRECT_INSNS	3	/* call, endbr64, ret */
#define CALL_RETPOLINE(f)	"mov " f "_op(%rip), %rax\ncall pb_retpoline_rax\n"
#define CALL_RETPOLINE_INSNS	7	/* mov, call; call, mov, ret; endbr64, ret */

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* Test only: run a command for which the kernel refuses one ioctl.  usage: refuse REQUEST COMMAND... */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIELD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IS(value, otherwise) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, otherwise)

int main(int argc, char **argv)
{
	struct sock_filter code[] = {
		FIELD(nr), IS(SYS_ioctl, 3),
		FIELD(args[1]), IS(argc > 2 ? (__u32)strtoul(argv[1], NULL, 0) : 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };

	if (argc > 2 && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	    !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		execv(argv[2], argv + 2);
	perror("refuse");
	return 2;
}

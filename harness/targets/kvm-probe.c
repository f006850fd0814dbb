// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does /dev/kvm run guests on silicon, or emulate them?  A KVM without
 * hardware behind it takes thousands of ticks for a nop.
 */
#include "kvm-probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util.h"

#define MEMORY 0x3000
#define CODE 0x1000
#define MULTIPLIES 200

/* 32-bit code: TSC, 200 dependent IMULs, TSC; the difference in EAX at HLT. */
static void write_code(uint8_t *p)
{
	static const uint8_t before[] = {
		0x0f, 0xae, 0xe8,	/* lfence */
		0x0f, 0x31,		/* rdtsc */
		0x89, 0xc6,		/* mov %eax, %esi */
	};
	static const uint8_t multiply[] = { 0x0f, 0xaf, 0xdb };	/* imul %ebx, %ebx */
	static const uint8_t after[] = {
		0x0f, 0xae, 0xe8,
		0x0f, 0x31,
		0x29, 0xf0,		/* sub %esi, %eax */
		0xf4,			/* hlt */
	};
	int i;

	memcpy(p, before, sizeof(before));
	p += sizeof(before);
	for (i = 0; i < MULTIPLIES; i++, p += sizeof(multiply))
		memcpy(p, multiply, sizeof(multiply));
	memcpy(p, after, sizeof(after));
}

/* Protected mode, flat, no paging. */
static int set_registers(int vcpu)
{
	struct kvm_segment code = {
		.limit = 0xffffffff, .selector = 8, .type = 11, .present = 1, .db = 1, .s = 1, .g = 1,
	};
	struct kvm_segment data = code;
	struct kvm_regs regs = { .rip = CODE, .rflags = 2 };
	struct kvm_sregs sregs;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return -errno;
	data.type = 3;
	data.selector = 16;
	sregs.cs = code;
	sregs.ds = sregs.es = sregs.ss = sregs.fs = sregs.gs = data;
	sregs.cr0 |= 1;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) || ioctl(vcpu, KVM_SET_REGS, &regs))
		return -errno;
	return 0;
}

/* Ticks of the chain, or 0 with *why. */
static uint64_t run(int vcpu, struct kvm_run *state, char **why)
{
	struct kvm_regs regs;

	if (ioctl(vcpu, KVM_RUN, 0) || state->exit_reason != KVM_EXIT_HLT ||
	    ioctl(vcpu, KVM_GET_REGS, &regs)) {
		*why = xasprintf("/dev/kvm did not run a small guest (exit reason %u)",
				 state->exit_reason);
		return 0;
	}
	return (uint32_t)regs.rax;
}

static uint64_t time_chain(int kvm, char **why)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY };
	size_t size = (size_t)ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	int vm = ioctl(kvm, KVM_CREATE_VM, 0), vcpu = -1;
	void *state = MAP_FAILED;
	uint64_t ticks = 0;
	uint8_t *memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (vm >= 0 && memory != MAP_FAILED) {
		write_code(memory + CODE);
		region.userspace_addr = (uintptr_t)memory;
		if (!ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
			vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	}
	if (vcpu >= 0)
		state = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (state != MAP_FAILED && !set_registers(vcpu))
		ticks = run(vcpu, state, why);
	else
		*why = xasprintf("/dev/kvm cannot make a guest: %s", strerror(errno));
	if (state != MAP_FAILED)
		munmap(state, size);
	if (memory != MAP_FAILED)
		munmap(memory, MEMORY);
	if (vcpu >= 0)
		close(vcpu);
	if (vm >= 0)
		close(vm);
	return ticks;
}

char *kvm_unfit(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	uint64_t ticks;
	char *why = NULL;

	if (kvm < 0)
		return xasprintf("/dev/kvm cannot be opened: %s", strerror(errno));
	ticks = time_chain(kvm, &why);
	close(kvm);
	/* 3 core cycles each, and a core clock of at least a fifth of the TSC's. */
	if (!why && ticks > MULTIPLIES * 15)
		why = xasprintf("/dev/kvm emulates its guests: %llu ticks an instruction",
				(unsigned long long)ticks / MULTIPLIES);
	return why;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "vmm.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "executor.h"
#include "mailbox.h"
#include "util.h"

#define MEMORY (16ULL << 20)
#define FIRST_PATIENCE 5		/* seconds for the guest to be ready */

/* Below the image, which is linked at 1 MiB. */
#define PML4 0x1000
#define PDPT 0x2000
#define PD 0x3000
#define PAGE_TABLE 3ULL			/* present, writable */
#define PAGE_LARGE 0x83ULL		/* and 2 MiB */

#define CR0_PE (1 << 0)
#define CR0_ET (1 << 4)
#define CR0_NE (1 << 5)
#define CR0_PG (1U << 31)
#define CR4_PAE (1 << 5)
#define EFER_LME (1 << 8)
#define EFER_LMA (1 << 10)

#define MAX_CPUID 256

struct vmm {
	int kvm, vm, vcpu, stats;
	uint8_t *memory;
	struct kvm_run *run;
	size_t run_size;
	uint32_t mailbox;		/* physical */
	int64_t exits_offset;		/* in the statistics file; -1: unknown */
	double start;
};

static char *failed(const char *what)
{
	return xasprintf("%s: %s", what, strerror(errno));
}

static char *make_machine(struct vmm *v)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY };
	int size;

	v->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (v->kvm < 0)
		return failed("/dev/kvm cannot be opened");
	v->vm = ioctl(v->kvm, KVM_CREATE_VM, 0);
	if (v->vm < 0)
		return failed("/dev/kvm makes no machine");
	v->memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (v->memory == MAP_FAILED)
		return failed("no memory for a machine");
	region.userspace_addr = (uintptr_t)v->memory;
	if (ioctl(v->vm, KVM_SET_USER_MEMORY_REGION, &region))
		return failed("KVM takes no memory");
	v->vcpu = ioctl(v->vm, KVM_CREATE_VCPU, 0);
	if (v->vcpu < 0)
		return failed("KVM makes no CPU");
	size = ioctl(v->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	v->run_size = (size_t)size;
	v->run = mmap(NULL, v->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, v->vcpu, 0);
	return v->run == MAP_FAILED ? failed("KVM's CPU cannot be mapped") : NULL;
}

/* One segment; false if it lies outside the machine or the file. */
static bool load_segment(struct vmm *v, const char *image, size_t length, const Elf64_Phdr *p)
{
	if (p->p_type != PT_LOAD)
		return true;
	if (p->p_offset > length || p->p_filesz > length - p->p_offset ||
	    p->p_paddr > MEMORY || p->p_memsz > MEMORY - p->p_paddr || p->p_filesz > p->p_memsz)
		return false;
	memcpy(v->memory + p->p_paddr, image + p->p_offset, p->p_filesz);
	return true;
}

static char *load_elf(struct vmm *v, const char *image, size_t length, uint64_t *entry)
{
	const Elf64_Ehdr *e = (const Elf64_Ehdr *)image;
	const Elf64_Phdr *p;
	size_t i;

	if (length < sizeof(*e) || memcmp(e->e_ident, ELFMAG, SELFMAG) ||
	    e->e_ident[EI_CLASS] != ELFCLASS64 || e->e_machine != EM_X86_64 ||
	    e->e_phoff > length || e->e_phnum * sizeof(*p) > length - e->e_phoff)
		return xstrdup("no x86-64 program");
	p = (const Elf64_Phdr *)(image + e->e_phoff);
	for (i = 0; i < e->e_phnum; i++)
		if (!load_segment(v, image, length, &p[i]))
			return xstrdup("a segment lies outside");
	*entry = e->e_entry;
	return NULL;
}

static char *load_image(struct vmm *v, const char *path, uint64_t *entry)
{
	size_t length;
	char *image = read_file(path, &length);
	char *wrong, *why = NULL;

	if (!image)
		return xasprintf("no flat guest (%s: %s); run `make flat`", path, strerror(errno));
	wrong = load_elf(v, image, length, entry);
	if (wrong)
		why = xasprintf("%s: %s; run `make flat`", path, wrong);
	free(wrong);
	free(image);
	return why;
}

/* The first GiB as it is, in pages of 2 MiB. */
static void write_page_tables(struct vmm *v)
{
	uint64_t *pd = (uint64_t *)(v->memory + PD);
	uint64_t i;

	*(uint64_t *)(v->memory + PML4) = PDPT | PAGE_TABLE;
	*(uint64_t *)(v->memory + PDPT) = PD | PAGE_TABLE;
	for (i = 0; i < 512; i++)
		pd[i] = i << 21 | PAGE_LARGE;
}

/* Every feature that this KVM can give. */
static int set_cpuid(struct vmm *v)
{
	struct kvm_cpuid2 *cpuid = xcalloc(1, sizeof(*cpuid) + MAX_CPUID * sizeof(cpuid->entries[0]));
	int err = 0;

	cpuid->nent = MAX_CPUID;
	if (ioctl(v->kvm, KVM_GET_SUPPORTED_CPUID, cpuid) || ioctl(v->vcpu, KVM_SET_CPUID2, cpuid))
		err = -errno;
	free(cpuid);
	return err;
}

static void set_segments(struct kvm_sregs *s)
{
	struct kvm_segment code = {
		.limit = 0xffffffff, .selector = 8, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1,
	};
	struct kvm_segment data = {
		.limit = 0xffffffff, .selector = 16, .type = 3, .present = 1, .db = 1, .s = 1, .g = 1,
	};
	struct kvm_segment task = { .limit = 0x67, .type = 11, .present = 1 };

	s->cs = code;
	s->ds = s->es = s->ss = s->fs = s->gs = data;
	s->tr = task;			/* VMX enters no guest without one */
	s->ldt = (struct kvm_segment){ .unusable = 1 };
}

/* Straight into 64-bit mode. */
static char *set_registers(struct vmm *v, uint64_t entry)
{
	struct kvm_regs regs = { .rip = entry, .rflags = 2 };
	struct kvm_sregs sregs;

	write_page_tables(v);
	if (set_cpuid(v) || ioctl(v->vcpu, KVM_GET_SREGS, &sregs))
		return failed("KVM's CPU has no registers");
	set_segments(&sregs);
	sregs.cr0 = CR0_PE | CR0_ET | CR0_NE | CR0_PG;
	sregs.cr3 = PML4;
	sregs.cr4 = CR4_PAE;
	sregs.efer = EFER_LME | EFER_LMA;
	if (ioctl(v->vcpu, KVM_SET_SREGS, &sregs) || ioctl(v->vcpu, KVM_SET_REGS, &regs))
		return failed("KVM's CPU takes no registers");
	return NULL;
}

/* Where the CPU's statistics keep "exits" (Documentation/virt/kvm/api.rst, KVM_GET_STATS_FD). */
static int64_t find_exits(int fd)
{
	struct kvm_stats_header header;
	size_t size;
	char *desc;
	int64_t at = -1;
	uint32_t i;

	if (fd < 0 || pread(fd, &header, sizeof(header), 0) != sizeof(header))
		return -1;
	size = sizeof(struct kvm_stats_desc) + header.name_size;
	desc = xcalloc(header.num_desc, size);
	if (pread(fd, desc, header.num_desc * size, header.desc_offset) == (ssize_t)(header.num_desc * size))
		for (i = 0; i < header.num_desc && at < 0; i++) {
			const struct kvm_stats_desc *d = (const void *)(desc + i * size);

			if (!strcmp(d->name, "exits"))
				at = (int64_t)header.data_offset + d->offset;
		}
	free(desc);
	return at;
}

uint64_t vmm_exits(const struct vmm *v)
{
	uint64_t exits;

	if (v->exits_offset < 0 || pread(v->stats, &exits, sizeof(exits), v->exits_offset) != sizeof(exits))
		return UINT64_MAX;
	return exits;
}

static void alarm_came(int sig)
{
	(void)sig;
}

static void set_alarm(double seconds)
{
	struct itimerval t = { 0 };

	t.it_value.tv_sec = (time_t)seconds;
	t.it_value.tv_usec = (suseconds_t)(1e6 * (seconds - (double)t.it_value.tv_sec));
	t.it_interval.tv_usec = t.it_value.tv_sec || t.it_value.tv_usec ? 10000 : 0;
	setitimer(ITIMER_REAL, &t, NULL);
}

static char *internal_error(const struct kvm_run *run)
{
	char bytes[3 * 15 + 1] = "";
	size_t i;

	if (run->internal.suberror != KVM_INTERNAL_ERROR_EMULATION)
		return xasprintf("KVM gave up on the guest (internal error %u)", run->internal.suberror);
	for (i = 0; i < run->emulation_failure.insn_size && i < 15; i++)
		sprintf(bytes + 3 * i, " %02x", run->emulation_failure.insn_bytes[i]);
	return xasprintf("this KVM cannot emulate an instruction:%s", *bytes ? bytes : " it does not say which");
}

static char *unexpected_exit(const struct kvm_run *run)
{
	switch (run->exit_reason) {
	case KVM_EXIT_SHUTDOWN:
		return xstrdup("triple fault");
	case KVM_EXIT_INTERNAL_ERROR:
		return internal_error(run);
	case KVM_EXIT_HLT:
		return xstrdup("the guest halted");
	case KVM_EXIT_FAIL_ENTRY:
		return xasprintf("the guest could not be entered (hardware reason 0x%llx)",
				 (unsigned long long)run->fail_entry.hardware_entry_failure_reason);
	}
	return xasprintf("the guest left with KVM's exit reason %u", run->exit_reason);
}

static bool is_doorbell(struct vmm *v)
{
	const struct kvm_run *run = v->run;

	if (run->exit_reason != KVM_EXIT_IO || run->io.direction != KVM_EXIT_IO_OUT ||
	    run->io.port != PB_MAILBOX_PORT || run->io.size != 4)
		return false;
	v->mailbox = *(const uint32_t *)((const char *)run + run->io.data_offset);
	return true;
}

static char *run_until_doorbell(struct vmm *v)
{
	if (!ioctl(v->vcpu, KVM_RUN, 0))
		return is_doorbell(v) ? answer_address_wrong(v->mailbox, MEMORY) : unexpected_exit(v->run);
	return errno == EINTR ? xstrdup("it hung, or was interrupted, and was stopped") : failed("KVM runs no guest");
}

char *vmm_request(struct vmm *v, double patience)
{
	struct sigaction act = { .sa_handler = alarm_came }, old;
	char *why;

	sigaction(SIGALRM, &act, &old);
	set_alarm(patience);
	why = run_until_doorbell(v);
	set_alarm(0);
	sigaction(SIGALRM, &old, NULL);
	return why;
}

static char *start(struct vmm *v, const char *path)
{
	uint64_t entry = 0;
	char *why = make_machine(v);

	if (!why)
		why = load_image(v, path, &entry);
	if (!why)
		why = set_registers(v, entry);
	if (why)
		return why;
	v->stats = ioctl(v->vcpu, KVM_GET_STATS_FD, NULL);
	v->exits_offset = find_exits(v->stats);
	return vmm_request(v, FIRST_PATIENCE);
}

struct vmm *vmm_open(const char *image, char **why)
{
	struct vmm *v = xcalloc(1, sizeof(*v));
	double begin = wall_seconds();
	char *wrong;

	v->kvm = v->vm = v->vcpu = v->stats = -1;
	v->exits_offset = -1;
	v->memory = MAP_FAILED;
	v->run = MAP_FAILED;
	*why = start(v, image);
	v->start = wall_seconds() - begin;
	wrong = *why ? NULL : answer_mailbox_wrong(vmm_mailbox(v));
	if (wrong)
		*why = xasprintf("%s: %s", image, wrong);
	free(wrong);
	if (!*why)
		return v;
	vmm_close(v);
	return NULL;
}

struct pb_mailbox *vmm_mailbox(struct vmm *v)
{
	return (struct pb_mailbox *)(v->memory + v->mailbox);
}

unsigned int vmm_tsc_khz(const struct vmm *v)
{
	int khz = ioctl(v->vcpu, KVM_GET_TSC_KHZ, 0);

	return khz > 0 ? (unsigned int)khz : 0;
}

double vmm_start_seconds(const struct vmm *v)
{
	return v->start;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void vmm_close(struct vmm *v)
{
	if (!v)
		return;
	if (v->run != MAP_FAILED)
		munmap(v->run, v->run_size);
	if (v->memory != MAP_FAILED)
		munmap(v->memory, MEMORY);
	close_if_open(v->stats);
	close_if_open(v->vcpu);
	close_if_open(v->vm);
	close_if_open(v->kvm);
	free(v);
}

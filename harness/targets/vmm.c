// SPDX-License-Identifier: GPL-2.0-only
#include "vmm.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "bench.h"
#include "executor.h"
#include "target.h"
#include "util.h"

#define PATIENCE 5		/* seconds for the guest to be ready */
#define LARGE_PAGE (2UL << 20)

#define CR0_PE (1 << 0)
#define CR0_ET (1 << 4)
#define CR0_NE (1 << 5)

#define MAX_CPUID 256

char *vmm_failed(const char *what)
{
	return xasprintf("%s: %s", what, strerror(errno));
}

static struct vmm *new_vmm(void)
{
	struct vmm *v = xcalloc(1, sizeof(*v));

	v->kvm = v->vm = v->vcpu = v->stats = -1;
	v->other_vcpu = v->idle_vcpu = v->event = -1;
	v->mapped = MAP_FAILED;
	v->run = MAP_FAILED;
	return v;
}

static char *make_vm(struct vmm *v)
{
	v->vm = ioctl(v->kvm, KVM_CREATE_VM, 0);
	return v->vm < 0 ? vmm_failed("/dev/kvm makes no machine") : NULL;
}

/* If KVM refuses some chip, without any. */
static char *make_vm_with_chips(struct vmm *v)
{
	char *why = make_vm(v);

	if (why)
		return why;
	vmm_make_chips(v);
	if (!v->no_chips)
		return NULL;
	close(v->idle_vcpu);
	close(v->other_vcpu);
	v->idle_vcpu = v->other_vcpu = -1;
	close(v->vm);
	return make_vm(v);
}

static char *make_memory(struct vmm *v)
{
	struct kvm_userspace_memory_region region = { .memory_size = VMM_MEMORY };

	v->mapped = mmap(NULL, VMM_MEMORY + LARGE_PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (v->mapped == MAP_FAILED)
		return vmm_failed("no memory for a machine");
	v->memory = v->mapped + -(uintptr_t)v->mapped % LARGE_PAGE;
	region.userspace_addr = (uintptr_t)v->memory;
	return ioctl(v->vm, KVM_SET_USER_MEMORY_REGION, &region) ?
		vmm_failed("KVM takes no memory") : NULL;
}

static char *make_cpu(struct vmm *v)
{
	v->vcpu = ioctl(v->vm, KVM_CREATE_VCPU, 0);
	if (v->vcpu < 0)
		return vmm_failed("KVM makes no CPU");
	v->run_size = (size_t)ioctl(v->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	v->run = mmap(NULL, v->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, v->vcpu, 0);
	if (v->run == MAP_FAILED)
		return vmm_failed("KVM's CPU cannot be mapped");
	return v->devices & PB_PIC ? vmm_enable_apic(v->vcpu) : NULL;
}

static char *make_machine(struct vmm *v, bool chips)
{
	char *why;

	v->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (v->kvm < 0)
		return vmm_failed("/dev/kvm cannot be opened");
	why = chips ? make_vm_with_chips(v) : make_vm(v);
	if (!why)
		why = make_memory(v);
	return why ? why : make_cpu(v);
}

/* One segment; false if it lies outside the machine or the file. */
static bool load_segment(struct vmm *v, const char *image, size_t length, const Elf64_Phdr *p)
{
	if (p->p_type != PT_LOAD)
		return true;
	if (p->p_offset > length || p->p_filesz > length - p->p_offset ||
	    p->p_paddr > VMM_MEMORY || p->p_memsz > VMM_MEMORY - p->p_paddr ||
	    p->p_filesz > p->p_memsz)
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

/* Every feature that this KVM can give. */
static int set_cpuid(struct vmm *v)
{
	struct kvm_cpuid2 *cpuid =
		xcalloc(1, sizeof(*cpuid) + MAX_CPUID * sizeof(cpuid->entries[0]));
	int err;

	cpuid->nent = MAX_CPUID;
	err = ioctl(v->kvm, KVM_GET_SUPPORTED_CPUID, cpuid);
	vmm_complete_cpuid(v, cpuid);
	err = err || ioctl(v->vcpu, KVM_SET_CPUID2, cpuid);
	free(cpuid);
	return err;
}

static void set_segments(struct kvm_sregs *s)
{
	const struct kvm_segment flat = {
		.limit = 0xffffffff, .present = 1, .db = 1, .s = 1, .g = 1,
	};

	s->cs = s->ds = flat;
	s->cs.selector = 8;
	s->cs.type = 11;
	s->ds.selector = 16;
	s->ds.type = 3;
	s->es = s->ss = s->fs = s->gs = s->ds;
	/* VMX enters no guest without a task */
	s->tr = (struct kvm_segment){ .limit = 0x67, .type = 11, .present = 1 };
	s->ldt = (struct kvm_segment){ .unusable = 1 };
}

/* Protected mode without paging, as a boot loader leaves it. */
static char *set_registers(struct vmm *v, uint64_t entry)
{
	struct kvm_regs regs = { .rip = entry, .rflags = 2 };
	struct kvm_sregs sregs;

	if (set_cpuid(v) || ioctl(v->vcpu, KVM_GET_SREGS, &sregs))
		return vmm_failed("KVM's CPU has no registers");
	set_segments(&sregs);
	sregs.cr0 = CR0_PE | CR0_ET | CR0_NE;
	if (ioctl(v->vcpu, KVM_SET_SREGS, &sregs) || ioctl(v->vcpu, KVM_SET_REGS, &regs))
		return vmm_failed("KVM's CPU takes no registers");
	return NULL;
}

/*
 * Where the CPU's statistics keep "exits" (Documentation/virt/kvm/api.rst,
 * KVM_GET_STATS_FD); -1: nowhere.
 */
static int64_t find_exits(int fd)
{
	struct kvm_stats_header header;
	const struct kvm_stats_desc *d;
	int64_t at = -1;
	size_t size, i;
	char *all;

	if (fd < 0 || pread(fd, &header, sizeof(header), 0) != sizeof(header))
		return -1;
	size = sizeof(*d) + header.name_size;
	all = xcalloc(header.num_desc, size);
	if (pread(fd, all, header.num_desc * size, header.desc_offset) !=
	    (ssize_t)(header.num_desc * size))
		header.num_desc = 0;
	for (i = 0; i < header.num_desc && at < 0; i++) {
		d = (const void *)(all + i * size);
		if (!strcmp(d->name, "exits"))
			at = (int64_t)header.data_offset + d->offset;
	}
	free(all);
	return at;
}

/* By KVM's own statistics, and by our own count. */
struct vmm_exits vmm_exits_so_far(const struct vmm *v)
{
	uint64_t exits;

	if (v->exits_offset < 0 ||
	    pread(v->stats, &exits, sizeof(exits), v->exits_offset) != sizeof(exits))
		return (struct vmm_exits){ NAN, v->user_exits };
	return (struct vmm_exits){ (double)exits, v->user_exits };
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
		return xasprintf("KVM gave up on the guest (internal error %u)",
				 run->internal.suberror);
	for (i = 0; i < run->emulation_failure.insn_size && i < 15; i++)
		sprintf(bytes + 3 * i, " %02x", run->emulation_failure.insn_bytes[i]);
	return xasprintf("this KVM cannot emulate an instruction:%s",
			 *bytes ? bytes : " it does not say which");
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

/* The guest has written the address of its mailbox to the port. */
static bool is_doorbell(const struct kvm_run *run)
{
	return run->exit_reason == KVM_EXIT_IO && run->io.direction == KVM_EXIT_IO_OUT &&
	       run->io.port == PB_MAILBOX_PORT && run->io.size == 4;
}

static int run_guest(struct vmm *v)
{
	int err;

	do
		err = ioctl(v->vcpu, KVM_RUN, 0);
	while (!err && vmm_answered(v));
	return err;
}

/* Where KVM has the interrupt controllers, it waits with the guest. */
static char *stopped(const struct vmm *v)
{
	struct kvm_mp_state state;

	if (errno != EINTR)
		return vmm_failed("KVM runs no guest");
	if (!ioctl(v->vcpu, KVM_GET_MP_STATE, &state) && state.mp_state == KVM_MP_STATE_HALTED)
		return xstrdup("the guest halted, and no interrupt came");
	return xstrdup("it hung, or was interrupted, and was stopped");
}

static char *run_until_doorbell(struct vmm *v)
{
	uint32_t address;
	char *why;

	if (run_guest(v))
		return stopped(v);
	if (!is_doorbell(v->run))
		return unexpected_exit(v->run);
	address = *(const uint32_t *)((const char *)v->run + v->run->io.data_offset);
	why = answer_address_wrong(address, VMM_MEMORY);
	if (!why)
		v->mailbox = (struct pb_mailbox *)(v->memory + address);
	return why;
}

static char *answer(struct vmm *v, double patience)
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

char *vmm_request(struct vmm *v, enum pb_request what, double patience)
{
	v->mailbox->request = what;
	v->mailbox->tsc_khz = v->tsc_khz;
	v->mailbox->devices = v->devices;
	return answer(v, patience);
}

static char *start(struct vmm *v, const char *path)
{
	uint64_t entry = 0;
	char *why = make_machine(v, true);
	int khz;

	if (!why)
		why = load_image(v, path, &entry);
	if (!why)
		why = set_registers(v, entry);
	if (why)
		return why;
	vmm_make_events(v);
	khz = ioctl(v->vcpu, KVM_GET_TSC_KHZ, 0);
	v->tsc_khz = khz > 0 ? (unsigned int)khz : 0;
	v->stats = ioctl(v->vcpu, KVM_GET_STATS_FD, NULL);
	v->exits_offset = find_exits(v->stats);
	return answer(v, PATIENCE);
}

void vmm_close(struct vmm *v)
{
	if (!v)
		return;
	if (v->run != MAP_FAILED)
		munmap(v->run, v->run_size);
	if (v->mapped != MAP_FAILED)
		munmap(v->mapped, VMM_MEMORY + LARGE_PAGE);
	close(v->event);
	close(v->stats);
	close(v->idle_vcpu);
	close(v->other_vcpu);
	close(v->vcpu);
	close(v->vm);
	close(v->kvm);
	free(v->no_chips);
	free(v->no_events);
	free(v);
}

struct vmm *vmm_open(const char *image, char **why)
{
	struct vmm *v = new_vmm();
	double begin = wall_seconds();
	char *wrong;

	*why = start(v, image);
	v->start = wall_seconds() - begin;
	wrong = *why ? NULL : answer_mailbox_wrong(v->mailbox, "flat");
	if (wrong)
		*why = xasprintf("%s: %s", image, wrong);
	free(wrong);
	if (!*why)
		return v;
	vmm_close(v);
	return NULL;
}

#define CODE 0x100000
#define MULTIPLIES 200

/* A guest: the TSC before and after dependent IMULs; the difference in EAX at HLT. */
extern const uint8_t chain[], chain_end[];
asm(".pushsection .rodata\n"
    "	.code32\n"
    "chain:	lfence\n"
    "	rdtsc\n"
    "	mov %eax, %esi\n"
    "	.rept " PB_STR(MULTIPLIES) "\n"
    "	imul %ebx, %ebx\n"
    "	.endr\n"
    "	lfence\n"
    "	rdtsc\n"
    "	sub %esi, %eax\n"
    "	hlt\n"
    "chain_end:\n"
    "	.code64\n"
    ".popsection\n");

char *kvm_unfit(void)
{
	struct vmm *v = new_vmm();
	char *why = make_machine(v, false);	/* HLT is to leave */
	struct kvm_regs regs = { 0 };

	if (!why) {
		memcpy(v->memory + CODE, chain, (size_t)(chain_end - chain));
		why = set_registers(v, CODE);
	}
	if (!why && (ioctl(v->vcpu, KVM_RUN, 0) || v->run->exit_reason != KVM_EXIT_HLT ||
		     ioctl(v->vcpu, KVM_GET_REGS, &regs)))
		why = xasprintf("/dev/kvm did not run a small guest (exit reason %u)",
				v->run->exit_reason);
	/* An IMUL takes 3 core cycles, and their clock is a twentieth of the TSC's at least. */
	if (!why && (uint32_t)regs.rax > MULTIPLIES * 60)
		why = xasprintf("/dev/kvm emulates its guests: %u ticks an instruction",
				(uint32_t)regs.rax / MULTIPLIES);
	vmm_close(v);
	return why;
}

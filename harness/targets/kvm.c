// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `kvm`: the flat guest in a machine of one CPU that this program makes itself, without
 * QEMU and without root.  A bench that takes the machine down fails; the next one gets a new
 * machine.
 */
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
#include "interrupt.h"
#include "machine.h"
#include "mailbox.h"
#include "record.h"
#include "suite.h"
#include "target.h"
#include "util.h"

#define PATIENCE 5		/* seconds for one request, or for the guest to be ready */
#define MEMORY (16ULL << 20)

#define CR0_PE (1 << 0)
#define CR0_ET (1 << 4)
#define CR0_NE (1 << 5)

#define MAX_CPUID 256

struct vmm {
	int kvm, vm, vcpu, stats;
	uint8_t *memory;
	struct kvm_run *run;
	size_t run_size;
	struct pb_mailbox *mailbox;	/* the guest's, in `memory` */
	unsigned int tsc_khz;		/* 0: unknown */
	int64_t exits_offset;		/* in the statistics file; -1: unknown */
	double start;			/* seconds from nothing to the first request */
};

static char *failed(const char *what)
{
	return xasprintf("%s: %s", what, strerror(errno));
}

static struct vmm *new_vmm(void)
{
	struct vmm *v = xcalloc(1, sizeof(*v));

	v->kvm = v->vm = v->vcpu = v->stats = -1;
	v->memory = MAP_FAILED;
	v->run = MAP_FAILED;
	return v;
}

static char *make_machine(struct vmm *v)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY };

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
	v->run_size = (size_t)ioctl(v->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
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

/* Every feature that this KVM can give. */
static int set_cpuid(struct vmm *v)
{
	struct kvm_cpuid2 *cpuid =
		xcalloc(1, sizeof(*cpuid) + MAX_CPUID * sizeof(cpuid->entries[0]));
	int err;

	cpuid->nent = MAX_CPUID;
	err = ioctl(v->kvm, KVM_GET_SUPPORTED_CPUID, cpuid) ||
	      ioctl(v->vcpu, KVM_SET_CPUID2, cpuid);
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
		return failed("KVM's CPU has no registers");
	set_segments(&sregs);
	sregs.cr0 = CR0_PE | CR0_ET | CR0_NE;
	if (ioctl(v->vcpu, KVM_SET_SREGS, &sregs) || ioctl(v->vcpu, KVM_SET_REGS, &regs))
		return failed("KVM's CPU takes no registers");
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

/* VM exits so far, by KVM's own statistics; NAN if it does not tell. */
static double vmm_exits(const struct vmm *v)
{
	uint64_t exits;

	if (v->exits_offset < 0 ||
	    pread(v->stats, &exits, sizeof(exits), v->exits_offset) != sizeof(exits))
		return NAN;
	return (double)exits;
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

/* Benches access this port, and what it would do is not the point: the exit is. */
static bool is_bench_port(const struct kvm_run *run)
{
	return run->exit_reason == KVM_EXIT_IO && run->io.port == PB_BENCH_PORT;
}

static int run_guest(struct vmm *v)
{
	int err;

	do
		err = ioctl(v->vcpu, KVM_RUN, 0);
	while (!err && is_bench_port(v->run));
	return err;
}

static char *run_until_doorbell(struct vmm *v)
{
	uint32_t address;
	char *why;

	if (run_guest(v))
		return errno == EINTR ? xstrdup("it hung, or was interrupted, and was stopped") :
					failed("KVM runs no guest");
	if (!is_doorbell(v->run))
		return unexpected_exit(v->run);
	address = *(const uint32_t *)((const char *)v->run + v->run->io.data_offset);
	why = answer_address_wrong(address, MEMORY);
	if (!why)
		v->mailbox = (struct pb_mailbox *)(v->memory + address);
	return why;
}

/*
 * Let the guest handle the request in its mailbox.  NULL; or why it never answered (malloced): a
 * triple fault, an instruction that this KVM cannot emulate, silence.  Then the machine is lost.
 */
static char *vmm_request(struct vmm *v, double patience)
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
	int khz;

	if (!why)
		why = load_image(v, path, &entry);
	if (!why)
		why = set_registers(v, entry);
	if (why)
		return why;
	khz = ioctl(v->vcpu, KVM_GET_TSC_KHZ, 0);
	v->tsc_khz = khz > 0 ? (unsigned int)khz : 0;
	v->stats = ioctl(v->vcpu, KVM_GET_STATS_FD, NULL);
	v->exits_offset = find_exits(v->stats);
	return vmm_request(v, PATIENCE);
}

static void vmm_close(struct vmm *v)
{
	if (!v)
		return;
	if (v->run != MAP_FAILED)
		munmap(v->run, v->run_size);
	if (v->memory != MAP_FAILED)
		munmap(v->memory, MEMORY);
	/* what is not open is -1 */
	close(v->stats);
	close(v->vcpu);
	close(v->vm);
	close(v->kvm);
	free(v);
}

/* About 10 ms on silicon.  NULL with *why (malloced). */
static struct vmm *vmm_open(const char *image, char **why)
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
	char *why = make_machine(v);
	struct kvm_regs regs = { 0 };

	if (!why) {
		memcpy(v->memory + CODE, chain, (size_t)(chain_end - chain));
		why = set_registers(v, CODE);
	}
	if (!why && (ioctl(v->vcpu, KVM_RUN, 0) || v->run->exit_reason != KVM_EXIT_HLT ||
		     ioctl(v->vcpu, KVM_GET_REGS, &regs)))
		why = xasprintf("/dev/kvm did not run a small guest (exit reason %u)",
				v->run->exit_reason);
	/* An IMUL takes 3 core cycles, and the core's clock is a fifth of the TSC's at least. */
	if (!why && (uint32_t)regs.rax > MULTIPLIES * 15)
		why = xasprintf("/dev/kvm emulates its guests: %u ticks an instruction",
				(uint32_t)regs.rax / MULTIPLIES);
	vmm_close(v);
	return why;
}

struct kvm_executor {
	struct executor executor;
	double patience;
	struct vmm *vmm;	/* NULL: the last one is lost */
	unsigned int layout;	/* of its image */
};

/* Each image has one layout; `make flat` says how many there are. */
static char *image(unsigned int layout)
{
	char *name = layout ? xasprintf("privbench.flat.%u", layout) : xstrdup("privbench.flat");
	char *path = program_file(name);

	free(name);
	return path;
}

static unsigned int count_images(void)
{
	unsigned int n = 0;
	char *path = image(n);

	while (!access(path, R_OK)) {
		free(path);
		path = image(++n);
	}
	free(path);
	return n;
}

static void lose_machine(struct kvm_executor *k)
{
	vmm_close(k->vmm);
	k->vmm = NULL;
}

/* NULL, or why there is no machine. */
static char *ensure_machine(struct kvm_executor *k, unsigned int layout)
{
	char *path, *why = NULL;

	if (k->layout != layout)
		lose_machine(k);
	k->layout = layout;
	if (!k->vmm) {
		path = image(layout);
		k->vmm = vmm_open(path, &why);
		free(path);
	}
	if (k->vmm)
		k->vmm->mailbox->tsc_khz = k->vmm->tsc_khz;
	return why;
}

/* NULL; or why there is no answer, and then the machine is gone. */
static char *request(struct kvm_executor *k, enum pb_request what)
{
	double before = vmm_exits(k->vmm);
	char *why;

	k->vmm->mailbox->request = what;
	why = vmm_request(k->vmm, k->patience);
	k->executor.exits = vmm_exits(k->vmm) - before;
	if (why)
		lose_machine(k);
	return why;
}

static int fail(struct pb_run *run, char *why)
{
	run->status = PB_FAILED;
	snprintf(run->reason, sizeof(run->reason), "%s", why);
	free(why);
	return interrupted() ? -EINTR : 0;
}

/* No signal reaches a guest: it cannot have been interrupted. */
static int error_of(const struct pb_mailbox *box)
{
	return box->error == -EINTR ? -EPROTO : box->error;
}

static int run(struct executor *executor, struct pb_run *r)
{
	struct kvm_executor *k = (struct kvm_executor *)executor;
	unsigned int layout = r->layout;
	char *why = ensure_machine(k, layout);
	struct pb_mailbox *box;

	if (!why) {
		k->vmm->mailbox->run = *r;
		k->vmm->mailbox->run.layout = 0;	/* the image's only one */
		why = request(k, PB_REQUEST_RUN);
	}
	if (why)
		return fail(r, why);
	box = k->vmm->mailbox;
	*r = box->run;
	r->layout = layout;
	executor->samples = box->samples;
	return error_of(box);
}

static int code(struct executor *executor, struct pb_site *site)
{
	struct kvm_executor *k = (struct kvm_executor *)executor;
	char *why = ensure_machine(k, k->layout);

	if (!why) {
		k->vmm->mailbox->site = *site;
		why = request(k, PB_REQUEST_CODE);
	}
	if (why) {
		free(why);
		return -EIO;
	}
	*site = k->vmm->mailbox->site;
	return error_of(k->vmm->mailbox);
}

static char *probe(void)
{
	return access("/dev/kvm", R_OK | W_OK) ? xasprintf("/dev/kvm: %s", strerror(errno)) : NULL;
}

static int measure(const struct request *q, struct record *r, char **why)
{
	struct kvm_executor k = {
		.executor = {
			.most_samples = PB_MAILBOX_SAMPLES, .run = run, .code = code, .exits = NAN,
		},
		.patience = q->timeout > 0 ? q->timeout : PATIENCE,
	};
	int cpu = pin_to_last_cpu(), err = TARGET_UNFIT;

	*why = ensure_machine(&k, 0);
	if (!*why) {
		k.executor.layouts = count_images();
		k.executor.tsc_khz = k.vmm->tsc_khz;
		machine_describe(r);
		record_fact_number(r, "cpu_pinned", cpu);
		record_fact_number(r, "vm_start_ms", round(1e3 * k.vmm->start));
		record_fact(r, "virt", "kvm");
		err = suite_run(&k.executor, q, r);
	}
	vmm_close(k.vmm);
	return err;
}

const struct target target_kvm = {
	.name = "kvm",
	.what = "the flat guest in a machine made through /dev/kvm",
	.can = TARGET_AUTO | TARGET_FLAT,
	.probe = probe,
	.unwise = kvm_unfit,
	.measure = measure,
};

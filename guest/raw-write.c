// SPDX-License-Identifier: GPL-2.0-only
#include <asm/processor-flags.h>

#include "cpu.h"
#include "flat.h"
#include "raw-format.h"
#include "ring0.h"

#define MSR_MICROCODE 0x8b

/* Intel has it in the upper half, after a CPUID has put it there; AMD in the lower. */
static __u32 microcode(void)
{
	__u64 value;

	if (pb_cpu_is_intel()) {
		pb_write_msr(MSR_MICROCODE, 0);
		pb_cpuid(1, 0);
	}
	if (pb_read_msr(MSR_MICROCODE, &value))
		return 0;
	return value >> 32 ? (__u32)(value >> 32) : (__u32)value;
}

static void write_machine(struct text *t)
{
	static const __u32 leaves[] = {
		0, 1, 6, 7, 0xb, 0x15, 0x16, 0x1a, 0x40000000,
		0x80000000, 0x80000001, 0x80000002, 0x80000003, 0x80000004, 0x80000008,
		0x80000026,
	};
	__u32 most = pb_cpuid(0, 0).eax, most_extended = pb_cpuid(0x80000000, 0).eax;
	unsigned int i;

	for (i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		struct pb_cpuid c = pb_cpuid(leaves[i], 0);

		if (leaves[i] < 0x40000000 && leaves[i] > most)
			continue;
		if (leaves[i] > 0x80000000 && leaves[i] > most_extended)
			continue;
		text_print(t, "cpuid_%x %x %x %x %x\n", leaves[i], c.eax, c.ebx, c.ecx, c.edx);
	}
	text_print(t, "cache_levels %x\n", pb_cache_levels());
	text_print(t, "paging_levels %x\n", read_cr4() & X86_CR4_LA57 ? 5 : 4);
	text_print(t, "microcode %x\n", microcode());
}

void raw_msrs(struct text *t)
{
	static const __u32 msrs[] = {
		PB_MSR_APIC_BASE, 0x3a, PB_MSR_SPEC_CTRL, 0xce, 0x10a, PB_MSR_TSX_CTRL,
		PB_MSR_MISC_ENABLE,
		PB_MSR_EFER, 0xc0010015, 0xc0011029,
	};
	unsigned int i;
	__u64 value;

	for (i = 0; i < sizeof(msrs) / sizeof(msrs[0]); i++)
		if (!pb_read_msr(msrs[i], &value))
			text_print(t, "msr_%x %llx\n", msrs[i], value);
}

/* Where the CPU counts them, and no hypervisor stands between. */

static int counts_smis(__u64 *count)
{
	return pb_cpu_is_intel() && !pb_cpu_is_virtual() && !pb_read_msr(PB_MSR_SMI_COUNT, count);
}

static int counts_clocks(__u64 *aperf, __u64 *mperf)
{
	return !pb_cpu_is_virtual() && pb_cpuid(0, 0).eax >= 6 && pb_cpuid(6, 0).ecx & 1 &&
	       !pb_read_msr(PB_MSR_APERF, aperf) && !pb_read_msr(PB_MSR_MPERF, mperf);
}

static __u64 aperf_before, mperf_before;

static void start_counts(struct text *t)
{
	__u64 smis;

	if (counts_smis(&smis))
		text_print(t, "smis %llx\n", smis);
	counts_clocks(&aperf_before, &mperf_before);
}

void raw_counts(struct text *t)
{
	__u64 smis, aperf, mperf;

	if (counts_smis(&smis))
		text_print(t, "smis_after %llx\n", smis);
	if (counts_clocks(&aperf, &mperf))
		text_print(t, "aperf %llx\nmperf %llx\n", aperf - aperf_before,
			   mperf - mperf_before);
}

/* Of the text so far: whole lines, and their CRC. */
static struct {
	size_t length;
	unsigned int lines;
	__u32 crc;
} whole;

static void add_up(const struct text *t)
{
	size_t end = t->length < t->size ? t->length : t->size;

	whole.crc = pb_crc32(whole.crc, t->buffer + whole.length, end - whole.length);
	for (; whole.length < end; whole.length++)
		whole.lines += t->buffer[whole.length] == '\n';
}

void raw_begin(struct text *t, const char *command_line, __u64 seed, struct tsc clock)
{
	memset(&whole, 0, sizeof(whole));
	text_print(t, PB_RAW_BEGIN "\nversion " PRIVBENCH_VERSION "\ntable %x\n", pb_table_sum());
	text_print(t, "command_line %s\nseed %llx\ntsc_khz %x\n", command_line, seed, clock.khz);
	text_print(t, "tsc_from %s\n", clock.from);
	write_machine(t);
	start_counts(t);
}

static void write_difference(struct text *t, __s64 difference)
{
	__u64 left = difference < 0 ? -(__u64)difference << 1 | 1 : (__u64)difference << 1;

	do {
		unsigned int digit = left % PB_RAW_MORE;

		left /= PB_RAW_MORE;
		text_char(t, PB_RAW_DIGITS[digit + (left ? PB_RAW_MORE : 0)]);
	} while (left);
}

static void write_samples(struct text *t, const struct pb_sample *s, unsigned int n)
{
	__u64 before[PB_RAW_FIELDS] = { 0 };
	unsigned int i;

	for (; n; n--, s++) {
		const __u64 fields[PB_RAW_FIELDS] = {
			s->one, s->two,
			s->before.chain, s->before.issue, s->after.chain, s->after.issue,
			s->irqs | (__u64)s->nmis << 16 | (__u64)s->smis << 32,
		};

		for (i = 0; i < PB_RAW_FIELDS; i++) {
			write_difference(t, (__s64)(fields[i] - before[i]));
			before[i] = fields[i];
		}
	}
}

static void write_run(struct text *t, const struct pb_run *r, const struct pb_sample *samples)
{
	text_print(t, "run %s %x %x %x %x %x %llx %llx %llx %x ", r->name, r->samples, r->probe,
		   r->status, r->loops, r->vector, r->begin, r->end, r->longest, r->done);
	write_samples(t, samples, r->done);
}

static void write_code(struct text *t, const struct pb_site *site)
{
	unsigned int i;

	text_print(t, "code %s %x ", site->name, site->bytes);
	for (i = 0; i < site->bytes && i < PB_CODE_MAX; i++)
		text_print(t, "%02x", site->code[i]);
}

void raw_answer(struct text *t, const struct pb_mailbox *box)
{
	if (box->error)
		return;
	if (box->request == PB_REQUEST_CODE)
		write_code(t, &box->site);
	else if (box->run.status == PB_SKIPPED)
		text_print(t, "skip %s %s", box->run.name, box->run.reason);
	else if (box->run.status == PB_FAILED)
		text_print(t, "fail %s %s", box->run.name, box->run.reason);
	else
		write_run(t, &box->run, box->samples);
	text_char(t, '\n');
}

void raw_next(struct text *t, const struct pb_bench *bench)
{
	text_print(t, "next %s\n", bench->name);
}

static void close(struct text *t, const char *word)
{
	add_up(t);
	if (t->length <= t->size)
		text_print(t, "%s %x %08x\n", word, whole.lines, whole.crc);
}

void raw_sum(struct text *t)
{
	close(t, "sum");
}

void raw_end(struct text *t)
{
	close(t, "end");
}

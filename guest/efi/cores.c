// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPU to be measured: the one that booted, or, by the MP services protocol (UEFI Platform
 * Initialization specification, volume 2), another of another type.
 */
#include "firmware.h"

#define CPUID_CORE 0x1a			/* Intel: EAX, the type and the model of a hybrid's core */
#define CPUID_AMD_CORE 0x80000026	/* AMD: EBX[31:28], if cores differ */
#define AMD_CORES_DIFFER (1 << 30)	/* EAX */
#define ENABLED 2			/* a processor's status */
#define PATIENCE_US 30000000ULL		/* for a slice on another CPU */
#define PATIENCE_TYPE_US 1000000
#define CPUID_HYBRID (1 << 15)		/* leaf 7, EDX */
#define CPUID_TOPOLOGY 0xb

struct processor {
	__u64 id;
	__u32 status, package, core, thread;
	__u32 extended[6];
};

typedef void (EFIAPI procedure)(void *argument);

struct mp_services {
	EFI_STATUS (EFIAPI *count)(struct mp_services *mp, UINTN *all, UINTN *enabled);
	EFI_STATUS (EFIAPI *info)(struct mp_services *mp, UINTN number, struct processor *info);
	void *startup_all;
	EFI_STATUS (EFIAPI *startup)(struct mp_services *mp, procedure *fn, UINTN number,
				     EFI_EVENT event, UINTN timeout_us, void *argument,
				     BOOLEAN *finished);
	void *switch_bsp, *enable;
	EFI_STATUS (EFIAPI *who)(struct mp_services *mp, UINTN *number);
};

static const EFI_GUID mp_guid = {
	0x3fdda605, 0xa76e, 0x4f46, { 0xad, 0x29, 0x12, 0xf4, 0x53, 0x1b, 0x3d, 0x08 }
};

static struct mp_services *mp;
static UINTN me;
static struct {
	UINTN number;			/* the protocol's */
	__u64 type;
} cores[CORES_MAX];
static unsigned int count, chosen;

static void (*its_slice)(void);
static __u32 its_id;
static __u64 its_type;
static int there, lost;

/* 0 where all cores are alike.  Of E-cores of one model some may have no third level of cache. */
static __u64 type_here(void)
{
	if (pb_cpuid(0, 0).eax >= CPUID_CORE && pb_cpuid(7, 0).edx & CPUID_HYBRID)
		return (__u64)pb_cache_levels() << 32 | pb_cpuid(CPUID_CORE, 0).eax;
	if (pb_cpuid(0x80000000, 0).eax >= CPUID_AMD_CORE &&
	    pb_cpuid(CPUID_AMD_CORE, 0).eax & AMD_CORES_DIFFER)
		return 1 + (pb_cpuid(CPUID_AMD_CORE, 0).ebx >> 28);
	return 0;
}

static __u32 id_here(void)
{
	struct pb_cpuid c = pb_cpuid(0, 0);

	if (c.eax >= CPUID_TOPOLOGY && pb_cpuid(CPUID_TOPOLOGY, 0).ebx)
		return pb_cpuid(CPUID_TOPOLOGY, 0).edx;
	return pb_cpuid(1, 0).ebx >> 24;
}

static void EFIAPI tell_type(void *argument)
{
	(void)argument;
	its_type = type_here();
}

static void add(UINTN number, __u64 type)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (cores[i].type == type)
			return;
	if (count < CORES_MAX) {
		cores[count].number = number;
		cores[count++].type = type;
	}
}

static EFI_STATUS start(procedure *fn, UINTN number, UINTN patience_us)
{
	return mp->startup(mp, fn, number, NULL, patience_us, NULL, NULL);
}

static int is_enabled(UINTN number, struct processor *p)
{
	return mp && !mp->info(mp, number, p) && p->status & ENABLED;
}

static void ask_others(void)
{
	struct processor p;
	UINTN i, all = 0, enabled;

	if (mp->count(mp, &all, &enabled))
		return;
	for (i = 0; i < all; i++)
		if (i != me && is_enabled(i, &p) && !start(tell_type, i, PATIENCE_TYPE_US))
			add(i, its_type);
}

static unsigned int choose_named(UINTN number)
{
	struct processor p;

	if (number != me && !is_enabled(number, &p)) {
		console_print("privbench: there is no CPU core=%llu\n", (__u64)number);
		return 0;
	}
	cores[0].number = number;
	return 1;
}

unsigned int cores_find(const char *words)
{
	__u64 named = words_number(words, "core", ~0ULL);

	mp = efi_first(&mp_guid);
	if (mp && mp->who(mp, &me))
		mp = NULL;
	add(me, type_here());
	if (named != ~0ULL)
		return choose_named(named);
	if (mp && type_here())
		ask_others();
	else if (type_here())
		console_print("privbench: the firmware has no MP services: only this core of "
			      "several types is measured\n");
	return count;
}

void cores_choose(unsigned int i)
{
	chosen = i;
}

static void run(int boots)
{
	cpu_take(boots);
	its_id = id_here();
	its_slice();
	cpu_give();
}

static void run_there(void)
{
	there = 1;
	run(0);
	there = 0;
}

int cores_is_lost(void)
{
	return lost;
}

int cores_is_other(void)
{
	return there;
}

static void EFIAPI on_its_cpu(void *argument)
{
	(void)argument;
	efi_call_on_other_stack(run_there);
}

void platform_measure(void (*slice)(void))
{
	EFI_STATUS status;

	its_slice = slice;
	if (cores[chosen].number == me) {
		run(1);
		return;
	}
	status = start(on_its_cpu, cores[chosen].number, PATIENCE_US);
	if (!status)
		return;
	if (status == EFI_TIMEOUT) {
		there = 0;
		cpu_forget();
		lost = 1;
		console_print("\nprivbench: CPU %llu did not come back: it hung, or stopped by an "
			      "exception\n", (__u64)cores[chosen].number);
	} else {
		console_print("\nprivbench: the firmware does not start CPU %llu: status 0x%llx\n",
			      (__u64)cores[chosen].number, (__u64)status);
	}
	platform_end(FAILED);
}

__u32 cores_id(void)
{
	return its_id;
}

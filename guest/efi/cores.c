// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPU to be measured: the one that booted, or, by the MP services protocol (UEFI Platform
 * Initialization specification, volume 2), another of another type.
 */
#include "firmware.h"

#define CPUID_CORE 0x1a			/* Intel: EAX[31:24], the type of a hybrid's core */
#define ENABLED 2			/* a processor's status */
#define PATIENCE_US 60000000ULL		/* for a slice on another CPU */

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
	__u8 type;
} cores[CORES_MAX];
static unsigned int count, chosen;

static void (*its_slice)(void);
static __u32 its_id;
static __u8 its_type;
static int there;

static __u8 type_here(void)
{
	return pb_cpuid(0, 0).eax >= CPUID_CORE ? (__u8)(pb_cpuid(CPUID_CORE, 0).eax >> 24) : 0;
}

static void EFIAPI tell_type(void *argument)
{
	(void)argument;
	its_type = type_here();
}

static void add(UINTN number, __u8 type)
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

static EFI_STATUS start(procedure *fn, UINTN number)
{
	return mp->startup(mp, fn, number, NULL, PATIENCE_US, NULL, NULL);
}

static void ask_others(void)
{
	struct processor p;
	UINTN i, all = 0, enabled;

	if (mp->count(mp, &all, &enabled))
		return;
	for (i = 0; i < all; i++)
		if (i != me && !mp->info(mp, i, &p) && p.status & ENABLED && !start(tell_type, i))
			add(i, its_type);
}

unsigned int cores_find(const char *words)
{
	__u64 named = words_number(words, "core", ~0ULL);

	mp = efi_first(&mp_guid);
	if (mp && mp->who(mp, &me))
		mp = NULL;
	add(me, type_here());
	if (mp && named != ~0ULL)
		cores[0].number = named;
	else if (mp && type_here())
		ask_others();
	return count;
}

void cores_choose(unsigned int i)
{
	chosen = i;
}

static void run(int boots)
{
	cpu_take(boots);
	its_id = pb_cpuid(1, 0).ebx >> 24;
	its_slice();
	cpu_give();
}

static void run_there(void)
{
	there = 1;
	run(0);
	there = 0;
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

void cores_measure(void (*slice)(void))
{
	EFI_STATUS status;

	its_slice = slice;
	if (cores[chosen].number == me) {
		run(1);
		return;
	}
	status = start(on_its_cpu, cores[chosen].number);
	if (!status)
		return;
	console_print("privbench: CPU %llu does not answer (%llx): it hung, or there is none\n",
		      (__u64)cores[chosen].number, (__u64)status);
	platform_end(FAILED);
}

__u32 cores_id(void)
{
	return its_id;
}

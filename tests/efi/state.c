// SPDX-License-Identifier: GPL-2.0-only
/*
 * A UEFI application that starts \EFI\BOOT\privbench.efi and says what of the firmware's state is
 * not as before: "MODE: changed: WHAT: BEFORE, then AFTER", or "MODE: same, N items".  The modes are
 * the firmware's own, and then five-level paging and the x2APIC, where the CPU has them.
 */
#include <efi.h>
#include <efilib.h>

#define ITEMS_MAX 1024
#define NAME_MAX 48
#define IO_APIC 0xfec00000UL
#define LOCAL_APIC 0xfee00000UL
#define APIC_BASE 0x1b
#define APIC_X2APIC (1 << 10)
#define CR4_LA57 (1 << 12)
#define EFER 0xc0000080
#define TIMER_MS 100
#define PATIENCE_MS 5000

struct item {
	CHAR16 name[NAME_MAX];
	UINT64 value;
};

struct table {
	UINT16 limit;
	UINT64 base;
} __attribute__((packed));

static struct state {
	UINTN count;
	struct item items[ITEMS_MAX];
} before, after, *now;

static BOOLEAN task_was_loaded;
static UINTN started;
static CHAR16 under_test[] = L"\\EFI\\BOOT\\privbench.efi";
static CHAR16 words[] = L"privbench.efi menu=0 seed=1 passes=1 samples=20";

/* A handler of #GP for RDMSR, which skips it: these two bytes, an error code. */
void on_gp(void);
asm(".text\n"
    "on_gp:	mov $1, %r11d\n"
    "	addq $2, 8(%rsp)\n"
    "	add $8, %rsp\n"
    "	iretq\n");

/* five-levels.S: with this table on top, below 4 GiB. */
void enter_five_levels(UINT64 *top);

static UINT32 checksum(const void *data, UINTN bytes)
{
	UINT32 crc = 0;

	if (bytes)
		BS->CalculateCrc32((void *)data, bytes, &crc);
	return crc;
}

/* item(VALUE, FORMAT, ...): the firmware's printf has no va_list that is ours. */
#define item(value, ...) SPrint(add(value), NAME_MAX * sizeof(CHAR16), L"" __VA_ARGS__)

static CHAR16 *add(UINT64 value)
{
	static struct item lost;
	struct item *i = now->count < ITEMS_MAX ? &now->items[now->count++] : &lost;

	i->value = value;
	return i->name;
}

static UINT8 in8(UINT16 port)
{
	UINT8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

/* By a gate of our own while interrupts are off, because the firmware's handler of #GP halts. */
static int read_msr(UINT32 msr, UINT64 *value)
{
	static UINT64 gates[512] __attribute__((aligned(16)));
	struct table theirs, ours = { sizeof(gates) - 1, (UINT64)gates };
	UINT64 handler = (UINT64)on_gp, flags;
	UINT32 lo, hi, faulted;
	UINT16 cs;

	asm volatile("mov %%cs, %0" : "=r"(cs));
	gates[2 * 13] = (handler & 0xffff) | (UINT64)cs << 16 | 0x8eULL << 40 |
			(handler >> 16 & 0xffff) << 48;
	gates[2 * 13 + 1] = handler >> 32;
	asm volatile("pushfq; pop %0; cli; sidt %1; lidt %2"
		     : "=&r"(flags), "=m"(theirs) : "m"(ours));
	asm volatile("xor %%r11d, %%r11d; rdmsr; mov %%r11d, %2"
		     : "=a"(lo), "=d"(hi), "=r"(faulted) : "c"(msr) : "r11");
	asm volatile("lidt %1; push %0; popfq" : : "r"(flags), "m"(theirs) : "cc");
	*value = (UINT64)hi << 32 | lo;
	return !faulted;
}

/* What rows touch, and what a kernel that is started next relies on. */
static void record_msrs(void)
{
	static const UINT32 msrs[] = {
		EFER, 0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084,	/* SYSCALL */
		0xc0000100, 0xc0000101, 0xc0000102, 0xc0000103,		/* bases, TSC_AUX */
		0x174, 0x175, 0x176,					/* SYSENTER */
		APIC_BASE, 0x3a, 0x3b, 0x48, 0x122, 0x1a0, 0x1d9, 0x277, 0x2ff,
		0x38d, 0x38f, 0x6a0, 0x6a2, 0x6a4, 0x6a5, 0x6a6, 0x6a7, 0x6a8, 0x6e0, 0x6e1,
		0xda0, 0x1c4, 0x1c5, 0x1cc, 0x1cd, 0x1ce, 0x1cf, 0x1d0, 0x1d1, 0x1d2, 0x1d3, 0x1d4,
		0x200, 0x201, 0x250, 0x258, 0x259, 0x268, 0x26f,	/* MTRRs */
		0xc0010015, 0xc0010114, 0xc0010117, 0xc0011029,
	};
	UINT64 value;
	UINTN i;

	for (i = 0; i < sizeof(msrs) / sizeof(*msrs); i++)
		if (read_msr(msrs[i], &value))
			item(value, "MSR %x", msrs[i]);
}

#define READ(instruction) ({ UINT64 v_; asm volatile(instruction : "=r"(v_)); v_; })

static void record_tables(void)
{
	struct table gdt, idt;
	UINT16 task = (UINT16)READ("str %0");

	asm volatile("sgdt %0; sidt %1" : "=m"(gdt), "=m"(idt));
	item(gdt.base, "GDTR, base");
	item(gdt.limit, "GDTR, limit");
	item(checksum((void *)gdt.base, gdt.limit + 1), "the GDT's CRC");
	item(idt.base, "IDTR, base");
	item(idt.limit, "IDTR, limit");
	item(checksum((void *)idt.base, idt.limit + 1), "the IDT's CRC");
	if (now == &before)
		task_was_loaded = task != 0;
	if (task_was_loaded)		/* nothing empties TR again */
		item(task, "TR");
	item((UINT16)READ("sldt %0"), "LDTR");
}

static void record_registers(void)
{
	UINT32 mxcsr, lo, hi;
	UINT16 x87;

	item(READ("mov %%cr0, %0"), "CR0");
	item(READ("mov %%cr3, %0"), "CR3");
	item(READ("mov %%cr4, %0"), "CR4");
	item(READ("mov %%cr8, %0"), "CR8");
	item(READ("mov %%dr7, %0"), "DR7");
	item(READ("mov %%dr0, %0"), "DR0");
	item((UINT16)READ("mov %%cs, %0"), "CS");
	item((UINT16)READ("mov %%ss, %0"), "SS");
	item((UINT16)READ("mov %%ds, %0"), "DS");
	item((UINT16)READ("mov %%es, %0"), "ES");
	item((UINT16)READ("mov %%fs, %0"), "FS");
	item((UINT16)READ("mov %%gs, %0"), "GS");
	item(READ("pushfq; pop %0") & ~0x8d5ULL, "RFLAGS but for the status");
	asm volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(x87));
	item(mxcsr, "MXCSR");
	item(x87, "the x87's control word");
	if (READ("mov %%cr4, %0") & 1 << 18) {
		asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
		item((UINT64)hi << 32 | lo, "XCR0");
	}
}

/* The registers that are no state of the moment; 380H, the timer's initial count, is. */
static void record_local_apic(void)
{
	static const UINT16 registers[] = {
		0x20, 0x30, 0x80, 0xd0, 0xe0, 0xf0, 0x2f0, 0x320, 0x330, 0x340, 0x350, 0x360, 0x370,
		0x380, 0x3e0,
	};
	UINT64 base, value;
	UINTN i;

	read_msr(APIC_BASE, &base);
	for (i = 0; i < sizeof(registers) / sizeof(*registers); i++)
		if (!(base & APIC_X2APIC))
			item(*(volatile UINT32 *)(LOCAL_APIC + registers[i]), "APIC %x", registers[i]);
		else if (read_msr(0x800 + registers[i] / 16, &value))
			item(value, "x2APIC %x", registers[i]);
	for (i = 0; i < 8 && !(base & APIC_X2APIC); i++) {
		item(*(volatile UINT32 *)(LOCAL_APIC + 0x100 + 16 * i), "APIC ISR %d", (int)i);
		item(*(volatile UINT32 *)(LOCAL_APIC + 0x180 + 16 * i), "APIC TMR %d", (int)i);
	}
}

static UINT32 io_apic(UINT32 index)
{
	volatile UINT32 *select = (UINT32 *)IO_APIC, *window = (UINT32 *)(IO_APIC + 16);

	*select = index;
	return *window;
}

static void record_devices(void)
{
	UINT32 entry, entries = (io_apic(1) >> 16 & 0xff) + 1;

	for (entry = 0; entry < 2 * entries; entry++)	/* but for what is being delivered */
		item(io_apic(0x10 + entry) & ~0x5000U, "IO-APIC %x", 0x10 + entry);
	item(in8(0x21), "PIC 1's mask");
	item(in8(0xa1), "PIC 2's mask");
	item(in8(0x61) & 3, "port 61H: the PIT's gate and the speaker");
	asm volatile("outb %0, %1" : : "a"((UINT8)0xe2), "Nd"((UINT16)0x43));	/* status alone */
	item(in8(0x40) & 0x3f, "PIT 0's mode");
}

static void record_variables(void)
{
	static CHAR16 name[1024];
	static UINT8 value[65536];
	EFI_GUID guid;
	UINT32 attributes;
	UINTN size, n = 0, bytes;

	for (name[0] = 0;;) {
		size = sizeof(name);
		if (EFI_ERROR(RT->GetNextVariableName(&size, name, &guid)))
			break;
		bytes = sizeof(value);
		if (EFI_ERROR(RT->GetVariable(name, &guid, &attributes, &bytes, value)))
			bytes = 0;
		n++;
		item(checksum(value, bytes) ^ (UINT64)attributes << 32 ^ checksum(&guid, sizeof(guid)),
		     "variable %s", name);
	}
	item(n, "variables");
}

/* Sums by type: what is freed may merge with another range. */
static void record_memory(void)
{
	static UINT8 map[1 << 16];
	UINT64 pages[16] = { 0 };
	UINTN size = sizeof(map), key, each, at;
	UINT32 version, type;

	if (EFI_ERROR(BS->GetMemoryMap(&size, (void *)map, &key, &each, &version))) {
		item(0, "a memory map larger than 64 KiB");
		return;
	}
	for (at = 0; at < size; at += each) {
		EFI_MEMORY_DESCRIPTOR *range = (void *)(map + at);

		pages[range->Type < 16 ? range->Type : 15] += range->NumberOfPages;
	}
	for (type = 0; type < 16; type++)
		item(pages[type], "pages of memory of type %d", type);
}

static void record(struct state *state)
{
	now = state;
	now->count = 0;
	record_memory();
	record_registers();
	record_tables();
	record_msrs();
	record_local_apic();
	record_devices();
	record_variables();
}

/*
 * The first file that any application writes takes six pages for the firmware's own caches, which
 * stay: memory is as it was after the first run.
 */
static void record_memory_again(struct state *state)
{
	UINTN count = state->count;

	now = state;
	now->count = 0;
	record_memory();
	now->count = count;
}

/* EDK II's driver of FAT keeps what it knows of each file: a page in a dozen of files, from any application. */
static BOOLEAN is_same(UINTN i)
{
	INT64 more = after.items[i].value - before.items[i].value;

	if (StrCmp(before.items[i].name, after.items[i].name))
		return FALSE;
	if (i == EfiBootServicesData || i == EfiConventionalMemory)	/* record_memory() comes first */
		return more >= -1 && more <= 1;
	return !more;
}

static void compare(const CHAR16 *mode)
{
	UINTN i, n = before.count < after.count ? before.count : after.count, changed = 0;

	for (i = 0; i < n; i++) {
		struct item *a = &before.items[i], *b = &after.items[i];

		if (is_same(i))
			continue;
		Print(L"%s: changed: %s: %lx, then %s: %lx\n", mode, a->name, a->value, b->name,
		      b->value);
		changed++;
	}
	if (before.count != after.count)
		Print(L"%s: changed: %d items, then %d\n", mode, (int)before.count, (int)after.count);
	else if (!changed)
		Print(L"%s: same, %d items\n", mode, (int)n);
}

static EFI_STATUS start(EFI_HANDLE image, const EFI_LOADED_IMAGE *own)
{
	EFI_DEVICE_PATH *path = FileDevicePath(own->DeviceHandle, under_test);
	EFI_LOADED_IMAGE *loaded;
	EFI_HANDLE other;
	EFI_STATUS status = BS->LoadImage(FALSE, image, path, NULL, 0, &other);

	FreePool(path);
	if (EFI_ERROR(status))
		return status;
	BS->HandleProtocol(other, &LoadedImageProtocol, (void **)&loaded);
	loaded->LoadOptions = words;
	loaded->LoadOptionsSize = sizeof(words);
	return BS->StartImage(other, NULL, NULL);
}

static void wait_for_timer(const CHAR16 *mode)
{
	EFI_EVENT event;
	UINTN waited;

	BS->CreateEvent(EVT_TIMER, 0, NULL, NULL, &event);
	BS->SetTimer(event, TimerRelative, TIMER_MS * 10000ULL);
	for (waited = 0; BS->CheckEvent(event) == EFI_NOT_READY && waited < PATIENCE_MS; waited++)
		BS->Stall(1000);
	Print(waited < PATIENCE_MS ? L"%s: the timer fired after %d ms\n" : L"%s: no timer in %d ms\n", mode,
	      (int)waited);
	BS->CloseEvent(event);
}

static void measure(EFI_HANDLE image, const CHAR16 *mode)
{
	EFI_LOADED_IMAGE *own;
	EFI_STATUS status;

	BS->HandleProtocol(image, &LoadedImageProtocol, (void **)&own);
	record(&before);
	status = start(image, own);
	if (!started++) {
		record_memory_again(&before);
		status = start(image, own);
	}
	record(&after);
	Print(L"%s: started: %r\n", mode, status);
	compare(mode);
	wait_for_timer(mode);
}

static UINT32 cpuid(UINT32 leaf, int reg)
{
	UINT32 regs[4];

	asm volatile("cpuid" : "=a"(regs[0]), "=b"(regs[1]), "=c"(regs[2]), "=d"(regs[3]) : "a"(leaf), "c"(0));
	return regs[reg];
}

static BOOLEAN use_five_levels(void)
{
	EFI_PHYSICAL_ADDRESS top = 0xffffffff;

	if (!(cpuid(7, 2) & 1 << 16) || READ("mov %%cr4, %0") & CR4_LA57)
		return FALSE;
	if (EFI_ERROR(BS->AllocatePages(AllocateMaxAddress, EfiBootServicesData, 1, &top)))
		return FALSE;
	SetMem((void *)top, 4096, 0);
	*(UINT64 *)top = READ("mov %%cr3, %0") | 3;
	enter_five_levels((void *)top);
	return !!(READ("mov %%cr4, %0") & CR4_LA57);
}

static BOOLEAN use_x2apic(void)
{
	UINT64 base;

	if (!(cpuid(1, 2) & 1 << 21) || !read_msr(APIC_BASE, &base) || base & APIC_X2APIC)
		return FALSE;
	base |= APIC_X2APIC;
	asm volatile("wrmsr" : : "c"(APIC_BASE), "a"((UINT32)base), "d"((UINT32)(base >> 32)));
	return TRUE;
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system)
{
	InitializeLib(image, system);
	BS->SetWatchdogTimer(0, 0, 0, NULL);
	measure(image, L"firmware");
	if (use_five_levels())
		measure(image, L"five levels");
	else
		Print(L"five levels: not in this CPU\n");
	if (use_x2apic())
		measure(image, L"x2APIC");
	else
		Print(L"x2APIC: not in this CPU\n");
	RT->ResetSystem(EfiResetShutdown, EFI_SUCCESS, 0, NULL);
	return EFI_SUCCESS;
}

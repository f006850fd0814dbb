// SPDX-License-Identifier: GPL-2.0-only
/*
 * privbench.efi: unpacks the flat guest where its benches can run, below 1 GiB, and calls it.
 * Firmware may have loaded us above.
 */
#include <efi.h>

#include "../payload.h"

#define PAGE 4096UL
#define TABLES (2 * PAGE)	/* how page tables are aligned */
#define READ_ONLY 0x20000	/* EFI_MEMORY_RO; older headers lack it */
#define LZ4_LEGACY 8		/* bytes before its only block: a magic number, the block's size */
#define LZ4_MIN_MATCH 4

extern const UINT8 packed[], packed_end[];
asm(".section .rodata\n"
    "packed:	.incbin \"" PAYLOAD "\"\n"
    "packed_end:\n"
    ".text\n");

typedef EFI_STATUS start_fn(EFI_HANDLE image, EFI_SYSTEM_TABLE *system)
	__attribute__((sysv_abi));

/* A length of which a nibble is 15 goes on in bytes, up to one that is not 255. */
static UINTN length_of(UINTN nibble, const UINT8 **from)
{
	UINTN length = nibble;

	if (nibble == 15)
		do
			length += **from;
		while (*(*from)++ == 255);
	return length;
}

static UINT8 *copy(UINT8 *to, const UINT8 *end, const UINT8 *from, UINTN n)
{
	while (n-- && to < end)
		*to++ = *from++;
	return to;
}

/* The LZ4 block format: literals, then a match, each as long as the two nibbles of a token say. */
static void unpack(UINT8 *to, UINTN bytes)
{
	const UINT8 *from = packed + LZ4_LEGACY, *end = to + bytes;
	UINTN n, offset;
	UINT8 token;

	while (to < end && from < packed_end) {
		token = *from++;
		n = length_of(token >> 4, &from);
		to = copy(to, end, from, n);
		from += n;
		if (from >= packed_end)
			return;
		offset = from[0] | (UINTN)from[1] << 8;
		from += 2;
		n = length_of(token & 15, &from) + LZ4_MIN_MATCH;
		to = copy(to, end, to - offset, n);
	}
}

static EFI_STATUS say(EFI_SYSTEM_TABLE *system, CHAR16 *text, EFI_STATUS status)
{
	system->ConOut->OutputString(system->ConOut, text);
	return status;
}

/* UEFI 2.10, EFI_MEMORY_ATTRIBUTE_PROTOCOL: firmware that has it may not let us execute data. */
struct memory_attributes {
	void *get, *set;
	EFI_STATUS (EFIAPI *clear)(struct memory_attributes *this, EFI_PHYSICAL_ADDRESS from,
				   UINT64 bytes, UINT64 attributes);
};

static void make_executable(EFI_BOOT_SERVICES *services, EFI_PHYSICAL_ADDRESS memory, UINTN pages)
{
	EFI_GUID guid = { 0xf4560cf6, 0x40ec, 0x4b4a,
			  { 0xa1, 0x92, 0xbf, 0x1d, 0x57, 0xd0, 0xb1, 0x89 } };
	struct memory_attributes *attributes;

	if (!services->LocateProtocol(&guid, NULL, (void **)&attributes))
		attributes->clear(attributes, memory, pages * PAGE, EFI_MEMORY_XP | READ_ONLY);
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system)
{
	EFI_BOOT_SERVICES *services = system->BootServices;
	EFI_PHYSICAL_ADDRESS memory = PAYLOAD_BELOW - 1;
	struct payload head;
	UINTN pages, at;
	EFI_STATUS status;

	unpack((UINT8 *)&head, sizeof(head));
	pages = (head.bytes + TABLES + PAGE - 1) / PAGE;
	status = services->AllocatePages(AllocateMaxAddress, EfiLoaderCode, pages, &memory);
	if (EFI_ERROR(status))
		return say(system, L"privbench: no room of 25 MB in the first GiB of memory\r\n",
			   status);
	at = (memory + TABLES - 1) & ~(TABLES - 1);
	services->SetMem((void *)at, head.bytes, 0);
	unpack((UINT8 *)at, head.bytes);
	make_executable(services, memory, pages);
	status = ((start_fn *)(at + head.start))(image, system);
	if (status != EFI_TIMEOUT)	/* another CPU may still be there */
		services->FreePages(memory, pages);
	return status;
}

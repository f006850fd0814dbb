// SPDX-License-Identifier: GPL-2.0-only
/* What the firmware's tables tell: ACPI (6.5), and SMBIOS (DMTF DSP0134). */
#include "firmware.h"

#define FADT_ACPI_TIMER 76		/* the port */
#define FADT_TIMER_BYTES 91		/* 0: there is none */
#define SMBIOS_SYSTEM 1
#define SMBIOS_MEMORY 17
#define SMBIOS_END 127
#define SPEED_EXTENDED 0xffff

struct acpi_header {
	char signature[4];
	__u32 length;
	__u8 rest[28];
} __attribute__((packed));

struct smbios {
	__u8 type, length;
	__u16 handle;
} __attribute__((packed));

static const EFI_GUID acpi_guid = ACPI_20_TABLE_GUID, smbios_guid = SMBIOS_TABLE_GUID,
		      smbios3_guid = SMBIOS3_TABLE_GUID;

static __u64 field(const void *table, unsigned int offset, unsigned int bytes)
{
	__u64 value = 0;

	memcpy(&value, (const char *)table + offset, bytes);
	return value;
}

/* By the XSDT, 64-bit addresses behind its header. */
static const struct acpi_header *acpi_table(const char signature[4])
{
	const char *rsdp = efi_table(&acpi_guid);
	const struct acpi_header *xsdt = rsdp ? (const void *)field(rsdp, 24, 8) : NULL, *t;
	__u32 at;

	for (at = sizeof(*xsdt); xsdt && at + 8 <= xsdt->length; at += 8) {
		t = (const void *)field(xsdt, at, 8);
		if (t && !memcmp(t->signature, signature, 4))
			return t;
	}
	return NULL;
}

__u16 board_acpi_timer(void)
{
	static int asked;
	static __u16 port;
	const struct acpi_header *fadt;

	if (asked++)
		return port;
	fadt = acpi_table("FACP");
	if (fadt && fadt->length > FADT_TIMER_BYTES && field(fadt, FADT_TIMER_BYTES, 1) == 4)
		port = (__u16)field(fadt, FADT_ACPI_TIMER, 4);
	return port;
}

static const char *smbios_begin(const char **end)
{
	const char *entry = efi_table(&smbios3_guid), *table;
	__u64 bytes;

	if (entry) {
		table = (const char *)field(entry, 16, 8);
		bytes = field(entry, 12, 4);
	} else {
		entry = efi_table(&smbios_guid);
		table = entry ? (const char *)field(entry, 24, 4) : NULL;
		bytes = entry ? field(entry, 22, 2) : 0;
	}
	*end = table + bytes;
	return table;
}

/* Behind a structure are its strings, and an empty one. */
static const struct smbios *smbios_next(const struct smbios *s, const char *end)
{
	const char *c = (const char *)s + s->length;

	while (c + 1 < end && (c[0] || c[1]))
		c++;
	return (const void *)(c + 2);
}

static int is_whole(const struct smbios *s, const char *end)
{
	return (const char *)(s + 1) <= end && s->length >= sizeof(*s) &&
	       (const char *)s + s->length + 2 <= end;
}

/* The next of that type behind `s`, or the first; NULL if there is none. */
static const struct smbios *smbios_find(__u8 type, const struct smbios *s)
{
	const char *end, *begin = smbios_begin(&end);

	s = s ? smbios_next(s, end) : (const void *)begin;
	for (; begin && is_whole(s, end) && s->type != SMBIOS_END; s = smbios_next(s, end))
		if (s->type == type)
			return s;
	return NULL;
}

/* The string of which a field has the number; "" if there is none. */
static const char *smbios_text(const struct smbios *s, unsigned int offset)
{
	const char *text = (const char *)s + s->length;
	__u8 n = offset < s->length ? (__u8)field(s, offset, 1) : 0;

	if (!n)
		return "";
	while (--n && *text)
		text += strlen(text) + 1;
	return text;
}

static void print_printable(struct text *t, const char *s)
{
	for (; *s; s++)
		text_char(t, *s >= ' ' && *s <= '~' ? *s : '?');
}

static void describe_machine(struct text *t)
{
	const struct smbios *s = smbios_find(SMBIOS_SYSTEM, NULL);

	if (!s)
		return;
	text_print(t, "machine ");
	print_printable(t, smbios_text(s, 4));
	text_char(t, ' ');
	print_printable(t, smbios_text(s, 5));
	text_char(t, '\n');
}

/* Of the first module that there is: MT/s as configured, and the type. */
static void describe_memory(struct text *t)
{
	static const char *const types[] = {
		[0x18] = "DDR3", [0x1a] = "DDR4", [0x1b] = "LPDDR", [0x1c] = "LPDDR2",
		[0x1d] = "LPDDR3", [0x1e] = "LPDDR4", [0x22] = "DDR5", [0x23] = "LPDDR5",
	};
	const struct smbios *s = NULL;
	__u64 speed, type;

	do
		s = smbios_find(SMBIOS_MEMORY, s);
	while (s && (s->length < 34 || !field(s, 12, 2)));
	if (!s)
		return;
	speed = field(s, 32, 2);
	if (speed == SPEED_EXTENDED)
		speed = s->length >= 92 ? field(s, 88, 4) : 0;
	type = field(s, 18, 1);
	text_print(t, "memory %llx %s\n", speed,
		   type < sizeof(types) / sizeof(types[0]) && types[type] ? types[type] :
									    "memory");
}

static void describe_firmware(struct text *t)
{
	const CHAR16 *c;

	text_print(t, "firmware ");
	for (c = efi_system->FirmwareVendor; *c; c++)
		text_char(t, *c >= ' ' && *c <= '~' ? (char)*c : '?');
	text_print(t, " 0x%x, UEFI %u.%u\n", efi_system->FirmwareRevision,
		   efi_system->Hdr.Revision >> 16, (efi_system->Hdr.Revision & 0xffff) / 10);
}

void board_describe(struct text *t)
{
	EFI_TIME now;

	if (!EFI_ERROR(efi_system->RuntimeServices->GetTime(&now, NULL)))
		text_print(t, "started %04u-%02u-%02uT%02u:%02u:%02u\n", now.Year, now.Month,
			   now.Day, now.Hour, now.Minute, now.Second);
	describe_firmware(t);
	describe_machine(t);
	describe_memory(t);
}

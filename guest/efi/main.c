// SPDX-License-Identifier: GPL-2.0-only
/* Started by start.S: the platform is a PC with UEFI, which gets it back. */
#include "cpu.h"
#include "firmware.h"

#define WORDS_MAX 2048
#define READING 10		/* seconds */

EFI_SYSTEM_TABLE *efi_system;
EFI_HANDLE efi_image;
static char words[WORDS_MAX];

void *efi_of_handle(EFI_HANDLE handle, const EFI_GUID *guid)
{
	void *interface = NULL;

	if (EFI_ERROR(SERVICES->HandleProtocol(handle, (EFI_GUID *)guid, &interface)))
		return NULL;
	return interface;
}

void *efi_first(const EFI_GUID *guid)
{
	void *interface = NULL;

	if (EFI_ERROR(SERVICES->LocateProtocol((EFI_GUID *)guid, NULL, &interface)))
		return NULL;
	return interface;
}

void *efi_table(const EFI_GUID *guid)
{
	UINTN i;

	for (i = 0; i < efi_system->NumberOfTableEntries; i++)
		if (!memcmp(&efi_system->ConfigurationTable[i].VendorGuid, guid, sizeof(*guid)))
			return efi_system->ConfigurationTable[i].VendorTable;
	return NULL;
}

int platform_alone(void)
{
	return 1;
}

int platform_is_ours(void)
{
	return 0;
}

struct tsc platform_clock(void)
{
	return clock_of_tsc(board_acpi_timer());
}

void platform_describe(struct text *t)
{
	board_describe(t);
	text_print(t, "core %x\n", cores_id());
	if (platform_is_careful())
		text_print(t, "careful 1\n");
}

/* An exception that nobody expected comes here with the CPU taken. */
void platform_end(int status)
{
	int asks = words_number(words, "menu", 1) != 0;

	if (cores_is_other())
		cpu_stop();
	if (cpu_is_taken())
		cpu_give();
	volume_close();
	if (asks)
		console_print("Enter: power off; Esc: back to the firmware\n");
	screen_close();
	if (words_number(words, "off", 0) || (asks && screen_key_of("\r\033", ~0U) == '\r'))
		efi_system->RuntimeServices->ResetSystem(EfiResetShutdown, EFI_SUCCESS, 0, NULL);
	if (cores_is_lost())
		efi_leave(EFI_TIMEOUT);
	efi_leave(status ? EFI_ABORTED : EFI_SUCCESS);
}

static void add_words(const char *more)
{
	size_t n = strlen(words), i;

	if (n && n < WORDS_MAX - 1)
		words[n++] = ' ';
	for (i = 0; more[i] && n < WORDS_MAX - 1; i++)
		words[n++] = more[i] >= ' ' && more[i] <= '~' ? more[i] : ' ';
	while (n && words[n - 1] == ' ')
		n--;
	words[n] = '\0';
}

/* Of two numbers the first counts. */
static void put_first(const char *more)
{
	static char all[WORDS_MAX];

	memcpy(all, words, sizeof(words));
	words[0] = '\0';
	add_words(more);
	add_words(all);
}

/* "privbench.efi", in whatever case, with a path and quotes or without. */
static int is_our_name(const char *word, UINTN length)
{
	static const char end[] = ".efi";
	UINTN i, n = sizeof(end) - 1;

	if (length && word[length - 1] == '"')
		length--;
	for (i = 0; i < n && length >= n; i++)
		if ((word[length - n + i] | 0x20) != (end[i] | 0x20))
			return 0;
	return length >= n;
}

/*
 * By the boot entry, or the shell, whose first word is our name.  Entries that firmware makes by
 * itself have a GUID there.
 */
static void add_load_options(const EFI_LOADED_IMAGE *image)
{
	static char options[WORDS_MAX];
	const CHAR16 *option = image->LoadOptions;
	UINTN i, n = image->LoadOptionsSize / sizeof(*option);

	for (i = 0; option && i < n && i < WORDS_MAX - 1 && option[i]; i++) {
		if (option[i] < ' ' || option[i] > '~')
			return;
		options[i] = (char)option[i];
	}
	for (i = 0; options[i] && options[i] != ' '; i++)
		;
	add_words(is_our_name(options, i) ? options + i : options);
}

/* As CPUID has it, but for blanks before it; or "". */
static const char *cpu_brand(void)
{
	static struct pb_cpuid brand[4];
	const char *text = (const char *)brand;
	unsigned int i;

	for (i = 0; i < 3 && pb_cpuid(0x80000000, 0).eax >= 0x80000004; i++)
		brand[i] = pb_cpuid(0x80000002 + i, 0);
	while (*text == ' ')
		text++;
	return text;
}

static int measure_cores(void)
{
	unsigned int i, n = cores_find(words);
	const char *trouble;
	int status = n ? 0 : FAILED;

	for (i = 0; i < n; i++) {
		cores_choose(i);
		if (i && words_number(words, "menu", 1)) {
			console_print("Any key, or %u s: the next core\n", READING);
			screen_key(READING);
		}
		if (n > 1)
			console_print("A core of type %u of %u\n", i + 1, n);
		volume_begin(cpu_brand(), i);
		status |= plan_run(words);
	}
	trouble = cpu_trouble();
	if (trouble)
		console_print("privbench: %s\n", trouble);
	return status;
}

void efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system);
void efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system)
{
	static const EFI_GUID loaded_image = LOADED_IMAGE_PROTOCOL;
	const char *refusal = cpu_refuses();

	efi_system = system;
	efi_image = image;
	SERVICES->SetWatchdogTimer(0, 0, 0, NULL);	/* it resets the machine after 5 min */
	board_acpi_timer();		/* known, before anybody asks with the CPU taken */
	screen_open(cpu_brand());
	add_load_options(efi_of_handle(image, &loaded_image));
	add_words(volume_plan());
	if (refusal) {
		console_print("privbench: %s\n", refusal);
		platform_end(FAILED);
	}
	put_first(screen_ask(words));
	platform_end(measure_cores());
}

// SPDX-License-Identifier: GPL-2.0-only
/* The firmware's console: the screen, and a serial port if it is set up so. */
#include "firmware.h"
#include "questions.h"

#define CHUNK 128
#define TICK_US 20000
#define TICKS_A_SECOND 50
#define WAIT 5			/* seconds */
#define LONGER "passes=40"
#define ESCAPE 27

/* For an exception, too, which has the CPU. */
void console_write(const char *text, size_t length)
{
	CHAR16 line[CHUNK + 3];
	int taken = cpu_is_taken();
	size_t n;

	if (cores_is_other())
		return;
	if (taken)
		cpu_give();
	for (n = 0; length; length--, text++) {
		if (*text == '\n')
			line[n++] = '\r';
		line[n++] = (CHAR16)(unsigned char)*text;
		if (n >= CHUNK || length == 1) {
			line[n] = 0;
			efi_system->ConOut->OutputString(efi_system->ConOut, line);
			n = 0;
		}
	}
	if (taken)
		cpu_take(1);
}

static INT32 attribute_before;

/* Without the firmware's logo, in a mode, and in colours that can be read. */
void screen_open(const char *cpu)
{
	SIMPLE_TEXT_OUTPUT_INTERFACE *screen = efi_system->ConOut;

	if (screen->Mode->Mode < 0)
		screen->SetMode(screen, 0);
	attribute_before = screen->Mode->Attribute;
	screen->SetAttribute(screen, EFI_LIGHTGRAY | EFI_BACKGROUND_BLACK);
	screen->ClearScreen(screen);
	console_print("privbench " PRIVBENCH_VERSION " on %s\n\n", *cpu ? cpu : "an unnamed CPU");
}

void screen_close(void)
{
	efi_system->ConOut->SetAttribute(efi_system->ConOut, (UINTN)attribute_before);
}

static CHAR16 meaning(EFI_INPUT_KEY key)
{
	if (key.ScanCode == SCAN_ESC)
		return ESCAPE;
	return key.UnicodeChar ? key.UnicodeChar : ' ';
}

CHAR16 screen_key(unsigned int seconds)
{
	unsigned long long ticks = (unsigned long long)seconds * TICKS_A_SECOND;
	EFI_INPUT_KEY key;

	efi_system->ConIn->Reset(efi_system->ConIn, FALSE);	/* what was pressed earlier */
	do {
		if (!EFI_ERROR(efi_system->ConIn->ReadKeyStroke(efi_system->ConIn, &key)))
			return meaning(key);
		SERVICES->Stall(TICK_US);
	} while (--ticks);
	return 0;
}

/* By a letter each. */
static const char *ask_question(void)
{
	unsigned int i;
	CHAR16 key;

	for (i = 0; i < pb_question_count && i < 26; i++)
		console_print("  %s %s\n", (char[]){ (char)('a' + i), '\0' },
			      pb_questions[i].title);
	console_print("Which question?  Esc: all\n");
	do {
		key = screen_key(~0U);
		if (key == ESCAPE)
			return "";
		key |= 0x20;
	} while (key < 'a' || key >= 'a' + i);
	return pb_questions[key - 'a'].id;
}

const char *screen_ask(const char *words)
{
	CHAR16 key;

	if (!words_number(words, "menu", 1))
		return "";
	if (*words)
		console_print("Words: %s\n\n", words);
	console_print("  Enter  measure %s, in some ten seconds; begins by itself in %u s\n"
		      "  L      the same with 40 passes\n"
		      "  Q      one question\n"
		      "  Esc    back to the firmware\n\n",
		      *words ? "what they say" : "everything", WAIT);
	key = screen_key(WAIT);
	if ((key | 0x20) == 'l')
		return LONGER;
	if ((key | 0x20) == 'q')
		return ask_question();
	if (key == ESCAPE)
		efi_leave(EFI_SUCCESS);
	return "";
}

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
#define NO_LETTER 1

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
	return key.UnicodeChar ? key.UnicodeChar : NO_LETTER;
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

CHAR16 screen_key_of(const char *keys, unsigned int seconds)
{
	CHAR16 key;
	const char *k;

	while ((key = screen_key(seconds))) {
		if (key >= 'A' && key <= 'Z')
			key |= 0x20;
		for (k = keys; *k; k++)
			if (key == (CHAR16)*k)
				return key;
		seconds = ~0U;		/* somebody is there, and may read what the keys are */
	}
	return 0;
}

/* By a letter each, as many at a time as the smallest screen has lines for. */
static const char *ask_question(void)
{
	static const char letters[] = "abcdefghijklmnopqr \033";
	unsigned int i, first = 0, page = sizeof(letters) - 3;
	CHAR16 key;

	for (;;) {
		for (i = 0; i < page && first + i < pb_question_count; i++)
			console_print("  %s %s\n", (char[]){ letters[i], '\0' },
				      pb_questions[first + i].title);
		console_print("Which question?  Space: others; Esc: all\n");
		key = screen_key_of(letters, ~0U);
		if (key == ESCAPE)
			return "";
		if (key != ' ' && first + key - 'a' < pb_question_count)
			return pb_questions[first + key - 'a'].id;
		if (key == ' ')
			first = first + page < pb_question_count ? first + page : 0;
	}
}

const char *screen_ask(const char *words)
{
	if (!words_number(words, "menu", 1))
		return "";
	if (*words)
		console_print("Words: %s\n\n", words);
	console_print("  Enter  measure %s, in some ten seconds; begins by itself in %u s\n"
		      "  L      the same with 40 passes\n"
		      "  Q      %s\n"
		      "  Esc    back to the firmware\n\n",
		      *words ? "what they say" : "everything", WAIT,
		      *words ? "and one question" : "one question");
	switch (screen_key_of("\rlq\033", WAIT)) {
	case 'l':
		return LONGER;
	case 'q':
		return ask_question();
	case ESCAPE:
		screen_close();
		efi_leave(EFI_SUCCESS);
	}
	return "";
}

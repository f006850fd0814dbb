// SPDX-License-Identifier: GPL-2.0-only
/*
 * Raw samples in \privbench\NAME.raw: on the volume that we were started from, else on another
 * removable one, else by the serial port, else nowhere.
 */
#include "firmware.h"

#define NAME_MAX 96
#define SERIAL_BYTES 11520	/* a second */
#define PART 8192		/* bytes: of a file's begin, or of its end, a checkpoint */
#define LEFT_OUT_MAX 16
#define MOVED "moved\n"		/* after a checkpoint: the run went on, and saved elsewhere */
#define TYPE_WORD "-type"	/* and a digit: not the first of several types of core */
#define PCI_CLASS 9		/* in its configuration space: interface, subclass, class */
#define PCI_USB 0x0c03

static const EFI_GUID fs_guid = SIMPLE_FILE_SYSTEM_PROTOCOL, block_guid = BLOCK_IO_PROTOCOL,
		      image_guid = LOADED_IMAGE_PROTOCOL, pci_guid = EFI_PCI_IO_PROTOCOL_GUID;

static CHAR16 folder_name[] = L"\\privbench", plan_name[] = L"\\privbench\\plan.txt";

static struct {
	EFI_FILE *folder, *file;
	char name[NAME_MAX], model[NAME_MAX];	/* model: what the names of such a CPU begin with */
	const char *where;
	size_t saved;				/* bytes */
	EFI_HANDLE *others;
	UINTN other_count, next_other;
	int connected;				/* drivers to what may be one of the others */
	int looked_again;
} out;

static char left_out[LEFT_OUT_MAX][PB_NAME_MAX];	/* benches */
static unsigned int left_out_count;
static int careful;		/* runs that ended nobody knows where, less careful ones */

static EFI_HANDLE own_device(void)
{
	const EFI_LOADED_IMAGE *image = efi_of_handle(efi_image, &image_guid);

	return image->DeviceHandle;
}

static EFI_FILE *root_of(EFI_HANDLE device)
{
	EFI_FILE_IO_INTERFACE *fs = device ? efi_of_handle(device, &fs_guid) : NULL;
	EFI_FILE *root;

	return fs && !EFI_ERROR(fs->OpenVolume(fs, &root)) ? root : NULL;
}

/* Relative to `in`, or, with a backslash first, to its volume. */
static EFI_FILE *open_file(EFI_FILE *in, CHAR16 *name, UINT64 mode, UINT64 attributes)
{
	EFI_FILE *file;

	return in && !EFI_ERROR(in->Open(in, &file, name, mode, attributes)) ? file : NULL;
}

static void close_file(EFI_FILE *file)
{
	if (file)
		file->Close(file);
}

static void widen(CHAR16 wide[NAME_MAX + 8], const char *name)
{
	while ((*wide++ = (CHAR16)(unsigned char)*name++))
		;
}

const char *volume_plan(void)
{
	static char words[1024];
	EFI_FILE *root = root_of(own_device());
	EFI_FILE *file = open_file(root, plan_name, EFI_FILE_MODE_READ, 0);
	UINTN n = sizeof(words) - 1;

	if (!file || EFI_ERROR(file->Read(file, &n, words)))
		n = 0;
	words[n] = '\0';
	if (n == sizeof(words) - 1)
		console_print("privbench: plan.txt is too long: the end of it is ignored\n");
	close_file(file);
	close_file(root);
	return words;
}

/* "Intel(R) Core(TM) i7-1165G7 @ 2.80GHz": Intel-Core-i7-1165G7 */
static void name_model(const char *brand)
{
	struct text t = { out.model, NAME_MAX / 2, 0 };
	int letter;

	for (; *brand && *brand != '@'; brand++) {
		if (*brand == '(') {
			while (brand[1] && *brand != ')')
				brand++;
			continue;
		}
		letter = (*brand >= '0' && *brand <= '9') || (*brand >= 'A' && *brand <= 'Z') ||
			 (*brand >= 'a' && *brand <= 'z');
		if (letter || (t.length && t.buffer[t.length - 1] != '-'))
			text_char(&t, letter ? *brand : '-');
		if (t.length >= t.size)
			break;
	}
	if (!t.length)
		text_print(&t, "CPU-");
	if (t.buffer[t.length - 1] != '-' && t.length < t.size)
		text_char(&t, '-');
	out.model[t.length] = '\0';
}

/* What is left of the name after `words`, or NULL: firmware may have changed its case. */
static const CHAR16 *after(const CHAR16 *name, const char *words)
{
	for (; *words; words++, name++)
		if ((*name | 0x20) != (CHAR16)(*words | 0x20))
			return NULL;
	return name;
}

/* Of a run on a core of this type, as name_file() has it. */
static int is_ours(const CHAR16 *name, unsigned int core)
{
	const CHAR16 *type = NULL;

	name = after(name, out.model);
	if (!name)
		return 0;
	for (; *name && !after(name, ".raw"); name++)
		if (after(name, TYPE_WORD))
			type = after(name, TYPE_WORD);
	return *name && !*after(name, ".raw") && (type ? *type == '1' + core : !core);
}

static void read_part(EFI_FILE *folder, CHAR16 *name, UINT64 from, char part[PART + 1])
{
	EFI_FILE *file = open_file(folder, name, EFI_FILE_MODE_READ, 0);
	UINTN n = PART;

	if (!file || EFI_ERROR(file->SetPosition(file, from)) ||
	    EFI_ERROR(file->Read(file, &n, part)))
		n = 0;
	part[n] = '\0';
	close_file(file);
}

/* The last line that begins with `word`, or NULL. */
static const char *last_line(const char *text, const char *word)
{
	const char *found = NULL;
	size_t n = strlen(word);

	for (; *text; text++)
		if (*text == '\n' && !memcmp(text + 1, word, n))
			found = text + 1;
	return found;
}

static const char *next_line(const char *line)
{
	while (*line && *line != '\n')
		line++;
	return *line ? line + 1 : line;
}

static int is_left_out(const char *bench)
{
	unsigned int i;

	for (i = 0; i < left_out_count; i++)
		if (!strcmp(left_out[i], bench))
			return 1;
	return 0;
}

static void leave_out(const char *line)
{
	char name[PB_NAME_MAX] = "";
	struct text t = { name, sizeof(name) - 1, 0 };

	while (*line > ' ')
		text_char(&t, *line++);
	if (left_out_count == LEFT_OUT_MAX || is_left_out(name) || !pb_find(name))
		return;
	memcpy(left_out[left_out_count++], name, sizeof(name));
	console_print("privbench: an earlier run did not come back from %s, which is left out; "
		      "to try it again, remove the run's file\n",
		      name);
}

/*
 * A run that did not end was in the bench of the last `next`, if only a `sum` follows.  In which
 * it was otherwise, one that is careful finds out, or that it comes back from all.
 */
static void look_at(EFI_FILE *folder, EFI_FILE_INFO *info)
{
	static char part[PART + 1];
	const char *next, *sum;

	read_part(folder, info->FileName, 0, part);
	if (last_line(part, "careful "))
		careful--;
	read_part(folder, info->FileName, info->FileSize > PART ? info->FileSize - PART : 0, part);
	if (last_line(part, "end ") || last_line(part, MOVED))
		return;
	next = last_line(part, "next ");
	sum = last_line(part, "sum ");
	if (next && sum && next_line(next) == sum && !*next_line(sum))
		leave_out(next + sizeof("next ") - 1);
	else
		careful++;
}

static void look_at_earlier(EFI_FILE *folder, unsigned int core)
{
	static union {
		EFI_FILE_INFO info;
		char bytes[1024];
	} entry;
	UINTN n;

	folder->SetPosition(folder, 0);
	for (;;) {
		n = sizeof(entry);
		if (EFI_ERROR(folder->Read(folder, &n, &entry)) || !n)
			break;
		if (is_ours(entry.info.FileName, core) && entry.info.FileSize &&
		    !(entry.info.Attribute & EFI_FILE_DIRECTORY))
			look_at(folder, &entry.info);
	}
	if (careful > 0)
		console_print("privbench: an earlier run did not end; this one saves before each "
			      "bench\n");
}

const char *platform_leaves_out(const struct pb_bench *bench)
{
	return is_left_out(bench->name) ?
	       "an earlier run on this machine did not come back from it" : NULL;
}

int platform_is_careful(void)
{
	return careful > 0;
}

static int there_is(EFI_FILE *folder, const char *name)
{
	CHAR16 wide[NAME_MAX + 8];
	EFI_FILE *file;

	widen(wide, name);
	file = open_file(folder, wide, EFI_FILE_MODE_READ, 0);
	close_file(file);
	return !!file;
}

/* A name that no file there has. */
static void name_file(EFI_FILE *folder, unsigned int core)
{
	unsigned int try = 1;
	EFI_TIME now = { 0 };

	efi_system->RuntimeServices->GetTime(&now, NULL);
	do {
		struct text t = { out.name, NAME_MAX - 1, 0 };

		text_print(&t, "%s%04u%02u%02u-%02u%02u%02u", out.model, now.Year, now.Month,
			   now.Day, now.Hour, now.Minute, now.Second);
		if (core)
			text_print(&t, TYPE_WORD "%u", core + 1);
		if (try > 1)
			text_print(&t, "-%u", try);
		text_print(&t, ".raw");
		out.name[t.length] = '\0';
		try++;
	} while (there_is(folder, out.name));
}

static void forget_file(void)
{
	close_file(out.file);
	close_file(out.folder);
	out.file = out.folder = NULL;
}

void volume_close(void)
{
	forget_file();
	if (out.others)
		SERVICES->FreePool(out.others);
	out.others = NULL;
}

static int begin_on(EFI_HANDLE device, unsigned int core, const char *where)
{
	const UINT64 make = EFI_FILE_MODE_READ | EFI_FILE_MODE_WRITE | EFI_FILE_MODE_CREATE;
	EFI_FILE *root = root_of(device);
	CHAR16 wide[NAME_MAX + 8];

	out.saved = 0;
	out.where = where;
	out.folder = open_file(root, folder_name, make, EFI_FILE_DIRECTORY);
	close_file(root);
	if (!out.folder)
		return 0;
	look_at_earlier(out.folder, core);
	name_file(out.folder, core);
	widen(wide, out.name);
	out.file = open_file(out.folder, wide, make, 0);
	if (!out.file)
		forget_file();
	return !!out.file;
}

/* Never a disk of the machine's own. */
static int is_removable(EFI_HANDLE device)
{
	const EFI_BLOCK_IO *block = efi_of_handle(device, &block_guid);

	return device != own_device() && block && block->Media->RemovableMedia &&
	       block->Media->MediaPresent && !block->Media->ReadOnly;
}

static EFI_HANDLE *handles_of(const EFI_GUID *guid, UINTN *n)
{
	EFI_HANDLE *handles;
	EFI_STATUS status = SERVICES->LocateHandleBuffer(ByProtocol, (EFI_GUID *)guid, NULL, n,
							 &handles);

	return EFI_ERROR(status) ? NULL : handles;
}

/*
 * A firmware in a hurry has given drivers to nothing but what it started us from.  Others than
 * those of USB are left alone: a server has hundreds, and some wait for a network.
 */
static void connect_usb(void)
{
	UINTN n, i;
	EFI_HANDLE *handles = handles_of(&pci_guid, &n);
	struct _EFI_PCI_IO_PROTOCOL *pci;
	__u8 class[3];

	for (i = 0; handles && i < n; i++) {
		pci = efi_of_handle(handles[i], &pci_guid);
		if (pci && !EFI_ERROR(pci->Pci.Read(pci, EfiPciIoWidthUint8, PCI_CLASS,
						    sizeof(class), class)) &&
		    (class[2] << 8 | class[1]) == PCI_USB)
			SERVICES->ConnectController(handles[i], NULL, NULL, TRUE);
	}
	if (handles)
		SERVICES->FreePool(handles);
}

static unsigned int core_of_file;

static int begin_on_next(void)
{
	EFI_HANDLE device;

	while (out.next_other < out.other_count) {
		device = out.others[out.next_other++];
		if (is_removable(device) &&
		    begin_on(device, core_of_file, "another removable volume"))
			return 1;
	}
	return 0;
}

static void find_others(void)
{
	if (out.others)
		SERVICES->FreePool(out.others);
	out.next_other = out.other_count = 0;
	out.others = handles_of(&fs_guid, &out.other_count);
	if (!out.others)
		out.other_count = 0;
}

/* Those that the firmware has already, then those that it finds when asked for. */
static int begin_on_other(void)
{
	if (!out.others)
		find_others();
	if (begin_on_next())
		return 1;
	if (out.connected++)
		return 0;
	console_print("Looking for another stick ...\n");
	connect_usb();
	find_others();
	return begin_on_next();
}

static void say_where(void)
{
	if (out.file)
		console_print("Samples go to \\privbench\\%s\non %s.\n", out.name, out.where);
	else
		console_print("No removable volume can be written: samples go to the serial port, "
			      "if there is one.\n");
}

void volume_begin(const char *cpu, unsigned int core)
{
	forget_file();
	memset(left_out, 0, sizeof(left_out));
	left_out_count = 0;
	careful = 0;
	name_model(cpu);
	core_of_file = core;
	out.next_other = out.connected = out.looked_again = 0;
	if (!begin_on(own_device(), core, "the volume that this was started from")) {
		console_print("privbench: the volume that this was started from cannot be "
			      "written\n");
		begin_on_other();
	}
	say_where();
}

/* A driver that has no Flush writes all when a file is closed. */
static EFI_STATUS flush(void)
{
	EFI_STATUS status = out.file->Flush(out.file);
	CHAR16 wide[NAME_MAX + 8];

	if (status != EFI_UNSUPPORTED)
		return status;
	close_file(out.file);
	widen(wide, out.name);
	out.file = open_file(out.folder, wide, EFI_FILE_MODE_READ | EFI_FILE_MODE_WRITE, 0);
	return out.file ? out.file->SetPosition(out.file, ~0ULL) : EFI_DEVICE_ERROR;
}

static EFI_STATUS append(const struct text *t)
{
	UINTN n = t->length - out.saved;
	EFI_STATUS status = out.file->Write(out.file, &n, t->buffer + out.saved);

	if (!EFI_ERROR(status) && n != t->length - out.saved)
		status = EFI_VOLUME_FULL;
	if (!EFI_ERROR(status))
		status = flush();
	if (!EFI_ERROR(status))
		out.saved = t->length;
	return status;
}

static const char *words_of(EFI_STATUS status)
{
	switch (status) {
	case EFI_VOLUME_FULL:
		return "it is full";
	case EFI_WRITE_PROTECTED:
		return "it is write-protected";
	case EFI_NO_MEDIA:
	case EFI_MEDIA_CHANGED:
		return "it was pulled";
	}
	return "its device fails";
}

/*
 * So that nobody takes the end of the file for the machine's.  A volume that is full has room for
 * a line yet, behind what it has of the file; other failures would only take their time again.
 */
static void mark_moved(EFI_STATUS why)
{
	UINTN n = sizeof(MOVED) - 1;

	if (why == EFI_VOLUME_FULL && out.file &&
	    !EFI_ERROR(out.file->SetPosition(out.file, out.saved)) &&
	    !EFI_ERROR(out.file->Write(out.file, &n, (void *)MOVED)))
		flush();
}

static int send(const struct text *t)
{
	if (!serial_open(COM1)) {
		console_print("privbench: nowhere to save the samples: the answers above are all "
			      "there is\n");
		return FAILED;
	}
	console_print("%llu bytes of samples on COM1, for `privbench import`: some %u s\n",
		      (__u64)t->length, (unsigned int)(t->length / SERIAL_BYTES + 1));
	serial_write(COM1, t->buffer, t->length);
	serial_close(COM1);
	return 0;
}

int platform_save(const struct text *t, int complete)
{
	EFI_STATUS status;

	while (out.file) {
		status = append(t);
		if (!EFI_ERROR(status)) {
			if (complete) {
				forget_file();
				console_print("The samples are in \\privbench\\%s\non %s.\n",
					      out.name, out.where);
			}
			return 0;
		}
		console_print("\nprivbench: %s: no more can be written there: %s\n", out.where,
			      words_of(status));
		mark_moved(status);
		forget_file();
		begin_on_other();
		say_where();
	}
	if (!complete)
		return 0;
	out.connected = 0;		/* another stick may have been plugged in */
	if (!out.looked_again++ && begin_on_other())
		return platform_save(t, 1);
	return send(t);
}

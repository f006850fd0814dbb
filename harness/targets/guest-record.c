// SPDX-License-Identifier: GPL-2.0-only
#include "guest-record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "complain.h"
#include "guest.h"
#include "interrupt.h"
#include "record.h"
#include "util.h"

#define SWAP(a, b) do { typeof(a) t = (a); (a) = (b); (b) = t; } while (0)

/* The guest's record in place of ours, but for the run's identity and what could not be read. */
static void take_over(struct record *r, struct record *guest)
{
	size_t i;

	for (i = 0; i < r->fact_count; i++)
		if (r->facts[i].missing)
			record_fact_missing(guest, r->facts[i].key, "%s", r->facts[i].missing);
	SWAP(*r, *guest);
	SWAP(r->id, guest->id);
	SWAP(r->utc, guest->utc);
	SWAP(r->version, guest->version);
	SWAP(r->command, guest->command);
	SWAP(r->target, guest->target);
	SWAP(r->path, guest->path);
	r->seed = guest->seed;
	record_free(guest);
}

/* By gzip, through a file without a name.  0 with *text (malloced), -EFBIG, or -EIO: broken. */
static int unpack(const char *packed, size_t length, char **text)
{
	int fd = memfd_create("record", 0), status = -EIO;
	char *command = xasprintf("gzip -dc </proc/self/fd/%d", fd);

	*text = NULL;
	if (fd >= 0 && write(fd, packed, length) == (ssize_t)length)
		status = run_bounded((const char *const[]){ "sh", "-c", command, NULL },
				     GUEST_RESULTS_MAX, text);
	if (fd >= 0)
		close(fd);
	free(command);
	if (!status)
		return 0;
	free(*text);
	return status == -EFBIG ? -EFBIG : -EIO;
}

static struct record *parse(const char *packed, size_t length, char **error)
{
	struct record *r = NULL;
	char *text;

	switch (unpack(packed, length, &text)) {
	case 0:
		r = record_parse(text, strlen(text), "the guest's record", error);
		free(text);
		break;
	case -EFBIG:
		*error = xasprintf("the guest's record is larger than %lu MiB when unpacked",
				   GUEST_RESULTS_MAX >> 20);
		break;
	default:
		*error = xstrdup("the guest's record cannot be unpacked; is gzip installed?");
	}
	return r;
}

/* What a run came to: its record, or -EIO with the console's last lines. */
static int take_record(const struct guest *g, struct record *r)
{
	struct record *inner;
	char *error = NULL;
	const char *text;
	size_t length;
	int status;

	text = guest_record(g, &length, &status);
	if (!text || status) {
		if (status > 0)
			complain("the measurement failed in the guest (exit status %d)", status);
		else
			complain("the guest sent no whole record");
		guest_last_words(g);
		return -EIO;
	}
	inner = parse(text, length, &error);
	if (!inner) {
		complain("%s", error);
		free(error);
		guest_last_words(g);
		return -EIO;
	}
	take_over(r, inner);
	return 0;
}

int guest_boot(struct guest *g)
{
	int err = guest_run(g);

	/* A terminal interrupts both: the emulator may end before anybody here hears of it. */
	if (interrupted())
		err = -EINTR;
	switch (err) {
	case 0:
		return 0;
	case -EINTR:
		complain("interrupted; the guest was stopped");
		return err;
	case -ETIMEDOUT:
		complain("the guest was silent for %g s and was stopped", g->patience);
		break;
	case -ETIME:
		complain("the guest did not come to an end in %g s, %d times --timeout, "
			 "and was stopped", GUEST_PATIENCES * g->patience, GUEST_PATIENCES);
		break;
	case -EFBIG:
		complain("the guest sent more than %lu MiB and was stopped",
			 GUEST_RESULTS_MAX >> 20);
		break;
	default:
		complain("the emulator failed: %s", strerror(-err));
	}
	guest_last_words(g);
	return err;
}

int guest_measure(struct guest *g, struct record *r)
{
	int err = guest_boot(g);

	return err ? err : take_record(g, r);
}

void guest_describe_emulator(struct record *r, const char *emulator, const char *virt)
{
	const struct fact *own = record_find_fact(r, "hypervisor");
	const char *const argv[] = { emulator, "--version", NULL };
	char *version = NULL, *under;

	if (!run_program(argv, &version) && version) {
		under = own && own->value ? xasprintf("%s under ", own->value) : xstrdup("");
		version[strcspn(version, "\n")] = '\0';
		record_fact(r, "hypervisor", "%s%s", under, version);
		free(under);
	}
	free(version);
	if (virt)
		record_fact(r, "virt", "%s", virt);
}

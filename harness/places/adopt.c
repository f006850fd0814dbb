// SPDX-License-Identifier: GPL-2.0-only
#include "adopt.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest.h"
#include "interrupt.h"
#include "record.h"
#include "util.h"

/* Replace what is known here by what the guest knows, but keep the run's own identity. */
static void adopt(struct record *r, struct record *guest)
{
	struct record outer = *r;
	size_t i;

	for (i = 0; i < outer.fact_count; i++)
		if (outer.facts[i].missing)
			record_fact_missing(guest, outer.facts[i].key, "%s", outer.facts[i].missing);
	*r = *guest;
	*guest = outer;
#define KEEP(member) do { typeof(r->member) t = r->member; r->member = guest->member; guest->member = t; } while (0)
	KEEP(id);
	KEEP(utc);
	KEEP(version);
	KEEP(command);
	KEEP(place);
	KEEP(path);
#undef KEEP
	r->seed = guest->seed;
	record_free(guest);
}

/* By gzip, through a file that has no name.  NULL if it is broken. */
static char *unpacked(const char *packed, size_t length)
{
	int fd = memfd_create("record", 0);
	char *command = xasprintf("gzip -dc </proc/self/fd/%d", fd), *text = NULL;
	bool ok = fd >= 0 && write(fd, packed, length) == (ssize_t)length &&
		  !run_program((const char *const[]){ "sh", "-c", command, NULL }, &text);

	if (fd >= 0)
		close(fd);
	free(command);
	if (ok)
		return text;
	free(text);
	return NULL;
}

/* Plain from the flat guest, packed from Linux. */
static struct record *parse(const char *text, size_t length, char **error)
{
	static const char gzip[] = "\x1f\x8b";
	struct record *r = NULL;
	char *plain;

	if (length < 2 || memcmp(text, gzip, 2))
		return record_parse(text, length, "the guest's record", error);
	plain = unpacked(text, length);
	if (plain)
		r = record_parse(plain, strlen(plain), "the guest's record", error);
	else
		*error = xstrdup("the guest's record cannot be unpacked; is gzip installed?");
	free(plain);
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
			fprintf(stderr, "privbench: the measurement failed in the guest (exit status %d)\n",
				status);
		else
			fputs("privbench: the guest sent no whole record\n", stderr);
		guest_last_words(g);
		return -EIO;
	}
	inner = parse(text, length, &error);
	if (!inner) {
		fprintf(stderr, "privbench: %s\n", error);
		free(error);
		guest_last_words(g);
		return -EIO;
	}
	adopt(r, inner);
	return 0;
}

int adopt_run(struct guest *g, struct record *r)
{
	int err = guest_run(g);

	/* A terminal interrupts both: the emulator may end before anybody here hears of it. */
	if (interrupted())
		err = -EINTR;
	switch (err) {
	case 0:
		return take_record(g, r);
	case -EINTR:
		fputs("privbench: interrupted; the guest was stopped\n", stderr);
		return err;
	case -ETIMEDOUT:
		fprintf(stderr, "privbench: the guest was silent for %.0f s and was stopped\n", g->patience);
		break;
	default:
		fprintf(stderr, "privbench: the emulator failed: %s\n", strerror(-err));
	}
	guest_last_words(g);
	return err;
}

void adopt_describe(struct record *r, const char *emulator, const char *virt)
{
	const struct fact *own = record_find_fact(r, "hypervisor");
	char *version = NULL, *all;

	if (!run_program((const char *const[]){ emulator, "--version", NULL }, &version) && version) {
		version[strcspn(version, "\n")] = '\0';
		all = own && own->value ? xasprintf("%s under %s", own->value, version) : xstrdup(version);
		record_fact(r, "hypervisor", "%s", all);
		free(all);
	}
	free(version);
	if (virt)
		record_fact(r, "virt", "%s", virt);
}

// SPDX-License-Identifier: GPL-2.0-only
/* The record.  Every object is written member by member; a comma stands before each but the first. */
#include "json.h"

#include "cpu.h"
#include "machine.h"
#include "platform.h"
#include "run.h"
#include "string.h"
#include "text.h"

#define HUNDREDTH 10000		/* of a unit, in millionths */

static void escaped(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			text_char(t, '\\');
		if (*s < ' ' || *s > '~')
			text_print(t, "\\u%04x", (unsigned char)*s);
		else
			text_char(t, *s);
	}
}

static void quoted(struct text *t, const char *s)
{
	text_char(t, '"');
	escaped(t, s);
	text_char(t, '"');
}

static void string(struct text *t, const char *name, const char *value)
{
	text_print(t, ",\n\"%s\": ", name);
	quoted(t, value);
}

static void number(struct text *t, const char *name, __u64 value)
{
	text_print(t, ",\n\"%s\": %llu", name, value);
}

static void null(struct text *t, const char *name)
{
	text_print(t, ",\n\"%s\": null", name);
}

static void decimal(struct text *t, const char *name, __s64 millionths)
{
	char digits[DECIMAL_MAX];

	text_print(t, ",\n\"%s\": %s", name, text_decimal(digits, millionths));
}

static void write_run(struct text *t, const struct results *r)
{
	char utc[UTC_MAX];

	rtc_utc(utc);
	text_print(t, "\"run\": {\n\"id\": \"%016llx\"", rdtsc() * 0x9e3779b97f4a7c15ULL);
	string(t, "utc", utc);
	string(t, "version", PRIVBENCH_VERSION);
	text_print(t, ",\n\"command\": \"privbench.flat%s", *r->command_line ? " " : "");
	escaped(t, r->command_line);
	text_char(t, '"');
	number(t, "seed", r->seed);
	text_print(t, "\n},\n");
}

static void write_machine(struct text *t, const struct results *r, const struct machine *m)
{
	text_print(t, "\"machine\": {\n\"virt\": ");
	quoted(t, machine_virt(m));
	string(t, "cpu_vendor", m->vendor);
	if (*m->model)
		string(t, "cpu_model", m->model);
	number(t, "cpu_family", m->family);
	number(t, "cpu_model_number", m->number);
	number(t, "cpu_stepping", m->stepping);
	string(t, "kernel", "none");
	string(t, "command_line", *r->command_line ? r->command_line : "none");
	if (m->microcode)
		text_print(t, ",\n\"microcode\": \"0x%x\"", m->microcode);
	if (r->tsc_khz)
		number(t, "tsc_khz", r->tsc_khz);
	if (r->clock == CLOCK_SILICON)
		decimal(t, "core_tsc_ratio", clock_scale(r->clock, &r->chains, 1000000));
	text_print(t, ",\n\"unreadable\": {\n\"smis\": \"not counted by the flat guest\"");
	if (!*m->model)
		string(t, "cpu_model", "CPUID gives no name");
	if (!m->microcode)
		string(t, "microcode", "the CPU gives no revision");
	text_print(t, "\n}\n},\n");
}

static void write_clock(struct text *t, const struct results *r)
{
	char nop[DECIMAL_MAX], imul[DECIMAL_MAX], add[DECIMAL_MAX];

	text_print(t, "\"place\": \"flat\"");
	string(t, "clock", clock_names[r->clock]);
	if (r->clock == CLOCK_ICOUNT)
		string(t, "clock_reason", "nop, imul-chain and add-chain take exactly 1 tick an instruction");
	else
		text_print(t, ",\n\"clock_reason\": \"%snop, imul-chain and add-chain take %s, %s and %s ticks\"",
			   r->chains.emulator ? "CPUID names an emulator (TCG); " : "",
			   text_decimal(nop, r->chains.nop), text_decimal(imul, r->chains.imul),
			   text_decimal(add, r->chains.add));
	string(t, "unit", clock_units[r->clock]);
}

static void write_histogram(struct text *t, const struct results *r, const struct figures *f)
{
	char digits[DECIMAL_MAX];
	const char *comma = "";
	unsigned int i, n;

	text_print(t, ",\n\"histogram\": {");
	for (i = 0; i < f->samples; i += n) {
		__s64 bin = divide(clock_scale(r->clock, &r->chains, f->values[i]), HUNDREDTH);

		for (n = 1; i + n < f->samples; n++)
			if (divide(clock_scale(r->clock, &r->chains, f->values[i + n]), HUNDREDTH) != bin)
				break;
		text_print(t, "%s\"%s\": %u", comma, text_decimal(digits, bin * HUNDREDTH), n);
		comma = ", ";
	}
	text_print(t, "}");
}

static void write_figures(struct text *t, const struct results *r, const struct result *row)
{
	const struct figures *f = &row->figures;
	char digits[DECIMAL_MAX];
#define SCALED(ticks) clock_scale(r->clock, &r->chains, ticks)

	decimal(t, "estimate", SCALED(f->estimate));
	decimal(t, "min", SCALED(figures_quantile(f, 0)));
	decimal(t, "p50", SCALED(figures_quantile(f, 50)));
	decimal(t, "p99", SCALED(figures_quantile(f, 99)));
	decimal(t, "max", SCALED(figures_quantile(f, 100)));
	number(t, "samples", f->samples);
	text_print(t, ",\n\"dropped\": {");
	if (f->irqs)
		text_print(t, "\"interrupt\": %u%s", f->irqs, f->nmis || f->smis ? ", " : "");
	if (f->nmis)
		text_print(t, "\"nmi\": %u%s", f->nmis, f->smis ? ", " : "");
	if (f->smis)
		text_print(t, "\"smi\": %u", f->smis);
	text_print(t, "}");
	decimal(t, "estimate_with_dropped", SCALED(f->with_dropped));
	write_histogram(t, r, f);
	text_print(t, ",\n\"loads\": [{\"layout\": %u, \"loops\": %u, \"samples\": %u, \"estimate\": %s}]",
		   row->run.layout, row->run.loops, f->samples, text_decimal(digits, SCALED(f->estimate)));
#undef SCALED
}

static void write_code(struct text *t, const struct pb_bench *b)
{
	const __u8 *site = b->code->site;
	unsigned int i;

	number(t, "bytes", b->code->bytes);
	number(t, "cold_bytes", b->code->cold);
	text_print(t, ",\n\"code\": \"");
	for (i = 0; i < b->code->bytes && i < PB_CODE_MAX; i++)
		text_print(t, "%02x", site[i]);
	text_char(t, '"');
}

static void write_fault(struct text *t, unsigned int vector)
{
	static const char *const names[] = {
		[0] = "#DE", [1] = "#DB", [3] = "#BP", [6] = "#UD", [7] = "#NM", [8] = "#DF",
		[11] = "#NP", [12] = "#SS", [13] = "#GP", [14] = "#PF", [17] = "#AC", [21] = "#CP",
	};
	const char *name = vector < sizeof(names) / sizeof(names[0]) ? names[vector] : 0;

	string(t, "status", "faulted");
	text_print(t, ",\n\"reason\": \"raised %s (vector %u)\"", name ? name : "exception", vector);
}

static void write_status(struct text *t, const struct result *row)
{
	if (row->error || (row->run.status == PB_OK && !row->figures.samples)) {
		string(t, "status", "failed");
		string(t, "reason", row->error ? "the guest refused it" :
						 "every sample was disturbed by an interrupt or an NMI");
	} else if (row->run.status == PB_SKIPPED) {
		string(t, "status", "skipped");
		string(t, "reason", row->run.reason);
	} else if (row->run.status == PB_FAULTED) {
		write_fault(t, row->run.vector);
	} else {
		string(t, "status", "ok");
	}
}

static void write_row(struct text *t, const struct results *r, const struct result *row)
{
	const struct pb_bench *b = row->bench;

	text_print(t, "{\"name\": \"%s\"", b->name);
	string(t, "group", b->question);
	string(t, "what", b->what);
	write_status(t, row);
	if (b->insns == PB_NOT_OURS)
		null(t, "insns");
	else
		number(t, "insns", (__u64)b->insns);
	if (b->code)
		write_code(t, b);
	if (!row->error && row->run.status == PB_OK && row->figures.samples)
		write_figures(t, r, row);
	text_print(t, "}");
}

static void write_notes(struct text *t, const struct results *r)
{
	text_print(t, ",\n\"notes\": [");
	if (r->clock != CLOCK_ICOUNT)
		text_print(t, "\"one load of one boot: no confidence intervals\"");
	if (r->trouble) {
		text_print(t, r->clock != CLOCK_ICOUNT ? ", " : "");
		quoted(t, r->trouble);
	}
	text_print(t, "]");
}

void json_write(struct text *t, const struct results *r, const struct machine *m)
{
	unsigned int i;

	text_print(t, "{\n\"schema\": 1,\n");
	write_run(t, r);
	write_machine(t, r, m);
	write_clock(t, r);
	text_print(t, ",\n\"benches\": [");
	for (i = 0; i < r->count; i++) {
		text_print(t, i ? ",\n" : "\n");
		write_row(t, r, &r->rows[i]);
	}
	text_print(t, "\n],\n\"claims\": []");
	write_notes(t, r);
	text_print(t, "\n}\n");
}

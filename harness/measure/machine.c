// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <cpuid.h>
#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "bench.h"
#include "record.h"
#include "util.h"

/*
 * A function of a fact returns its value (malloced), or NULL with *why (malloced): why it cannot be
 * read.  With neither, the machine has no such fact.
 */

/* All 0 where there is no such leaf. */
static struct pb_cpuid cpuid(unsigned int leaf)
{
	struct pb_cpuid r = { 0 };

	__get_cpuid_count(leaf, 0, &r.eax, &r.ebx, &r.ecx, &r.edx);
	return r;
}

/* The first line of a file; if that is empty, `empty`. */
static char *first_line(const char *path, const char *empty, char **why)
{
	char *line = read_line(path);

	if (line && *line)
		return line;
	if (!line || !empty)
		*why = xasprintf("%s: %s", path, strerror(line ? ENODATA : errno));
	free(line);
	return line && empty ? xstrdup(empty) : NULL;
}

/* CPU */

/* The kernel, too, adds the extended fields from family 15 (family) and 6 (model) on. */
static void describe_version(struct record *r, unsigned int eax)
{
	unsigned int family = eax >> 8 & 0xf, model = eax >> 4 & 0xf;

	if (family == 0xf)
		family += eax >> 20 & 0xff;
	if (family >= 6)
		model |= eax >> 12 & 0xf0;
	record_fact_number(r, "cpu_family", family);
	record_fact_number(r, "cpu_model_number", model);
	record_fact_number(r, "cpu_stepping", eax & 0xf);
}

void machine_describe_cpu(struct record *r, const struct cpu_identity *id)
{
	const struct pb_cpuid *v = &id->vendor;
	char brand[sizeof(id->brand) + 1] = "";
	size_t n, skip;

	memcpy(brand, id->brand, sizeof(id->brand));
	skip = strspn(brand, " ");
	for (n = strlen(brand); n > skip && brand[n - 1] == ' '; n--)
		brand[n - 1] = '\0';
	if (brand[skip])
		record_fact(r, "cpu_model", "%s", brand + skip);
	else
		record_fact_missing(r, "cpu_model", "CPUID gives no name");
	record_fact(r, "cpu_vendor", "%.4s%.4s%.4s", (const char *)&v->ebx, (const char *)&v->edx,
		    (const char *)&v->ecx);
	describe_version(r, id->version.eax);
}

/* A line "NAME\t: VALUE" of the first processor: with hundreds of them, reading all takes long. */
static char *cpuinfo(const char *name, char **why)
{
	FILE *in = fopen("/proc/cpuinfo", "re");
	char *line = NULL, *value = NULL, *colon;
	size_t size = 0, n = strlen(name);

	if (!in)
		*why = xasprintf("/proc/cpuinfo: %s", strerror(errno));
	while (in && !value && getline(&line, &size, in) > 1) {
		colon = strchr(line, ':');
		if (strncmp(line, name, n) || !isspace(line[n]) || !colon)
			continue;
		colon += 1 + strspn(colon + 1, " ");
		value = xasprintf("%.*s", (int)strcspn(colon, "\n"), colon);
	}
	if (in && !value)
		*why = xstrdup("/proc/cpuinfo: the line is not there");
	if (in)
		fclose(in);
	free(line);
	return value;
}

static char *microcode(char **why)
{
	return cpuinfo("microcode", why);
}

/* Writes of FS_BASE, GS_BASE and KERNEL_GS_BASE do not serialise (AMD). */
static bool bases_do_not_serialise(void)
{
	return cpuid(0x80000021).eax >> 1 & 1;
}

/* The kernel keeps some out of its list, though the CPU has them; the names are its own. */
static bool cpu_has(const char *flag)
{
	return (!strcmp(flag, "wrmsrns") && pb_cpu_has() & PB_WRMSRNS) ||
	       (!strcmp(flag, "msr_imm") && pb_cpu_has() & PB_MSR_IMM) ||
	       (!strcmp(flag, "wrmsr_xx_base_ns") && bases_do_not_serialise());
}

static char *cpu_flags(char **why)
{
	static const char *const wanted[] = {
		"wrmsrns", "msr_imm", "wrmsr_xx_base_ns", "fred", "serialize", "fsgsbase", "pcid",
		"invpcid", "smap", "smep", "umip", "ibt", "shstk", "user_shstk", "lass", "pku",
		"la57", "rdtscp", "constant_tsc", "nonstop_tsc", "tsc_known_freq", "hypervisor",
		"xenpv", "pti", "kaiser", "ibrs", "ibrs_enhanced", "ibpb", "stibp", "ssbd",
		"retpoline", "retpoline_lfence", "rethunk", "unret", "call_depth",
	};
	char *flags = cpuinfo("flags", why), *all, *text, word[32];
	size_t i;

	if (!flags)
		return NULL;
	all = xasprintf(" %s ", flags);
	text = xstrdup("");
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		snprintf(word, sizeof(word), " %s ", wanted[i]);
		if (strstr(all, word) || cpu_has(wanted[i]))
			append(&text, "%s%s", *text ? " " : "", wanted[i]);
	}
	free(all);
	free(flags);
	return text;
}

int last_cpu(void)
{
	cpu_set_t allowed;
	int cpu = CPU_SETSIZE - 1;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return 0;
	while (cpu > 0 && !CPU_ISSET(cpu, &allowed))
		cpu--;
	return cpu;
}

int pin_to_last_cpu(void)
{
	int cpu = last_cpu();
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	return cpu;
}

static bool pinned(void)
{
	cpu_set_t allowed;

	return !sched_getaffinity(0, sizeof(allowed), &allowed) && CPU_COUNT(&allowed) == 1;
}

static bool is_hybrid(const struct cpu_core *core)
{
	return core->features.edx >> 15 & 1 || core->amd.eax >> 30 & 1;
}

char *cpu_core_type(const struct cpu_core *core, char **why)
{
	bool intel = core->features.edx >> 15 & 1;
	unsigned int type = intel ? core->intel.eax >> 24 : core->amd.ebx >> 28;
	bool efficient = type == (intel ? 0x20 : 1);

	if (!is_hybrid(core))
		*why = xstrdup("not a hybrid CPU");
	else if (type == (intel ? 0x40 : 0))
		return xstrdup("P");
	else if (efficient && intel && !core->cache_levels)
		*why = xstrdup("an E-core or an LP-E-core: CPUID leaf 4 tells no caches");
	else if (efficient)
		return xstrdup(intel && core->cache_levels < 3 ? "LP-E" : "E");
	else
		*why = xasprintf("CPUID leaf %s gives type %#x", intel ? "1AH" : "80000026H", type);
	return NULL;
}

static char *core_type(char **why)
{
	const struct cpu_core core = {
		cpuid(7), cpuid(0x1a), cpuid(0x80000026), pb_cache_levels(),
	};

	if (!is_hybrid(&core) || pinned())
		return cpu_core_type(&core, why);
	*why = xstrdup("this process may run on cores of either type");
	return NULL;
}

static char *governor(char **why)
{
	char *path = xasprintf(CPU_FOLDER "/cpu%d/cpufreq/scaling_governor", last_cpu());
	char *name = first_line(path, NULL, why);

	free(path);
	return name;
}

static char *turbo(char **why)
{
	char *off = read_line(NO_TURBO), *boost = off ? NULL : first_line(BOOST, NULL, why);
	bool on = off ? *off == '0' : boost && *boost == '1';
	char *text = off || boost ? xstrdup(on ? "on" : "off") : NULL;

	free(boost);
	free(off);
	return text;
}

/* tsc-early gives way to tsc a second after boot: which one is in use would be chance. */
static char *clocksource(char **why)
{
	char *name = first_line(CLOCKSOURCE, NULL, why);

	if (name && !strcmp(name, "tsc-early"))
		strcpy(name, "tsc");
	return name;
}

/* Kernel */

/* Of each of its files: "NAME: STATE". */
static char *mitigations(char **why)
{
	static const char pattern[] = CPU_FOLDER "/vulnerabilities/*";
	char *text, *state;
	glob_t files;
	size_t i;

	if (glob(pattern, 0, NULL, &files)) {
		*why = xasprintf("%s: %s", pattern, strerror(ENOENT));
		return NULL;
	}
	text = xstrdup("");
	for (i = 0; i < files.gl_pathc; i++) {
		state = read_line(files.gl_pathv[i]);
		append(&text, "%s%s: %s", *text ? "; " : "", strrchr(files.gl_pathv[i], '/') + 1,
		       state ? state : strerror(errno));
		free(state);
	}
	globfree(&files);
	return text;
}

/* A line "CONFIG_NAME=VALUE" or "# CONFIG_NAME is not set"; *length is NAME's. */
static bool option_matters(const char *line, const char **name, size_t *length)
{
	static const char *const options[] = {
		"PARAVIRT_XXL", "XEN_PV", "RETPOLINE", "RETHUNK", "SLS", "CPU_IBRS_ENTRY",
		"PAGE_TABLE_ISOLATION", "X86_KERNEL_IBT", "X86_FRED", "CALL_THUNKS", "HZ",
		"PREEMPT",
	};
	bool off = !strncmp(line, "# ", 2);
	size_t i;

	line += off ? 2 : 0;
	if (strncmp(line, "CONFIG_", 7))
		return false;
	*name = line + 7;
	*length = strcspn(*name, off ? " " : "=");
	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (strlen(options[i]) == *length && !strncmp(*name, options[i], *length))
			return true;
	return !off && (!strncmp(*name, "MITIGATION_", 11) || !strncmp(*name, "PREEMPT_", 8));
}

static char *config(char **why)
{
	struct utsname u;
	char *path, *all, *text, *rest, *line;
	const char *name;
	size_t length;

	uname(&u);
	path = xasprintf("/boot/config-%s", u.release);
	rest = all = read_file(path, NULL);
	text = all ? xstrdup("") : NULL;
	if (!all)
		*why = xasprintf("%s: %s", path, strerror(errno));
	while ((line = strsep(&rest, "\n")))
		if (option_matters(line, &name, &length))
			append(&text, "%s%.*s%s", *text ? " " : "", (int)length, name,
			       *line == '#' ? "=n" : name + length);
	free(all);
	free(path);
	return text;
}

/* Hypervisor */

static void signature_at(unsigned int leaf, char signature[13])
{
	struct pb_cpuid c;

	__cpuid(leaf, c.eax, c.ebx, c.ecx, c.edx);
	memcpy(signature, &c.ebx, 12);
	signature[12] = '\0';
}

/* Xen and KVM can pose as Hyper-V at the first leaf; their own follows then. */
void cpu_hypervisor(char signature[13])
{
	char behind[13];
	unsigned int leaf;

	signature[0] = '\0';
	if (!(cpuid(1).ecx >> 31 & 1))
		return;
	signature_at(0x40000000, signature);
	if (strcmp(signature, "Microsoft Hv"))
		return;
	for (leaf = 0x40000100; leaf < 0x40010000; leaf += 0x100) {
		signature_at(leaf, behind);
		if (!strcmp(behind, "KVMKVMKVM") || !strcmp(behind, "XenVMMXenVMM")) {
			strcpy(signature, behind);
			return;
		}
	}
}

static bool under_xen(void)
{
	char *type = read_line("/sys/hypervisor/type");
	bool xen = type ? !strcmp(type, "xen") : !access("/proc/xen/capabilities", F_OK);

	free(type);
	return xen;
}

/* "xen-pv", "xen-hvm", "xen-pvh".  Old kernels do not tell, but a PV guest's CPUID is not Xen's. */
static char *xen_guest(void)
{
	char *type = read_line("/sys/hypervisor/guest_type"), signature[13], *text, *c;

	cpu_hypervisor(signature);
	text = xasprintf("xen-%s", type ? type : strcmp(signature, "XenVMMXenVMM") ? "pv" : "hvm");
	for (c = text; *c; c++)
		*c = (char)tolower(*c);
	free(type);
	return text;
}

const char *cpu_hypervisor_name(char signature[13])
{
	static const char *const known[][2] = {
		{ "KVMKVMKVM", "kvm" }, { "Linux KVM Hv", "kvm" }, { "TCGTCGTCGTCG", "tcg" },
		{ "XenVMMXenVMM", "xen-hvm" }, { "Microsoft Hv", "hyper-v" },
		{ "VMwareVMware", "vmware" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(signature, known[i][0]))
			return known[i][1];
	for (i = 0; signature[i]; i++)
		if (!isprint((unsigned char)signature[i]))
			signature[i] = '?';
	return i ? signature : "a hypervisor without a signature";
}

/* Xen first: CPUID in a PV guest is the hardware's, or the next hypervisor's. */
static char *virt(char **why)
{
	char signature[13];

	(void)why;
	if (under_xen())
		return xen_guest();
	cpu_hypervisor(signature);
	return xstrdup(cpuid(1).ecx >> 31 & 1 ? cpu_hypervisor_name(signature) : "none");
}

#define XEN_VERSION "/sys/hypervisor/version/"

/* "Xen 4.17.7" */
static char *hypervisor(char **why)
{
	char *major = read_line(XEN_VERSION "major"), *minor = read_line(XEN_VERSION "minor");
	char *extra = read_line(XEN_VERSION "extra"), *text = NULL;

	if (major && minor)
		text = xasprintf("Xen %s.%s%s", major, minor, extra ? extra : "");
	else if (under_xen())
		*why = xstrdup(XEN_VERSION "major does not tell it");
	free(extra);
	free(minor);
	free(major);
	return text;
}

static const struct source {
	const char *key;
	char *(*text)(char **why);		/* a function; or */
	const char *path, *empty;		/* the first line of a file; if that is empty */
	const char *after, *before;		/* what stands between these; NULL: all of it */
} facts[] = {
	{ "cpu_flags", .text = cpu_flags },
	{ "microcode", .text = microcode },
	{ "core_type", .text = core_type },
	{ "boot_id", .path = "/proc/sys/kernel/random/boot_id" },
	{ "smt", .path = CPU_FOLDER "/smt/control" },
	{ "governor", .text = governor },
	{ "turbo", .text = turbo },
	{ "isolated_cpus", .path = CPU_FOLDER "/isolated", .empty = "none" },
	{ "online_cpus", .path = CPU_FOLDER "/online" },
	{ "clocksource", .text = clocksource },
	{ "kernel", .path = "/proc/sys/kernel/osrelease" },
	{ "kernel_version", .path = "/proc/sys/kernel/version" },
	/* "Linux version 6.1 (who@where) (gcc-12 (Debian ...) 12.2.0, GNU ld ...) #1 SMP" */
	{ "compiler", .path = "/proc/version", .after = ") (", .before = ") #" },
	{ "command_line", .path = "/proc/cmdline", .empty = "none" },
	{ "mitigations", .text = mitigations },
	{ "config", .text = config },
	{ "virt", .text = virt },
	{ "hypervisor", .text = hypervisor },
	/* "none [integrity] confidentiality" */
	{ "lockdown", .path = "/sys/kernel/security/lockdown", .after = "[", .before = "]" },
};

static char *read_fact(const struct source *s, char **why)
{
	char *line = s->text ? s->text(why) : first_line(s->path, s->empty, why), *text = NULL;
	const char *from, *to;

	if (!line || !s->after)
		return line;
	from = strstr(line, s->after);
	from = from ? from + strlen(s->after) : "";
	to = strstr(from, s->before);
	if (to)
		text = xasprintf("%.*s", (int)(to - from), from);
	else
		*why = xasprintf("%s does not tell it", s->path);
	free(line);
	return text;
}

void machine_describe(struct record *r)
{
	const struct cpu_identity id = {
		.vendor = cpuid(0), .version = cpuid(1),
		.brand = { cpuid(0x80000002), cpuid(0x80000003), cpuid(0x80000004) },
	};
	size_t i;

	machine_describe_cpu(r, &id);
	for (i = 0; i < ARRAY_SIZE(facts); i++) {
		char *why = NULL, *value = read_fact(&facts[i], &why);

		if (value)
			record_fact(r, facts[i].key, "%s", value);
		else if (why)
			record_fact_missing(r, facts[i].key, "%s", why);
		free(value);
		free(why);
	}
}

/* Clocks */

unsigned int machine_tsc_khz(void)
{
	struct timespec from, to;
	__u64 begin, end;
	double ms;

	clock_gettime(CLOCK_MONOTONIC_RAW, &from);
	begin = __rdtsc();
	do {
		clock_gettime(CLOCK_MONOTONIC_RAW, &to);
		end = __rdtsc();
		ms = 1e3 * (double)(to.tv_sec - from.tv_sec) +
		     1e-6 * (double)(to.tv_nsec - from.tv_nsec);
	} while (ms < 20);
	return (unsigned int)((double)(end - begin) / ms + .5);
}

/* Steal time */

double steal_ms(int cpu)
{
	char *stat = read_file("/proc/stat", NULL), *wanted = xasprintf("cpu%d ", cpu);
	const char *line = stat ? strstr(stat, wanted) : NULL;
	unsigned long ticks;
	double ms = NAN;

	/* cpuN user nice system idle iowait irq softirq steal ... */
	if (line && sscanf(line, "%*s %*u %*u %*u %*u %*u %*u %*u %lu", &ticks) == 1)
		ms = 1e3 * (double)ticks / (double)sysconf(_SC_CLK_TCK);
	free(wanted);
	free(stat);
	return ms;
}

void steal_record(struct record *r, int cpu, double before)
{
	double now = steal_ms(cpu);

	if (isnan(before) || isnan(now))
		record_fact_missing(r, "steal_ms", "/proc/stat does not tell it");
	else
		record_fact_number(r, "steal_ms", now - before);
	if (now > before)
		record_note(r, "others had this CPU for %.0f ms of the run (steal)", now - before);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <cpuid.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench.h"
#include "record.h"
#include "sysfs.h"
#include "util.h"

/* All 0 where there is no such leaf. */
static struct cpuid_registers cpuid(unsigned int leaf)
{
	struct cpuid_registers r = { 0 };

	__get_cpuid_count(leaf, 0, &r.eax, &r.ebx, &r.ecx, &r.edx);
	return r;
}

/* Files of one line */

/* NULL if there is no such file; what is empty is `empty`. */
static char *line_of(const char *path, const char *empty)
{
	char *line = read_line(path);

	if (!line || *line)
		return line;
	free(line);
	errno = ENODATA;
	return empty ? xstrdup(empty) : NULL;
}

static void fact_file(struct record *r, const char *key, const char *path, const char *empty)
{
	char *line = line_of(path, empty);

	if (line)
		record_fact(r, key, "%s", line);
	else
		record_fact_missing(r, key, "%s: %s", path, strerror(errno));
	free(line);
}

/* The CPU that is measured on: the only one allowed, once the process is pinned. */
static int first_cpu(void)
{
	cpu_set_t allowed;
	int cpu = 0;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return 0;
	while (cpu < CPU_SETSIZE && !CPU_ISSET(cpu, &allowed))
		cpu++;
	return cpu;
}

static bool pinned(void)
{
	cpu_set_t allowed;

	return !sched_getaffinity(0, sizeof(allowed), &allowed) && CPU_COUNT(&allowed) == 1;
}

/* The CPU, by CPUID */

static void append_register(char *text, unsigned int reg)
{
	size_t n = strlen(text);

	memcpy(text + n, &reg, sizeof(reg));
	text[n + sizeof(reg)] = '\0';
}

static void describe_vendor(struct record *r, const struct cpuid_registers *c)
{
	char vendor[13] = "";

	append_register(vendor, c->ebx);
	append_register(vendor, c->edx);
	append_register(vendor, c->ecx);
	record_fact(r, "cpu_vendor", "%s", vendor);
}

static void describe_brand(struct record *r, const struct cpuid_registers c[3])
{
	char brand[49] = "";
	size_t skip, n, i;

	for (i = 0; i < 3; i++) {
		append_register(brand, c[i].eax);
		append_register(brand, c[i].ebx);
		append_register(brand, c[i].ecx);
		append_register(brand, c[i].edx);
	}
	skip = strspn(brand, " ");
	for (n = strlen(brand); n > skip && brand[n - 1] == ' '; n--)
		brand[n - 1] = '\0';
	if (brand[skip])
		record_fact(r, "cpu_model", "%s", brand + skip);
	else
		record_fact_missing(r, "cpu_model", "CPUID gives no name");
}

/* As the kernel counts: with the extended fields from family 15 (family), 6 (model) on. */
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
	describe_brand(r, id->brand);
	describe_vendor(r, &id->vendor);
	describe_version(r, id->version.eax);
}

static void describe_this_cpu(struct record *r)
{
	struct cpu_identity id = {
		.vendor = cpuid(0), .version = cpuid(1),
		.brand = { cpuid(0x80000002), cpuid(0x80000003), cpuid(0x80000004) },
	};

	machine_describe_cpu(r, &id);
}

static void describe_core_type(struct record *r)
{
	bool hybrid = cpuid(7).edx >> 15 & 1;
	unsigned int type = cpuid(0x1a).eax >> 24;

	if (!hybrid)
		record_fact_missing(r, "core_type", "not a hybrid CPU");
	else if (!pinned())
		record_fact_missing(r, "core_type", "this process may run on cores of either type");
	else if (type == 0x40 || type == 0x20)
		record_fact(r, "core_type", "%s", type == 0x40 ? "P" : "E");
	else
		record_fact_missing(r, "core_type", "CPUID leaf 1AH gives type %#x", type);
}

/* The CPU, by /proc/cpuinfo */

/* The first processor of it: with hundreds of them the whole takes long. */
static char *read_cpuinfo(void)
{
	int fd = open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC);
	char *text = xcalloc(1, 1), *end = NULL;
	size_t used = 0;
	ssize_t n = 1;

	while (fd >= 0 && n > 0 && !end) {
		text = xreallocarray(text, used + 4097, 1);
		n = read(fd, text + used, 4096);
		used += n > 0 ? (size_t)n : 0;
		text[used] = '\0';
		end = strstr(text, "\n\n");
	}
	if (fd >= 0)
		close(fd);
	if (end)
		end[1] = '\0';
	if (fd >= 0 && n >= 0)
		return text;
	free(text);
	return NULL;
}

/* The value of a line "name\t: value", or NULL. */
static char *cpuinfo_value(const char *cpuinfo, const char *name)
{
	size_t n = strlen(name);

	while (cpuinfo && *cpuinfo) {
		size_t colon = strcspn(cpuinfo, ":\n"), end = strcspn(cpuinfo, "\n");

		if (colon < end && !strncmp(cpuinfo, name, n) && isspace(cpuinfo[n])) {
			colon += 1 + strspn(cpuinfo + colon + 1, " ");
			return xasprintf("%.*s", (int)(end - colon), cpuinfo + colon);
		}
		cpuinfo += end + (cpuinfo[end] == '\n');
	}
	return NULL;
}

static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	const char *at;

	for (at = text; (at = strstr(at, word)); at += n)
		if ((at == text || at[-1] == ' ') && (!at[n] || at[n] == ' '))
			return true;
	return false;
}

/* What the kernel keeps out of its list, though the CPU has it. */
static bool cpu_has(const char *flag)
{
	return (!strcmp(flag, "wrmsrns") && pb_cpu_has() & PB_WRMSRNS) ||
	       (!strcmp(flag, "msr_imm") && pb_cpu_has() & PB_MSR_IMM);
}

static char *flags_that_matter(const char *all)
{
	static const char *const flags[] = {
		"wrmsrns", "msr_imm", "fred", "serialize", "fsgsbase", "pcid", "invpcid", "smap",
		"smep", "umip", "ibt", "shstk", "user_shstk", "lass", "pku", "la57", "rdtscp",
		"constant_tsc", "nonstop_tsc", "tsc_known_freq", "hypervisor", "xenpv", "pti",
		"kaiser", "ibrs", "ibrs_enhanced", "ibpb", "stibp", "ssbd", "retpoline",
		"retpoline_lfence", "rethunk", "unret", "call_depth",
	};
	char *text = xstrdup("");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		char *longer;

		if (!has_word(all, flags[i]) && !cpu_has(flags[i]))
			continue;
		longer = xasprintf("%s%s%s", text, *text ? " " : "", flags[i]);
		free(text);
		text = longer;
	}
	return text;
}

static void describe_cpuinfo(struct record *r)
{
	char *cpuinfo = read_cpuinfo();
	const char *why = cpuinfo ? "the line is not there" : strerror(errno);
	char *flags = cpuinfo_value(cpuinfo, "flags");
	char *microcode = cpuinfo_value(cpuinfo, "microcode");
	char *matter = flags ? flags_that_matter(flags) : NULL;

	if (matter)
		record_fact(r, "cpu_flags", "%s", matter);
	else
		record_fact_missing(r, "cpu_flags", "/proc/cpuinfo: %s", why);
	if (microcode)
		record_fact(r, "microcode", "%s", microcode);
	else
		record_fact_missing(r, "microcode", "/proc/cpuinfo: %s", why);
	free(matter);
	free(microcode);
	free(flags);
	free(cpuinfo);
}

/* What the kernel does with the CPUs */

static void describe_governor(struct record *r)
{
	char *path = xasprintf(CPU_FOLDER "/cpu%d/cpufreq/scaling_governor", first_cpu());

	fact_file(r, "governor", path, NULL);
	free(path);
}

static void describe_turbo(struct record *r)
{
	char *off = line_of(NO_TURBO, NULL);
	char *boost = off ? NULL : line_of(BOOST, NULL);

	if (off || boost)
		record_fact(r, "turbo", "%s", (off ? *off == '0' : *boost == '1') ? "on" : "off");
	else
		record_fact_missing(r, "turbo", BOOST ": %s", strerror(errno));
	free(boost);
	free(off);
}

/* tsc-early gives way to tsc a second after boot: which one is seen would be chance. */
static void describe_clocksource(struct record *r)
{
	char *name = line_of(CLOCKSOURCE, NULL);

	if (name)
		record_fact(r, "clocksource", "%s", strcmp(name, "tsc-early") ? name : "tsc");
	else
		record_fact_missing(r, "clocksource", CLOCKSOURCE ": %s", strerror(errno));
	free(name);
}

/* The kernel */

/* "Linux version 6.1 (who@where) (gcc-12 (Debian ...) 12.2.0, GNU ld ...) #1 SMP": the second parenthesis. */
static void describe_compiler(struct record *r)
{
	char *version = line_of("/proc/version", NULL);
	const char *from = version ? strstr(version, ") (") : NULL;
	const char *to = from ? strstr(from, ") #") : NULL;

	if (to)
		record_fact(r, "compiler", "%.*s", (int)(to - from - 3), from + 3);
	else
		record_fact_missing(r, "compiler", "/proc/version does not tell it");
	free(version);
}

static void describe_kernel(struct record *r, const struct utsname *u)
{
	fact_file(r, "boot_id", BOOT_ID, NULL);
	fact_file(r, "smt", CPU_FOLDER "/smt/control", NULL);
	describe_governor(r);
	describe_turbo(r);
	fact_file(r, "isolated_cpus", CPU_FOLDER "/isolated", "none");
	fact_file(r, "online_cpus", CPU_FOLDER "/online", NULL);
	describe_clocksource(r);
	record_fact(r, "kernel", "%s", u->release);
	record_fact(r, "kernel_version", "%s", u->version);
	describe_compiler(r);
	fact_file(r, "command_line", "/proc/cmdline", "none");
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static char *with_mitigation(char *text, const char *name)
{
	char *path = xasprintf(CPU_FOLDER "/vulnerabilities/%s", name);
	char *state = line_of(path, "?");
	char *longer = xasprintf("%s%s%s: %s", text, *text ? "; " : "", name,
				 state ? state : strerror(errno));

	free(state);
	free(path);
	free(text);
	return longer;
}

static void describe_mitigations(struct record *r)
{
	struct dirent **entries = NULL;
	int n = scandir(CPU_FOLDER "/vulnerabilities", &entries, visible, alphasort);
	char *text = xstrdup("");
	int i;

	if (n < 0)
		record_fact_missing(r, "mitigations", CPU_FOLDER "/vulnerabilities: %s",
				    strerror(errno));
	for (i = 0; i < n; i++) {
		text = with_mitigation(text, entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		record_fact(r, "mitigations", "%s", *text ? text : "none");
	free(entries);
	free(text);
}

/* Whether a line of a kernel's configuration matters; if so *name without CONFIG_, its length. */
static bool option_matters(const char *line, const char **name, size_t *length)
{
	static const char *const options[] = {
		"PARAVIRT_XXL", "XEN_PV", "RETPOLINE", "RETHUNK", "SLS", "CPU_IBRS_ENTRY",
		"PAGE_TABLE_ISOLATION", "X86_KERNEL_IBT", "X86_FRED", "CALL_THUNKS", "HZ",
		"PREEMPT",
	};
	static const char *const families[] = { "MITIGATION_", "PREEMPT_" };
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
	for (i = 0; i < ARRAY_SIZE(families) && !off; i++)
		if (!strncmp(*name, families[i], strlen(families[i])))
			return true;
	return false;
}

static char *options_of(char *config)
{
	char *text = xstrdup(""), *line, *rest = NULL;
	const char *name;
	size_t length;

	for (line = strtok_r(config, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *longer;

		if (!option_matters(line, &name, &length))
			continue;
		longer = xasprintf("%s%s%.*s%s", text, *text ? " " : "", (int)length, name,
				   *line == '#' ? "=n" : name + length);
		free(text);
		text = longer;
	}
	return text;
}

static void describe_config(struct record *r, const struct utsname *u)
{
	char *path = xasprintf("/boot/config-%s", u->release);
	char *config = read_file(path, NULL);
	char *text = config ? options_of(config) : NULL;

	if (text)
		record_fact(r, "config", "%s", text);
	else
		record_fact_missing(r, "config", "%s: %s", path, strerror(errno));
	free(text);
	free(config);
	free(path);
}

/* "none [integrity] confidentiality": the one in brackets. */
static void describe_lockdown(struct record *r)
{
	static const char path[] = "/sys/kernel/security/lockdown";
	char *modes = line_of(path, NULL);
	char *mode = modes ? strchr(modes, '[') : NULL;

	if (mode)
		record_fact(r, "lockdown", "%.*s", (int)strcspn(mode + 1, "]"), mode + 1);
	else
		record_fact_missing(r, "lockdown", "%s: %s", path,
				    modes ? "no mode is in force" : strerror(errno));
	free(modes);
}

/* The hypervisor */

static void signature_at(unsigned int leaf, char signature[13])
{
	struct cpuid_registers c;

	__cpuid(leaf, c.eax, c.ebx, c.ecx, c.edx);
	memcpy(signature, &c.ebx, 4);
	memcpy(signature + 4, &c.ecx, 4);
	memcpy(signature + 8, &c.edx, 4);
	signature[12] = '\0';
}

/* Xen and KVM can pose as Hyper-V at the first leaf; then their own follows. */
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

/* What Xen says of the guest that this is: "pv", "hvm", "pvh"; NULL if it is none. */
static char *xen_guest(void)
{
	char *type = line_of("/sys/hypervisor/type", NULL);
	char *guest = line_of("/sys/hypervisor/guest_type", NULL);
	bool xen = type ? !strcmp(type, "xen") : !access("/proc/xen/capabilities", F_OK);
	char signature[13];
	char *c;

	free(type);
	for (c = guest; c && *c; c++)
		*c = (char)tolower(*c);
	if (xen && !guest) {
		/* Old kernels tell neither.  In a PV guest CPUID is not Xen's to answer. */
		cpu_hypervisor(signature);
		return xstrdup(strcmp(signature, "XenVMMXenVMM") ? "pv" : "hvm");
	}
	if (xen)
		return guest;
	free(guest);
	return NULL;
}

/* "Xen 4.17.7" */
static void describe_xen(struct record *r)
{
	char *major = line_of("/sys/hypervisor/version/major", NULL);
	char *minor = line_of("/sys/hypervisor/version/minor", NULL);
	char *extra = line_of("/sys/hypervisor/version/extra", "");

	if (major && minor)
		record_fact(r, "hypervisor", "Xen %s.%s%s", major, minor, extra ? extra : "");
	else
		record_fact_missing(r, "hypervisor", "/sys/hypervisor/version: %s", strerror(errno));
	free(extra);
	free(minor);
	free(major);
}

const char *cpu_hypervisor_name(char signature[13])
{
	static const struct {
		const char *signature, *name;
	} known[] = {
		{ "KVMKVMKVM", "kvm" },
		{ "Linux KVM Hv", "kvm" },
		{ "TCGTCGTCGTCG", "tcg" },
		{ "XenVMMXenVMM", "xen-hvm" },
		{ "Microsoft Hv", "hyper-v" },
		{ "VMwareVMware", "vmware" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(signature, known[i].signature))
			return known[i].name;
	for (i = 0; signature[i]; i++)
		if (!isprint((unsigned char)signature[i]))
			signature[i] = '?';
	return i ? signature : "a hypervisor without a signature";
}

/* Xen first: what CPUID says in a PV guest is the hardware's, or the next hypervisor's. */
static void describe_hypervisor(struct record *r)
{
	char *xen = xen_guest();
	char signature[13];

	cpu_hypervisor(signature);
	if (xen) {
		record_fact(r, "virt", "xen-%s", xen);
		describe_xen(r);
	} else if (cpuid(1).ecx >> 31 & 1) {
		record_fact(r, "virt", "%s", cpu_hypervisor_name(signature));
	} else {
		record_fact(r, "virt", "none");
	}
	free(xen);
}

void machine_describe(struct record *r)
{
	struct utsname u;

	uname(&u);
	describe_this_cpu(r);
	describe_cpuinfo(r);
	describe_core_type(r);
	describe_kernel(r, &u);
	describe_mitigations(r);
	describe_config(r, &u);
	describe_hypervisor(r);
	describe_lockdown(r);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names that differ between kernels.  Kbuild looks for them in the headers: a
 * developer's tree may have a change before its version number says so.
 */
#ifndef COMPAT_H
#define COMPAT_H

#ifndef HAVE_WRMSRQ		/* before 6.16 */
#define wrmsrq wrmsrl
#define wrmsrq_safe wrmsrl_safe
#define rdmsrq rdmsrl
#define rdmsrq_safe rdmsrl_safe
#endif

/* The NMIs of an irq_cpustat_t; all other counters follow. */
#ifdef HAVE_IRQ_COUNT_NMI	/* 7.2 */
#define pb_nmis(stat) (&(stat)->counts[IRQ_COUNT_NMI])
#else
#define pb_nmis(stat) (&(stat)->__nmi_count)
#endif

#endif

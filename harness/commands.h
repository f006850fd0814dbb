/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands: each takes its own arguments, its name first, and returns an exit status. */
#ifndef COMMANDS_H
#define COMMANDS_H

int cmd_list(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_claims(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_trend(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_system(int argc, char **argv);

#endif

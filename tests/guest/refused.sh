#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in a guest: a kernel that refuses the module.  The words, and the next target that can measure.

refused() { # SETTING VALUE FILE
	echo "$2" >"$3" || echo "not ok - $1 cannot be set"
	privbench run --on auto --force -o /tmp/record.json calibrate >/tmp/out 2>/tmp/err
	sed "s/^/$1: said /" /tmp/err
	grep -oE '"(target|place)": "[a-z]*"' /tmp/record.json | sed "s/^/$1: /"
}

refused lockdown integrity /sys/kernel/security/lockdown
refused sig_enforce 1 /sys/module/module/parameters/sig_enforce

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in a guest as /script: a kernel that refuses the module.  The words, and
# the next target that can measure.

privbench run --on auto -o /tmp/record.json >/tmp/out 2>/tmp/err
echo "status $?"
sed 's/^/said /' /tmp/err
grep -o '"place": "[a-z]*"' /tmp/record.json

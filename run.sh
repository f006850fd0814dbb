#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Install what is missing, build, measure at the best target there is, make a page with plots.
# Arguments are those of `privbench run`.

set -euo pipefail
cd "$(dirname "$0")"

scripts/deps.sh run
make --no-print-directory
make --no-print-directory guest ||
	echo "run.sh: no guest could be made; going on without --on qemu" >&2
exec build/privbench run --plot "$@"

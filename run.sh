#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Install what is missing, build, measure each bench at the best target there is, make a page with plots.
# Arguments are those of `privbench run`.

set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=scripts/common.sh
. scripts/common.sh

log=$build/run.log
mkdir -p "$build"
: >"$log"
make=(make --no-print-directory -j"$(nproc)")

step "packages" scripts/deps.sh run
[ -e "$build/libperf/flags.mk" ] || step "libperf, from the kernel's source" "${make[@]}" "$build/libperf/flags.mk"
step "program, flat guest, module where it can be loaded" "${make[@]}"
step "Linux guest" scripts/guest.sh default || echo "going on without --on qemu" >&2
exec "$build/privbench" run --plot "$@"

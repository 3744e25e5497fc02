#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds MambaScope and starts it.
#
#   scripts/run.sh [ARGUMENT...]
#
# Arguments go to mambascope: a model to open, or a verb (scripts/run.sh info mamba2-12m). Without arguments and without
# a display it draws the workbench into build/workbench.png and prints the demonstration instead.
set -euo pipefail
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"

# What a verb prints on stdout stays alone there.
{
    "$projectRoot/scripts/setup.sh" --quiet
    configureProject release
    buildProject release mambascope
} >&2

program=$projectRoot/build/release/bin/mambascope
if (($# > 0)) || [[ -n ${DISPLAY:-} || -n ${WAYLAND_DISPLAY:-} ]]; then
    exec "$program" "$@"
fi

picture=$projectRoot/build/workbench.png
say "No display: drawing the workbench into $picture"
"$program" render --view workbench --size 1600x1000 --out "$picture"
exec "$program" demo

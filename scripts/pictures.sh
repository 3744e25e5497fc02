#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the pictures of README and guide anew with the program that scripts/run.sh has built (or the one named), without a
# display. pngquant, where it is installed, makes them a third as large.
#
#     scripts/pictures.sh [MAMBASCOPE]
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-build/release/bin/mambascope}
export QT_QPA_PLATFORM=offscreen
mkdir -p docs/images/guide

draw() { # FILE OPTION...
    local file=docs/images/$1
    shift
    "$program" render "$@" --out "$file"
    if command -v pngquant >/dev/null; then
        pngquant --force --skip-if-larger --quality 60-95 --output "$file" "$file" || [ $? -eq 98 ]
    fi
}

draw workbench-dark.png --view workbench --theme dark --size 1600x1000
draw workbench-light.png --view workbench --theme light --size 1600x1000
for view in map gallery decay channels tokens tensors compare; do
    draw "guide/$view.png" --view "$view" --theme light --size 1200x750
done
# Runs that the Evaluate page made on the bundled model; the window around a run shows the page as a person sees it.
draw guide/evaluate.png --view workbench --run docs/examples/runs/passkey --theme light --size 1400x900
draw guide/evaluate-search.png --view evaluate --run docs/examples/runs/search --theme light --size 1000x560

#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Renders the window on every page for people to look at, one picture each: light and dark, English and Simplified Chinese,
# 1280x800 and 2560x1440. Needs no display and takes some minutes.
#
#     scripts/screens.sh FOLDER [PAGE...]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:?names the folder for the pictures}
shift
pages=("${@:-}")
[[ -n ${pages[0]} ]] || pages=(map gallery decay channels tokens tensors compare evaluate)
export QT_QPA_PLATFORM=offscreen
mkdir -p "$folder"

for page in "${pages[@]}"; do
    session=$folder/$page.mscope
    printf '{"format": "mambascope-session", "version": 1, "open": {"model": "mamba2-12m"}, "view": {"page": "%s"}}\n' "$page" >"$session"
    for size in 1280x800 2560x1440; do
        for theme in light dark; do
            for language in en zh_CN; do
                build/release/bin/mambascope render --session "$session" --view workbench --size "$size" --theme "$theme" \
                    --language "$language" --out "$folder/$page-$size-$theme-$language.png"
            done
        done
    done
    rm -- "$session"
done

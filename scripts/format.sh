#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Formats all C++ files in place with clang-format 14 (Debian 12).
#
#   scripts/format.sh [--check]
#
#   --check   change nothing; the exit status is 1 if a file is not formatted
set -euo pipefail
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"

readFlags --check "$@"
mode=(-i)
[[ ! ${given[--check]:-} ]] || mode=(--dry-run --Werror)

# Other versions format some lines differently.
formatter=$(command -v clang-format-14 || command -v clang-format || fail "clang-format is not installed: apt-get install clang-format")
cd -- "$projectRoot"
ownSources cpp h cu cuh | xargs --no-run-if-empty --max-procs="$(nproc)" --max-args=20 --delimiter='\n' "$formatter" --style=file "${mode[@]}" ||
    fail "some files are not formatted (scripts/format.sh does it)"

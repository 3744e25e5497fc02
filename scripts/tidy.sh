#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Looks for defects in the project's own sources with clang-tidy (checks: .clang-tidy).
#
#   scripts/tidy.sh [FILE...]      without files: all of app, core, kernels and ui
#
# Needs clang-tidy; takes the dev preset's compile commands and builds it first, because sources include generated files.
set -euo pipefail
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    usage
    exit
fi
command -v clang-tidy >/dev/null || fail "clang-tidy is not installed: apt-get install clang-tidy"

files=()
for file in "$@"; do
    files+=("$(realpath -e -- "$file")")
done
cd -- "$projectRoot"
if ((${#files[@]} == 0)); then
    mapfile -t files < <(ownSources cpp | grep -E '^(app|core|kernels|ui)/')
fi

configureProject dev
buildProject dev
# clang cannot read what g++ precompiled, and does not know all of its options.
database=build/dev/tidy
mkdir -p -- "$database"
sed -E 's/ -(Winvalid-pch|fpch-preprocess)//g; s/ -include [^ ]*cmake_pch\.hxx//g' \
    build/dev/compile_commands.json >"$database/compile_commands.json"
printf '%s\n' "${files[@]}" |
    xargs --max-procs="$(buildJobs)" --max-args=1 --delimiter='\n' clang-tidy -p "$database" --quiet \
        --extra-arg=-Wno-unknown-warning-option

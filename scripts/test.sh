#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds everything and runs all tests. No display is needed.
#
#   scripts/test.sh [CTEST ARGUMENT...]      for example: scripts/test.sh -R tokenizer
#
# MAMBASCOPE_PRESET=dev|asan|cpu-only      another preset than release
# MAMBASCOPE_SKIP_GOLDENS=1                leaves out the comparison of the command line with reference numbers, which
#                                          takes some minutes and needs the folder ../shared
# MAMBASCOPE_DISPLAY=xvfb                  windows on a virtual X display (Xvfb, with openbox if there is one) instead of
#                                          Qt's offscreen platform: once in a while, with -L ui
set -euo pipefail
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"

preset=${MAMBASCOPE_PRESET:-release}
build=$projectRoot/build/$preset
goldens=$projectRoot/../shared/checks/check_goldens.py
stages=logits,calibrate,filtering,maps,fields,decimation,passkey,perplexity

checkGoldens() {
    if [[ ${MAMBASCOPE_SKIP_GOLDENS:-} == 1 ]]; then
        say "Reference numbers: left out (MAMBASCOPE_SKIP_GOLDENS=1)"
    elif [[ ! -e $goldens ]]; then
        say "Reference numbers: left out (there is no ${goldens#"$projectRoot"/})"
    elif ! command -v python3 >/dev/null; then
        say "Reference numbers: python3, which compares them, is not installed"
        return 1
    else
        say "Reference numbers: comparing the command line with them, which takes some minutes"
        local begin=$SECONDS
        local status=0
        # Threads that spin while they wait cost a busy machine much more than they win.
        OMP_WAIT_POLICY=passive python3 "$goldens" --bin "$build/bin/mambascope" --only tokenizers,metrics,models,malformed,methods --stage "$stages" || status=1
        say "Reference numbers: $((SECONDS - begin)) s"
        return "$status"
    fi
}

"$projectRoot/scripts/setup.sh" --quiet
configureProject "$preset"
buildProject "$preset"

export QT_QPA_PLATFORM=offscreen
jobs=$(nproc)
jobs=$((jobs < 2 ? 2 : jobs))
if [[ ${MAMBASCOPE_DISPLAY:-} == xvfb ]]; then
    command -v Xvfb >/dev/null || fail "Xvfb is not installed (Debian: xvfb)"
    exec {chosen}< <(exec Xvfb -displayfd 1 -screen 0 1920x1200x24 -nolisten tcp 2>/dev/null)
    xvfb=$!
    trap 'kill "$xvfb"' EXIT
    read -r -t 30 -u "$chosen" display || fail "Xvfb does not start"
    export DISPLAY=:$display QT_QPA_PLATFORM=xcb
    if command -v openbox >/dev/null; then
        openbox &
        trap 'kill %1 "$xvfb"' EXIT
    fi
    jobs=1 # windows of two tests would take the focus from each other
fi
log=$build/ctest.log
testStatus=0
ctest --test-dir "$build" --output-on-failure --no-tests=error --no-label-summary \
    --parallel "$jobs" "$@" </dev/null 2>&1 | tee "$log" || testStatus=1
say ""
goldensStatus=0
checkGoldens </dev/null || goldensStatus=1

# The verdict comes last, so that nobody has to search for it.
say ""
sed -n '/^[0-9]*% tests passed/,$p' "$log"
if ((testStatus == 0 && goldensStatus != 0)); then
    fail "the tests passed, but the command line differs from the reference numbers (see above)"
fi
exit "$testStatus"

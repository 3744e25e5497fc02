# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by the other scripts: where things are, how they speak, how they build.

projectRoot=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)

torchVersion=2.11.0
torchWheels=("torch==$torchVersion" nvidia-cuda-runtime==13.0.96 nvidia-cuda-cupti==13.0.85)
if [[ -n ${LIBTORCH_ROOT:-} ]]; then
    LIBTORCH_ROOT=$(realpath -ms -- "$LIBTORCH_ROOT")
fi
# The same folder is the default of cmake/FindLibTorch.cmake.
libTorch=${LIBTORCH_ROOT:-${XDG_CACHE_HOME:-${HOME:?is not set}/.cache}/mambascope/libtorch-$torchVersion}

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Prints the comment at the top of the calling script, without its first two lines.
usage() {
    awk 'NR > 2 && !/^#/ { exit } NR > 2 { sub(/^# ?/, ""); print }' "$0"
}

# readFlags "FLAG..." ARGUMENT...: those of the flags that are among the arguments become keys of the array `given`;
# --help is answered, and everything else ends the script.
declare -A given=()
readFlags() {
    local known=" $1 "
    local argument
    shift
    for argument in "$@"; do
        if [[ $argument == --help || $argument == -h ]]; then
            usage
            exit
        elif [[ $argument == *" "* || $known != *" $argument "* ]]; then
            fail "unknown option '$argument' (see --help)"
        fi
        given[$argument]=1
    done
}

# A compiler that reads LibTorch's headers takes up to 1.5 GiB: more jobs than fit would only swap.
buildJobs() {
    local fitting
    fitting=$(awk '/^MemAvailable:/ { print int($2 / (1.5 * 1024 * 1024)) }' /proc/meminfo)
    local cores
    cores=$(nproc)
    ((fitting = fitting < 1 ? 1 : fitting))
    say "$((cores < fitting ? cores : fitting))"
}

# configureProject PRESET [OPTION...]
configureProject() {
    local preset=$1
    shift
    if [[ -n ${LIBTORCH_ROOT:-} ]]; then
        set -- "-DLIBTORCH_ROOT=$LIBTORCH_ROOT" "$@"
    fi
    (cd -- "$projectRoot" && cmake --preset "$preset" --log-level=NOTICE "$@")
}

# buildProject PRESET [TARGET...]
buildProject() {
    local preset=$1
    shift
    cmake --build "$projectRoot/build/$preset" --parallel "$(buildJobs)" ${1:+--target "$@"}
}

# ownSources SUFFIX...: tracked and new files, without what git ignores; all files where there is no git.
ownSources() {
    local patterns=()
    local suffix
    for suffix in "$@"; do
        patterns+=("*.$suffix")
    done
    if git -C "$projectRoot" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git -C "$projectRoot" ls-files --cached --others --exclude-standard --deduplicate -- "${patterns[@]}"
    else
        local tests=(-false)
        for suffix in "${patterns[@]}"; do
            tests+=(-o -name "$suffix")
        done
        (cd -- "$projectRoot" && find app core kernels tests ui -type f \( "${tests[@]}" \))
    fi
}

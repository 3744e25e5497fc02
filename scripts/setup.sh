#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what building and running MambaScope needs and is not there yet, and nothing else: packages of Debian 12 or
# Ubuntu 24.04, and LibTorch from its Python wheel into ~/.cache/mambascope. Needs no network once all is there.
#
#   scripts/setup.sh [--check] [--quiet]
#
#   --check   only report what is missing; the exit status is 1 if something is
#   --quiet   print nothing when nothing is missing
#
# LIBTORCH_ROOT=FOLDER in the environment takes a LibTorch of your own instead.
set -euo pipefail
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"

readFlags "--check --quiet" "$@"
checkOnly=${given[--check]:-}
quiet=${given[--quiet]:-}

# Tools count as present when the command is, wherever it comes from: "command:package".
tools=(cmake:cmake ninja:ninja-build g++:g++ pkg-config:pkg-config ccache:ccache)
# A bar separates names of the same package in different releases.
libraries=(
    qt6-base-dev "qt6-svg-dev|libqt6svg6-dev" qt6-qpa-plugins qt6-tools-dev qt6-l10n-tools libqcustomplot-dev libpng-dev
    nlohmann-json3-dev libcli11-dev libhwy-dev libutf8proc-dev libonig-dev libbenchmark-dev libopenmpi-dev openmpi-bin
    fonts-dejavu-core)
if [[ -n ${WAYLAND_DISPLAY:-} ]]; then
    libraries+=(qt6-wayland)
fi

isDebianLike() {
    local ids
    ids=$(. /etc/os-release 2>/dev/null && printf ' %s %s ' "${ID:-}" "${ID_LIKE:-}")
    [[ $ids == *" debian "* || $ids == *" ubuntu "* ]] && command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

isInstalled() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

libTorchIsComplete() {
    local lib
    for lib in "$libTorch/torch/lib" "$libTorch/lib"; do
        [[ -e $lib/libtorch_cpu.so && -e $lib/libc10.so ]] || continue
        [[ -e ${lib%/lib}/include/ATen/ATen.h ]] || continue
        # A LibTorch of the user's own may be built without CUDA; the wheel's wants these two beside it.
        [[ -n ${LIBTORCH_ROOT:-} ]] ||
            [[ -n $(compgen -G "$libTorch/nvidia/*/lib/libcudart.so.*") && -n $(compgen -G "$libTorch/nvidia/*/lib/libcupti.so.*") ]] ||
            continue
        return 0
    done
    return 1
}

# Fills the array `missing` with package names; names of alternatives stay joined by a bar.
findMissing() {
    missing=()
    local entry name
    for entry in "${tools[@]}"; do
        command -v "${entry%%:*}" >/dev/null || missing+=("${entry#*:}")
    done
    for entry in "${libraries[@]}"; do
        for name in ${entry//|/ }; do
            ! isInstalled "$name" || continue 2
        done
        missing+=("$entry")
    done
    # pip is needed once, to fetch LibTorch: always the system's, because other Pythons may be too new or too old.
    if [[ $torchIsMissing ]] && ! /usr/bin/python3 -m pip --version >/dev/null 2>&1; then
        missing+=(python3-pip)
    fi
}

# Runs a command as root, shown first.
asRoot() {
    local prefix=()
    if ((EUID != 0)); then
        prefix=(sudo)
    fi
    say "  ${prefix[*]:+sudo }$*"
    "${prefix[@]}" env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}

installPackages() {
    say "Missing packages: ${missing[*]%%|*}"
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        fail "installing packages needs root or sudo, and neither is here; as root run: apt-get install ${missing[*]%%|*}"
    fi
    say "Installing them:"
    asRoot apt-get update --quiet --quiet || fail "apt-get update failed, so the missing packages cannot be fetched"
    local names=()
    local entry name
    for entry in "${missing[@]}"; do
        for name in ${entry//|/ }; do
            if [[ -n $(apt-cache show --no-all-versions "$name" 2>/dev/null) ]]; then
                names+=("$name")
                continue 2
            fi
        done
        fail "apt knows no package ${entry//|/ or }; Debian 12 and Ubuntu 24.04 (with universe) have it"
    done
    asRoot apt-get install --quiet --yes --no-install-recommends "${names[@]}" ||
        fail "apt-get could not install ${names[*]}"
}

# Unpacks into a folder beside the final one and renames it, so that an interrupted download leaves nothing half.
installLibTorch() {
    local parent=${libTorch%/*}
    mkdir -p -- "$parent"
    exec {lock}>"$parent/.setup.lock"
    flock "$lock"
    ! libTorchIsComplete || return 0 # another setup was faster
    say "LibTorch $torchVersion is missing: downloading ${torchWheels[*]} (about 0.5 GB, 1.2 GB unpacked) to $libTorch"
    rm -rf -- "$parent"/.partial.*
    partial=$(mktemp -d -- "$parent/.partial.XXXXXX")
    trap 'rm -rf -- "$partial"' EXIT
    mkdir -- "$partial/tmp"
    # No cache: it would keep a second copy of the wheel, and hold it in memory while writing it.
    TMPDIR=$partial/tmp /usr/bin/python3 -m pip install --no-deps --no-compile --no-cache-dir --no-input \
        --disable-pip-version-check --root-user-action=ignore --target "$partial/libtorch" "${torchWheels[@]}" ||
        fail "LibTorch could not be downloaded; run this again, or set LIBTORCH_ROOT to the folder of a LibTorch of your own"
    rm -rf -- "$libTorch"
    mv -T -- "$partial/libtorch" "$libTorch"
    libTorchIsComplete || fail "$libTorch: the wheels lack files that MambaScope needs"
}

torchIsMissing=
libTorchIsComplete || torchIsMissing=1
if [[ $torchIsMissing && -n ${LIBTORCH_ROOT:-} ]]; then
    fail "LIBTORCH_ROOT: $libTorch holds no LibTorch (torch/lib or lib with libtorch_cpu.so, and its headers)"
fi
if ! isDebianLike; then
    fail "this script knows Debian and Ubuntu only; here, install CMake 3.22, Ninja, a C++20 compiler, pkg-config, Qt 6.4 with Network and Svg," \
        "QCustomPlot 2.1 for Qt 6, nlohmann-json 3.11, CLI11 2.1, Highway 1.0, utf8proc, Oniguruma, optionally ccache and Google" \
        "Benchmark, and LibTorch $torchVersion yourself, then use the presets of CMakePresets.json with -DLIBTORCH_ROOT=FOLDER"
fi
findMissing

if [[ $checkOnly ]]; then
    ((${#missing[@]} == 0)) || say "Missing packages: ${missing[*]%%|*}"
    [[ ! $torchIsMissing ]] || say "Missing: LibTorch $torchVersion in $libTorch"
    if [[ $torchIsMissing || ${#missing[@]} -gt 0 ]]; then
        exit 1
    fi
else
    if ((${#missing[@]} > 0)); then
        installPackages
        quiet=
    fi
    if [[ $torchIsMissing ]]; then
        installLibTorch
        quiet=
    fi
fi
[[ $quiet ]] || say "Everything that MambaScope needs is installed. LibTorch: $libTorch"

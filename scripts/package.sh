#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds a package for this release of Debian or Ubuntu, and an archive of the same files, into build/package/packages.
#
#   scripts/package.sh [--no-check]
#
# Both bring LibTorch's CPU libraries along, so that neither pip nor a compiler is needed where they are installed:
#   sudo apt install ./mambascope_*.deb
# Unless --no-check is given, the package is unpacked into a temporary folder and the demonstration is run from there.
# For CUDA, see docs/development.md.
set -euo pipefail
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"

readFlags --no-check "$@"

"$projectRoot/scripts/setup.sh" --quiet
command -v dpkg-shlibdeps >/dev/null || fail "dpkg-shlibdeps is missing: install dpkg-dev"
configureProject package
build=$projectRoot/build/package
buildProject package mambascope
rm -rf -- "$build/packages"
# The target `package` would build the tests first.
(cd -- "$build" && cpack) || fail "cpack could not make the packages (see above)"

packages=("$build"/packages/*.deb)
[[ -e ${packages[0]} ]] || fail "cpack made no package in $build/packages"
if [[ ! ${given[--no-check]:-} ]]; then
    unpacked=$(mktemp -d)
    trap 'rm -rf -- "$unpacked"' EXIT
    dpkg-deb --extract "${packages[0]}" "$unpacked"
    program=$unpacked/usr/bin/mambascope
    # Everything must come out of the package or the system, nothing out of the folder it was built with.
    if ldd "$program" | grep --fixed-strings -e "not found" -e "$libTorch"; then
        fail "the packaged program does not find its own libraries"
    fi
    (cd / && env -u MAMBASCOPE_RESOURCES -u LD_LIBRARY_PATH "$program" demo) || fail "the packaged program does not run"
fi
say "Made:" "${packages[@]}" "$build"/packages/*.tar.gz

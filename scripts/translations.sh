#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Brings translations/*.ts up to date with the texts of the window: new ones appear as unfinished, those that are gone
# disappear. Then translate what is unfinished (Qt Linguist or an editor); tests refuse unfinished texts.
#
#   scripts/translations.sh
set -euo pipefail
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/common.sh"

lupdate=$(command -v lupdate6 || { [[ -x /usr/lib/qt6/bin/lupdate ]] && echo /usr/lib/qt6/bin/lupdate; }) ||
    fail "lupdate of Qt 6 is missing (Debian: qt6-l10n-tools)"
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.."
for ts in translations/*.ts; do
    only=()
    [[ $ts != *_en.ts ]] || only=(-pluralonly) # the texts are English; only their plurals are missing
    "$lupdate" -silent -no-obsolete -locations none "${only[@]}" -I . ui -ts "$ts"
    say "$ts: $(grep -c '<source>' "$ts") texts, $(grep -c 'type="unfinished"' "$ts" || true) unfinished"
done

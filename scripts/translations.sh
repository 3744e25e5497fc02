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

# Patterns of say(), wherever it is called: lupdate files them under the classes and namespaces around them, the program
# looks all of them up as "core". They become marked literals of one file, which lupdate reads with the rest.
scratch=$(mktemp -d)
trap 'rm -r -- "$scratch"' EXIT
"$lupdate" -silent -locations none -tr-function-alias tr=say,translate=none,QT_TRANSLATE_NOOP=none \
    -I . core ui -ts "$scratch/say.ts" 2>/dev/null # warnings: the classes around are not Qt's
sed -n 's|^ *<source>\(.*\)</source>$|\1|p' "$scratch/say.ts" |
    sed -e 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'\''/g; s/&amp;/\&/g' \
        -e 's/[\\"]/\\&/g; s/.*/QT_TRANSLATE_NOOP("core", "&"),/' | LC_ALL=C sort -u >"$scratch/core.cpp"

for ts in translations/*.ts; do
    only=()
    [[ $ts != *_en.ts ]] || only=(-pluralonly) # the texts are English; only their plurals are missing
    "$lupdate" -silent -no-obsolete -locations none "${only[@]}" -I . ui "$scratch/core.cpp" -ts "$ts"
    say "$ts: $(grep -c '<source>' "$ts") texts, $(grep -c 'type="unfinished"' "$ts" || true) unfinished"
done

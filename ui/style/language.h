// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace mambascope::ui {

/// Languages that the window speaks: "en", and those whose texts were built in.
QStringList languages();
/// In itself: "English", "简体中文".
QString languageName(const QString& language);
/// The language of the surroundings (LANG), English when the window does not speak it.
QString systemLanguage();

/// From now on texts come in that language, numbers as it writes them; empty: systemLanguage(). Widgets that exist keep
/// their texts. Needs the application object. \returns whether the language is there; without, English is taken.
bool useLanguage(const QString& language);
/// The one that is used.
QString currentLanguage();

} // namespace mambascope::ui

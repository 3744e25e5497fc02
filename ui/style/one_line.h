// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace mambascope::ui {

/// A token's text for places of one line: its ends of lines are seen as ⏎.
inline QString onOneLine(QString text)
{
    return text.replace(QLatin1Char('\n'), QStringLiteral("⏎"));
}

} // namespace mambascope::ui

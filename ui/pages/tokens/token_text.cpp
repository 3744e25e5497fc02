// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens/token_text.h"

#include "ui/engine/workspace.h"

#include <QCoreApplication>
#include <QLocale>

namespace mambascope::ui {

QString tokenText(const Workspace& workspace, std::int64_t token)
{
    QString text = workspace.document()->tokenTexts[static_cast<std::size_t>(token)];
    text.replace(QLatin1Char('\n'), QStringLiteral("⏎"));
    return QCoreApplication::translate("Tokens", "%1 “%2”").arg(QLocale().toString(static_cast<qint64>(token)), text);
}

} // namespace mambascope::ui

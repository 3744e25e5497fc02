// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens/token_text.h"

#include "ui/engine/workspace.h"
#include "ui/style/one_line.h"

#include <QCoreApplication>
#include <QLocale>

namespace mambascope::ui {

QString tokenText(const Workspace& workspace, std::int64_t token)
{
    const QString text = onOneLine(workspace.document()->tokenTexts[static_cast<std::size_t>(token)]);
    return QCoreApplication::translate("Tokens", "%1 “%2”").arg(QLocale().toString(static_cast<qint64>(token)), text);
}

} // namespace mambascope::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "core/workspace/session.h"
#include "ui/engine/workspace.h"
#include "ui/pages/arrangement.h"
#include "ui/windows/command_line.h"
#include "ui/windows/write_widget.h"

#include <QFileInfo>

namespace mambascope::ui {

QString Page::commandLine(const QString& out) const
{
    settleLayouts(); // the size is that of the picture
    return renderCommand({name(), commandSources(), size(), exportScale(), writesWhole(out)}, out);
}

void Page::writeCompanion(const QString& out) const
{
    Session session = makeSession(m_workspace.state());
    session.page = name().toStdString();
    session.arrangement = arrangementText(arrangement());
    session.save(companionFile(out).toStdString());
}

QJsonObject Page::arrangement() const
{
    return widgetArrangement(*this);
}

void Page::setArrangement(const QJsonObject& arrangement)
{
    arrangeWidgets(*this, arrangement);
}

QJsonObject Page::lastingArrangement() const
{
    return withoutRanges(arrangement());
}

bool Page::writesWhole(const QString& path) const
{
    return m_export.whole && !wholeText(QFileInfo(path).suffix().toLower()).isEmpty();
}

} // namespace mambascope::ui

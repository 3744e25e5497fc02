// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "core/workspace/session.h"
#include "ui/engine/workspace.h"
#include "ui/pages/arrangement.h"
#include "ui/windows/command_line.h"
#include "ui/windows/write_widget.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

namespace mambascope::ui {

namespace {

constexpr double kLargestScale = 8; // as `render --scale`

}

QString Page::commandLine(const QString& out) const
{
    settleLayouts(); // the size is that of the picture
    return renderCommand({name(), commandSources(), size(), exportScale(), writesWhole(out)}, out);
}

void Page::writeCompanion(const QString& out) const
{
    Session session = makeSession(m_workspace.state());
    session.page = name().toStdString();
    session.arrangement = QJsonDocument(arrangement()).toJson(QJsonDocument::Compact).toStdString();
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

double Page::exportScale() const
{
    return m_export.scale > 0 ? m_export.scale : std::min(devicePixelRatioF() * pictureScale(), kLargestScale);
}

bool Page::writesWhole(const QString& path) const
{
    return m_export.whole && !wholeText(QFileInfo(path).suffix().toLower()).isEmpty();
}

} // namespace mambascope::ui

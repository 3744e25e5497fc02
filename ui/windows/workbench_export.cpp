// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/workbench_export.h"

#include "core/base/error.h"
#include "core/workspace/session.h"
#include "ui/engine/workspace.h"
#include "ui/pages/arrangement.h"
#include "ui/pages/page.h"
#include "ui/style/message_text.h"
#include "ui/widgets/token_strip.h"
#include "ui/windows/command_line.h"
#include "ui/windows/main_window.h"
#include "ui/windows/session_files.h"
#include "ui/windows/write_widget.h"

#include <QDockWidget>

namespace mambascope::ui {

namespace {

const QString kPage = QStringLiteral("page");
const QString kStrip = QStringLiteral("strip");

QList<QDockWidget*> docksOf(const MainWindow& window)
{
    return window.findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly);
}

} // namespace

QJsonObject workbenchArrangement(const MainWindow& window)
{
    QJsonObject arrangement{{kPage, window.currentPage()->arrangement()},
                            {kStrip, widgetArrangement(*window.tokenStrip())}};
    for (const QDockWidget* dock : docksOf(window))
        arrangement[dock->objectName()] = widgetArrangement(*dock);
    return arrangement;
}

void arrangeWorkbench(MainWindow& window, const QJsonObject& arrangement)
{
    window.currentPage()->setArrangement(pageOfWorkbench(arrangement));
    arrangeWidgets(*window.tokenStrip(), arrangement[kStrip].toObject());
    for (QDockWidget* dock : docksOf(window))
        arrangeWidgets(*dock, arrangement[dock->objectName()].toObject());
}

QJsonObject workbenchWith(const QJsonObject& page)
{
    return {{kPage, page}};
}

QJsonObject pageOfWorkbench(const QJsonObject& arrangement)
{
    return arrangement[kPage].toObject();
}

QStringList WorkbenchExport::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")};
}

void WorkbenchExport::exportTo(const QString& path)
{
    try {
        writeWidget(m_window, path, exportScale(m_window));
        emit m_window.workspace().saved(path);
    } catch (const Error& error) {
        emit m_window.workspace().failed(toText(error));
    }
}

QString WorkbenchExport::commandLine(const QString& out) const
{
    return renderCommand({name(), {}, m_window.size(), exportScale(m_window), false}, out);
}

void WorkbenchExport::writeCompanion(const QString& out) const
{
    Session session = m_window.sessions().session();
    session.savedAs.clear();
    session.page = name().toStdString();
    session.arrangement = arrangementText(workbenchArrangement(m_window));
    session.save(companionFile(out).toStdString());
}

QWidget* WorkbenchExport::pictured()
{
    return &m_window;
}

} // namespace mambascope::ui

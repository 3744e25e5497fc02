// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/windows/exportable.h"

#include <QJsonObject>

namespace mambascope::ui {

class MainWindow;

/// The window as a whole, as `render --view workbench` writes it.
class WorkbenchExport : public Exportable
{
public:
    explicit WorkbenchExport(MainWindow& window) : m_window(window) {}

    QString name() const override { return QStringLiteral("workbench"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QString commandLine(const QString& out) const override;
    bool readsCompanion() const override { return true; }
    void writeCompanion(const QString& out) const override;
    QWidget* pictured() override;

private:
    MainWindow& m_window;
};

/// What a person has arranged in the window beside its layout: the page that is shown, and how far the panels and the
/// token strip are scrolled.
QJsonObject workbenchArrangement(const MainWindow& window);
void arrangeWorkbench(MainWindow& window, const QJsonObject& arrangement);
/// One that leaves all but the page as it is.
QJsonObject workbenchWith(const QJsonObject& page);
/// The part of that which is the page's.
QJsonObject pageOfWorkbench(const QJsonObject& arrangement);

} // namespace mambascope::ui

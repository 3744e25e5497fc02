// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

namespace mambascope::ui {

class Workspace;

/// One tab of the window. Shows what the workspace holds and writes it to files.
class Page : public QWidget
{
    Q_OBJECT
public:
    Page(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace) {}

    /// As in ViewState::page.
    virtual QString name() const = 0;
    /// Suffixes that exportTo() takes, without dots.
    virtual QStringList exportSuffixes() const = 0;
    /// Writes what is shown; Workspace::saved() or failed() follows, possibly later.
    virtual void exportTo(const QString& path) = 0;
    /// The verb that writes the same without a window; `out` is the file.
    virtual QString commandLine(const QString& out) const = 0;

protected:
    Workspace& m_workspace;
};

} // namespace mambascope::ui

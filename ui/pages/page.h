// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QWidget>

namespace mambascope::ui {

class Workspace;

/// How a page is written, beside what the file's suffix says.
struct ExportOptions
{
    bool whole = false; ///< also what wholeText() says
    double scale = 0;   ///< PNG: pixels for each of the page's; 0: as the settings say
};

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
    /// All files that exportTo() writes, the one that is named first.
    virtual QStringList exportFiles(const QString& path) const { return {path}; }
    void setExportOptions(const ExportOptions& options) { m_export = options; }
    /// What ExportOptions::whole adds to files with that suffix, for a check box; empty: nothing.
    virtual QString wholeText(const QString& /*suffix*/) const { return {}; }
    /// The command that writes the same files without a window.
    QString commandLine(const QString& out) const;
    /// Whether that command reads the session which writeCompanion() leaves beside the file.
    bool readsCompanion() const { return commandSources().isEmpty(); }
    /// \throws Error naming the file.
    void writeCompanion(const QString& out) const;

    /// How a person has arranged the page, beside what the view state says: see widgetArrangement().
    virtual QJsonObject arrangement() const;
    virtual void setArrangement(const QJsonObject& arrangement);

    /// There is something that zoomBy() and fit() act on.
    virtual bool canZoom() const { return false; }
    /// factor > 1 magnifies.
    virtual void zoomBy(double /*factor*/) {}
    virtual void fit() {}
    /// Computes by itself, beside what the workspace does.
    virtual bool isBusy() const { return false; }

protected:
    /// What the command reads instead of a session.
    virtual QString commandSources() const { return {}; }
    /// Pixels of a PNG for each of the page's.
    double exportScale() const;
    bool writesWhole(const QString& path) const;

    ExportOptions m_export;
    Workspace& m_workspace;
};

} // namespace mambascope::ui

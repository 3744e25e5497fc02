// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/windows/write_widget.h"

#include <QString>
#include <QStringList>
#include <QWidget>

namespace mambascope::ui {

class Workspace;

/// How a page is written, beside what the file's suffix says.
struct ExportOptions
{
    bool whole = false; ///< everything at full resolution instead of what is visible; where offersWhole()
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
    void setExportOptions(const ExportOptions& options) { m_export = options; }
    /// Whether ExportOptions::whole means something for files with that suffix.
    virtual bool offersWhole(const QString& /*suffix*/) const { return false; }
    /// Whether PNG files follow ExportOptions::scale.
    virtual bool offersScale() const { return false; }
    /// The verb that writes the same without a window; `out` is the file.
    virtual QString commandLine(const QString& out) const = 0;
    /// There is something that zoomBy() and fit() act on.
    virtual bool canZoom() const { return false; }
    /// factor > 1 magnifies.
    virtual void zoomBy(double /*factor*/) {}
    virtual void fit() {}
    /// Computes by itself, beside what the workspace does.
    virtual bool isBusy() const { return false; }

protected:
    /// Pixels of a PNG for each of the page's.
    double exportScale() const { return m_export.scale > 0 ? m_export.scale : devicePixelRatioF() * pictureScale(); }

    ExportOptions m_export;
    Workspace& m_workspace;
};

} // namespace mambascope::ui

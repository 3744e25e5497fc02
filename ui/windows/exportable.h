// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace mambascope::ui {

/// How something is written, beside what the file's suffix says.
struct ExportOptions
{
    bool whole = false; ///< also what wholeText() says
    double scale = 0;   ///< PNG: pixels for each of the widget's; 0: as the settings say
};

/// What a person writes to files with an ExportDialog, and a script with a command: a page, the whole window, the
/// answers.
class Exportable
{
public:
    virtual ~Exportable() = default;

    /// Of the files, unless a person calls them otherwise; of views as `render --view` has it.
    virtual QString name() const = 0;
    /// Suffixes that exportTo() takes, without dots.
    virtual QStringList exportSuffixes() const = 0;
    /// Writes what is shown; Workspace::saved() or failed() follows, possibly later.
    virtual void exportTo(const QString& path) = 0;
    /// All files that exportTo() writes, the one that is named first.
    virtual QStringList exportFiles(const QString& path) const { return {path}; }
    /// What ExportOptions::whole adds to files with that suffix, for a check box; empty: nothing.
    virtual QString wholeText(const QString& /*suffix*/) const { return {}; }
    /// The command that writes the same without a window.
    virtual QString commandLine(const QString& out) const = 0;
    /// Whether that command reads the session which writeCompanion() leaves beside the file.
    virtual bool readsCompanion() const { return false; }
    /// \throws Error naming the file.
    virtual void writeCompanion(const QString& /*out*/) const {}
    /// Whose size pictures have and the command names; null: there are no pictures.
    virtual QWidget* pictured() { return nullptr; }
    void setExportOptions(const ExportOptions& options) { m_export = options; }

protected:
    /// Pixels of a PNG for each of the widget's.
    double exportScale(const QWidget& widget) const;

    ExportOptions m_export;
};

} // namespace mambascope::ui

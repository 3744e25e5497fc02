// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileDialog>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace mambascope::ui {

class Exportable;

/// Asks for a file to export something to, and shows the command line that writes the same. Asks once more where that
/// or another file of the export is there already.
class ExportDialog : public QFileDialog
{
    Q_OBJECT
public:
    explicit ExportDialog(Exportable& subject, QWidget* parent = nullptr);

    /// Offers that kind of file first.
    void chooseSuffix(const QString& suffix);
    /// The chosen file with its suffix; empty when none was chosen.
    QString path() const;
    /// Also write the file that the command line reads.
    bool wantsCompanion() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void done(int result) override;

private:
    QString withSuffix(const QString& file) const;
    void showCommand(const QString& file);

    Exportable& m_subject;
    QLineEdit* m_command;
    QCheckBox* m_companion;
    QCheckBox* m_whole;
    QLabel* m_files; ///< what is written beside the file
    QComboBox* m_scale;
    QLabel* m_scaleLabel;
    QTimer m_sizeChanged;
};

} // namespace mambascope::ui

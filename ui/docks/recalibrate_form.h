// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace mambascope::ui {

class Recalibration;
class Workspace;

/// Makes a calibration profile of the open model with another clamp, length, aggregate or text, beside everything else
/// that runs. The result is kept among the person's data, becomes the session's profile, and can be saved elsewhere.
class RecalibrateForm : public QWidget
{
    Q_OBJECT
public:
    explicit RecalibrateForm(Workspace& workspace, QWidget* parent = nullptr);
    ~RecalibrateForm() override;

    QSpinBox* lengthBox() const { return m_length; }
    QSpinBox* samplesBox() const { return m_samples; }
    QDoubleSpinBox* clampBox() const { return m_clamp; }
    QComboBox* aggregateBox() const { return m_aggregate; }
    QPushButton* startButton() const { return m_start; }
    QPushButton* cancelButton() const { return m_cancel; }
    QPushButton* saveButton() const { return m_save; }
    QString message() const;
    bool isBusy() const;
    /// Writes the session's profile there and goes on with that file.
    void saveAs(const QString& path);

signals:
    void textUsed(const QString& path); ///< a calibration begins with that file

private:
    void showDocument();
    void showBusy();
    void showBegun();
    void chooseText(int item);
    void start();

    Workspace& m_workspace;
    QSpinBox *m_length, *m_samples;
    QDoubleSpinBox* m_clamp;
    QComboBox *m_aggregate, *m_text;
    QPushButton *m_start, *m_cancel, *m_save;
    QProgressBar* m_progress;
    QLabel* m_message;
    QString m_shownModel;
    Recalibration& m_recalibration;
};

} // namespace mambascope::ui

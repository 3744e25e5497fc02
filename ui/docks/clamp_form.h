// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace mambascope::ui {

class ClampProfiles;
class ValueSlider;
class Workspace;

/// The clamp C of the calibration as a slider, with the calibration that its first move needs.
class ClampForm : public QWidget
{
    Q_OBJECT
public:
    explicit ClampForm(Workspace& workspace, QWidget* parent = nullptr);
    ~ClampForm() override;

    ValueSlider* slider() const { return m_slider; }
    QPushButton* cancelButton() const { return m_cancel; }
    ClampProfiles& profiles() const { return *m_profiles; }
    QString message() const;

private:
    void lookForText();
    void follow();

    ClampProfiles* m_profiles;
    ValueSlider* m_slider;
    QWidget* m_busy;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    QLabel* m_message;
    QString m_textNotice; ///< as ClampProfiles::textNotice() said last
};

} // namespace mambascope::ui

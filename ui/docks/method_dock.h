// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace mambascope::ui {

class ChoiceSlider;
class ClampForm;
class DecimationForm;
class RecalibrateForm;
class ThetaSlider;
class ValueSlider;
class Workspace;

/// The filtered side's method and its settings. LongMamba: which channels count as global, which tokens those forget,
/// and new thresholds from a calibration. DeciMamba: which layers take tokens away.
class MethodDock : public QWidget
{
    Q_OBJECT
public:
    explicit MethodDock(Workspace& workspace, QWidget* parent = nullptr);
    QComboBox* methodBox() const { return m_method; }
    DecimationForm* decimation() const { return m_decimation; }
    RecalibrateForm* recalibration() const { return m_recalibration; }
    QToolButton* recalibrateButton() const { return m_recalibrate; }
    ThetaSlider* thetaSlider() const { return m_theta; }
    ClampForm* clamp() const { return m_clamp; }
    ChoiceSlider* bucketSlider() const { return m_bucket; }

private:
    void showDocument();
    void showProfile();
    void showMarker();
    void showMethod();

    Workspace& m_workspace;
    QComboBox* m_method;
    QWidget* m_longMamba; ///< what belongs to that method only
    DecimationForm* m_decimation;
    QToolButton* m_recalibrate;
    RecalibrateForm* m_recalibration;
    QLabel* m_profile;
    ThetaSlider* m_theta;
    ValueSlider* m_scale;
    ChoiceSlider* m_bucket; ///< auto, then the lengths of the profile
    ClampForm* m_clamp;
    QLabel* m_made; ///< how the profile was made
};

} // namespace mambascope::ui

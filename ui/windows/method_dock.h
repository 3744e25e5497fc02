// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;

namespace mambascope::ui {

class ThetaSlider;
class ValueSlider;
class Workspace;

/// LongMamba's settings: which channels count as global, and which tokens those forget.
class MethodDock : public QWidget
{
    Q_OBJECT
public:
    explicit MethodDock(Workspace& workspace, QWidget* parent = nullptr);
    ThetaSlider* thetaSlider() const { return m_theta; }

private:
    void showDocument();
    void showMarker();

    Workspace& m_workspace;
    QLabel* m_profile;
    ThetaSlider* m_theta;
    ValueSlider* m_scale;
    QComboBox* m_bucket;
    QLabel* m_clamp;
};

} // namespace mambascope::ui

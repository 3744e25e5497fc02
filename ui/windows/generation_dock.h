// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/side.h"

#include <QWidget>

#include <array>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace mambascope::ui {

class TextPane;
class Workspace;

/// What both methods write after the sequence, at once and side by side.
class GenerationDock : public QWidget
{
    Q_OBJECT
public:
    explicit GenerationDock(Workspace& workspace, QWidget* parent = nullptr);
    TextPane* pane(Side side) const { return m_panes[index(side)]; }

private:
    void buildControls(class QBoxLayout* layout);
    void showSettings();
    void showDocument();
    void showWaiting();
    void begin();
    void grow();
    void end(bool complete);
    void showVerdicts();
    void restyle();
    void changeEvent(QEvent* event) override;

    Workspace& m_workspace;
    std::array<TextPane*, 2> m_panes;
    std::array<qsizetype, 2> m_shown = {0, 0}; ///< characters of each answer that are in its pane
    QSpinBox* m_tokens = nullptr;
    QDoubleSpinBox* m_temperature = nullptr;
    QSpinBox* m_topK = nullptr;
    QDoubleSpinBox* m_topP = nullptr;
    QSpinBox* m_seed = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_stop = nullptr;
    QLabel* m_difference = nullptr;
};

} // namespace mambascope::ui

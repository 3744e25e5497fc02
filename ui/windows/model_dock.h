// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace mambascope::ui {

class LayerStrip;
class Workspace;

/// What model is open, its sizes, and its layers.
class ModelDock : public QWidget
{
    Q_OBJECT
public:
    explicit ModelDock(Workspace& workspace, QWidget* parent = nullptr);
    LayerStrip* layerStrip() const { return m_layers; }

private:
    void showDocument();
    void showClasses();

    Workspace& m_workspace;
    QLabel* m_name;
    QLabel* m_sizes;
    QLabel* m_notice;
    LayerStrip* m_layers;
};

} // namespace mambascope::ui

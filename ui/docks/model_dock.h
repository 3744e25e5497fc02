// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace mambascope::ui {

class LayerStrip;
class Workspace;

/// What model is open, its sizes, its tokenizer, what there is to know about it, and its layers.
class ModelDock : public QWidget
{
    Q_OBJECT
public:
    explicit ModelDock(Workspace& workspace, QWidget* parent = nullptr);
    LayerStrip* layerStrip() const { return m_layers; }

signals:
    void tensorsWanted();
    void tokenizerWanted();

private:
    void showDocument();
    void showTokenizer();
    void showNotes();
    void showClasses();

    Workspace& m_workspace;
    QLabel* m_name;
    QToolButton* m_tensors;
    QLabel* m_sizes;
    QLabel* m_tokenizer;
    QToolButton* m_chooseTokenizer;
    QLabel* m_notice;
    LayerStrip* m_layers;
};

} // namespace mambascope::ui

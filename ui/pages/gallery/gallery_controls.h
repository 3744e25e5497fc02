// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace mambascope::ui {

class Workspace;

/// Which channels the gallery samples, of which pass, and how large: everything about it that ViewState holds.
class GalleryControls : public QWidget
{
    Q_OBJECT
public:
    explicit GalleryControls(Workspace& workspace, QWidget* parent = nullptr);

    /// Follows the workspace's state and the method of its filtered pass; emits nothing.
    void showState();
    /// The next larger (1) or smaller (-1) size of the maps, as far as there is one.
    void stepSize(int steps);

private:
    void connectControls();

    Workspace& m_workspace;
    QComboBox *m_scope, *m_method, *m_size;
    QSpinBox *m_count, *m_seed;
    QCheckBox* m_bothLengths;
    bool m_showingState = false;
};

} // namespace mambascope::ui

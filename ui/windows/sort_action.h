// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QPointer>

namespace mambascope::ui {

/// Sorts the table that has the focus, see startSorting(); one entry of the menus, and so of the palette and the
/// shortcuts, for all tables of a window.
class SortAction : public QAction
{
    Q_OBJECT
public:
    SortAction(const QString& text, QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow(QWidget* focus);
    void setView(QWidget* view);

    QWidget* m_window;
    QPointer<QWidget> m_view; ///< the table that has the focus, or had it before the menus took it
};

} // namespace mambascope::ui

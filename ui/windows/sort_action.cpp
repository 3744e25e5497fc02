// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/sort_action.h"

#include "ui/widgets/data_table.h"

#include <QApplication>
#include <QEvent>
#include <QMenuBar>

namespace mambascope::ui {

SortAction::SortAction(const QString& text, QWidget* window) : QAction(text, window), m_window(window)
{
    setEnabled(false);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
    connect(this, &QAction::triggered, this, [this] {
        if (m_view)
            startSorting(m_view);
    });
}

void SortAction::follow(QWidget* focus)
{
    // Menus and the palette have the focus for a moment; the table that was left for them is still meant.
    if (!focus || focus->window() != m_window || qobject_cast<QMenuBar*>(focus))
        return;
    setView(canStartSorting(focus) ? focus : nullptr);
}

void SortAction::setView(QWidget* view)
{
    if (m_view)
        m_view->removeEventFilter(this);
    m_view = view;
    if (m_view)
        m_view->installEventFilter(this);
    setEnabled(m_view != nullptr);
}

bool SortAction::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Hide) // another page: nobody hears of the focus while the window is not the active one
        setView(nullptr);
    return QAction::eventFilter(watched, event);
}

} // namespace mambascope::ui

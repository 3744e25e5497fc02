// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/button_action.h"

#include <QAbstractButton>
#include <QEvent>

#include <utility>

namespace mambascope::ui {

ButtonAction::ButtonAction(QAbstractButton* button, const QString& text, std::function<void()> reveal, QObject* parent)
    : QAction(text, parent), m_button(button)
{
    setCheckable(button->isCheckable());
    button->installEventFilter(this);
    if (button->isCheckable())
        connect(button, &QAbstractButton::toggled, this, &QAction::setChecked);
    connect(this, &QAction::triggered, button, [this, reveal = std::move(reveal)] {
        setChecked(m_button->isChecked()); // the click decides
        reveal();
        m_button->click();
    });
    follow();
}

void ButtonAction::follow()
{
    setEnabled(m_button->isEnabled() && !m_button->isHidden());
    if (isCheckable())
        setChecked(m_button->isChecked());
}

bool ButtonAction::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::EnabledChange:
    case QEvent::ShowToParent:
    case QEvent::HideToParent:
        follow();
        break;
    default:
        break;
    }
    return QAction::eventFilter(watched, event);
}

} // namespace mambascope::ui

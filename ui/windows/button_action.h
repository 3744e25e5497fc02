// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>

#include <functional>

class QAbstractButton;

namespace mambascope::ui {

/// A page's button as an entry of the menus, and so of the palette and the shortcuts: enabled and checked as the button
/// is, and a click on it when it is triggered.
class ButtonAction : public QAction
{
    Q_OBJECT
public:
    /// `reveal` brings the button's page or panel into view before.
    ButtonAction(QAbstractButton* button, const QString& text, std::function<void()> reveal, QObject* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();

    QAbstractButton* m_button;
};

} // namespace mambascope::ui

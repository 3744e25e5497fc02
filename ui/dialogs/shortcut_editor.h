// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/windows/commands.h"

#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace mambascope::ui {

/// All commands with their shortcuts. A new one is typed in the field below; one that is taken is named, and given to
/// the new command only on request.
class ShortcutEditor : public QWidget
{
    Q_OBJECT
public:
    explicit ShortcutEditor(std::vector<Command> commands, QWidget* parent = nullptr);

    QTreeWidget* list() const { return m_list; }
    QKeySequenceEdit* keys() const { return m_keys; }
    QPushButton* assignButton() const { return m_assign; }
    QString conflict() const; ///< as shown; empty: the shortcut is free

private:
    const Command* selected() const;
    void filter(const QString& query);
    void showSelected();
    void showConflict();
    void assign(const QKeySequence& keys);
    void resetAll();
    void showShortcuts();

    std::vector<Command> m_commands;
    QLineEdit* m_filter;
    QTreeWidget* m_list;
    QKeySequenceEdit* m_keys;
    QPushButton* m_assign;
    QPushButton* m_clear;
    QPushButton* m_reset;
    QLabel* m_conflict;
};

} // namespace mambascope::ui

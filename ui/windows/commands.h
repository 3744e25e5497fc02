// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QString>

#include <vector>

class QMenuBar;

namespace mambascope::ui {

/// An entry of the menus, as the command palette, the list of shortcuts and the settings show it.
struct Command
{
    QAction* action;
    QString id;    ///< the action's object name, the same in every language; empty: no shortcut can be given to it
    QString text;  ///< without mnemonic and dots
    QString place; ///< the menus that lead to it: "File ▸ Recent files"
};

/// Gives the action the name under which a person's shortcut is kept, the same in every language.
QAction* named(const QString& id, QAction* action);

/// Every entry that does something, in the order of the menus.
std::vector<Command> commandsOf(const QMenuBar& menus);

/// How well a text answers what a person typed: all letters in order, words' beginnings and runs count most.
/// \returns 0 for no match, else the larger the better; 1 for an empty query.
int matchScore(const QString& query, const QString& text);

// Shortcuts: what the program gives, and what a person gave instead, kept in the settings as "shortcuts/ID".

/// The program's own shortcut. Remembered the first time that one is changed.
QKeySequence defaultShortcut(const QAction& action);
/// Takes the person's shortcuts from the settings.
void applyStoredShortcuts(const std::vector<Command>& commands);
/// Gives a shortcut (empty: none) and keeps it; the program's own one is forgotten again in the settings.
void assignShortcut(const Command& command, const QKeySequence& keys);
/// The command that a shortcut already calls, or that would be hidden by it or hide it; null when it is free.
const Command* shortcutOwner(const std::vector<Command>& commands, const QKeySequence& keys, const QAction* except);

/// The list of shortcuts as HTML table rows.
QString shortcutRows(const std::vector<Command>& commands);

} // namespace mambascope::ui

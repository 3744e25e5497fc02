// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/commands.h"

#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSettings>
#include <QVariant>

#include <algorithm>

namespace mambascope::ui {

namespace {

constexpr const char* kDefault = "defaultShortcut";

QString plainText(const QString& text)
{
    // Where letters are no mnemonics, they stand behind the text: "打开模型(&O)…".
    static const QRegularExpression appended(QStringLiteral("\\(&.\\)"));
    QString words = text;
    words.remove(appended);
    QString plain;
    for (qsizetype k = 0; k < words.size(); ++k) {
        if (words[k] == QLatin1Char('&') && k + 1 < words.size())
            ++k; // the letter itself; "&&" is one &
        plain += words[k];
    }
    return plain.remove(QStringLiteral("…")).trimmed();
}

void collect(const QList<QAction*>& actions, const QString& place, std::vector<Command>& commands)
{
    for (QAction* action : actions) {
        if (action->isSeparator() || !action->isVisible() || action->text().isEmpty())
            continue;
        const QString text = plainText(action->text());
        if (const QMenu* menu = action->menu())
            collect(menu->actions(), place.isEmpty() ? text : place + QStringLiteral(" ▸ ") + text, commands);
        else
            commands.push_back({action, action->objectName(), text, place});
    }
}

QString settingsKey(const Command& command)
{
    return QStringLiteral("shortcuts/") + command.id;
}

} // namespace

QAction* named(const QString& id, QAction* action)
{
    action->setObjectName(id);
    return action;
}

std::vector<Command> commandsOf(const QMenuBar& menus)
{
    std::vector<Command> commands;
    collect(menus.actions(), {}, commands);
    return commands;
}

int matchScore(const QString& query, const QString& text)
{
    int score = 1;
    qsizetype at = -1;
    for (const QChar letter : query) {
        if (letter.isSpace())
            continue;
        // The next beginning of a word with that letter is better than the next letter, if there is one.
        qsizetype found = text.indexOf(letter, at + 1, Qt::CaseInsensitive);
        if (found < 0)
            return 0;
        if (found != at + 1) {
            for (qsizetype k = found; k >= 0; k = text.indexOf(letter, k + 1, Qt::CaseInsensitive)) {
                if (k == 0 || !text[k - 1].isLetterOrNumber()) {
                    found = k;
                    break;
                }
            }
        }
        const bool begins = found == 0 || !text[found - 1].isLetterOrNumber();
        score += found == at + 1 ? 13 : begins ? 12 : 1;
        if (found == 0)
            score += 4;
        at = found;
    }
    return score;
}

QKeySequence defaultShortcut(const QAction& action)
{
    const QVariant known = action.property(kDefault);
    return known.isValid() ? known.value<QKeySequence>() : action.shortcut();
}

void applyStoredShortcuts(const std::vector<Command>& commands)
{
    const QSettings settings;
    for (const Command& command : commands) {
        if (command.id.isEmpty() || !settings.contains(settingsKey(command)))
            continue;
        command.action->setProperty(kDefault, QVariant::fromValue(defaultShortcut(*command.action)));
        command.action->setShortcut(
            QKeySequence(settings.value(settingsKey(command)).toString(), QKeySequence::PortableText));
    }
}

void assignShortcut(const Command& command, const QKeySequence& keys)
{
    const QKeySequence own = defaultShortcut(*command.action);
    command.action->setProperty(kDefault, QVariant::fromValue(own));
    command.action->setShortcut(keys);
    QSettings settings;
    if (keys == own)
        settings.remove(settingsKey(command));
    else
        settings.setValue(settingsKey(command), keys.toString(QKeySequence::PortableText));
}

const Command* shortcutOwner(const std::vector<Command>& commands, const QKeySequence& keys, const QAction* except)
{
    if (keys.isEmpty())
        return nullptr;
    for (const Command& command : commands) {
        const QKeySequence other = command.action->shortcut();
        if (command.action != except && !other.isEmpty() &&
            (keys.matches(other) != QKeySequence::NoMatch || other.matches(keys) != QKeySequence::NoMatch))
            return &command;
    }
    return nullptr;
}

QString shortcutRows(const std::vector<Command>& commands)
{
    QString rows, place;
    for (const Command& command : commands) {
        if (command.action->shortcut().isEmpty())
            continue;
        if (command.place != place)
            rows += QStringLiteral("<tr><td colspan='2'><br><i>%1</i></td></tr>").arg(command.place.toHtmlEscaped());
        place = command.place;
        rows += QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>")
                    .arg(command.action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped(),
                         command.text.toHtmlEscaped());
    }
    return rows;
}

} // namespace mambascope::ui

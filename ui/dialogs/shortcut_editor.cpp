// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/shortcut_editor.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

ShortcutEditor::ShortcutEditor(std::vector<Command> commands, QWidget* parent)
    : QWidget(parent), m_commands(std::move(commands)), m_filter(new QLineEdit), m_list(new QTreeWidget),
      m_keys(new QKeySequenceEdit), m_assign(new QPushButton(tr("&Assign"))), m_clear(new QPushButton(tr("&Remove"))),
      m_reset(new QPushButton(tr("&Default"))), m_conflict(new QLabel)
{
    m_commands.erase(
        std::remove_if(m_commands.begin(), m_commands.end(), [](const Command& c) { return c.id.isEmpty(); }),
        m_commands.end());
    m_filter->setPlaceholderText(tr("Find a command …"));
    m_filter->setAccessibleName(tr("Find a command"));
    m_filter->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Commands and their shortcuts"));
    m_list->setHeaderLabels({tr("Command"), tr("Menu"), tr("Shortcut")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    for (std::size_t k = 0; k < m_commands.size(); ++k) {
        auto* item = new QTreeWidgetItem(m_list, {m_commands[k].text, m_commands[k].place, QString()});
        item->setData(0, Qt::UserRole, static_cast<int>(k));
    }
    m_keys->setAccessibleName(tr("New shortcut"));
    m_clear->setToolTip(tr("The command has no shortcut any more"));
    m_reset->setToolTip(tr("The shortcut that the program gives"));
    m_conflict->setWordWrap(true);
    auto* resetAll = new QPushButton(tr("All to default"));

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("&New shortcut"));
    label->setBuddy(m_keys);
    row->addWidget(label);
    row->addWidget(m_keys, 1);
    for (QPushButton* button : {m_assign, m_clear, m_reset, resetAll})
        row->addWidget(button);
    layout->addLayout(row);
    layout->addWidget(m_conflict);

    connect(m_filter, &QLineEdit::textChanged, this, &ShortcutEditor::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutEditor::showSelected);
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutEditor::showConflict);
    connect(m_assign, &QPushButton::clicked, this, [this] { assign(m_keys->keySequence()); });
    connect(m_clear, &QPushButton::clicked, this, [this] { assign({}); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (const Command* command = selected())
            assign(defaultShortcut(*command->action));
    });
    connect(resetAll, &QPushButton::clicked, this, &ShortcutEditor::resetAll);
    showShortcuts();
    for (int column = 0; column < 3; ++column)
        m_list->resizeColumnToContents(column);
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

QString ShortcutEditor::conflict() const
{
    return m_conflict->text();
}

const Command* ShortcutEditor::selected() const
{
    const QTreeWidgetItem* item = m_list->currentItem();
    return item ? &m_commands[static_cast<std::size_t>(item->data(0, Qt::UserRole).toInt())] : nullptr;
}

void ShortcutEditor::filter(const QString& query)
{
    for (int k = 0; k < m_list->topLevelItemCount(); ++k) {
        QTreeWidgetItem* item = m_list->topLevelItem(k);
        item->setHidden(!query.isEmpty() && matchScore(query, item->text(1) + QLatin1Char(' ') + item->text(0)) == 0 &&
                        !item->text(2).contains(query, Qt::CaseInsensitive));
    }
}

void ShortcutEditor::showSelected()
{
    const Command* command = selected();
    for (QWidget* control : std::initializer_list<QWidget*>{m_keys, m_clear, m_reset})
        control->setEnabled(command != nullptr);
    m_keys->setKeySequence(command ? command->action->shortcut() : QKeySequence());
    showConflict();
}

void ShortcutEditor::showConflict()
{
    const Command* command = selected();
    const QKeySequence keys = m_keys->keySequence();
    const Command* owner = command ? shortcutOwner(m_commands, keys, command->action) : nullptr;
    m_conflict->setText(owner ? tr("%1 calls “%2” (%3) now. Assigning it here takes it away there.")
                                    .arg(keys.toString(QKeySequence::NativeText), owner->text, owner->place)
                              : QString());
    m_assign->setText(owner ? tr("&Take it away there") : tr("&Assign"));
    m_assign->setEnabled(command && !keys.isEmpty() && keys != command->action->shortcut());
}

void ShortcutEditor::assign(const QKeySequence& keys)
{
    const Command* command = selected();
    if (!command)
        return;
    while (const Command* owner = shortcutOwner(m_commands, keys, command->action))
        assignShortcut(*owner, {});
    assignShortcut(*command, keys);
    showShortcuts();
    showSelected();
}

void ShortcutEditor::resetAll()
{
    for (const Command& command : m_commands)
        assignShortcut(command, defaultShortcut(*command.action));
    showShortcuts();
    showSelected();
}

void ShortcutEditor::showShortcuts()
{
    for (int k = 0; k < m_list->topLevelItemCount(); ++k) {
        QTreeWidgetItem* item = m_list->topLevelItem(k);
        const Command& command = m_commands[static_cast<std::size_t>(item->data(0, Qt::UserRole).toInt())];
        item->setText(2, command.action->shortcut().toString(QKeySequence::NativeText));
        QFont font = item->font(2);
        font.setBold(command.action->shortcut() != defaultShortcut(*command.action));
        item->setFont(2, font);
    }
}

} // namespace mambascope::ui

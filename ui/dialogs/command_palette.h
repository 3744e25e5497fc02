// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/windows/commands.h"

#include <QAbstractListModel>
#include <QDialog>

class QLineEdit;
class QListView;

namespace mambascope::ui {

/// The commands that answer a query, best first.
class CommandModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { PlaceRole = Qt::UserRole, ShortcutRole };

    CommandModel(std::vector<Command> commands, QObject* parent);

    void setQuery(const QString& query);
    QAction* actionAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    std::vector<Command> m_commands;
    std::vector<const Command*> m_shown;
};

/// Any command by name: type some letters of it, choose with the arrows, Enter runs it, Esc leaves.
class CommandPalette : public QDialog
{
    Q_OBJECT
public:
    CommandPalette(std::vector<Command> commands, QWidget* parent);

    QLineEdit* box() const { return m_box; }
    QListView* list() const { return m_list; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void run(const QModelIndex& index);
    void selectFirst();

    CommandModel* m_model;
    QLineEdit* m_box;
    QListView* m_list;
};

} // namespace mambascope::ui

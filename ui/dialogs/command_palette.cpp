// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

namespace {

/// One line: name, the menus that lead to it in a fainter colour, shortcut at the right.
class CommandDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {200, option.fontMetrics.height() + 10};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const auto group = index.flags().testFlag(Qt::ItemIsEnabled) ? QPalette::Active : QPalette::Disabled;
        const QColor text = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
        QColor faint = text;
        faint.setAlphaF(0.65F);
        if (selected)
            painter->fillRect(option.rect, option.palette.color(QPalette::Active, QPalette::Highlight));
        QRect rect = option.rect.adjusted(8, 0, -8, 0);
        painter->setFont(option.font);
        painter->setPen(text);
        const QString keys = index.data(CommandModel::ShortcutRole).toString();
        painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, keys);
        rect.setRight(rect.right() - option.fontMetrics.horizontalAdvance(keys) - 16);
        const QString name = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, rect.width());
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, name);
        rect.setLeft(rect.left() + option.fontMetrics.horizontalAdvance(name) + 12);
        painter->setPen(faint);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data(CommandModel::PlaceRole).toString(), Qt::ElideRight,
                                                        rect.width()));
    }
};

} // namespace

CommandModel::CommandModel(std::vector<Command> commands, QObject* parent)
    : QAbstractListModel(parent), m_commands(std::move(commands))
{
    setQuery({});
}

void CommandModel::setQuery(const QString& query)
{
    beginResetModel();
    std::vector<std::pair<int, const Command*>> found;
    for (const Command& command : m_commands) {
        // What the command is called counts more than the menu that it is in.
        const int name = matchScore(query, command.text);
        const int place = matchScore(query, command.place + QLatin1Char(' ') + command.text);
        if (const int score = std::max(2 * name, place); score > 0)
            found.emplace_back(score, &command);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    m_shown.clear();
    for (const auto& entry : found)
        m_shown.push_back(entry.second);
    endResetModel();
}

QAction* CommandModel::actionAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_shown[static_cast<std::size_t>(row)]->action : nullptr;
}

int CommandModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant CommandModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Command& command = *m_shown[static_cast<std::size_t>(index.row())];
    const QString keys = command.action->shortcut().toString(QKeySequence::NativeText);
    switch (role) {
    case Qt::DisplayRole:
        return command.text;
    case PlaceRole:
        return command.place;
    case ShortcutRole:
        return keys;
    case Qt::AccessibleTextRole:
        return keys.isEmpty() ? tr("%1, in %2").arg(command.text, command.place)
                              : tr("%1, in %2, shortcut %3").arg(command.text, command.place, keys);
    case Qt::ToolTipRole:
        return command.action->toolTip();
    default:
        return {};
    }
}

Qt::ItemFlags CommandModel::flags(const QModelIndex& index) const
{
    const QAction* action = index.isValid() ? actionAt(index.row()) : nullptr;
    if (!action)
        return Qt::NoItemFlags;
    const Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return action->isEnabled() ? flags | Qt::ItemIsEnabled : flags;
}

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint), m_model(new CommandModel(std::move(commands), this)),
      m_box(new QLineEdit), m_list(new QListView)
{
    setWindowTitle(tr("Command palette"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(4);
    m_box->setPlaceholderText(tr("Type a command …"));
    m_box->setAccessibleName(tr("Command"));
    m_list->setAccessibleName(tr("Commands that match"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFocusPolicy(Qt::NoFocus); // the arrows are heard in the box
    layout->addWidget(m_box);
    layout->addWidget(m_list);
    resize(std::min(620, std::max(360, parent->width() - 80)), 360);
    move(parent->mapToGlobal(QPoint((parent->width() - width()) / 2, 60)));

    m_box->installEventFilter(this);
    connect(m_box, &QLineEdit::textChanged, this, [this](const QString& query) {
        m_model->setQuery(query);
        selectFirst();
    });
    connect(m_box, &QLineEdit::returnPressed, this, [this] { run(m_list->currentIndex()); });
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    selectFirst();
    m_box->setFocus();
}

void CommandPalette::selectFirst()
{
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->scrollToTop();
}

void CommandPalette::run(const QModelIndex& index)
{
    QAction* action = index.isValid() ? m_model->actionAt(index.row()) : nullptr;
    if (!action || !action->isEnabled())
        return;
    close();
    action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_box && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int rows = m_model->rowCount();
        const int page = std::max(1, m_list->viewport()->height() / std::max(1, m_list->sizeHintForRow(0)));
        const int step = key == Qt::Key_Down       ? 1
                         : key == Qt::Key_Up       ? -1
                         : key == Qt::Key_PageDown ? page
                         : key == Qt::Key_PageUp   ? -page
                                                   : 0;
        if (step != 0 && rows > 0) {
            m_list->setCurrentIndex(m_model->index(std::clamp(m_list->currentIndex().row() + step, 0, rows - 1), 0));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isVisible() && !isActiveWindow())
        close(); // the person went on elsewhere
}

} // namespace mambascope::ui

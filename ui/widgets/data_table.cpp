// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/data_table.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

namespace mambascope::ui {

namespace {

const QString kSortAction = QStringLiteral("sortByColumn");

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DataTable)
};

/// Frames the current cell: rows are chosen as a whole, so nothing else says which column it is in. The style has a
/// frame of its own only for those who came by Tab.
class CellDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem cell(option);
        cell.state &= ~QStyle::State_HasFocus;
        QStyledItemDelegate::paint(painter, cell, index);
        if (!(option.state & QStyle::State_HasFocus))
            return;
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        painter->setBrush(Qt::NoBrush);
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        painter->restore();
    }
};

/// As a click on the heading does.
void sortBy(const QAbstractItemModel& model, QHeaderView& header, int column)
{
    const QVariant first = model.headerData(column, Qt::Horizontal, Qt::InitialSortOrderRole);
    Qt::SortOrder order = first.isValid() ? static_cast<Qt::SortOrder>(first.toInt()) : Qt::AscendingOrder;
    if (header.sortIndicatorSection() == column)
        order = header.sortIndicatorOrder() == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    header.setSortIndicator(column, order);
}

QAction* sortActionOf(const QWidget* view)
{
    const QList<QAction*> actions = view->actions();
    const auto found =
        std::find_if(actions.begin(), actions.end(), [](const QAction* a) { return a->objectName() == kSortAction; });
    return found == actions.end() ? nullptr : *found;
}

} // namespace

void dressTable(QTableView* table, const QString& accessibleName)
{
    table->setAccessibleName(accessibleName);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setHighlightSections(false);
}

void sortByHeadings(QTableView* table, int column)
{
    table->setSortingEnabled(true);
    table->sortByColumn(column, Qt::DescendingOrder);
    QObject::connect(table->horizontalHeader(), &QHeaderView::sectionClicked, table, &QTableView::scrollToTop);
    sortByCell(table);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

QAction* sortByCell(QTableView* table)
{
    table->setItemDelegate(new CellDelegate(table));
    auto* action = new QAction(Texts::tr("&Sort by this column"), table);
    action->setObjectName(kSortAction);
    table->addAction(action);
    QObject::connect(action, &QAction::triggered, table, [table] {
        if (!table->currentIndex().isValid())
            return;
        sortBy(*table->model(), *table->horizontalHeader(), table->currentIndex().column());
        table->scrollToTop();
    });
    return action;
}

QAction* sortByMenu(QTreeView* tree)
{
    auto* menu = new QMenu(Texts::tr("&Sort by"), tree);
    auto* columns = new QActionGroup(menu);
    for (int column = 0; column < tree->model()->columnCount(); ++column) {
        QAction* action = menu->addAction(tree->model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        columns->addAction(action);
        QObject::connect(action, &QAction::triggered, tree,
                         [tree, column] { sortBy(*tree->model(), *tree->header(), column); });
    }
    QObject::connect(menu, &QMenu::aboutToShow, tree, [tree, columns] {
        if (QAction* sorted = columns->actions().value(tree->header()->sortIndicatorSection()))
            sorted->setChecked(true);
    });
    menu->menuAction()->setObjectName(kSortAction);
    tree->addAction(menu->menuAction());
    return menu->menuAction();
}

bool canStartSorting(const QWidget* view)
{
    return sortActionOf(view) != nullptr;
}

void startSorting(QWidget* view)
{
    QAction* action = sortActionOf(view);
    if (action && !action->menu())
        action->trigger();
    auto* tree = qobject_cast<QTreeView*>(view);
    if (!action || !action->menu() || !tree)
        return;
    const QRect row = tree->visualRect(tree->currentIndex()) & tree->viewport()->rect();
    QMenu* menu = action->menu();
    menu->popup(tree->viewport()->mapToGlobal(QPoint(row.left(), row.bottom() + 1)));
    menu->setActiveAction(menu->actions().value(std::max(0, tree->header()->sortIndicatorSection())));
}

} // namespace mambascope::ui

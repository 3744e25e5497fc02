// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/data_table.h"

#include <QHeaderView>
#include <QTableView>

namespace mambascope::ui {

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
}

} // namespace mambascope::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens/token_table.h"

#include "ui/widgets/data_table.h"

#include <QSortFilterProxyModel>
#include <QTableView>

namespace mambascope::ui {

QTableView* makeTokenTable(QAbstractItemModel* model, int role, int sortColumn, const QString& name)
{
    auto* table = new QTableView;
    auto* sorted = new QSortFilterProxyModel(table);
    sorted->setSourceModel(model);
    sorted->setSortRole(role);
    table->setModel(sorted);
    dressTable(table, name);
    sortByHeadings(table, sortColumn);
    for (int column = 0; column < model->columnCount(); ++column) {
        const QString heading = model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        table->setColumnWidth(column, table->fontMetrics().size(0, heading).width() + 30);
    }
    return table;
}

int sourceRow(const QModelIndex& index)
{
    return static_cast<const QSortFilterProxyModel*>(index.model())->mapToSource(index).row();
}

} // namespace mambascope::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_table_model.h"

#include "ui/style/message_text.h"

#include <QFont>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

bool sameShape(const ResultTable& a, const ResultTable& b)
{
    return a.rows.size() == b.rows.size() &&
           std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                      [](const auto& x, const auto& y) { return x.group == y.group && x.title == y.title; });
}

QString shown(const ResultTable::Column& column, const ResultTable::Cell& cell)
{
    if (!cell.text.empty() || column.decimals < 0)
        return toText(cell.text);
    if (!std::isfinite(cell.value))
        return std::isnan(cell.value) ? QStringLiteral("–") : QStringLiteral("∞");
    const QString number = QLocale().toString(cell.value, 'f', column.decimals);
    return column.difference && cell.value >= 0 ? QString(QLatin1Char('+') + number) : number;
}

} // namespace

void RunTableModel::setTable(ResultTable table)
{
    if (sameShape(table, m_table)) {
        m_table = std::move(table);
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int RunTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size());
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ResultTable::Column& column = m_table.columns[static_cast<std::size_t>(index.column())];
    const ResultTable::Row& row = m_table.rows[static_cast<std::size_t>(index.row())];
    const ResultTable::Cell& cell = row.cells[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return shown(column, cell);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (column.decimals < 0 ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::FontRole: {
        QFont font;
        font.setBold(cell.best);
        font.setItalic(row.summary);
        return font;
    }
    default:
        return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const ResultTable::Column& column = m_table.columns[static_cast<std::size_t>(section)];
    const QString group = toText(column.group);
    const QString title = toText(column.title);
    if (role == Qt::DisplayRole)
        return group.isEmpty() ? title : QString(group + QLatin1Char('\n') + title);
    if (role == Qt::TextAlignmentRole && column.decimals >= 0)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
    return {};
}

} // namespace mambascope::ui

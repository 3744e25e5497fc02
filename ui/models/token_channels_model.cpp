// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/token_channels_model.h"

#include <QLocale>

#include <algorithm>
#include <array>

namespace mambascope::ui {

void TokenChannelsModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

void TokenChannelsModel::append(const std::vector<Row>& rows)
{
    if (rows.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
    endInsertRows();
}

int TokenChannelsModel::keptCount() const
{
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.kept(); }));
}

int TokenChannelsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TokenChannelsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TokenChannelsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((column == Kept ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != kValueRole)
        return {};
    const bool number = role == kValueRole;
    switch (column) {
    case Layer:
        return number ? QVariant(static_cast<double>(row.layer)) : QVariant(QString::number(row.layer));
    case Channel:
        return number ? QVariant(static_cast<double>(row.channel)) : QVariant(QString::number(row.channel));
    case Kept:
        return number ? QVariant(row.kept() ? 1.0 : 0.0) : QVariant(row.kept() ? tr("kept") : tr("dropped"));
    case Delta:
    case Threshold: {
        const auto value = static_cast<double>(column == Delta ? row.dt : row.threshold);
        return number ? QVariant(value) : QVariant(QLocale().toString(value, 'g', 3));
    }
    case ColumnCount:
        break;
    }
    return {};
}

QVariant TokenChannelsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::InitialSortOrderRole && section > Channel) // who sorts by a quantity looks for the largest
        return static_cast<int>(Qt::DescendingOrder);
    const std::array<std::pair<QString, QString>, ColumnCount> headings = {
        std::pair(tr("Layer"), tr("Layer, counted from 0")),
        std::pair(tr("Channel"), tr("Channel of the layer")),
        std::pair(tr("Token"), tr("Whether the channel keeps the token: its Δ is above the threshold")),
        std::pair(tr("Δ"), tr("Step size of the token in this channel")),
        std::pair(tr("g(S) b"), tr("The channel's threshold")),
    };
    const auto& [title, explanation] = headings[static_cast<std::size_t>(section)];
    return role == Qt::DisplayRole ? QVariant(title) : role == Qt::ToolTipRole ? QVariant(explanation) : QVariant();
}

} // namespace mambascope::ui

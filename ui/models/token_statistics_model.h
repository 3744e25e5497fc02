// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <vector>

namespace mambascope::ui {

/// The different tokens of a sequence, a row each: how often they occur and how often a filter keeps them.
class TokenStatisticsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Token, Occurrences, Share, Kept, Dropped, ColumnCount };
    /// Numbers as doubles whatever the display text: for sorting.
    static constexpr int kValueRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// `share`: how much of each place is kept, 0..1; empty: not known, only occurrences are counted.
    void setTokens(const std::vector<std::int64_t>& ids, const std::vector<QString>& texts,
                   const std::vector<float>& share);
    std::int64_t idOf(int row) const { return m_rows[static_cast<std::size_t>(row)].id; }

    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        std::int64_t id = 0;
        QString text;
        std::int64_t occurrences = 0;
        double kept = 0; ///< sum of the shares
    };
    double value(const Row& row, Column column) const;

    std::vector<Row> m_rows;
    bool m_known = false;
};

} // namespace mambascope::ui

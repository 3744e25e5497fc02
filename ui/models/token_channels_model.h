// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <cstdint>
#include <vector>

namespace mambascope::ui {

/// What the filtered channels do with one token, a row each.
class TokenChannelsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Layer, Channel, Kept, Delta, Threshold, ColumnCount };
    static constexpr int kValueRole = Qt::UserRole;
    struct Row
    {
        std::int64_t layer = 0, channel = 0;
        float dt = 0;        ///< Delta of the token
        float threshold = 0; ///< g(S) b: the token is kept when its Delta is larger
        bool kept() const { return dt > threshold; }
    };

    using QAbstractTableModel::QAbstractTableModel;
    void clear();
    void append(const std::vector<Row>& rows);
    const Row& row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int keptCount() const;

    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Row> m_rows;
};

} // namespace mambascope::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/channel_model.h"

#include <QAbstractProxyModel>

#include <cstdint>
#include <vector>

namespace mambascope::ui {

/// Sorts a ChannelModel by numbers (unknown ones last, equal ones in the model's order) and filters it by short
/// conditions, all of which must hold: "global layer=6 reach>500", "local kept<4096", "channel<=3 decay>-3"; and by a
/// mask, one entry a row. For 200,000 rows that a slider changes with every mouse move: a radix sort over the model's
/// own arrays, where QSortFilterProxyModel would compare row by row through QVariants.
class ChannelFilter : public QAbstractProxyModel
{
    Q_OBJECT
public:
    explicit ChannelFilter(QObject* parent = nullptr);

    void setSourceModel(QAbstractItemModel* model) override; ///< a ChannelModel
    /// Keeps the conditions it had when `text` has a mistake. \returns what is wrong, empty when all is well.
    QString setConditions(const QString& text);
    /// 1: the row may be shown. Empty: all may.
    void setMask(std::vector<std::uint8_t> mask);
    bool isFiltering() const { return !m_conditions.empty() || !m_mask.empty(); }
    /// Rows of the source in the order in which they are shown.
    const std::vector<int>& rows() const { return m_rows; }

    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    QModelIndex index(int row, int column, const QModelIndex& parent = QModelIndex()) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    QModelIndex sibling(int row, int column, const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QModelIndex mapToSource(const QModelIndex& proxy) const override;
    QModelIndex mapFromSource(const QModelIndex& source) const override;

private:
    struct Condition
    {
        ChannelModel::Column column;
        int sign; ///< -1: less, 0: equal, 1: greater
        bool orEqual;
        double value;
    };
    const ChannelModel* channels() const { return static_cast<const ChannelModel*>(sourceModel()); }
    bool accepts(int row) const;
    void sortAll();
    std::vector<int> wantedRows();
    void rebuild();
    void takeRows(std::vector<int> rows);
    void sourceChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight);

    std::vector<Condition> m_conditions;
    std::vector<std::uint8_t> m_mask;
    int m_sortColumn = -1; ///< -1: as in the source
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<int> m_sorted; ///< all source rows in order: filters and brushes change more often than it
    bool m_sortedIsCurrent = false;
    std::vector<int> m_rows;   ///< source row of each shown one
    std::vector<int> m_places; ///< shown row of each source row; -1: not shown
};

} // namespace mambascope::ui

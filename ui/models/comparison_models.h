// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/comparison.h"

#include <QAbstractTableModel>

#include <array>
#include <vector>

namespace mambascope::ui {

/// Layers of two sides beside each other, the whole model in the last row.
class LayerComparisonModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Layer, GlobalA, GlobalB, FarA, FarB, NearA, NearB, KeptA, KeptB, NormA, NormB, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// By layer and one for the whole model, as summariseLayers() gives them; empty: not known.
    void setSide(std::size_t side, const std::vector<LayerSummary>& layers);

    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    double value(int row, Column column) const; ///< NaN where nothing is known
    static const char* key(Column column);      ///< for headers of exported tables

private:
    std::array<std::vector<LayerSummary>, 2> m_sides;
};

/// Channels of two sides that are the same model, and by how much they differ.
class ChannelComparisonModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Layer,
        Channel,
        ReachA,
        ReachB,
        ReachDifference, ///< |B - A|
        NormA,
        NormB,
        NormRatio, ///< the larger of B / A and A / B
        KeptA,
        KeptB,
        ColumnCount
    };
    /// Numbers as doubles for sorting; what is not known counts as less than everything.
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// Empty arrays: there is nothing to compare. All others [layers, channels].
    struct Sides
    {
        std::int64_t layers = 0, channels = 0;
        std::array<std::vector<float>, 2> distance, norm;
        std::array<std::vector<std::int64_t>, 2> kept;
    };
    void setSides(Sides sides);

    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    double value(int row, Column column) const; ///< NaN where nothing is known
    std::int64_t channels() const { return m_sides.channels; }
    static const char* key(Column column); ///< for headers of exported tables

private:
    Sides m_sides;
};

} // namespace mambascope::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/comparison_models.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mambascope::ui {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

QString numberText(double value, int decimals)
{
    return std::isnan(value) ? QStringLiteral("–") : QLocale().toString(value, 'f', decimals);
}

QString significantText(double value)
{
    return std::isnan(value) ? QStringLiteral("–") : QLocale().toString(value, 'g', 3);
}

} // namespace

void LayerComparisonModel::setSide(std::size_t side, const std::vector<LayerSummary>& layers)
{
    beginResetModel();
    m_sides[side] = layers;
    endResetModel();
}

int LayerComparisonModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::max(m_sides[0].size(), m_sides[1].size()));
}

int LayerComparisonModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double LayerComparisonModel::value(int row, Column column) const
{
    if (column == Layer)
        return row;
    const std::vector<LayerSummary>& side = m_sides[(column - GlobalA) % 2];
    const bool isLast = row + 1 == rowCount(); // whole models stand in one row, however many layers they have
    const auto at = static_cast<std::size_t>(row);
    if (side.empty() || (!isLast && at + 1 >= side.size()))
        return kNaN;
    const LayerSummary& layer = isLast ? side.back() : side[at];
    switch (column) {
    case GlobalA:
    case GlobalB:
        return layer.globalShare;
    case FarA:
    case FarB:
        return layer.globalDistance;
    case NearA:
    case NearB:
        return layer.localDistance;
    case KeptA:
    case KeptB:
        return layer.keptTokens;
    default:
        return layer.norm;
    }
}

const char* LayerComparisonModel::key(Column column)
{
    switch (column) {
    case Layer:
        return "layer";
    case GlobalA:
        return "global_share_a";
    case GlobalB:
        return "global_share_b";
    case FarA:
        return "global_distance_a";
    case FarB:
        return "global_distance_b";
    case NearA:
        return "local_distance_a";
    case NearB:
        return "local_distance_b";
    case KeptA:
        return "kept_tokens_a";
    case KeptB:
        return "kept_tokens_b";
    case NormA:
        return "state_norm_a";
    default:
        return "state_norm_b";
    }
}

QVariant LayerComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const double number = value(index.row(), column);
    switch (column) {
    case Layer:
        return index.row() + 1 == rowCount() ? tr("all") : QString::number(index.row());
    case GlobalA:
    case GlobalB:
        return std::isnan(number) ? QStringLiteral("–") : tr("%1 %").arg(QLocale().toString(100 * number, 'f', 0));
    case NormA:
    case NormB:
        return significantText(number);
    default:
        return numberText(number, 0);
    }
}

QVariant LayerComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return QAbstractTableModel::headerData(section, orientation, role);
    const auto column = static_cast<Column>(section);
    if (role == Qt::ToolTipRole) {
        switch (column) {
        case Layer:
            return tr("The last row is the whole model.");
        case GlobalA:
        case GlobalB:
            return tr("Share of the layer's channels that are global under the side's θ.");
        case FarA:
        case FarB:
            return tr("Mean distance of what the global channels see from the last token, in tokens.");
        case NearA:
        case NearB:
            return tr("Mean distance of what the local channels see from the last token, in tokens.");
        case KeptA:
        case KeptB:
            return tr("Tokens that a channel keeps, mean over the layer.");
        default:
            return tr("Root mean square of the layer's state behind the sequence.");
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Layer:
        return tr("Layer");
    case GlobalA:
        return tr("Global A");
    case GlobalB:
        return tr("Global B");
    case FarA:
        return tr("Far A");
    case FarB:
        return tr("Far B");
    case NearA:
        return tr("Near A");
    case NearB:
        return tr("Near B");
    case KeptA:
        return tr("Kept A");
    case KeptB:
        return tr("Kept B");
    case NormA:
        return tr("State A");
    default:
        return tr("State B");
    }
}

// ---------------------------------------------------------------------------------------------- channels

void ChannelComparisonModel::setSides(Sides sides)
{
    beginResetModel();
    m_sides = std::move(sides);
    endResetModel();
}

int ChannelComparisonModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sides.layers * m_sides.channels);
}

int ChannelComparisonModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double ChannelComparisonModel::value(int row, Column column) const
{
    const auto cell = static_cast<std::size_t>(row);
    const auto at = [cell](const auto& values) {
        return cell < values.size() ? static_cast<double>(values[cell]) : kNaN;
    };
    switch (column) {
    case Layer:
        return static_cast<double>(row / m_sides.channels);
    case Channel:
        return static_cast<double>(row % m_sides.channels);
    case ReachA:
        return at(m_sides.distance[0]);
    case ReachB:
        return at(m_sides.distance[1]);
    case ReachDifference:
        return std::abs(at(m_sides.distance[1]) - at(m_sides.distance[0]));
    case NormA:
        return at(m_sides.norm[0]);
    case NormB:
        return at(m_sides.norm[1]);
    case NormRatio: {
        const double a = at(m_sides.norm[0]);
        const double b = at(m_sides.norm[1]);
        return a > 0 && b > 0 ? std::max(a / b, b / a) : kNaN;
    }
    case KeptA:
        return at(m_sides.kept[0]);
    default:
        return at(m_sides.kept[1]);
    }
}

QVariant ChannelComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    const double number = value(index.row(), column);
    if (role == kSortRole)
        return std::isnan(number) ? -1.0 : number; // no column is negative
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Layer:
    case Channel:
        return QString::number(static_cast<qint64>(number));
    case NormA:
    case NormB:
    case NormRatio:
        return significantText(number);
    case ReachA:
    case ReachB:
    case ReachDifference:
        return numberText(number, 1);
    default:
        return numberText(number, 0);
    }
}

QVariant ChannelComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return QAbstractTableModel::headerData(section, orientation, role);
    const auto column = static_cast<Column>(section);
    if (role == Qt::InitialSortOrderRole && column > Channel) // who sorts by a quantity looks for the largest
        return static_cast<int>(Qt::DescendingOrder);
    if (role == Qt::ToolTipRole) {
        switch (column) {
        case ReachA:
        case ReachB:
        case ReachDifference:
            return tr("Mean distance of what the channel sees from the last token, in tokens.");
        case NormA:
        case NormB:
            return tr("Root mean square of the channel's state behind the sequence.");
        case NormRatio:
            return tr("The larger of both states over the smaller one.");
        case KeptA:
        case KeptB:
            return tr("Tokens that the channel keeps.");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Layer:
        return tr("Layer");
    case Channel:
        return tr("Channel");
    case ReachA:
        return tr("Sees A");
    case ReachB:
        return tr("Sees B");
    case ReachDifference:
        return tr("|B − A|");
    case NormA:
        return tr("State A");
    case NormB:
        return tr("State B");
    case NormRatio:
        return tr("Ratio");
    case KeptA:
        return tr("Kept A");
    default:
        return tr("Kept B");
    }
}

const char* ChannelComparisonModel::key(Column column)
{
    switch (column) {
    case Layer:
        return "layer";
    case Channel:
        return "channel";
    case ReachA:
        return "mean_distance_a";
    case ReachB:
        return "mean_distance_b";
    case ReachDifference:
        return "mean_distance_difference";
    case NormA:
        return "state_rms_a";
    case NormB:
        return "state_rms_b";
    case NormRatio:
        return "state_rms_ratio";
    case KeptA:
        return "kept_a";
    default:
        return "kept_b";
    }
}

} // namespace mambascope::ui

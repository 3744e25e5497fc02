// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_model.h"

#include <QFont>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mambascope::ui {

void ChannelModel::setModel(std::int64_t layers, std::int64_t channels, const std::vector<double>& lnDecay)
{
    beginResetModel();
    m_layers = layers;
    m_channels = channels;
    m_length = 0;
    m_lnDecay = lnDecay;
    m_global.clear();
    m_distance = {};
    m_kept.clear();
    endResetModel();
}

void ChannelModel::setDecays(const std::vector<double>& lnDecay)
{
    m_lnDecay = lnDecay;
    emitChanged(0, rowCount() - 1, LnDecay, LnDecay);
}

void ChannelModel::setClasses(const std::vector<std::uint8_t>& global)
{
    if (m_global.size() != global.size()) {
        m_global = global;
        emitChanged(0, rowCount() - 1, Class, Class);
        return;
    }
    // One range from the first to the last change: views and proxies take one large range better than many small ones.
    const auto [first, other] = std::mismatch(global.begin(), global.end(), m_global.begin());
    if (first == global.end())
        return;
    const auto last = std::mismatch(global.rbegin(), global.rend(), m_global.rbegin()).first;
    const int firstRow = static_cast<int>(first - global.begin());
    const int lastRow = static_cast<int>(global.rend() - last) - 1;
    m_global = global;
    emitChanged(firstRow, lastRow, Class, Class);
}

void ChannelModel::setDistances(int side, const std::vector<float>& distances)
{
    m_distance[static_cast<std::size_t>(side)] = distances;
    const Column column = side == 0 ? ReachVanilla : ReachFiltered;
    emitChanged(0, rowCount() - 1, column, column);
}

void ChannelModel::setMethod(const QString& title)
{
    if (title == m_method)
        return;
    m_method = title;
    emit headerDataChanged(Qt::Horizontal, ReachFiltered, ReachFiltered);
}

void ChannelModel::setStale(const QString& reason)
{
    if (reason == m_staleReason)
        return;
    m_staleReason = reason;
    emitChanged(0, rowCount() - 1, ReachFiltered, Kept);
    emit headerDataChanged(Qt::Horizontal, ReachFiltered, Kept);
}

void ChannelModel::setKept(const std::vector<std::int64_t>& kept, std::int64_t length)
{
    m_kept = kept;
    m_length = length;
    emitChanged(0, rowCount() - 1, Kept, Kept);
}

void ChannelModel::emitChanged(int firstRow, int lastRow, Column first, Column last)
{
    if (lastRow >= firstRow)
        emit dataChanged(index(firstRow, first), index(lastRow, last));
}

int ChannelModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_layers * m_channels);
}

int ChannelModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double ChannelModel::value(int row, Column column) const
{
    const auto at = [row](const auto& values) {
        const auto i = static_cast<std::size_t>(row);
        return i < values.size() ? static_cast<double>(values[i]) : std::numeric_limits<double>::quiet_NaN();
    };
    switch (column) {
    case Layer:
        return static_cast<double>(row / m_channels);
    case Channel:
        return static_cast<double>(row % m_channels);
    case LnDecay:
        return at(m_lnDecay);
    case Class:
        return at(m_global);
    case ReachVanilla:
        return at(m_distance[0]);
    case ReachFiltered:
        return at(m_distance[1]);
    case Kept:
        return at(m_kept);
    case ColumnCount:
        break;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

QString ChannelModel::text(int row, Column column) const
{
    const double number = value(row, column);
    if (std::isnan(number))
        return QStringLiteral("–");
    const QLocale locale;
    switch (column) {
    case Layer:
    case Channel:
        return QString::number(static_cast<qint64>(number));
    case LnDecay:
        return locale.toString(number, 'f', 2);
    case Class:
        return number > 0 ? tr("global") : tr("local");
    case ReachVanilla:
    case ReachFiltered:
        return locale.toString(number, 'f', number < 100 ? 1 : 0);
    case Kept:
        return m_length > 0 ? tr("%1 (%2 %)")
                                  .arg(locale.toString(static_cast<qint64>(number)),
                                       locale.toString(100 * number / static_cast<double>(m_length), 'f', 1))
                            : QString();
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ChannelModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = static_cast<Column>(index.column());
    const bool stale = isStale(column);
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), column);
    case kValueRole:
        return value(index.row(), column);
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == Class ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return QString(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() + QLatin1Char(' ') +
            (stale ? tr("%1 (earlier settings)").arg(text(index.row(), column)) : text(index.row(), column)));
    case Qt::FontRole:
        if (!stale)
            return {};
        {
            QFont italic;
            italic.setItalic(true);
            return italic;
        }
    default:
        return {};
    }
}

QVariant ChannelModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::InitialSortOrderRole && section > Channel) // who sorts by a quantity looks for the largest
        return static_cast<int>(Qt::DescendingOrder);
    struct Heading
    {
        QString title, explanation;
    };
    const std::array<Heading, ColumnCount> headings = {
        Heading{tr("Layer"), tr("Layer, counted from 0")},
        Heading{tr("Channel"), tr("Channel of the layer: a head in Mamba-2, an entry of d_inner in Mamba-1")},
        Heading{tr("ln decay"), tr("Natural logarithm of the cumulative decay over the training length, from the "
                                   "calibration profile; without one over the sequence")},
        Heading{tr("Class"), tr("global: ln decay above ln θ; LongMamba filters these channels only")},
        Heading{tr("Reach,\nvanilla"), tr("Receptive field of the last token in tokens (Mamba mean distance), without "
                                          "a filter")},
        Heading{tr("Reach,\n%1").arg(m_method), tr("The same under %1").arg(m_method)},
        Heading{tr("Kept"), tr("Tokens of the sequence that the channel keeps under %1").arg(m_method)},
    };
    if (role == Qt::DisplayRole)
        return headings[static_cast<std::size_t>(section)].title;
    if (role == Qt::ToolTipRole && isStale(static_cast<Column>(section)))
        return QString(headings[static_cast<std::size_t>(section)].explanation + QLatin1Char('\n') + m_staleReason);
    if (role == Qt::ToolTipRole)
        return headings[static_cast<std::size_t>(section)].explanation;
    return {};
}

const char* ChannelModel::key(Column column)
{
    constexpr std::array<const char*, ColumnCount> kKeys = {"layer",         "channel",         "ln_decay",   "global",
                                                            "reach_vanilla", "reach_longmamba", "kept_tokens"};
    return kKeys[static_cast<std::size_t>(column)];
}

} // namespace mambascope::ui

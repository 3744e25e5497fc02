// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_filter.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>

namespace mambascope::ui {

namespace {

std::optional<ChannelModel::Column> columnNamed(const QString& name)
{
    struct Name
    {
        const char* text;
        ChannelModel::Column column;
    };
    constexpr std::array<Name, 6> kNames = {
        Name{"layer", ChannelModel::Layer},         Name{"channel", ChannelModel::Channel},
        Name{"decay", ChannelModel::LnDecay},       Name{"vanilla", ChannelModel::ReachVanilla},
        Name{"reach", ChannelModel::ReachFiltered}, Name{"kept", ChannelModel::Kept}};
    for (const Name& known : kNames) {
        if (name.compare(QLatin1String(known.text), Qt::CaseInsensitive) == 0)
            return known.column;
    }
    return std::nullopt;
}

struct Keyed
{
    std::uint64_t key;
    int row;
};

/// Whole numbers in the order of the doubles; unknown ones are largest whichever way.
std::uint64_t orderedKey(double value, bool descending)
{
    if (std::isnan(value))
        return std::numeric_limits<std::uint64_t>::max();
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0); // no negative zero
    const std::uint64_t ascending = bits >> 63 ? ~bits : bits | (std::uint64_t(1) << 63);
    return descending ? ~ascending : ascending;
}

/// Least significant digit first, which keeps equal keys in their order. Digits that are the same everywhere, as most
/// of small whole numbers are, cost a look and no pass.
void radixSort(std::vector<Keyed>& entries)
{
    constexpr int kBits = 11;
    constexpr std::size_t kBuckets = std::size_t(1) << kBits;
    std::vector<Keyed> other(entries.size());
    for (int shift = 0; shift < 64; shift += kBits) {
        std::array<std::size_t, kBuckets> starts{};
        for (const Keyed& entry : entries)
            ++starts[(entry.key >> shift) & (kBuckets - 1)];
        if (std::find(starts.begin(), starts.end(), entries.size()) != starts.end())
            continue;
        std::exclusive_scan(starts.begin(), starts.end(), starts.begin(), std::size_t(0));
        for (const Keyed& entry : entries)
            other[starts[(entry.key >> shift) & (kBuckets - 1)]++] = entry;
        entries.swap(other);
    }
}

} // namespace

ChannelFilter::ChannelFilter(QObject* parent) : QAbstractProxyModel(parent) {}

QString ChannelFilter::setConditions(const QString& text)
{
    static const QRegularExpression comparison(QStringLiteral("^([a-z]+)(<=|>=|<|>|=)(-?[0-9.]+(?:e-?[0-9]+)?)$"),
                                               QRegularExpression::CaseInsensitiveOption);
    std::vector<Condition> conditions;
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        if (word.compare(QLatin1String("global"), Qt::CaseInsensitive) == 0) {
            conditions.push_back({ChannelModel::Class, 0, true, 1});
            continue;
        }
        if (word.compare(QLatin1String("local"), Qt::CaseInsensitive) == 0) {
            conditions.push_back({ChannelModel::Class, 0, true, 0});
            continue;
        }
        const QRegularExpressionMatch match = comparison.match(word);
        const auto column = match.hasMatch() ? columnNamed(match.captured(1)) : std::nullopt;
        bool isNumber = false;
        const double value = match.captured(3).toDouble(&isNumber);
        if (!column || !isNumber)
            return tr("\"%1\" is no condition: write global, local, or layer, channel, decay, vanilla, reach, kept "
                      "with "
                      "<, <=, =, >=, > and a number")
                .arg(word);
        const QString sign = match.captured(2);
        conditions.push_back({*column,
                              sign.startsWith(QLatin1Char('<'))   ? -1
                              : sign.startsWith(QLatin1Char('>')) ? 1
                                                                  : 0,
                              sign.endsWith(QLatin1Char('=')), value});
    }
    m_conditions = std::move(conditions);
    rebuild();
    return {};
}

void ChannelFilter::setMask(std::vector<std::uint8_t> mask)
{
    if (mask == m_mask)
        return;
    m_mask = std::move(mask);
    rebuild();
}

void ChannelFilter::setSourceModel(QAbstractItemModel* model)
{
    beginResetModel();
    if (sourceModel())
        sourceModel()->disconnect(this);
    QAbstractProxyModel::setSourceModel(model);
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        m_mask.clear();
        m_sortedIsCurrent = false;
        takeRows(wantedRows());
        endResetModel();
    });
    connect(model, &QAbstractItemModel::dataChanged, this, &ChannelFilter::sourceChanged);
    m_sortedIsCurrent = false;
    takeRows(wantedRows());
    endResetModel();
}

bool ChannelFilter::accepts(int row) const
{
    const auto i = static_cast<std::size_t>(row);
    if (i < m_mask.size() && !m_mask[i])
        return false;
    for (const Condition& condition : m_conditions) {
        const double value = channels()->value(row, condition.column);
        if (std::isnan(value))
            return false;
        const double difference = (value - condition.value) * condition.sign;
        const bool holds =
            condition.sign == 0 ? value == condition.value : difference > 0 || (condition.orEqual && difference == 0);
        if (!holds)
            return false;
    }
    return true;
}

void ChannelFilter::sortAll()
{
    m_sortedIsCurrent = true;
    m_sorted.resize(static_cast<std::size_t>(sourceModel() ? sourceModel()->rowCount() : 0));
    std::iota(m_sorted.begin(), m_sorted.end(), 0);
    if (m_sortColumn < 0)
        return;
    std::vector<Keyed> keyed;
    keyed.reserve(m_sorted.size());
    const auto column = static_cast<ChannelModel::Column>(m_sortColumn);
    for (const int row : m_sorted)
        keyed.push_back({orderedKey(channels()->value(row, column), m_order == Qt::DescendingOrder), row});
    radixSort(keyed);
    std::transform(keyed.begin(), keyed.end(), m_sorted.begin(), [](const Keyed& entry) { return entry.row; });
}

std::vector<int> ChannelFilter::wantedRows()
{
    if (!m_sortedIsCurrent)
        sortAll();
    if (!isFiltering())
        return m_sorted;
    std::vector<int> rows;
    std::copy_if(m_sorted.begin(), m_sorted.end(), std::back_inserter(rows), [this](int row) { return accepts(row); });
    return rows;
}

void ChannelFilter::takeRows(std::vector<int> rows)
{
    m_rows = std::move(rows);
    m_places.assign(static_cast<std::size_t>(sourceModel() ? sourceModel()->rowCount() : 0), -1);
    for (std::size_t k = 0; k < m_rows.size(); ++k)
        m_places[static_cast<std::size_t>(m_rows[k])] = static_cast<int>(k);
}

void ChannelFilter::rebuild()
{
    std::vector<int> rows = wantedRows();
    if (rows == m_rows)
        return;
    // The same rows in another order keep the view's selection and place; other rows are another table.
    const bool sameRows = rows.size() == m_rows.size() && std::all_of(rows.begin(), rows.end(), [this](int row) {
                              return m_places[static_cast<std::size_t>(row)] >= 0;
                          });
    if (!sameRows) {
        beginResetModel();
        takeRows(std::move(rows));
        endResetModel();
        return;
    }
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<int> sources;
    sources.reserve(static_cast<std::size_t>(before.size()));
    for (const QModelIndex& index : before)
        sources.push_back(m_rows[static_cast<std::size_t>(index.row())]);
    takeRows(std::move(rows));
    QModelIndexList after;
    after.reserve(before.size());
    for (qsizetype k = 0; k < before.size(); ++k) {
        const int source = sources[static_cast<std::size_t>(k)];
        after << createIndex(m_places[static_cast<std::size_t>(source)], before[k].column());
    }
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

void ChannelFilter::sourceChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight)
{
    const auto touches = [&](int column) { return column >= topLeft.column() && column <= bottomRight.column(); };
    const bool matters = touches(m_sortColumn) || std::any_of(m_conditions.begin(), m_conditions.end(),
                                                              [&](const Condition& c) { return touches(c.column); });
    if (touches(m_sortColumn))
        m_sortedIsCurrent = false;
    if (matters)
        rebuild();
    if (!m_rows.empty())
        emit dataChanged(createIndex(0, topLeft.column()),
                         createIndex(static_cast<int>(m_rows.size()) - 1, bottomRight.column()));
}

void ChannelFilter::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    m_sortedIsCurrent = false;
    rebuild();
}

QModelIndex ChannelFilter::index(int row, int column, const QModelIndex& parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex ChannelFilter::parent(const QModelIndex& /*child*/) const
{
    return {};
}

QModelIndex ChannelFilter::sibling(int row, int column, const QModelIndex& /*index*/) const
{
    return index(row, column);
}

int ChannelFilter::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ChannelFilter::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !sourceModel() ? 0 : sourceModel()->columnCount();
}

QVariant ChannelFilter::headerData(int section, Qt::Orientation orientation, int role) const
{
    // QAbstractProxyModel asks through the first row, which need not be there.
    return sourceModel() && orientation == Qt::Horizontal ? sourceModel()->headerData(section, orientation, role)
                                                          : QVariant();
}

QModelIndex ChannelFilter::mapToSource(const QModelIndex& proxy) const
{
    const auto row = static_cast<std::size_t>(proxy.row());
    return proxy.isValid() && row < m_rows.size() ? sourceModel()->index(m_rows[row], proxy.column()) : QModelIndex();
}

QModelIndex ChannelFilter::mapFromSource(const QModelIndex& source) const
{
    const auto row = static_cast<std::size_t>(source.row());
    if (!source.isValid() || row >= m_places.size() || m_places[row] < 0)
        return {};
    return createIndex(m_places[row], source.column());
}

} // namespace mambascope::ui

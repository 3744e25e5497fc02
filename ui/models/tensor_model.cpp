// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/tensor_model.h"

#include "ui/style/theme.h"
#include "ui/widgets/small_histogram.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

namespace mambascope::ui {

namespace {

QString textOf(std::int64_t number)
{
    return QLocale().toString(static_cast<qint64>(number));
}

QString textOf(double number)
{
    return QLocale().toString(number, 'g', 3);
}

QString shapeText(const std::vector<std::int64_t>& shape)
{
    if (shape.empty())
        return TensorModel::tr("one value");
    QStringList sizes;
    for (const std::int64_t size : shape)
        sizes << textOf(size);
    return sizes.join(QStringLiteral(" × "));
}

} // namespace

std::int64_t layerOfTensor(const std::string& name)
{
    constexpr std::string_view kMark = "layers.";
    for (std::size_t at = name.find(kMark); at != std::string::npos; at = name.find(kMark, at + 1)) {
        if (at > 0 && name[at - 1] != '.')
            continue;
        const char* begin = name.data() + at + kMark.size();
        const char* end = name.data() + name.size();
        std::int64_t layer = -1;
        const auto [stop, failure] = std::from_chars(begin, end, layer);
        if (failure == std::errc() && stop != begin && (stop == end || *stop == '.') && layer >= 0)
            return layer;
    }
    return -1;
}

void TensorModel::setTensors(const std::vector<TensorInfo>& tensors)
{
    beginResetModel();
    m_tensors.clear();
    m_groups.clear();
    std::map<std::int64_t, Group> groups;
    for (const TensorInfo& info : tensors) {
        Group& group = groups[layerOfTensor(info.name)];
        group.tensors.push_back(static_cast<int>(m_tensors.size()));
        group.bytes += info.bytes;
        m_tensors.push_back({info, 0, 0, nullptr, {}});
    }
    for (auto& [layer, group] : groups) {
        group.layer = layer;
        for (std::size_t row = 0; row < group.tensors.size(); ++row) {
            Row& tensor = m_tensors[static_cast<std::size_t>(group.tensors[row])];
            tensor.group = static_cast<int>(m_groups.size());
            tensor.row = static_cast<int>(row);
        }
        m_groups.push_back(std::move(group));
    }
    endResetModel();
}

void TensorModel::setStatistics(int tensor, const std::shared_ptr<const TensorStatistics>& statistics)
{
    m_tensors[static_cast<std::size_t>(tensor)].statistics = statistics;
    emitChanged(tensor);
}

void TensorModel::setProblem(int tensor, const QString& cause)
{
    m_tensors[static_cast<std::size_t>(tensor)].problem = cause;
    emitChanged(tensor);
}

void TensorModel::emitChanged(int tensor)
{
    emit dataChanged(indexOf(tensor, Range), indexOf(tensor, Histogram));
}

bool TensorModel::isSettled(int number) const
{
    const Row& row = m_tensors[static_cast<std::size_t>(number)];
    return row.statistics || !row.problem.isEmpty();
}

// A group's internal id is 0, that of its tensors the group's number plus one.
int TensorModel::tensorAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return -1;
    return m_groups[index.internalId() - 1].tensors[static_cast<std::size_t>(index.row())];
}

std::int64_t TensorModel::layerAt(const QModelIndex& index) const
{
    if (!index.isValid())
        return -1;
    return m_groups[index.internalId() == 0 ? static_cast<std::size_t>(index.row()) : index.internalId() - 1].layer;
}

QModelIndex TensorModel::groupOfLayer(std::int64_t layer) const
{
    const auto at = std::find_if(m_groups.begin(), m_groups.end(), [&](const Group& g) { return g.layer == layer; });
    return at == m_groups.end() ? QModelIndex() : index(static_cast<int>(at - m_groups.begin()), 0);
}

QModelIndex TensorModel::indexOf(int tensor, int column) const
{
    const Row& row = m_tensors[static_cast<std::size_t>(tensor)];
    return createIndex(row.row, column, static_cast<quintptr>(row.group) + 1);
}

QModelIndex TensorModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr(0));
}

QModelIndex TensorModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, quintptr(0));
}

int TensorModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].tensors.size());
}

int TensorModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

QString TensorModel::text(const Group& group, Column column) const
{
    switch (column) {
    case Name:
        return group.layer < 0 ? tr("Outside the layers") : tr("Layer %1").arg(group.layer);
    case Shape:
        return group.tensors.size() == 1
                   ? tr("1 tensor")
                   : tr("%1 tensors").arg(textOf(static_cast<std::int64_t>(group.tensors.size())));
    case Size:
        return QLocale().formattedDataSize(group.bytes, 1);
    default:
        return {};
    }
}

QString TensorModel::text(const Row& row, Column column) const
{
    switch (column) {
    case Name: {
        // The group says the layer already.
        const QString name = QString::fromStdString(row.info.name);
        const std::int64_t layer = layerOfTensor(row.info.name);
        const QString mark = QStringLiteral("layers.%1.").arg(layer);
        const qsizetype at = layer < 0 ? -1 : name.indexOf(mark);
        return at < 0 ? name : name.mid(at + mark.size());
    }
    case Shape:
        return shapeText(row.info.shape);
    case Type:
        return QString::fromStdString(row.info.dtype);
    case Size:
        return QLocale().formattedDataSize(row.info.bytes, 1);
    case Range:
    case Mean:
        break;
    case Histogram:
    case ColumnCount:
        return {};
    }
    if (!row.statistics)
        return row.problem.isEmpty() ? QStringLiteral("…") : QStringLiteral("–");
    const TensorStatistics& s = *row.statistics;
    if (s.count == s.nonFinite)
        return s.count == 0 ? tr("empty") : tr("no finite value");
    if (column == Mean)
        return QStringLiteral("%1 ± %2").arg(textOf(s.mean), textOf(s.standardDeviation));
    const QString range = QStringLiteral("%1 … %2").arg(textOf(s.minimum), textOf(s.maximum));
    return s.nonFinite == 0 ? range : tr("%1, %2 not finite").arg(range, textOf(s.nonFinite));
}

QString TensorModel::describe(const Row& row) const
{
    QStringList lines = {
        QString::fromStdString(row.info.name),
        tr("%1 of %2, %3 bytes")
            .arg(shapeText(row.info.shape), QString::fromStdString(row.info.dtype), textOf(row.info.bytes))};
    if (!row.problem.isEmpty())
        lines << row.problem;
    if (row.statistics) {
        const TensorStatistics& s = *row.statistics;
        lines << tr("%1 values, %2 of them zero, %3 not finite")
                     .arg(textOf(s.count), textOf(s.zeros), textOf(s.nonFinite));
        if (s.count > s.nonFinite)
            lines
                << tr("from %1 to %2").arg(QLocale().toString(s.minimum, 'g', 9), QLocale().toString(s.maximum, 'g', 9))
                << tr("mean %1, standard deviation %2")
                       .arg(QLocale().toString(s.mean, 'g', 9), QLocale().toString(s.standardDeviation, 'g', 9));
    }
    return lines.join(QLatin1Char('\n'));
}

QVariant TensorModel::sortKey(const Row& row, Column column) const
{
    switch (column) {
    case Name:
        return QString::fromStdString(row.info.name);
    case Type:
        return QString::fromStdString(row.info.dtype);
    case Shape: { // by number of values
        double count = 1;
        for (const std::int64_t size : row.info.shape)
            count *= static_cast<double>(size);
        return count;
    }
    case Size:
        return static_cast<double>(row.info.bytes);
    case Range:
    case Mean:
    case Histogram:
        if (!row.statistics)
            return std::numeric_limits<double>::infinity();
        return column == Range  ? std::max(std::abs(row.statistics->minimum), std::abs(row.statistics->maximum))
               : column == Mean ? row.statistics->mean
                                : row.statistics->standardDeviation;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant TensorModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((column == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const int number = tensorAt(index);
    if (number < 0) {
        const Group& group = m_groups[static_cast<std::size_t>(index.row())];
        if (role == Qt::DisplayRole)
            return text(group, column);
        if (role == kSortRole)
            return static_cast<double>(group.layer);
        return {};
    }
    const Row& row = m_tensors[static_cast<std::size_t>(number)];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case kSortRole:
        return sortKey(row, column);
    case Qt::ToolTipRole:
        return describe(row);
    case Qt::ForegroundRole:
        if (column == Range && row.statistics && row.statistics->nonFinite > 0)
            return plotColours().warning;
        return column >= Range && !row.statistics ? QVariant(plotColours().faintText) : QVariant();
    case Qt::AccessibleTextRole:
        return column == Histogram ? describe(row)
                                   : QString(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() +
                                             QLatin1Char(' ') + text(row, column));
    case HistogramDelegate::kHistogramRole:
        if (column == Histogram && row.statistics && row.statistics->count > row.statistics->nonFinite)
            return QVariant::fromValue(
                SmallHistogram{{row.statistics->histogram.begin(), row.statistics->histogram.end()},
                               row.statistics->minimum,
                               row.statistics->maximum});
        return {};
    default:
        return {};
    }
}

QVariant TensorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    struct Heading
    {
        QString title, explanation;
    };
    const std::array<Heading, ColumnCount> headings = {
        Heading{tr("Tensor"), tr("Name in the weight file, without its layer")},
        Heading{tr("Shape"), tr("Sizes as they are stored; sorted by the number of values")},
        Heading{tr("Type"), tr("Number format in the file")},
        Heading{tr("Size"), tr("Bytes in the file")},
        Heading{tr("Range"), tr("Smallest and largest finite value; sorted by the larger magnitude")},
        Heading{tr("Mean ± deviation"), tr("Mean and standard deviation of the finite values; sorted by the mean")},
        Heading{tr("Histogram"), tr("64 bins from the smallest to the largest value, heights on a logarithmic scale, "
                                    "line at zero; sorted by the standard deviation")},
    };
    const Heading& heading = headings[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return heading.title;
    if (role == Qt::ToolTipRole)
        return heading.explanation;
    return {};
}

// ---------------------------------------------------------------------------------------------- filter

TensorFilter::TensorFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setDynamicSortFilter(false); // rows must not jump while statistics arrive
    setSortRole(TensorModel::kSortRole);
}

void TensorFilter::setWords(const QString& text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool TensorFilter::filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const
{
    if (m_words.isEmpty())
        return true;
    const auto* model = static_cast<const TensorModel*>(sourceModel());
    const int number = model->tensorAt(model->index(sourceRow, 0, sourceParent));
    if (number < 0)
        return false; // stays for the sake of its tensors only
    const TensorInfo& info = model->tensor(number);
    QString text = QString::fromStdString(info.name) + QLatin1Char(' ') + QString::fromStdString(info.dtype);
    for (const std::int64_t size : info.shape)
        text += QLatin1Char(' ') + QString::number(size);
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool TensorFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    if (!left.parent().isValid()) // groups stay in order, whichever way their tensors are sorted
        return sortOrder() == Qt::AscendingOrder ? left.row() < right.row() : left.row() > right.row();
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace mambascope::ui

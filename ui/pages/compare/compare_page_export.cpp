// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ComparePage that writes files.
#include "core/base/error.h"
#include "ui/engine/comparer.h"
#include "ui/engine/workspace.h"
#include "ui/models/comparison_models.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/style/message_text.h"
#include "ui/widgets/map_view.h"
#include "ui/windows/command_line.h"
#include "ui/windows/table_files.h"
#include "ui/windows/write_widget.h"

#include <QFileInfo>
#include <QSortFilterProxyModel>
#include <QSplitter>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

struct Table
{
    QString path;
    std::vector<QString> columns;
    std::vector<double> values;
};

struct WrittenMap
{
    QString path;
    std::shared_ptr<const ChannelMap> map;
    std::shared_ptr<const ChannelMap> minus; ///< null: the map itself
    AttentionMap::Rect rect;
};

/// |map|, less |minus|, as the page shows the difference; a map by itself with its signs.
void fill(const WrittenMap& written, const AttentionMap::Rect& rect, std::span<float> out)
{
    written.map->map->values(rect, out);
    if (!written.minus)
        return;
    std::vector<float> other(out.size());
    written.minus->map->values(rect, other);
    std::transform(out.begin(), out.end(), other.begin(), out.begin(),
                   [](float a, float b) { return std::abs(a) - std::abs(b); });
}

/// Columns of different lengths beside each other; no value where one has ended.
Table columnsTable(const QString& path, const std::vector<QString>& names,
                   const std::vector<std::vector<double>>& columns)
{
    std::size_t rows = 0;
    for (const std::vector<double>& column : columns)
        rows = std::max(rows, column.size());
    Table table{path, names, {}};
    table.values.reserve(rows * columns.size());
    for (std::size_t row = 0; row < rows; ++row)
        for (const std::vector<double>& column : columns)
            table.values.push_back(row < column.size() ? column[row] : std::nan(""));
    return table;
}

} // namespace

/// Everything that is written, the file that was named first.
struct ComparePage::Export
{
    std::vector<Table> tables;
    std::vector<WrittenMap> maps;
};

QStringList ComparePage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv"),
            QStringLiteral("npy")};
}

QString ComparePage::wholeText(const QString& suffix) const
{
    return isPictureSuffix(suffix) ? QString() : tr("The visible parts of the maps, too, with every token");
}

/// Channels if they can be compared one by one, else layers bear the name itself; the others go beside it. Without
/// values only the names count.
ComparePage::Export ComparePage::collect(const QString& path, bool withValues) const
{
    Export all;
    const auto nameOf = [&](const char* name) {
        return all.tables.empty() ? path : withInfix(path, QString::fromLatin1(name));
    };
    if (m_comparer->reasonAgainstChannels().isEmpty()) {
        Table table{nameOf("channels"), {}, {}};
        for (int column = 0; column < ChannelComparisonModel::ColumnCount; ++column)
            table.columns.push_back(
                QString::fromLatin1(ChannelComparisonModel::key(static_cast<ChannelComparisonModel::Column>(column))));
        for (int row = 0; withValues && row < m_sorted->rowCount(); ++row) { // as the table is sorted
            const int source = m_sorted->mapToSource(m_sorted->index(row, 0)).row();
            for (int column = 0; column < ChannelComparisonModel::ColumnCount; ++column)
                table.values.push_back(m_channels->value(source, static_cast<ChannelComparisonModel::Column>(column)));
        }
        all.tables.push_back(std::move(table));
    }
    if (m_layers->rowCount() > 0) {
        Table table{nameOf("layers"), {}, {}};
        for (int column = 0; column < LayerComparisonModel::ColumnCount; ++column)
            table.columns.push_back(
                QString::fromLatin1(LayerComparisonModel::key(static_cast<LayerComparisonModel::Column>(column))));
        for (int row = 0; withValues && row < m_layers->rowCount(); ++row)
            for (int column = 0; column < LayerComparisonModel::ColumnCount; ++column) {
                const bool model = column == LayerComparisonModel::Layer && row + 1 == m_layers->rowCount();
                table.values.push_back(model ? std::nan("")
                                             : m_layers->value(row, static_cast<LayerComparisonModel::Column>(column)));
            }
        all.tables.push_back(std::move(table));
    }
    std::vector<QString> decayNames, normNames;
    std::vector<std::vector<double>> decays, norms;
    for (const std::size_t side : Comparer::kBoth) {
        const QString letter = side == 0 ? QStringLiteral("a") : QStringLiteral("b");
        const auto lnDecay = m_views->lnDecay(side);
        const auto map = m_views->map(side);
        if (!lnDecay || !map)
            continue;
        decayNames.push_back(QStringLiteral("ln_decay_") + letter);
        decays.push_back(withValues ? *lnDecay : std::vector<double>());
        const std::vector<std::int64_t>& positions = m_comparer->result(side)->measured.norm.positions;
        const std::span<const float> norm = m_views->stateNorm(side);
        normNames.push_back(QStringLiteral("tokens_") + letter);
        normNames.push_back(QStringLiteral("state_norm_") + letter);
        norms.emplace_back(positions.begin(), positions.end());
        norms.emplace_back(norm.begin(), norm.end());
        if (m_export.whole)
            all.maps.push_back({withInfix(path, QStringLiteral("map-") + letter), map, nullptr,
                                visibleRect(m_views->view(side)->visibleRange(), map->map->length())});
    }
    if (!decays.empty()) {
        all.tables.push_back(columnsTable(nameOf("decay"), decayNames, decays));
        all.tables.push_back(columnsTable(nameOf("state-norm"), normNames, norms));
    }
    if (all.maps.size() == 2 && m_comparer->reasonAgainstTokens().isEmpty())
        all.maps.push_back(
            {withInfix(path, QStringLiteral("map-difference")), all.maps[1].map, all.maps[0].map, all.maps[0].rect});
    return all;
}

QStringList ComparePage::exportFiles(const QString& path) const
{
    if (isPictureSuffix(QFileInfo(path).suffix().toLower()))
        return {path};
    const Export all = collect(path, false);
    QStringList files;
    for (const Table& table : all.tables)
        files << table.path;
    for (const WrittenMap& map : all.maps)
        files << map.path;
    return files;
}

void ComparePage::exportTo(const QString& path)
{
    try {
        for (const std::size_t side : Comparer::kBoth) {
            if (!m_comparer->problem(side).isEmpty() && !m_comparer->result(side))
                throw Error(side == 0 ? tr("side A").toStdString() : tr("side B").toStdString(),
                            m_comparer->problem(side).toStdString());
        }
        if (!isPictureSuffix(QFileInfo(path).suffix().toLower()))
            return exportTables(path);
        writeWidget(*m_content, path, exportScale());
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

void ComparePage::exportTables(const QString& path)
{
    const auto all = std::make_shared<const Export>(collect(path, true));
    if (all->tables.empty())
        throw Error(path.toStdString(), m_comparer->reasonAgainstChannels().toStdString());
    m_workspace.write(path, [all](JobControl& control) {
        for (const Table& table : all->tables)
            writeTable(table.path, table.columns, table.values);
        for (const WrittenMap& map : all->maps)
            writeMap(
                map.path, map.rect,
                [&map](const AttentionMap::Rect& rect, std::span<float> out) { fill(map, rect, out); },
                control.progress());
    });
}

} // namespace mambascope::ui

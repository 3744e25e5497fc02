// SPDX-License-Identifier: GPL-3.0-or-later
// The part of TokensPage that writes files.
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/inspect/gallery.h"
#include "ui/engine/workspace.h"
#include "ui/models/token_statistics_model.h"
#include "ui/pages/tokens/picked_channels.h"
#include "ui/pages/tokens/token_table.h"
#include "ui/pages/tokens/tokens_page.h"
#include "ui/style/message_text.h"
#include "ui/windows/command_line.h"
#include "ui/windows/table_files.h"
#include "ui/windows/write_widget.h"

#include <QFileInfo>
#include <QTableView>

#include <array>
#include <cmath>

namespace mambascope::ui {

namespace {

const QString kStatistics = QStringLiteral("statistics");
const QString kChannels = QStringLiteral("channels");
const QString kColumn = QStringLiteral("attention");

bool isNpy(const QString& path)
{
    return QFileInfo(path).suffix().toLower() == QLatin1String("npy");
}

void writeTokens(const QString& path, const Document& document, const std::vector<float>& share)
{
    if (isNpy(path)) {
        saveNpy<float>(path.toStdString(), share, {static_cast<std::int64_t>(share.size())});
        return;
    }
    CsvFile file(path,
                 {QStringLiteral("token"), QStringLiteral("id"), QStringLiteral("text"), QStringLiteral("kept_share")});
    for (std::size_t k = 0; k < document.ids.size(); ++k)
        file.add({QString::number(k), QString::number(document.ids[k]), CsvFile::quoted(document.tokenTexts[k]),
                  share.empty() ? QString() : CsvFile::number(static_cast<double>(share[k]), 9)});
    file.finish();
}

void writeStatistics(const QString& path, const QStringList& texts, const std::vector<double>& values)
{
    constexpr std::size_t kNumbers = 5;
    if (isNpy(path)) {
        saveNpy<double>(path.toStdString(), values,
                        {static_cast<std::int64_t>(texts.size()), static_cast<std::int64_t>(kNumbers)});
        return;
    }
    CsvFile file(path, {QStringLiteral("id"), QStringLiteral("text"), QStringLiteral("count"),
                        QStringLiteral("kept_share"), QStringLiteral("times_kept"), QStringLiteral("times_dropped")});
    std::size_t at = 0;
    for (const QString& text : texts) {
        QStringList fields = {CsvFile::number(values[at]), CsvFile::quoted(text)};
        for (std::size_t k = 1; k < kNumbers; ++k)
            fields << CsvFile::number(values[at + k], 9);
        file.add(fields);
        at += kNumbers;
    }
    file.finish();
}

/// What filtered channels do with a token, by layer and channel.
void writeChannels(const QString& path, const std::shared_ptr<const Trace>& trace, std::int64_t token,
                   Progress& progress)
{
    std::vector<double> values;
    FactorsCache cache(0);
    channelsOfToken(trace, token, 0, cache, progress, [&](const std::vector<TokenChannelsModel::Row>& rows) {
        for (const TokenChannelsModel::Row& row : rows)
            values.insert(values.end(),
                          {static_cast<double>(row.layer), static_cast<double>(row.channel),
                           static_cast<double>(row.dt), static_cast<double>(row.threshold), row.kept() ? 1.0 : 0.0});
    });
    writeTable(path,
               {QStringLiteral("layer"), QStringLiteral("channel"), QStringLiteral("delta"),
                QStringLiteral("threshold"), QStringLiteral("kept")},
               values);
}

using Maps = std::array<std::shared_ptr<const ChannelMap>, 2>;

/// The attention that a token gets in the selected channel; no value before it.
void writeColumn(const QString& path, const Maps& maps, const QString& filtered, std::int64_t token)
{
    std::vector<QString> columns = {QStringLiteral("token")};
    std::vector<std::vector<float>> curves;
    for (const Side side : kSides) {
        const auto& map = maps[index(side)];
        if (!map)
            continue;
        columns.push_back(QStringLiteral("alpha_") + (side == Side::Vanilla ? QStringLiteral("vanilla") : filtered));
        curves.emplace_back(static_cast<std::size_t>(map->map->length()));
        map->map->column(token, curves.back());
        std::fill(curves.back().begin(), curves.back().begin() + token, std::nanf(""));
    }
    std::vector<double> values;
    for (std::size_t i = 0; i < curves.front().size(); ++i) {
        values.push_back(static_cast<double>(i));
        for (const std::vector<float>& curve : curves)
            values.push_back(static_cast<double>(curve[i]));
    }
    writeTable(path, columns, values);
}

} // namespace

QStringList TokensPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv"),
            QStringLiteral("npy")};
}

QStringList TokensPage::exportFiles(const QString& path) const
{
    QStringList files = {path};
    if (isPictureSuffix(QFileInfo(path).suffix().toLower()))
        return files;
    files << withInfix(path, kStatistics);
    const auto& trace = m_workspace.trace(Side::LongMamba);
    if (picked() >= 0 && trace && trace->filteredChannels() > 0)
        files << withInfix(path, kChannels);
    if (picked() >= 0 && m_workspace.map(Side::Vanilla))
        files << withInfix(path, kColumn);
    return files;
}

void TokensPage::exportTo(const QString& path)
{
    if (!m_workspace.document()) {
        emit m_workspace.failed(tr("%1: there are no tokens to write yet").arg(path));
        return;
    }
    if (!isPictureSuffix(QFileInfo(path).suffix().toLower()))
        return exportTables(path);
    try {
        writeWidget(*this, path, exportScale());
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

/// The table of token strings as it is sorted.
TokensPage::Statistics TokensPage::collectStatistics() const
{
    Statistics statistics;
    const QAbstractItemModel& sorted = *m_statistics->model();
    for (int row = 0; row < sorted.rowCount(); ++row) {
        const QModelIndex first = sorted.index(row, TokenStatisticsModel::Token);
        statistics.texts << first.data(TokenStatisticsModel::kValueRole).toString();
        statistics.values.push_back(static_cast<double>(m_statisticsModel->idOf(sourceRow(first))));
        for (int column = TokenStatisticsModel::Occurrences; column < TokenStatisticsModel::ColumnCount; ++column) {
            const double value = first.siblingAtColumn(column).data(TokenStatisticsModel::kValueRole).toDouble();
            statistics.values.push_back(value < 0 ? std::nan("") : value); // -1: not known
        }
    }
    return statistics;
}

void TokensPage::exportTables(const QString& path)
{
    const QStringList files = exportFiles(path);
    const Maps maps = {m_workspace.map(Side::Vanilla), m_workspace.map(Side::LongMamba)};
    m_workspace.write(path, [path, files, maps, statistics = collectStatistics(), document = m_workspace.document(),
                             trace = m_workspace.trace(Side::LongMamba),
                             share = keptShare(m_workspace, m_workspace.state().tokensShade == "selected"),
                             token = picked(), filtered = m_workspace.mapMethodName()](JobControl& control) {
        writeTokens(path, *document, share);
        writeStatistics(withInfix(path, kStatistics), statistics.texts, statistics.values);
        if (const QString file = withInfix(path, kChannels); files.contains(file))
            writeChannels(file, trace, token, control.progress());
        if (const QString file = withInfix(path, kColumn); files.contains(file))
            writeColumn(file, maps, filtered, token);
    });
}

} // namespace mambascope::ui

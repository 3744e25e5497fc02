// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MapPage that writes files.
#include "ui/engine/workspace.h"
#include "ui/figures/figures.h"
#include "ui/pages/map/map_page.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_view.h"
#include "ui/windows/command_line.h"
#include "ui/windows/table_files.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mambascope::ui {

namespace {

/// The picked cell's row and column of each map, a line a token; no value where the map has none.
void writeProfiles(const QString& path,
                   const std::vector<std::pair<QString, std::shared_ptr<const AttentionMap>>>& maps, std::int64_t i,
                   std::int64_t j)
{
    const auto length = static_cast<std::size_t>(maps.front().second->length());
    std::vector<QString> columns = {QStringLiteral("token")};
    std::vector<std::vector<float>> curves;
    for (const auto& [name, map] : maps) {
        std::vector<float> row(length), column(length);
        map->values({i, i + 1, 0, map->length()}, row);
        map->column(j, column);
        std::fill(row.begin() + i + 1, row.end(), std::nanf(""));
        std::fill(column.begin(), column.begin() + j, std::nanf(""));
        columns.push_back(QStringLiteral("row_%1_%2").arg(i).arg(name));
        columns.push_back(QStringLiteral("column_%1_%2").arg(j).arg(name));
        curves.push_back(std::move(row));
        curves.push_back(std::move(column));
    }
    std::vector<double> values;
    values.reserve(length * columns.size());
    for (std::size_t token = 0; token < length; ++token) {
        values.push_back(static_cast<double>(token));
        for (const std::vector<float>& curve : curves)
            values.push_back(static_cast<double>(curve[token]));
    }
    writeTable(path, columns, values);
}

} // namespace

QStringList MapPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("npy"),
            QStringLiteral("csv")};
}

/// At any length: a picture that is too long is refused, with the reason.
QString MapPage::wholeText(const QString& suffix) const
{
    return suffix == QLatin1String("npy") || suffix == QLatin1String("png")
               ? tr("The whole map at full resolution, not only what is visible")
               : QString();
}

/// The filtered map is what the name stands for; the others that are shown go beside it.
std::vector<MapPage::Written> MapPage::writtenMaps(const QString& path) const
{
    std::vector<Written> written;
    const auto add = [&](std::size_t panel, const std::shared_ptr<const ChannelMap>& map, const QString& name) {
        if (map)
            written.push_back({written.empty() ? path : withInfix(path, name), name, panel, map});
    };
    if (showsSides()) {
        add(index(Side::LongMamba), m_workspace.map(Side::LongMamba), m_workspace.mapMethodName());
        add(index(Side::Vanilla), m_workspace.map(Side::Vanilla), QStringLiteral("vanilla"));
    }
    if (showsDifference())
        add(kDifference, m_feeds[kDifference]->map(), QStringLiteral("difference"));
    return written;
}

bool MapPage::writesProfiles(const QString& path) const
{
    const ViewState& s = m_workspace.state();
    return !isPictureSuffix(QFileInfo(path).suffix().toLower()) && s.mapProfiles != "off" && s.row >= 0 &&
           s.row < m_length;
}

QStringList MapPage::exportFiles(const QString& path) const
{
    if (isPictureSuffix(QFileInfo(path).suffix().toLower()) && !writesWhole(path))
        return {path};
    QStringList files;
    for (const Written& map : writtenMaps(path))
        files << map.path;
    if (writesProfiles(path))
        files << withInfix(path, QStringLiteral("profiles"));
    return files;
}

void MapPage::exportTo(const QString& path)
{
    const bool ready =
        showsSides() ? m_workspace.map(Side::Vanilla) != nullptr : m_feeds[kDifference]->map() != nullptr;
    if (!ready) {
        emit m_workspace.failed(tr("%1: there is no map to write yet").arg(path));
        return;
    }
    if (isPictureSuffix(QFileInfo(path).suffix().toLower()) && !writesWhole(path))
        exportPicture(path);
    else
        exportData(path);
}

void MapPage::exportPicture(const QString& path)
{
    // Rendered anew and finer than the screen: vector files are looked at closely.
    const MapView* shown = showsSides() ? view(Side::Vanilla) : differenceView();
    const QSize pixels = shown->viewportPixels() * std::max(2.0, exportScale());
    const QRectF tokens = shown->visibleRange();
    const ViewState& s = m_workspace.state();
    std::vector<std::shared_ptr<const ChannelMap>> maps;
    std::vector<MapFigure> panels;
    const auto add = [&](std::size_t panel, const std::shared_ptr<const ChannelMap>& map) {
        maps.push_back(map);
        panels.emplace_back();
        const MapColouring& colouring = m_views[panel]->colouring();
        panels.back().normalise = toString(colouring.normalise).toStdString();
        panels.back().colourMap = colouring.colourMap.toStdString();
        panels.back().rangeLow = colouring.range.low;
        panels.back().rangeHigh = colouring.range.high;
        panels.back().title = title(panel).toStdString();
        if (s.row < 0 || s.row >= m_length)
            return;
        panels.back().pickedRow = s.row;
        panels.back().pickedColumn = s.column;
        panels.back().profiles = s.mapProfiles;
    };
    for (const Side side : kSides) {
        if (!showsSides() || !m_workspace.map(side))
            continue;
        add(index(side), m_workspace.map(side));
        if (side == Side::LongMamba && m_workspace.isPreview())
            panels.back().title += tr(" (preview)").toStdString();
    }
    if (showsDifference() && m_feeds[kDifference]->map()) {
        add(kDifference, m_feeds[kDifference]->map());
        panels.back().quantity = tr("α %1 − α vanilla").arg(m_workspace.mapMethodTitle(Side::LongMamba)).toStdString();
    }
    using Panels = std::vector<MapFigure>;
    FigureOptions options;
    options.theme = isDark() ? "dark" : "light";
    options.width = width();
    options.height = height();
    options.scale = exportScale();
    m_workspace.exports().request<Panels>(
        path, tr("writing %1").arg(QFileInfo(path).fileName()),
        [maps, panels, tokens, pixels, level = reachLevel()](JobControl& control) {
            auto result = std::make_shared<Panels>(panels);
            for (std::size_t k = 0; k < maps.size(); ++k) {
                MapFigure& figure = (*result)[k];
                const auto how = normaliseFromString(QString::fromStdString(figure.normalise));
                const MapImage image = renderDetail(*maps[k], tokens, pixels, how, control.progress());
                figure.values = *image.values;
                figure.height = image.height;
                figure.width = image.width;
                figure.range = {static_cast<std::int64_t>(image.row0), static_cast<std::int64_t>(image.row1),
                                static_cast<std::int64_t>(image.col0), static_cast<std::int64_t>(image.col1)};
                for (const auto& [j, i] :
                     renderReach(*maps[k], tokens.top(), tokens.bottom(), 512, level, control.progress())) {
                    figure.reachColumns.push_back(j);
                    figure.reachRows.push_back(i);
                }
                if (figure.profiles == "off")
                    continue;
                const AttentionMap& map = *maps[k]->map;
                figure.rowProfile.resize(static_cast<std::size_t>(figure.pickedRow + 1));
                map.values({figure.pickedRow, figure.pickedRow + 1, 0, figure.pickedRow + 1}, figure.rowProfile);
                figure.columnProfile.resize(static_cast<std::size_t>(map.length()));
                map.column(figure.pickedColumn, figure.columnProfile);
                figure.columnProfile.erase(figure.columnProfile.begin(),
                                           figure.columnProfile.begin() + figure.pickedColumn);
            }
            return std::shared_ptr<const Panels>(result);
        },
        this,
        [this, path, options](const std::shared_ptr<const Panels>& figures) {
            try {
                writeMapPicture(path.toStdString(), *figures, options);
                emit m_workspace.saved(path);
            } catch (const Error& error) {
                emit m_workspace.failed(toText(error));
            }
        },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void MapPage::exportData(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    const AttentionMap::Rect rect = writesWhole(path) ? AttentionMap::Rect{0, m_length, 0, m_length}
                                                      : visibleRect(view(Side::Vanilla)->visibleRange(), m_length);
    const std::vector<Written> written = writtenMaps(path);
    std::vector<PixelMapOptions> pixels;
    std::vector<std::pair<QString, std::shared_ptr<const AttentionMap>>> profiled;
    for (const Written& map : written) {
        const MapColouring& colouring = m_views[map.panel]->colouring();
        pixels.push_back({.normalise = toString(colouring.normalise).toStdString(),
                          .colourMap = colouring.colourMap.toStdString(),
                          .rangeLow = colouring.range.low,
                          .rangeHigh = colouring.range.high,
                          .theme = isDark() ? "dark" : "light"});
        if (writesProfiles(path))
            profiled.emplace_back(map.name, map.map->map);
    }
    const ViewState& s = m_workspace.state();
    m_workspace.write(
        path, [written, pixels, profiled, rect, suffix, path, i = s.row, j = s.column](JobControl& control) {
            for (std::size_t k = 0; k < written.size(); ++k) {
                const AttentionMap& map = *written[k].map->map;
                if (suffix == QLatin1String("png"))
                    writePixelMap(written[k].path.toStdString(), map, pixels[k], control.progress());
                else
                    writeMap(
                        written[k].path, rect,
                        [&map](const AttentionMap::Rect& part, std::span<float> out) { map.values(part, out); },
                        control.progress());
            }
            if (!profiled.empty())
                writeProfiles(withInfix(path, QStringLiteral("profiles")), profiled, i, j);
        });
}

} // namespace mambascope::ui

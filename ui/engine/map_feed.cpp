// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/map_feed.h"

#include <algorithm>

namespace mambascope::ui {

namespace {

constexpr int kHistogramBins = 128;
constexpr int kReachPoints = 192;
constexpr double kPieceSeconds = 0.06;

std::shared_ptr<const MapOverview> describe(const MapRaster& raster, Normalise normalise)
{
    auto overview = std::make_shared<MapOverview>();
    overview->image = raster.image();
    overview->exact = raster.fraction();
    overview->statistics = mapStatistics(overview->image);
    overview->data = dataRange(overview->image, normalise, overview->statistics);
    overview->automatic = autoRange(overview->image, normalise, overview->statistics);
    MapColouring colouring;
    colouring.normalise = normalise;
    colouring.statistics = overview->statistics;
    overview->histogram = mapHistogram(overview->image, colouring, overview->data, kHistogramBins);
    return overview;
}

} // namespace

MapFeed::MapFeed(ComputeThread& pictures, const QString& name, QObject* parent)
    : QObject(parent), m_pictures(pictures), m_name(name)
{
}

void MapFeed::setMap(const std::shared_ptr<const ChannelMap>& map, Normalise normalise)
{
    // The same map once more starts nothing: a person may have cancelled what was still to come.
    const bool same = map && m_map && map->map == m_map->map && normalise == m_normalise && !m_forgotten;
    m_map = map;
    m_forgotten = false;
    m_normalise = normalise;
    if (same)
        return;
    m_overviewIsOfMap = false;
    if (!map) {
        for (const char* what : {"overview", "detail", "reach", "profile"})
            m_pictures.cancel(tag(what));
        m_overview.reset();
        return;
    }
    m_pictures.cancel(tag("detail"));
    const std::int64_t length = map->map->length();
    const std::int64_t edge = std::min(length, kOverviewEdge);
    requestOverview(
        std::make_shared<MapRaster>(map, AttentionMap::Rect{0, length, 0, length}, edge, edge, normalise, true));
    requestReach();
    requestProfile();
}

void MapFeed::requestOverview(const std::shared_ptr<MapRaster>& raster)
{
    m_pictures.request<MapOverview>(
        tag("overview"), tr("map"),
        [raster, how = m_normalise](JobControl& control) {
            raster->advance(kPieceSeconds, control.progress());
            return describe(*raster, how);
        },
        this,
        [this, raster](const std::shared_ptr<const MapOverview>& overview) {
            const bool first = !m_overviewIsOfMap;
            m_overview = overview;
            m_overviewIsOfMap = true;
            emit overviewChanged();
            if (!raster->isDone())
                requestOverview(raster);
            if (first)
                showDetail();
        },
        [this](const QString& message) { emit failed(message); });
}

void MapFeed::show(const QRectF& tokens, QSize pixels)
{
    m_tokens = tokens;
    m_pixels = pixels;
    if (!m_map)
        return;
    showDetail();
    requestReach();
}

void MapFeed::showDetail()
{
    if (!m_overviewIsOfMap || m_pixels.isEmpty())
        return; // follows with the overview
    const std::int64_t length = m_map->map->length();
    const double cell = static_cast<double>(length) / static_cast<double>(m_overview->image.height);
    const AttentionMap::Rect rect = visibleRect(m_tokens, length);
    // The overview is as fine as the screen: nothing to add.
    const bool fineEnough =
        cell <= 1 || (m_tokens.height() >= cell * m_pixels.height() && m_tokens.width() >= cell * m_pixels.width());
    if (fineEnough || rect.row1 <= rect.row0 || rect.col1 <= rect.col0) {
        m_pictures.cancel(tag("detail"));
        emit detailChanged({}, true);
        return;
    }
    requestDetail(std::make_shared<MapRaster>(
        m_map, rect, std::min<std::int64_t>(m_pixels.height(), rect.row1 - rect.row0),
        std::min<std::int64_t>(m_pixels.width(), rect.col1 - rect.col0), m_normalise, false));
}

void MapFeed::requestDetail(const std::shared_ptr<MapRaster>& raster)
{
    m_pictures.request<MapImage>(
        tag("detail"), tr("map"),
        [raster](JobControl& control) {
            raster->advance(kPieceSeconds, control.progress());
            return std::make_shared<const MapImage>(raster->image());
        },
        this,
        [this, raster](const std::shared_ptr<const MapImage>& image) {
            emit detailChanged(m_normalise == Normalise::Row ? withRowPeaks(*image, m_overview->image) : *image,
                               raster->isDone());
            if (!raster->isDone())
                requestDetail(raster);
        },
        [this](const QString& message) { emit failed(message); });
}

void MapFeed::setReachLevel(const ReachLevel& level)
{
    if (level == m_reachLevel)
        return;
    m_reachLevel = level;
    requestReach();
}

void MapFeed::requestReach()
{
    if (!m_map || m_tokens.isEmpty())
        return;
    using Line = std::vector<std::pair<double, double>>;
    m_pictures.request<Line>(
        tag("reach"), tr("receptive field"),
        [map = m_map, tokens = m_tokens, level = m_reachLevel](JobControl& control) {
            return std::make_shared<const Line>(
                renderReach(*map, tokens.top(), tokens.bottom(), kReachPoints, level, control.progress()));
        },
        this, [this](const std::shared_ptr<const Line>& line) { emit reachChanged(*line); },
        [this](const QString& message) { emit failed(message); });
}

void MapFeed::setProfileCell(qint64 i, qint64 j)
{
    if (m_profileCell == std::pair(i, j))
        return;
    m_profileCell = {i, j};
    requestProfile();
}

void MapFeed::requestProfile()
{
    const auto [i, j] = m_profileCell;
    if (!m_map || i < 0 || j < 0 || std::max(i, j) >= m_map->map->length()) {
        m_pictures.cancel(tag("profile"));
        emit profileChanged({});
        return;
    }
    m_pictures.request<MapProfile>(
        tag("profile"), tr("profile"),
        [map = m_map, row = i, column = j](JobControl&) {
            auto profile = std::make_shared<MapProfile>();
            const std::int64_t length = map->map->length();
            profile->i = row;
            profile->j = column;
            profile->row.resize(static_cast<std::size_t>(row + 1));
            profile->column.resize(static_cast<std::size_t>(length - column));
            map->map->values({row, row + 1, 0, row + 1}, profile->row);
            map->map->values({column, length, column, column + 1}, profile->column);
            return std::shared_ptr<const MapProfile>(profile);
        },
        this, [this](const std::shared_ptr<const MapProfile>& profile) { emit profileChanged(*profile); },
        [this](const QString& message) { emit failed(message); });
}

} // namespace mambascope::ui

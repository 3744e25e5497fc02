// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/map_renderer.h"

#include "core/inspect/receptive_field.h"
#include "ui/engine/map_raster.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>

namespace mambascope::ui {

std::shared_ptr<const ChannelMap> differenceOf(const ChannelMap& left, const ChannelMap& right)
{
    auto result = std::make_shared<ChannelMap>(left);
    result->map = std::make_shared<const AttentionMap>(AttentionMap::difference(left.map, right.map));
    result->of = MapOf::Difference;
    return result;
}

AttentionMap::Rect visibleRect(const QRectF& tokens, std::int64_t length)
{
    const auto whole = [length](double value) {
        return static_cast<std::int64_t>(std::clamp(value, 0.0, static_cast<double>(length)));
    };
    return {whole(std::floor(tokens.top())), whole(std::ceil(tokens.bottom())), whole(std::floor(tokens.left())),
            whole(std::ceil(tokens.right()))};
}

MapImage renderDetail(const ChannelMap& map, const QRectF& tokens, QSize pixels, Normalise normalise,
                      Progress& progress)
{
    const AttentionMap::Rect rect = visibleRect(tokens, map.map->length());
    if (rect.row1 <= rect.row0 || rect.col1 <= rect.col0 || pixels.isEmpty())
        return {};
    const std::int64_t height = std::min<std::int64_t>(pixels.height(), rect.row1 - rect.row0);
    const std::int64_t width = std::min<std::int64_t>(pixels.width(), rect.col1 - rect.col0);
    MapRaster raster(std::make_shared<const ChannelMap>(map), rect, height, width, normalise, false);
    while (!raster.isDone())
        raster.advance(1, progress);
    return raster.image();
}

namespace {

/// How far back a row's entries reach `level` of its largest one, read off the map itself; -1: the row is zero.
std::int64_t reachOf(const AttentionMap& map, std::int64_t i, const ReachLevel& level)
{
    std::vector<float> row(static_cast<std::size_t>(i + 1));
    map.values({i, i + 1, 0, i + 1}, row);
    return reachOfRow(row, level.value, level.of);
}

constexpr double kReachSeconds = 0.25; // beyond it the line is fine enough

} // namespace

std::vector<std::pair<double, double>> renderReach(const ChannelMap& map, double row0, double row1, int points,
                                                   const ReachLevel& level, Progress& progress)
{
    std::vector<std::pair<double, double>> line;
    if (map.of == MapOf::Rollout || map.of == MapOf::Difference)
        return line;
    const std::int64_t length = map.map->length();
    const auto first = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(row0)), 0, length - 1);
    const auto last = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(row1)), first + 1, length);
    const std::int64_t count = std::min<std::int64_t>(points, last - first);
    const auto rowOf = [&](std::int64_t k) { return count > 1 ? first + k * (last - 1 - first) / (count - 1) : first; };
    const auto add = [&line](std::int64_t row, std::int64_t far) {
        const double j = far < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(row - far) + 0.5;
        line.emplace_back(j, static_cast<double>(row) + 0.5);
    };
    if (map.of != MapOf::Channel) {
        // Coarse points first, those between them as long as there is time: a row of a mean takes long.
        const auto begin = std::chrono::steady_clock::now();
        std::set<std::int64_t> known;
        for (auto step = std::max<std::int64_t>(
                 1, static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(count)) / 8));
             step > 0; step /= 2) {
            for (std::int64_t k = 0; k < count; k += step) {
                progress.check();
                if (known.insert(rowOf(k)).second)
                    add(rowOf(k), reachOf(*map.map, rowOf(k), level));
            }
            if (std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() > kReachSeconds / 2)
                break;
        }
        std::sort(line.begin(), line.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
        return line;
    }
    // In pieces, so that a newer request is noticed.
    constexpr std::int64_t kPiece = 32;
    std::vector<std::int64_t> rows;
    for (std::int64_t begin = 0; begin < count; begin += kPiece) {
        progress.check();
        rows.clear();
        for (std::int64_t k = begin; k < std::min(begin + kPiece, count); ++k)
            rows.push_back(rowOf(k));
        const std::vector<std::int64_t> far =
            reach(*map.factors, map.channel, rows, level.value, map.keepAbove, level.of);
        for (std::size_t k = 0; k < rows.size(); ++k)
            add(rows[k], far[k]);
    }
    return line;
}

} // namespace mambascope::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/map_renderer.h"

#include "core/inspect/receptive_field.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mambascope::ui {

namespace {

/// Largest-magnitude entry of each cell with its sign: AttentionMap::pooled() gives magnitudes only, and a signed scale
/// needs more. Works in bands of rows, so that memory stays small at any length.
std::vector<float> pooledSigned(const AttentionMap& map, const AttentionMap::Rect& rect, std::int64_t height,
                                std::int64_t width, Progress& progress)
{
    const std::int64_t rows = rect.row1 - rect.row0;
    const std::int64_t columns = rect.col1 - rect.col0;
    std::vector<float> result(static_cast<std::size_t>(height * width), 0.0F);
    std::vector<float> band;
    for (std::int64_t y = 0; y < height; ++y) {
        progress.check();
        const std::int64_t top = rect.row0 + y * rows / height;
        const std::int64_t bottom = rect.row0 + (y + 1) * rows / height;
        band.resize(static_cast<std::size_t>((bottom - top) * columns));
        map.values({top, bottom, rect.col0, rect.col1}, band);
        for (std::int64_t x = 0; x < width; ++x) {
            float& cell = result[static_cast<std::size_t>(y * width + x)];
            for (std::int64_t row = 0; row < bottom - top; ++row) {
                const float* line = band.data() + row * columns;
                for (std::int64_t j = x * columns / width; j < (x + 1) * columns / width; ++j) {
                    if (std::abs(line[j]) > std::abs(cell) || std::isnan(line[j]))
                        cell = line[j];
                }
            }
        }
    }
    return result;
}

MapImage render(const ChannelMap& channel, const AttentionMap::Rect& rect, std::int64_t height, std::int64_t width,
                Normalise normalise, Progress& progress)
{
    MapImage image;
    image.row0 = static_cast<double>(rect.row0);
    image.row1 = static_cast<double>(rect.row1);
    image.col0 = static_cast<double>(rect.col0);
    image.col1 = static_cast<double>(rect.col1);
    image.height = static_cast<int>(height);
    image.width = static_cast<int>(width);
    const AttentionMap& map = *channel.map;
    if (normalise == Normalise::Raw) {
        image.values = std::make_shared<const std::vector<float>>(pooledSigned(map, rect, height, width, progress));
        return image;
    }
    auto values = std::make_shared<std::vector<float>>(static_cast<std::size_t>(height * width));
    map.pooled(rect, height, width, Reduce::MaxAbs, *values, progress);
    image.values = values;
    if (normalise == Normalise::Row && (rect.col0 > 0 || rect.col1 < rect.row1)) {
        auto peaks = std::make_shared<std::vector<float>>(static_cast<std::size_t>(height));
        map.pooled({rect.row0, rect.row1, 0, rect.row1}, height, 1, Reduce::MaxAbs, *peaks, progress);
        image.rowPeaks = peaks;
    }
    return image;
}

} // namespace

MapImage renderOverview(const ChannelMap& map, Normalise normalise, Progress& progress)
{
    const std::int64_t length = map.map->length();
    const std::int64_t edge = std::min(length, kOverviewEdge);
    return render(map, {0, length, 0, length}, edge, edge, normalise, progress);
}

MapImage renderDetail(const ChannelMap& map, const QRectF& tokens, QSize pixels, Normalise normalise,
                      Progress& progress)
{
    const double length = static_cast<double>(map.map->length());
    const auto whole = [length](double value) { return static_cast<std::int64_t>(std::clamp(value, 0.0, length)); };
    AttentionMap::Rect rect{whole(std::floor(tokens.top())), whole(std::ceil(tokens.bottom())),
                            whole(std::floor(tokens.left())), whole(std::ceil(tokens.right()))};
    if (rect.row1 <= rect.row0 || rect.col1 <= rect.col0 || pixels.isEmpty())
        return {};
    const std::int64_t height = std::min<std::int64_t>(pixels.height(), rect.row1 - rect.row0);
    const std::int64_t width = std::min<std::int64_t>(pixels.width(), rect.col1 - rect.col0);
    return render(map, rect, height, width, normalise, progress);
}

namespace {

/// How far back each row's entries reach `level` of the row's largest one, read off the map itself.
std::vector<std::int64_t> reachOfMap(const AttentionMap& map, const std::vector<std::int64_t>& rows, double level)
{
    std::vector<std::int64_t> far;
    std::vector<float> row;
    for (const std::int64_t i : rows) {
        row.resize(static_cast<std::size_t>(i + 1));
        map.values({i, i + 1, 0, i + 1}, row);
        const auto limit = static_cast<float>(level * static_cast<double>(*std::max_element(row.begin(), row.end())));
        const auto first = std::find_if(row.begin(), row.end(), [limit](float value) { return value >= limit; });
        far.push_back(i - (first - row.begin()));
    }
    return far;
}

} // namespace

std::vector<std::pair<double, double>> renderReach(const ChannelMap& map, double row0, double row1, int points,
                                                   double level, Progress& progress)
{
    const std::int64_t length = map.map->length();
    const auto first = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(row0)), 0, length - 1);
    const auto last = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(row1)), first + 1, length);
    const std::int64_t count = std::min<std::int64_t>(points, last - first);
    std::vector<std::pair<double, double>> line;
    line.reserve(static_cast<std::size_t>(count));
    // In pieces, so that a newer request is noticed.
    constexpr std::int64_t kPiece = 32;
    std::vector<std::int64_t> rows;
    for (std::int64_t begin = 0; begin < count; begin += kPiece) {
        progress.check();
        rows.clear();
        for (std::int64_t k = begin; k < std::min(begin + kPiece, count); ++k)
            rows.push_back(count > 1 ? first + k * (last - 1 - first) / (count - 1) : first);
        const std::vector<std::int64_t> far = map.attentionHead >= 0
                                                  ? reachOfMap(*map.map, rows, level)
                                                  : reach(*map.factors, map.channel, rows, level, map.keepAbove);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const double i = static_cast<double>(rows[k]) + 0.5;
            const double j =
                far[k] < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(rows[k] - far[k]) + 0.5;
            line.emplace_back(j, i);
        }
    }
    return line;
}

} // namespace mambascope::ui

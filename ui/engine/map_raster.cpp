// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/map_raster.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr double kSoon = 0.12;          // seconds: an exact picture that takes no longer needs no coarse one before
constexpr std::int64_t kFirstBand = 16; // rows of cells
constexpr std::int64_t kSmallestSample = 32; // rows of the map
constexpr std::int64_t kLargestSample = 256;
constexpr double kSampleSeconds = 0.05; // beyond it the sample is fine enough

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

MapRaster::MapRaster(std::shared_ptr<const ChannelMap> map, const AttentionMap::Rect& rect, std::int64_t height,
                     std::int64_t width, Normalise normalise, bool coarseFirst)
    : m_map(std::move(map)), m_rect(rect), m_height(height), m_width(width), m_normalise(normalise),
      m_coarseFirst(coarseFirst), m_values(static_cast<std::size_t>(height * width), 0.0F)
{
    if (normalise == Normalise::Row && (rect.col0 > 0 || rect.col1 < rect.row1))
        m_peaks.assign(static_cast<std::size_t>(height), 0.0F);
}

double MapRaster::entriesUpTo(std::int64_t cellRow) const
{
    // Of the triangle; a line of its own for each row, so that rows without entries count, too.
    const auto below = [this](double row) {
        const double left = static_cast<double>(m_rect.col0);
        const double right = static_cast<double>(m_rect.col1);
        const double within = std::clamp(row, left, right) - left;
        return within * within / 2 + std::max(0.0, row - right) * (right - left) + row;
    };
    return below(static_cast<double>(firstRow(cellRow))) - below(static_cast<double>(m_rect.row0));
}

double MapRaster::fraction() const
{
    return entriesUpTo(m_done) / entriesUpTo(m_height);
}

void MapRaster::advance(double seconds, Progress& progress)
{
    const double begin = now();
    do {
        const double left = (entriesUpTo(m_height) - entriesUpTo(m_done)) * m_secondsPerEntry;
        if (m_coarseFirst && !m_sampled && m_done > 0) {
            m_sampled = true;
            if (left > kSoon)
                sample(progress);
            else
                seconds = std::max(seconds, 2 * kSoon); // finished at once
            continue;
        }
        std::int64_t rows = kFirstBand;
        if (m_secondsPerEntry > 0) { // as many as fit into the time
            const double room = std::max(0.25 * seconds, seconds - (now() - begin));
            const double upTo = entriesUpTo(m_done) + room / m_secondsPerEntry;
            while (m_done + 2 * rows <= m_height && entriesUpTo(m_done + 2 * rows) <= upTo)
                rows *= 2;
            while (rows > 1 && entriesUpTo(std::min(m_done + rows, m_height)) > upTo)
                rows /= 2;
        }
        band(std::min(rows, m_height - m_done), progress);
    } while (!isDone() && now() - begin < seconds);
}

void MapRaster::sample(Progress& progress)
{
    // Every so manieth row, with twice as many as long as that is quick.
    std::vector<float> cells;
    std::vector<std::int64_t> rows;
    const double begin = now();
    for (std::int64_t count = std::min(kSmallestSample, m_height); count <= std::min(kLargestSample, m_height);
         count *= 2) {
        rows.clear();
        for (std::int64_t k = 0; k < count; ++k)
            rows.push_back(m_rect.row0 + (2 * k + 1) * (m_rect.row1 - m_rect.row0) / (2 * count));
        cells.resize(static_cast<std::size_t>(count * m_width));
        m_map->map->sampleRows(rows, m_width, cells, progress);
        if (now() - begin > kSampleSeconds)
            break;
    }
    const auto count = std::ssize(rows);
    for (std::int64_t y = m_done; y < m_height; ++y) {
        const auto from = cells.begin() + static_cast<std::ptrdiff_t>(y * count / m_height * m_width);
        std::transform(from, from + m_width, m_values.begin() + static_cast<std::ptrdiff_t>(y * m_width),
                       [this](float value) { return m_normalise == Normalise::Raw ? value : std::fabs(value); });
    }
}

void MapRaster::band(std::int64_t rows, Progress& progress)
{
    const double begin = now();
    const AttentionMap& map = *m_map->map;
    const bool isSigned = m_normalise == Normalise::Raw;
    if (map.isOnDevice() && !isSigned)
        rows = m_height - m_done;
    map.pooledRows(m_rect, m_height, m_width, m_done, m_done + rows, isSigned ? Reduce::Peak : Reduce::MaxAbs, m_values,
                   progress);
    if (!m_peaks.empty())
        map.pooledRows({m_rect.row0, m_rect.row1, 0, m_rect.row1}, m_height, 1, m_done, m_done + rows, Reduce::MaxAbs,
                       m_peaks, progress);
    const double entries = entriesUpTo(m_done + rows) - entriesUpTo(m_done);
    m_secondsPerEntry = (now() - begin) / std::max(entries, 1.0);
    m_done += rows;
}

MapImage MapRaster::image() const
{
    MapImage image;
    const std::int64_t rows = m_coarseFirst ? m_height : m_done;
    image.row0 = static_cast<double>(m_rect.row0);
    image.row1 = static_cast<double>(firstRow(rows));
    image.col0 = static_cast<double>(m_rect.col0);
    image.col1 = static_cast<double>(m_rect.col1);
    image.height = static_cast<int>(rows);
    image.width = static_cast<int>(m_width);
    image.values = std::make_shared<const std::vector<float>>(m_values.begin(), m_values.begin() + rows * m_width);
    if (!m_peaks.empty())
        image.rowPeaks = std::make_shared<const std::vector<float>>(m_peaks.begin(), m_peaks.begin() + rows);
    return image;
}

} // namespace mambascope::ui

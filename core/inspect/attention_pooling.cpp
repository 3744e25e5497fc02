// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/attention_pooling.h"

#include "mambascope/kernels/attention_mean.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace mambascope {

namespace {

constexpr std::int64_t kTileRows = kernels::kMeanRows;
constexpr std::int64_t kTileColumns =
    8 * kernels::kAttentionColumns; // 256 KiB of tile: stays in the second-level cache

/// Of two entries the one of larger magnitude; NaN wins, so that a defect is never hidden.
float stronger(float a, float b)
{
    return std::fabs(b) > std::fabs(a) || b != b ? b : a;
}

struct Magnitudes
{
    static void addRows(const kernels::AttentionCells& cells, const float* tile, std::int64_t rows, std::int64_t width,
                        float* columns)
    {
        kernels::absReduceRows(tile, kTileColumns, rows, width, cells.maximum, columns);
    }
    static void addCells(const kernels::AttentionCells& cells, std::int64_t y, std::int64_t col, std::int64_t width,
                         const float* columns)
    {
        kernels::addToCells(cells, y, col, width, columns);
    }
};

struct Peaks
{
    static void addRows(const kernels::AttentionCells&, const float* tile, std::int64_t rows, std::int64_t width,
                        float* columns)
    {
        for (std::int64_t row = 0; row < rows; ++row)
            for (std::int64_t k = 0; k < width; ++k)
                columns[k] = stronger(columns[k], tile[row * kTileColumns + k]);
    }
    static void addCells(const kernels::AttentionCells& cells, std::int64_t y, std::int64_t col, std::int64_t width,
                         const float* columns)
    {
        for (std::int64_t k = 0; k < width; ++k) {
            float& cell = cells.out[y * cells.width + cells.cellOfColumn(col + k)];
            cell = stronger(cell, columns[k]);
        }
    }
};

template <typename How>
void poolTiles(const AttentionMap::Entries& entries, const kernels::AttentionCells& cells, const CellRows& rows,
               const Progress& progress)
{
    forBands(cells, rows, progress, [&](std::int64_t y0, std::int64_t y1) {
        static thread_local std::vector<float> tile(static_cast<std::size_t>(kTileRows * kTileColumns));
        static thread_local std::vector<float> columns(static_cast<std::size_t>(kTileColumns));
        const std::int64_t colEnd = cells.col0 + cells.cols;
        for (std::int64_t y = y0; y < y1;) {
            // As many cells as fit into a tile's rows, or a part of one larger cell after the other.
            std::int64_t last = y + 1;
            while (last < y1 && cells.firstRow(last + 1) - cells.firstRow(y) <= kTileRows)
                ++last;
            const std::int64_t cellsEnd = cells.firstRow(last);
            for (std::int64_t row = cells.firstRow(y); row < cellsEnd && !progress.cancelled(); row += kTileRows) {
                const std::int64_t rowEnd = std::min(row + kTileRows, cellsEnd);
                for (std::int64_t col = cells.col0; col < std::min(colEnd, rowEnd); col += kTileColumns) {
                    const std::int64_t width = std::min({col + kTileColumns, colEnd, rowEnd}) - col;
                    entries.tile(row, rowEnd, col, col + width, tile.data(), kTileColumns);
                    for (std::int64_t cell = y; cell < last; ++cell) {
                        const std::int64_t from = std::max(row, cells.firstRow(cell));
                        const std::int64_t to = std::min(rowEnd, cells.firstRow(cell + 1));
                        if (from >= to)
                            continue;
                        std::fill(columns.begin(), columns.end(), 0.0F);
                        How::addRows(cells, tile.data() + (from - row) * kTileColumns, to - from, width,
                                     columns.data());
                        How::addCells(cells, cell, col, width, columns.data());
                    }
                }
            }
            y = last;
        }
    });
}

} // namespace

void forBands(const kernels::AttentionCells& cells, const CellRows& rows, const Progress& progress,
              const std::function<void(std::int64_t, std::int64_t)>& work)
{
    // Larger bands share more, smaller ones keep every thread busy.
    const std::int64_t tokens = cells.firstRow(rows.y1) - cells.firstRow(rows.y0);
    const std::int64_t least = std::clamp<std::int64_t>(tokens / (8 * at::get_num_threads()), kTileRows, 256);
    std::vector<std::int64_t> bands{rows.y0};
    for (std::int64_t y = rows.y0 + 1; y <= rows.y1; ++y)
        if (y == rows.y1 || cells.firstRow(y) - cells.firstRow(bands.back()) >= least)
            bands.push_back(y);
    // The lower ones, which hold more of the triangle, first.
    std::atomic<std::int64_t> next{std::ssize(bands) - 2};
    at::parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t, std::int64_t) {
        for (std::int64_t band = next--; band >= 0 && !progress.cancelled(); band = next--)
            work(bands[static_cast<std::size_t>(band)], bands[static_cast<std::size_t>(band) + 1]);
    });
    progress.check();
}

void poolMagnitudes(const AttentionMap::Entries& entries, const kernels::AttentionCells& cells, const CellRows& rows,
                    const Progress& progress)
{
    poolTiles<Magnitudes>(entries, cells, rows, progress);
}

void poolPeaks(const AttentionMap::Entries& entries, const kernels::AttentionCells& cells, const CellRows& rows,
               const Progress& progress)
{
    poolTiles<Peaks>(entries, cells, rows, progress);
}

void poolRows(const AttentionMap::Entries& entries, std::span<const std::int64_t> rows, std::int64_t width,
              RowReduce reduce, std::span<float> out, const Progress& progress)
{
    std::fill(out.begin(), out.end(), 0.0F);
    if (rows.empty())
        return;
    const std::int64_t length = rows.back() + 1; // of the columns that have values
    const kernels::AttentionCells cells{0, 1, 1, 0, entries.length(), width, true, nullptr};
    // Whole cells to a thread, so that no two write to the same one.
    std::vector<std::int64_t> parts{0};
    for (std::int64_t x = 1; x <= width && cells.firstColumn(parts.back()) < length; ++x)
        if (x == width || cells.firstColumn(x) - cells.firstColumn(parts.back()) >= kernels::kAttentionColumns)
            parts.push_back(x);
    std::atomic<std::size_t> next{0};
    at::parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t, std::int64_t) {
        std::vector<float> tile(static_cast<std::size_t>(kTileRows * kTileColumns));
        const auto add = [&](std::int64_t row, std::int64_t col0, std::int64_t col1, const float* values) {
            float* line = out.data() + row * width;
            for (std::int64_t j = col0; j < col1; ++j) {
                float& cell = line[cells.cellOfColumn(j)];
                cell = reduce == RowReduce::Sum ? cell + values[j - col0] : stronger(cell, values[j - col0]);
            }
        };
        for (std::size_t part = next++; part + 1 < parts.size() && !progress.cancelled(); part = next++) {
            const std::int64_t end = std::min(cells.firstColumn(parts[part + 1]), length);
            for (std::int64_t col = cells.firstColumn(parts[part]); col < end; col += kTileColumns) {
                const std::int64_t colEnd = std::min(col + kTileColumns, end);
                const auto first = std::lower_bound(rows.begin(), rows.end(), col);
                const auto behind = std::lower_bound(first, rows.end(), colEnd);
                for (auto row = first; row < behind; ++row) {
                    entries.tile(*row, *row + 1, col, *row + 1, tile.data(), kTileColumns);
                    add(row - rows.begin(), col, *row + 1, tile.data());
                }
                for (auto row = behind, last = row; row < rows.end() && !progress.cancelled(); row = last) {
                    last = row + std::min<std::ptrdiff_t>(kTileRows, rows.end() - row);
                    entries.rowsBehind({row, last}, col, colEnd, tile.data(), kTileColumns);
                    for (auto k = row; k < last; ++k)
                        add(k - rows.begin(), col, colEnd, tile.data() + (k - row) * kTileColumns);
                }
            }
        }
    });
    progress.check();
}

} // namespace mambascope

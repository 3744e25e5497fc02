// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/attention_entries.h"
#include "mambascope/kernels/attention_pool.h"

#include <functional>

namespace mambascope {

// How maps are reduced to cells without ever holding more than a tile a thread. Internal to core/inspect.

/// Rows y0..y1 of cells.
struct CellRows
{
    std::int64_t y0 = 0, y1 = 0;
};
/// Calls work(y0, y1) for bands of whole rows of cells, each in one thread. \throws Cancelled
void forBands(const kernels::AttentionCells& cells, const CellRows& rows, const Progress& progress,
              const std::function<void(std::int64_t, std::int64_t)>& work);
/// Largest or sum of |entries| of each cell, through Entries::tile().
void poolMagnitudes(const AttentionMap::Entries& entries, const kernels::AttentionCells& cells, const CellRows& rows,
                    const Progress& progress);
/// The entry of largest magnitude of each cell, with its sign.
void poolPeaks(const AttentionMap::Entries& entries, const kernels::AttentionCells& cells, const CellRows& rows,
               const Progress& progress);

/// Single rows reduced along columns 0..L to `width` cells: [rows, width].
enum class RowReduce {
    Peak, ///< the entry of largest magnitude, with its sign
    Sum,
};
void poolRows(const AttentionMap::Entries& entries, std::span<const std::int64_t> rows, std::int64_t width,
              RowReduce reduce, std::span<float> out, const Progress& progress);

} // namespace mambascope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/kernels/attention_tile.h"

namespace mambascope::kernels {

/// A part of a map divided into cells: cell (y, x) covers rows row0 + floor(y rows / height) .. row0 + floor((y + 1)
/// rows / height), columns alike.
struct AttentionCells
{
    std::int64_t row0 = 0, rows = 0, height = 0; ///< height <= rows
    std::int64_t col0 = 0, cols = 0, width = 0;
    bool maximum = true;  ///< the largest |alpha| of a cell, else the sum of |alpha|
    float* out = nullptr; ///< [height, width], zeros before the first call

    std::int64_t firstRow(std::int64_t y) const { return row0 + y * rows / height; }
    std::int64_t firstColumn(std::int64_t x) const { return col0 + x * cols / width; }
    std::int64_t cellOfColumn(std::int64_t column) const { return ((column - col0 + 1) * width - 1) / cols; }
};

/// Fills the rows y0..y1 of cells. Same arithmetic as attentionTile(), but entries below the diagonal are reduced in
/// registers and never stored: exp(A (S_i - S_j)) is split at the first of up to 256 rows.
void attentionPool(const AttentionFactors& factors, const AttentionCells& cells, std::int64_t y0, std::int64_t y1);

/// Columns col .. col + count of row y of cells, each already reduced over the rows: values >= 0.
void addToCells(const AttentionCells& cells, std::int64_t y, std::int64_t col, std::int64_t count,
                const float* columns);

} // namespace mambascope::kernels

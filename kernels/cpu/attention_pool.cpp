// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/attention_pool.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/attention-inl.h"
#include "kernels/cpu/flush_denormals.h"
#include "mambascope/kernels/attention_pool.h"

#include <algorithm>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

constexpr std::int64_t kBandRows = 256; // rows that share the factors of a block of columns

struct PoolScratch
{
    std::vector<float> left;  // [rows, N] C_i exp(A (S_i - S_ref)), S_ref: S of the band's first row
    std::vector<float> right; // [N, 64] exp(A (S_ref - S_j)) w_j B_j
    std::vector<float> tile;  // [rows, 64] entries around the diagonal
    float gap[kAttentionColumns];
    float weight[kAttentionColumns];
    HWY_ALIGN float columns[kAttentionColumns]; // of one row of cells
};

PoolScratch& poolScratch(std::int64_t states)
{
    static thread_local PoolScratch s;
    s.left.resize(std::max(s.left.size(), static_cast<std::size_t>(kBandRows * states)));
    s.right.resize(std::max(s.right.size(), static_cast<std::size_t>(kAttentionColumns * states)));
    s.tile.resize(static_cast<std::size_t>(kBandRows * kAttentionColumns));
    return s;
}

// Largest or sum of `count` values that are not negative.
float reduced(const float* values, std::int64_t count, bool maximum)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    float result = 0;
    std::int64_t j = 0;
    if (count >= lanes) {
        auto all = hn::Zero(d);
        for (; j + lanes <= count; j += lanes)
            all = maximum ? hn::Max(all, hn::LoadU(d, values + j)) : hn::Add(all, hn::LoadU(d, values + j));
        result = hn::GetLane(maximum ? hn::MaxOfLanes(d, all) : hn::SumOfLanes(d, all));
    }
    for (; j < count; ++j)
        result = maximum ? std::max(result, values[j]) : result + values[j];
    return result;
}

// A block's columns, reduced over rows, into row y of the cells.
void addColumns(const AttentionCells& cells, std::int64_t y, std::int64_t col, std::int64_t count, const float* columns)
{
    float* row = cells.out + y * cells.width;
    for (std::int64_t j = 0, x = cells.cellOfColumn(col); j < count; ++x) {
        const std::int64_t end = std::min(cells.firstColumn(x + 1) - col, count);
        const float value = reduced(columns + j, end - j, cells.maximum);
        row[x] = cells.maximum ? std::max(row[x], value) : row[x] + value;
        j = end;
    }
}

// |entries| of some rows of a block, added to its columns or their maximum kept.
template <std::int64_t Rows>
HWY_INLINE void multiplyInto(const float* left, const float* right, std::int64_t states, std::int64_t count,
                             bool maximum, float* columns)
{
    multiplyBlock<Rows>(left, right, states, count, [&](auto d, std::int64_t j, const auto& sum) {
        const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
        for (std::int64_t v = 0; v < kVectors; ++v) {
            auto all = hn::Load(d, columns + j + v * lanes);
            if (maximum) {
                for (std::int64_t r = 0; r < Rows; ++r)
                    all = hn::Max(all, hn::Abs(sum[r][v]));
            } else {
                for (std::int64_t r = 0; r < Rows; ++r)
                    all = hn::Add(all, hn::Abs(sum[r][v]));
            }
            hn::Store(all, d, columns + j + v * lanes);
        }
    });
}

// Rows row0..row1 of the map, some of which may be a part of a cell only; y is the cell of the first one.
void band(const AttentionFactors& f, const AttentionCells& cells, std::int64_t y, std::int64_t row0, std::int64_t row1,
          float slowest)
{
    PoolScratch& s = poolScratch(f.states);
    const double reference = f.sum[row0];
    for (std::int64_t i = row0; i < row1; ++i)
        fillLeft(f, i, static_cast<float>(f.sum[i] - reference), s.left.data() + (i - row0) * f.states);
    // body(cell, first row, end) for every cell of the band
    const auto forCells = [&](auto body) {
        std::int64_t cell = y;
        for (std::int64_t i = row0; i < row1; ++cell) {
            const std::int64_t end = std::min(cells.firstRow(cell + 1), row1);
            body(cell, i, end);
            i = end;
        }
    };
    const std::int64_t colEnd = std::min(cells.col0 + cells.cols, row1);
    // Backwards from the last block that lies before the band, until everything has decayed.
    const std::int64_t before = std::min(colEnd, row0);
    std::int64_t near = before > cells.col0 ? (before - cells.col0) / kAttentionColumns * kAttentionColumns : 0;
    near += cells.col0; // from here on around the diagonal
    for (std::int64_t col = near - kAttentionColumns; col >= cells.col0; col -= kAttentionColumns) {
        if (static_cast<double>(slowest) * (reference - f.sum[col + kAttentionColumns - 1]) < kDeadExponent)
            break;
        for (std::int64_t j = 0; j < kAttentionColumns; ++j)
            s.gap[j] = static_cast<float>(reference - f.sum[col + j]);
        fillRight(f, f.w + col, col, kAttentionColumns, s.gap, s.weight, s.right.data());
        forCells([&](std::int64_t cell, std::int64_t begin, std::int64_t end) {
            std::fill_n(s.columns, kAttentionColumns, 0.0F);
            for (std::int64_t i = begin; i < end; i += kRows)
                withRows(std::min(kRows, end - i), [&](auto size) {
                    multiplyInto<size>(s.left.data() + (i - row0) * f.states, s.right.data(), f.states,
                                       kAttentionColumns, cells.maximum, s.columns);
                });
            addColumns(cells, cell, col, kAttentionColumns, s.columns);
        });
    }
    for (std::int64_t col = near; col < colEnd; col += kAttentionColumns) {
        const std::int64_t count = std::min(kAttentionColumns, colEnd - col);
        attentionTile(f, row0, row1, col, col + count, s.tile.data(), kAttentionColumns);
        forCells([&](std::int64_t cell, std::int64_t begin, std::int64_t end) {
            std::fill_n(s.columns, kAttentionColumns, 0.0F);
            absReduceRows(s.tile.data() + (begin - row0) * kAttentionColumns, kAttentionColumns, end - begin, count,
                          cells.maximum, s.columns);
            addColumns(cells, cell, col, count, s.columns);
        });
    }
}

void pool(const AttentionFactors& f, const AttentionCells& cells, std::int64_t y0, std::int64_t y1)
{
    const FlushDenormals flush;
    const float slowest = *std::max_element(f.a, f.a + f.rates);
    for (std::int64_t y = y0; y < y1;) {
        // As many cells as fit into a band, or a part of one larger cell after the other.
        std::int64_t last = y + 1;
        while (last < y1 && cells.firstRow(last + 1) - cells.firstRow(y) <= kBandRows)
            ++last;
        const std::int64_t end = cells.firstRow(last);
        for (std::int64_t row = cells.firstRow(y); row < end; row += kBandRows)
            band(f, cells, y, row, std::min(row + kBandRows, end), slowest);
        y = last;
    }
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(pool);
HWY_EXPORT(addColumns);
void attentionPool(const AttentionFactors& factors, const AttentionCells& cells, std::int64_t y0, std::int64_t y1)
{
    HWY_DYNAMIC_DISPATCH(pool)(factors, cells, y0, y1);
}

void addToCells(const AttentionCells& cells, std::int64_t y, std::int64_t col, std::int64_t count, const float* columns)
{
    HWY_DYNAMIC_DISPATCH(addColumns)(cells, y, col, count, columns);
}
} // namespace mambascope::kernels
#endif

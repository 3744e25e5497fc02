// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/attention_tile.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/attention-inl.h"

#include "kernels/cpu/flush_denormals.h"

#include <algorithm>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

// Scratch of one thread: it outlives the call because tiles are small and many.
struct Scratch
{
    std::vector<float> right;        // [N, 64] exp(A (S_ref - S_j)) w_j B_j, or w_j B_j
    std::vector<float> left;         // [rows, N] C_i exp(A (S_i - S_ref))
    float gap[kAttentionColumns];    // S_i - S_j or S_ref - S_j
    float factor[kAttentionColumns]; // exp(A gap)
};

Scratch& scratch(std::int64_t states)
{
    static thread_local Scratch s;
    const auto need = static_cast<std::size_t>(states * kAttentionColumns);
    if (s.right.size() < need) {
        s.right.resize(need);
        s.left.resize(static_cast<std::size_t>(states * kRows));
    }
    return s;
}

// out[r][j] = sum_n left[r][n] right[n][j] for Rows rows; only the first `columns` of the block are stored.
template <std::int64_t Rows>
void multiply(const float* left, const float* right, std::int64_t states, std::int64_t columns, float* out,
              std::int64_t stride)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    HWY_ALIGN float edge[kVectors * HWY_MAX_BYTES / 4];
    multiplyBlock<Rows>(left, right, states, columns, [&](auto, std::int64_t j, const auto& sum) {
        for (std::int64_t r = 0; r < Rows; ++r) {
            if (j + kVectors * lanes <= columns) {
                hn::StoreU(sum[r][0], d, out + r * stride + j);
                hn::StoreU(sum[r][1], d, out + r * stride + j + lanes);
            } else {
                hn::StoreU(sum[r][0], d, edge);
                hn::StoreU(sum[r][1], d, edge + lanes);
                std::copy_n(edge, columns - j, out + r * stride + j);
            }
        }
    });
}

// Rows row0..row1 all below the block of columns.
void belowDiagonal(const AttentionFactors& f, std::int64_t row0, std::int64_t row1, std::int64_t col,
                   std::int64_t count, Scratch& s, float* out, std::int64_t stride)
{
    const double reference = f.sum[col + count - 1];
    // Slowest decay of the channel: when even that has reached zero at the first row, the whole block is zero.
    const float slowest = *std::max_element(f.a, f.a + f.rates);
    if (static_cast<double>(slowest) * (f.sum[row0] - reference) < kDeadExponent) {
        for (std::int64_t i = row0; i < row1; ++i)
            std::fill_n(out + (i - row0) * stride, count, 0.0F);
        return;
    }
    for (std::int64_t j = 0; j < count; ++j)
        s.gap[j] = static_cast<float>(reference - f.sum[col + j]);
    std::fill(s.gap + count, s.gap + kAttentionColumns, 0.0F);
    fillRight(f, f.w + col, col, count, s.gap, s.factor, s.right.data());
    for (std::int64_t i = row0; i < row1; i += kRows) {
        const std::int64_t rows = std::min(kRows, row1 - i);
        for (std::int64_t r = 0; r < rows; ++r)
            fillLeft(f, i + r, static_cast<float>(f.sum[i + r] - reference), s.left.data() + r * f.states);
        withRows(rows, [&](auto size) {
            multiply<size>(s.left.data(), s.right.data(), f.states, count, out + (i - row0) * stride, stride);
        });
    }
}

constexpr std::int64_t kNarrow = 16; // columns of a block on the diagonal

// Rows that cross the diagonal inside a narrow block: differences S_i - S_j taken directly.
void onDiagonal(const AttentionFactors& f, std::int64_t row0, std::int64_t row1, std::int64_t col, std::int64_t count,
                Scratch& s, float* out, std::int64_t stride)
{
    float* right = s.right.data(); // [N, 16]
    for (std::int64_t n = 0; n < f.states; ++n)
        for (std::int64_t j = 0; j < kNarrow; ++j)
            right[n * kNarrow + j] = j < count ? f.w[col + j] * f.b[n * f.bStride + col + j] : 0.0F;
    HWY_ALIGN float result[kNarrow];
    for (std::int64_t i = row0; i < row1; ++i) {
        const std::int64_t reach = std::min(count, i - col + 1); // columns j <= i
        for (std::int64_t j = 0; j < kNarrow; ++j)
            s.gap[j] = j < reach ? static_cast<float>(f.sum[i] - f.sum[col + j]) : 0.0F;
        const float* c = f.c + i * f.cStride;
        const hn::CappedTag<float, kNarrow> d;
        const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
        for (std::int64_t j = 0; j < kNarrow; j += lanes) {
            const auto gap = hn::LoadU(d, s.gap + j);
            auto sum = hn::Zero(d);
            for (std::int64_t n = 0; n < f.states; ++n) {
                auto weight = hn::Mul(hn::Set(d, c[n]), hn::LoadU(d, right + n * kNarrow + j));
                if (f.rates > 1)
                    weight = hn::Mul(weight, fastExp(d, hn::Mul(gap, hn::Set(d, f.a[n]))));
                sum = hn::Add(sum, weight);
            }
            if (f.rates == 1)
                sum = hn::Mul(sum, fastExp(d, hn::Mul(gap, hn::Set(d, f.a[0]))));
            hn::Store(sum, d, result + j);
        }
        float* to = out + (i - row0) * stride;
        std::copy_n(result, reach, to);
        std::fill(to + reach, to + count, 0.0F);
    }
}

// A block of columns: rows before it are zero, rows behind it lie below the diagonal as a whole, and what
// is left crosses it, in blocks that are narrower.
void blockOfTile(const AttentionFactors& f, std::int64_t row0, std::int64_t row1, std::int64_t col, std::int64_t count,
                 Scratch& s, float* out, std::int64_t stride)
{
    const std::int64_t above = std::clamp(col, row0, row1);
    const std::int64_t below = std::clamp(col + count, row0, row1);
    for (std::int64_t i = row0; i < above; ++i)
        std::fill_n(out + (i - row0) * stride, count, 0.0F);
    if (above < below) {
        float* to = out + (above - row0) * stride;
        if (count <= kNarrow)
            onDiagonal(f, above, below, col, count, s, to, stride);
        else
            for (std::int64_t k = 0; k < count; k += kNarrow)
                blockOfTile(f, above, below, col + k, std::min(kNarrow, count - k), s, to + k, stride);
    }
    if (below < row1)
        belowDiagonal(f, below, row1, col, count, s, out + (below - row0) * stride, stride);
}

void tile(const AttentionFactors& f, std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1,
          float* out, std::int64_t stride)
{
    const FlushDenormals flush;
    Scratch& s = scratch(f.states);
    for (std::int64_t col = col0; col < col1; col += kAttentionColumns)
        blockOfTile(f, row0, row1, col, std::min(kAttentionColumns, col1 - col), s, out + (col - col0), stride);
}

void reduceRows(const float* values, std::int64_t stride, std::int64_t rows, std::int64_t cols, bool maximum,
                float* accumulator)
{
    forLanes(cols, [&](auto d, std::int64_t j) {
        auto sum = hn::LoadU(d, accumulator + j);
        if (maximum) {
            for (std::int64_t i = 0; i < rows; ++i)
                sum = hn::Max(sum, hn::Abs(hn::LoadU(d, values + i * stride + j)));
        } else {
            for (std::int64_t i = 0; i < rows; ++i)
                sum = hn::Add(sum, hn::Abs(hn::LoadU(d, values + i * stride + j)));
        }
        hn::StoreU(sum, d, accumulator + j);
    });
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(tile);
HWY_EXPORT(reduceRows);

void attentionTile(const AttentionFactors& factors, std::int64_t row0, std::int64_t row1, std::int64_t col0,
                   std::int64_t col1, float* out, std::int64_t outStride)
{
    HWY_DYNAMIC_DISPATCH(tile)(factors, row0, row1, col0, col1, out, outStride);
}

void absReduceRows(const float* values, std::int64_t stride, std::int64_t rows, std::int64_t cols, bool maximum,
                   float* accumulator)
{
    HWY_DYNAMIC_DISPATCH(reduceRows)(values, stride, rows, cols, maximum, accumulator);
}
} // namespace mambascope::kernels
#endif

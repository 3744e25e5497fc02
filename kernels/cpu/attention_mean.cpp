// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/attention_mean.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/attention-inl.h"
#include "kernels/cpu/flush_denormals.h"
#include "mambascope/kernels/attention_mean.h"

#include <algorithm>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

struct MeanScratch
{
    std::vector<float> left;  // [rows, terms]
    std::vector<float> right; // [terms, 64]
    std::vector<float> decay; // [rows, 64] sums of decays, or one channel's entries on the diagonal
    float gap[kAttentionColumns];
    float weight[kAttentionColumns];
};

MeanScratch& meanScratch(std::int64_t terms)
{
    static thread_local MeanScratch s;
    s.left.resize(std::max(s.left.size(), static_cast<std::size_t>(kMeanRows * terms)));
    s.right.resize(std::max(s.right.size(), static_cast<std::size_t>(kAttentionColumns * terms)));
    s.decay.resize(static_cast<std::size_t>(kMeanRows * kAttentionColumns));
    return s;
}

// out (+)= left right for all rows and a block of columns
template <bool Add>
void multiplyRows(const MeanScratch& s, std::int64_t terms, std::int64_t rows, float* out, std::int64_t stride)
{
    for (std::int64_t row = 0; row < rows; row += kRows)
        withRows(std::min(kRows, rows - row), [&](auto size) {
            multiplyBlock<size>(s.left.data() + row * terms, s.right.data(), terms, kAttentionColumns,
                                [&](auto d, std::int64_t j, const auto& sum) {
                                    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
                                    for (std::int64_t r = 0; r < size; ++r)
                                        for (std::int64_t v = 0; v < kVectors; ++v) {
                                            float* to = out + (row + r) * stride + j + v * lanes;
                                            hn::StoreU(Add ? hn::Add(sum[r][v], hn::LoadU(d, to)) : sum[r][v], d, to);
                                        }
                                });
        });
}

// S of the first row less S of the columns of a block; 0 behind its end.
void gapsBefore(const AttentionFactors& f, std::int64_t row, std::int64_t col, std::int64_t count, float* gap)
{
    for (std::int64_t j = 0; j < kAttentionColumns; ++j)
        gap[j] = j < count ? static_cast<float>(f.sum[row] - f.sum[col + j]) : 0.0F;
}

bool reaches(const AttentionFactors& f, std::int64_t row, std::int64_t column)
{
    const double slowest = static_cast<double>(*std::max_element(f.a, f.a + f.rates));
    return slowest * (f.sum[row] - f.sum[column]) >= kDeadExponent;
}

// One channel, blocks of columns that lie before all rows.
void addBefore(const AttentionFactors& f, std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1,
               MeanScratch& s, float* out, std::int64_t stride)
{
    if (col0 >= col1 || !reaches(f, row0, col1 - 1))
        return;
    for (std::int64_t i = row0; i < row1; ++i)
        fillLeft(f, i, static_cast<float>(f.sum[i] - f.sum[row0]), s.left.data() + (i - row0) * f.states);
    for (std::int64_t col = col0; col < col1; col += kAttentionColumns) {
        const std::int64_t count = std::min(kAttentionColumns, col1 - col);
        if (!reaches(f, row0, col + count - 1))
            continue;
        gapsBefore(f, row0, col, count, s.gap);
        fillRight(f, f.w + col, col, count, s.gap, s.weight, s.right.data());
        multiplyRows<true>(s, f.states, row1 - row0, out + (col - col0), stride);
    }
}

// Channels that share B and C, a block of columns that lies before all rows: decays first, then C B times these.
void addGroupBefore(const AttentionFactors* channels, std::int64_t count, std::int64_t row0, std::int64_t row1,
                    std::int64_t col, std::int64_t cols, MeanScratch& s, float* out, std::int64_t stride)
{
    std::int64_t terms = 0;
    for (std::int64_t k = 0; k < count; ++k)
        terms += reaches(channels[k], row0, col + cols - 1) ? 1 : 0;
    if (terms == 0)
        return;
    std::int64_t term = 0;
    for (std::int64_t k = 0; k < count; ++k) {
        const AttentionFactors& f = channels[k];
        if (!reaches(f, row0, col + cols - 1))
            continue;
        gapsBefore(f, row0, col, cols, s.gap);
        float* right = s.right.data() + term * kAttentionColumns;
        expScaled(f.a[0], s.gap, right);
        for (std::int64_t j = 0; j < kAttentionColumns; ++j)
            right[j] *= j < cols ? f.w[col + j] : 0.0F;
        for (std::int64_t i = row0; i < row1; i += kAttentionColumns) {
            const std::int64_t rows = std::min(kAttentionColumns, row1 - i);
            for (std::int64_t r = 0; r < kAttentionColumns; ++r)
                s.gap[r] = r < rows ? static_cast<float>(f.sum[i + r] - f.sum[row0]) : 0.0F;
            expScaled(f.a[0], s.gap, s.weight);
            for (std::int64_t r = 0; r < rows; ++r)
                s.left[static_cast<std::size_t>((i - row0 + r) * terms + term)] = s.weight[r];
        }
        ++term;
    }
    multiplyRows<false>(s, terms, row1 - row0, s.decay.data(), kAttentionColumns);

    const AttentionFactors& f = channels[0];
    for (std::int64_t i = row0; i < row1; ++i)
        std::copy_n(f.c + i * f.cStride, f.states, s.left.data() + (i - row0) * f.states);
    for (std::int64_t n = 0; n < f.states; ++n) {
        float* right = s.right.data() + n * kAttentionColumns;
        std::copy_n(f.b + n * f.bStride + col, cols, right);
        std::fill(right + cols, right + kAttentionColumns, 0.0F);
    }
    for (std::int64_t row = 0; row < row1 - row0; row += kRows)
        withRows(std::min(kRows, row1 - row0 - row), [&](auto size) {
            multiplyBlock<size>(s.left.data() + row * f.states, s.right.data(), f.states, kAttentionColumns,
                                [&](auto d, std::int64_t j, const auto& sum) {
                                    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
                                    for (std::int64_t r = 0; r < size; ++r)
                                        for (std::int64_t v = 0; v < kVectors; ++v) {
                                            const std::int64_t at = j + v * lanes;
                                            const auto decay =
                                                hn::LoadU(d, s.decay.data() + (row + r) * kAttentionColumns + at);
                                            float* to = out + (row + r) * stride + at;
                                            hn::StoreU(hn::MulAdd(sum[r][v], decay, hn::LoadU(d, to)), d, to);
                                        }
                                });
        });
}

void meanTile(const AttentionFactors* channels, std::int64_t count, std::int64_t row0, std::int64_t row1,
              std::int64_t col0, std::int64_t col1, float* out, std::int64_t stride)
{
    const FlushDenormals flush;
    MeanScratch& s = meanScratch(std::max(channels[0].states, count));
    const std::int64_t width = (col1 - col0 + kAttentionColumns - 1) / kAttentionColumns * kAttentionColumns;
    for (std::int64_t i = row0; i < row1; ++i)
        std::fill_n(out + (i - row0) * stride, width, 0.0F);
    // Blocks before all rows, then those around the diagonal.
    const std::int64_t before = std::clamp(row0, col0, col1);
    const std::int64_t near = before == col1 ? col1 : col0 + (before - col0) / kAttentionColumns * kAttentionColumns;
    if (channels[0].rates > 1) {
        for (std::int64_t k = 0; k < count; ++k)
            addBefore(channels[k], row0, row1, col0, near, s, out, stride);
    } else {
        for (std::int64_t first = 0; first < count;) {
            std::int64_t last = first + 1;
            while (last < count && channels[last].b == channels[first].b)
                ++last;
            for (std::int64_t col = col0; col < near; col += kAttentionColumns)
                addGroupBefore(channels + first, last - first, row0, row1, col, std::min(kAttentionColumns, near - col),
                               s, out + (col - col0), stride);
            first = last;
        }
    }
    for (std::int64_t col = near; col < std::min(col1, row1); col += kAttentionColumns) {
        const std::int64_t cols = std::min(kAttentionColumns, col1 - col);
        for (std::int64_t k = 0; k < count; ++k) {
            attentionTile(channels[k], row0, row1, col, col + cols, s.decay.data(), kAttentionColumns);
            for (std::int64_t i = 0; i < row1 - row0; ++i) {
                const float* from = s.decay.data() + i * kAttentionColumns;
                float* to = out + i * stride + (col - col0);
                forLanes(cols, [&](auto d, std::int64_t j) {
                    hn::StoreU(hn::Add(hn::LoadU(d, from + j), hn::LoadU(d, to + j)), d, to + j);
                });
            }
        }
    }
    const float share = 1.0F / static_cast<float>(count);
    for (std::int64_t i = 0; i < row1 - row0; ++i)
        forLanes(width, [&](auto d, std::int64_t j) {
            float* to = out + i * stride + j;
            hn::StoreU(hn::Mul(hn::LoadU(d, to), hn::Set(d, share)), d, to);
        });
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(meanTile);
void attentionMeanTile(const AttentionFactors* channels, std::int64_t count, std::int64_t row0, std::int64_t row1,
                       std::int64_t col0, std::int64_t col1, float* out, std::int64_t stride)
{
    HWY_DYNAMIC_DISPATCH(meanTile)(channels, count, row0, row1, col0, col1, out, stride);
}
} // namespace mambascope::kernels
#endif

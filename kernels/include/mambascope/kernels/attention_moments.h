// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace mambascope::kernels {

/// Rows that attentionMoments() takes at once.
constexpr std::int64_t kMomentRows = 16;

/// Rows first .. first + count of one channel's hidden attention (see AttentionFactors), of which only sums are wanted:
///   total = sum_j |alpha|,   moment = sum_j (i - j) |alpha|
/// whose ratio is Mamba Mean Distance (arXiv 2406.14528 eq 8). Works backwards from `first` and stops where everything
/// has decayed, so that a channel that forgets costs next to nothing at any length.
struct AttentionMoments
{
    std::int64_t length = 0; ///< L
    std::int64_t states = 0; ///< N
    std::int64_t rates = 1;  ///< 1 or N
    const float* a = nullptr;
    const float* dt = nullptr; ///< [L] before the filter
    float threshold = -1;      ///< a token counts iff dt > threshold
    const float* b = nullptr;  ///< [N, L], row stride bStride
    std::int64_t bStride = 0;
    const float* c = nullptr; ///< [L, N], row stride cStride
    std::int64_t cStride = 0;
    /// One rate: |C_i . B_j| of the rows from attentionProducts(), [count, L], which all channels of a group share; b
    /// and c are not read then.
    const float* products = nullptr;
    std::int64_t first = 0;
    std::int64_t count = 1; ///< up to kMomentRows
};

/// total [count], moment [count]
void attentionMoments(const AttentionMoments& arguments, double* total, double* moment);

/// |C_i . B_j| of rows first .. first + count (up to kMomentRows) and columns col0..col1 into out [count, length].
void attentionProducts(const AttentionMoments& arguments, std::int64_t col0, std::int64_t col1, float* out);

} // namespace mambascope::kernels

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace mambascope::kernels {

/// Hidden attention of one channel, ready for evaluation:
///   alpha(i, j) = sum_n C_i[n] exp(A_n (S_i - S_j)) w_j B_j[n],  j <= i,
/// w = dt as used, S its running sum. One rate A (Mamba-2) or one per state (Mamba-1).
struct AttentionFactors
{
    std::int64_t length = 0;     ///< L
    std::int64_t states = 0;     ///< N
    std::int64_t rates = 1;      ///< 1 or N
    const float* a = nullptr;    ///< [rates] negative
    const double* sum = nullptr; ///< [L] S, inclusive running sum
    const float* w = nullptr;    ///< [L]
    const float* b = nullptr;    ///< [N, L] transposed, row stride bStride
    std::int64_t bStride = 0;
    const float* c = nullptr; ///< [L, N], row stride cStride
    std::int64_t cStride = 0;
};

/// Columns that are computed together; callers that split columns do so at multiples of it.
constexpr std::int64_t kAttentionColumns = 64;

/// Signed entries of rows row0..row1 and columns col0..col1 into out [row1-row0, outStride]; zero above the diagonal.
/// exp(A (S_i - S_j)) is split at the end of every 64 columns, so both parts are <= 1: no overflow at any length, and
/// what underflows is zero in fp32 anyway.
void attentionTile(const AttentionFactors& factors, std::int64_t row0, std::int64_t row1, std::int64_t col0,
                   std::int64_t col1, float* out, std::int64_t outStride);

/// Adds |entries| of a tile's rows to accumulator[cols], or keeps their maximum there.
void absReduceRows(const float* tile, std::int64_t stride, std::int64_t rows, std::int64_t cols, bool maximum,
                   float* accumulator);

} // namespace mambascope::kernels

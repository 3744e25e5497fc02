// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

namespace mambascope::cuda {

/// What the hidden attention of a layer's channels is made of (arXiv 2403.01590 eq 14; Mamba-2: 2405.21060 section 5):
///   alpha(i, j) = sum_n C_i[n] exp(A_n (S_i - S_j)) w_j B_j[n]   for j <= i, else 0
///   w = dt where dt > threshold, else 0;   S = running sum of w.
/// One rate A a channel (Mamba-2, any N; the channels of a group share B and C) or one a state (Mamba-1, one group).
/// Everything is state-major, so that neighbouring tokens are neighbours in memory; fp32.
struct AttentionLayer
{
    std::int64_t length = 0;   ///< L
    std::int64_t channels = 0; ///< Mamba-2: a multiple of `groups`
    std::int64_t states = 0;   ///< N
    std::int64_t groups = 1;
    bool ratePerState = false;        ///< Mamba-1
    const float* dt = nullptr;        ///< [channels, L]
    std::int64_t dtStride = 0;        ///< elements from a channel to the next
    const float* a = nullptr;         ///< [channels, N] or [channels]; negative
    const float* b = nullptr;         ///< [groups N, L]
    std::int64_t bStride = 0;         ///< elements from a state to the next
    const float* c = nullptr;         ///< [groups N, L]
    std::int64_t cStride = 0;         ///< elements from a state to the next
    const float* threshold = nullptr; ///< [channels] or null: every token is kept
    /// From stepSums(): [channels, stepGroups(L) + 1], sums of w over all tokens before each group of 32, and
    /// [channels], the slowest rate. S is a difference of these, in fp64, and a sum of at most 32 steps in fp32, so it
    /// is as accurate after a million tokens as at the start.
    const double* sums = nullptr;
    const float* slowest = nullptr;
};

constexpr std::int64_t kStepGroup = 32;
constexpr std::int64_t stepGroups(std::int64_t length)
{
    return (length + kStepGroup - 1) / kStepGroup;
}

/// One channel of a layer, as a layer.
AttentionLayer oneChannel(const AttentionLayer& layer, std::int64_t channel);

/// Half-open ranges of rows (i) and columns (j).
struct AttentionRect
{
    std::int64_t row0 = 0, row1 = 0, col0 = 0, col1 = 0;
};

/// Signed mean over the layer's channels into out [row1 - row0, stride]. \throws Failure
void attentionValues(const AttentionLayer& layer, const AttentionRect& rect, float* out, std::int64_t stride,
                     Stream stream);

/// Rows of any order, all columns: out [count, stride]. `rows` are on the device. \throws Failure
void attentionRows(const AttentionLayer& layer, const std::int64_t* rows, std::int64_t count, float* out,
                   std::int64_t stride, Stream stream);

/// The signed mean over the layer's channels, pooled: cell (y, x) covers rows row0 + floor(y R / height) .. row0 +
/// floor((y + 1) R / height), R = row1 - row0; columns alike.
struct AttentionPool
{
    AttentionRect rect;
    std::int64_t height = 0; ///< <= R
    std::int64_t width = 0;
    /// [height, width] largest |alpha| of a cell, or null. Zeros before the first call.
    float* most = nullptr;
    /// [height, width] sums of |alpha|, for attentionPoolMean(), or null. Zeros before the first call.
    double* sum = nullptr;
};

/// Adds the rows of the map from `begin` to `end` to the cells: a long map may be done in pieces. Costs nothing where
/// every state has decayed to zero. \throws Failure
void attentionPool(const AttentionLayer& layer, const AttentionPool& pool, std::int64_t begin, std::int64_t end,
                   Stream stream);
/// out [height, width] = sum / entries of the cell, those above the diagonal counted. \throws Failure
void attentionPoolMean(const AttentionPool& pool, float* out, Stream stream);

/// Rows that attentionMoments() takes at once.
constexpr std::int64_t kMomentRows = 16;
/// For every channel and every row first .. first + count: total = sum_j |alpha|, moment = sum_j (i - j) |alpha|, from
/// which Mamba Mean Distance (arXiv 2406.14528 eq 8) is their ratio. Both [channels, count]. \throws Failure
void attentionMoments(const AttentionLayer& layer, std::int64_t first, std::int64_t count, double* total,
                      double* moment, Stream stream);

/// How far back each row reaches `level` of its own largest |value|, in tokens: i - j of the first such j; -1 where the
/// row is zero. values [count, stride], `rows` and `out` [count] on the device. \throws Failure
void attentionReach(const float* values, std::int64_t stride, const std::int64_t* rows, std::int64_t count, float level,
                    std::int64_t* out, Stream stream);

} // namespace mambascope::cuda

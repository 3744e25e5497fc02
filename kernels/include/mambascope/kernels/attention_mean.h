// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/kernels/attention_tile.h"

namespace mambascope::kernels {

/// Signed mean of the maps of `count` channels of one layer: rows row0..row1, at most kMeanRows of them, and columns
/// col0..col1 into out [row1-row0, stride]. Whole blocks of kAttentionColumns columns are written, for which there must
/// be room; what lies behind col1 is of no meaning.
/// Channels of one rate that share B and C follow one another: their sum is (C_i . B_j) times a sum of decays, which
/// costs N + count terms instead of N count.
constexpr std::int64_t kMeanRows = 128;
void attentionMeanTile(const AttentionFactors* channels, std::int64_t count, std::int64_t row0, std::int64_t row1,
                       std::int64_t col0, std::int64_t col1, float* out, std::int64_t stride);

} // namespace mambascope::kernels

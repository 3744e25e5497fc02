// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/layer_factors.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace mambascope {

/// Natural logarithm of the cumulative decay after each token, [L] (the paper's figure 4).
/// Mamba-2: A S_t. Mamba-1: sum over tokens of ln(mean over states of exp(dt_t A_n)), LongMamba's published definition.
std::vector<double> cumulativeDecay(const LayerFactors& factors, std::int64_t channel, std::optional<float> keepAbove = std::nullopt);

/// Mamba Mean Distance (arXiv 2406.14528 eq 8) of the last `lastRows` rows, averaged over them:
/// sum_j (i-j) |alpha_ij| / sum_j |alpha_ij|. In tokens; NaN when one of those rows is zero (every token dropped). [channels]
std::vector<float> meanDistance(const LayerFactors& factors, std::int64_t lastRows);
/// The same for one channel under a preview threshold.
float meanDistance(const LayerFactors& factors, std::int64_t channel, std::int64_t lastRows, std::optional<float> keepAbove = std::nullopt);

/// For every row of `rows`: how far back |alpha_ij| reaches `level` times the row's own largest entry, in tokens: the red
/// line of the maps. -1 where the row is zero.
std::vector<std::int64_t> reach(const LayerFactors& factors, std::int64_t channel, const std::vector<std::int64_t>& rows, double level,
                                std::optional<float> keepAbove = std::nullopt);

} // namespace mambascope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/layer_factors.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mambascope {

/// ln of the decay that one token with Delta = dt brings to a channel whose rates are \p a: Mamba-2 dt A; Mamba-1
/// ln(mean over states of exp(dt A_n)), LongMamba's published definition.
double lnDecayOfStep(std::span<const float> a, double dt);

/// Natural logarithm of the cumulative decay after each token, [L] (the paper's figure 4).
/// The running sum of lnDecayOfStep.
std::vector<double> cumulativeDecay(const LayerFactors& factors, std::int64_t channel,
                                    std::optional<float> keepAbove = std::nullopt);

/// Mamba Mean Distance (arXiv 2406.14528 eq 8) of the last `lastRows` rows, averaged over them:
/// sum_j (i-j) |alpha_ij| / sum_j |alpha_ij|. In tokens; NaN when one of those rows is zero (every token dropped).
/// [channels]
std::vector<float> meanDistance(const LayerFactors& factors, std::int64_t lastRows);
/// The same for one channel under a preview threshold.
float meanDistance(const LayerFactors& factors, std::int64_t channel, std::int64_t lastRows,
                   std::optional<float> keepAbove = std::nullopt);

/// What the level of a receptive-field line is a share of: the row's own largest entry, or nothing: |alpha| itself.
enum class ReachOf { Row, Absolute };

/// For every row of `rows`: how far back |alpha_ij| reaches `level`, in tokens: the red line of the maps. -1 where the
/// row is zero or reaches it nowhere.
std::vector<std::int64_t> reach(const LayerFactors& factors, std::int64_t channel,
                                const std::vector<std::int64_t>& rows, double level,
                                std::optional<float> keepAbove = std::nullopt, ReachOf of = ReachOf::Row);
/// The same for the values of one row, [i + 1].
std::int64_t reachOfRow(std::span<const float> row, double level, ReachOf of);

} // namespace mambascope

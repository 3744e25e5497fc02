// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/trace.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace mambascope {

/// Attention rollout over the layers 0..lastLayer (arXiv 2403.01590 eq 21 and 22):
///   rho = (I + E_d alpha^lastLayer) ... (I + E_d alpha^0),   E_d the signed mean over a layer's channels,
/// how much of token j's input reaches token i through all layers, residual connections included. Nothing is divided by
/// row sums: entries are signed, and such a sum may vanish. Attention heads of hybrid layers take no part.
///
/// A product of whole maps: sequences of up to kRolloutEdge tokens are exact. Longer ones are rolled out between that
/// many blocks of consecutive tokens: the columns of a block are summed, its row is the mean of kRolloutRows rows
/// spread over it.
struct Rollout
{
    std::int64_t length = 0; ///< L
    std::int64_t blocks = 0; ///< block k: tokens floor(k L / blocks) .. floor((k + 1) L / blocks)
    std::int64_t lastLayer = 0;
    std::vector<float> values; ///< [blocks, blocks], zero above the diagonal

    bool isExact() const { return blocks == length; }
    std::int64_t firstToken(std::int64_t block) const { return block * length / blocks; }
    std::int64_t blockOf(std::int64_t token) const { return ((token + 1) * blocks - 1) / length; }
};

constexpr std::int64_t kRolloutEdge = 2048;
constexpr std::int64_t kRolloutRows = 2;

/// \throws Error when there is no such layer; Cancelled.
std::shared_ptr<const Rollout> makeRollout(const Trace& trace, std::int64_t lastLayer, Progress& progress);

} // namespace mambascope

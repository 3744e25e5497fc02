// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mambascope {

enum class Family { Mamba1, Mamba2 };
std::string familyName(Family family);

/// Sizes of a model. Letters as in the papers: B batch, L tokens, D d_model, E d_inner, N d_state, H heads, P head_dim,
/// G groups.
struct ModelConfig
{
    Family family = Family::Mamba2;
    std::int64_t layers = 0;
    std::int64_t dModel = 0;
    std::int64_t dInner = 0;
    std::int64_t dState = 0;
    std::int64_t dConv = 4;
    std::int64_t dtRank = 0;    ///< Mamba-1 only
    std::int64_t heads = 0;     ///< Mamba-2 only
    std::int64_t headDim = 0;   ///< Mamba-2 only
    std::int64_t groups = 1;    ///< Mamba-2 only
    std::int64_t vocab = 0;     ///< ids that may be sampled
    std::int64_t vocabRows = 0; ///< rows of the embedding, padding included
    bool tied = true;
    float normEps = 1e-5F;

    /// What LongMamba classifies and filters: a d_inner entry in Mamba-1, a head in Mamba-2.
    std::int64_t channels() const { return family == Family::Mamba1 ? dInner : heads; }
    /// Width of one token's B (and C): all groups side by side.
    std::int64_t stateWidth() const { return family == Family::Mamba1 ? dState : groups * dState; }
    /// Channels that pass the causal convolution.
    std::int64_t convWidth() const { return family == Family::Mamba1 ? dInner : dInner + 2 * groups * dState; }

    bool operator==(const ModelConfig&) const = default;
};

/// Reads a state-spaces config.json.
/// \throws Error naming the file and the key: not JSON, missing or impossible value, unsupported layer or family.
ModelConfig readModelConfig(const std::filesystem::path& configJson);

} // namespace mambascope
